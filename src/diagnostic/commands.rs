//! Commands of pipelines in text that is printed: a runner reads the output of every step, and obeys some lines of it.
//!
//! - Azure Pipelines: `##vso[` anywhere in a line is a command, and `##vso` alone makes the agent warn about the line.
//!   Source: `Command.TryParse` and `WorkerCommandManager.TryProcessCommand` of microsoft/azure-pipelines-agent at
//!   42bde98bea7bb3b9e186d693e3b1554249e93a38 (`src/Microsoft.VisualStudio.Services.Agent/Command.cs`,
//!   `src/Agent.Worker/WorkerCommandManager.cs`).
//! - GitHub Actions: a line that starts with `::` after white space and has another `::` is a command, and so is `##[`
//!   anywhere in a line. Source: `ActionCommand.TryParseV2` and `TryParse` of actions/runner at
//!   258d6c857db3519913f7deb6004b60172f8043ae (`src/Runner.Common/ActionCommand.cs`).
//!
//! Both search with the rules of a culture (`IndexOf` and `StartsWith` of a .NET string, and `src/Common.props` of the agent
//! sets `InvariantGlobalization` to false), for which some characters have no weight at all: soft hyphens, direction
//! marks, some combining marks. Which ones depends on the version of the library, so every character beyond ASCII counts
//! as one here. Prefixes are searched in their own case; another case is treated like it.

use std::borrow::Cow;

use crate::order;

/// Whether a runner may skip a character while it searches for a prefix.
const fn may_be_skipped(c: char) -> bool {
    !c.is_ascii()
}

/// A text in which no line has a command of a pipeline: the first character of each is written as `\u{23}` or `\u{3a}`.
pub(crate) fn escape_commands(text: &str) -> Cow<'_, str> {
    if !may_have_command(text) {
        return Cow::Borrowed(text);
    }
    let chars: Vec<char> = text.chars().collect();
    let starts = command_starts(&chars);
    if starts.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + starts.len() * ESCAPE_LENGTH);
    for (index, c) in chars.into_iter().enumerate() {
        if starts.binary_search(&index).is_ok() {
            escaped.extend(c.escape_unicode());
        } else {
            escaped.push(c);
        }
    }
    Cow::Owned(escaped)
}

/// The length of `\u{23}`, and of `\u{3a}`.
pub(super) const ESCAPE_LENGTH: usize = 6;

/// The bytes at which `escape_commands` replaces a character.
pub(crate) fn escaped_offsets(text: &str) -> Vec<usize> {
    if !may_have_command(text) {
        return Vec::new();
    }
    let (offsets, chars): (Vec<usize>, Vec<char>) = text.char_indices().unzip();
    command_starts(&chars).into_iter().map(|index| offsets[index]).collect()
}

/// JSON in which no string has a command of a pipeline: the first character of each is an escape of the same value.
pub(super) fn escape_commands_in_json(text: String) -> String {
    if !may_have_command(&text) {
        return text;
    }
    let mut escaped = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(start) = rest.find('"') {
        let (before, literal) = rest.split_at(start + 1);
        escaped.push_str(before);
        let mut chars = literal.char_indices();
        // A backslash always has a character after it.
        let end = loop {
            match chars.next() {
                Some((_, '\\')) => drop(chars.next()),
                Some((at, '"')) => break at,
                Some(_) => {}
                None => break literal.len(),
            }
        };
        push_json_literal(&mut escaped, &literal[..end]);
        rest = &literal[end..];
        if let Some(after) = rest.strip_prefix('"') {
            escaped.push('"');
            rest = after;
        }
    }
    escaped.push_str(rest);
    escaped
}

/// Adds the content of a JSON string, as it is written in the file.
fn push_json_literal(escaped: &mut String, literal: &str) {
    if !may_have_command(literal) {
        escaped.push_str(literal);
        return;
    }
    let units = json_units(literal);
    let chars: Vec<char> = units.iter().map(|(c, _)| *c).collect();
    let starts = command_starts(&chars);
    for (index, (c, written)) in units.into_iter().enumerate() {
        if starts.binary_search(&index).is_ok() {
            escaped.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            escaped.push_str(written);
        }
    }
}

/// The characters of a JSON string, each with how it is written.
fn json_units(literal: &str) -> Vec<(char, &str)> {
    let mut units = Vec::new();
    let mut rest = literal;
    while let Some(first) = rest.chars().next() {
        let length = match rest.as_bytes() {
            [b'\\', b'u', ..] => 6.min(rest.len()),
            [b'\\', _, ..] => 2,
            _ => first.len_utf8(),
        };
        let (written, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        let meaning = match written.as_bytes() {
            [b'\\', b'n'] => '\n',
            [b'\\', b'r'] => '\r',
            [b'\\', b't' | b'f' | b'b'] => '\t',
            [b'\\', b'u', ..] => {
                let code = u32::from_str_radix(written.get(2..).unwrap_or_default(), 16);
                code.ok().and_then(char::from_u32).unwrap_or(char::REPLACEMENT_CHARACTER)
            }
            [b'\\', _] => '\\',
            _ => first,
        };
        units.push((meaning, written));
        rest = after;
    }
    units
}

/// Whether a text can have a command: most texts have neither prefix, and are not looked at any further.
fn may_have_command(text: &str) -> bool {
    let bytes = text.as_bytes();
    let has_two_signs = || memchr::memchr_iter(b'#', bytes).any(|at| bytes.get(at + 1) == Some(&b'#'));
    has_two_signs() || text.contains("::") || (!text.is_ascii() && text.contains(['#', ':']))
}

/// The positions of the first characters of commands, in order.
fn command_starts(chars: &[char]) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut offset = 0;
    for line in chars.split_inclusive(|c| matches!(c, '\n' | '\r')) {
        starts.extend(find_double_colon(line).map(|at| offset + at));
        starts.extend(
            (0..line.len()).filter(|at| line[*at] == '#' && is_bracket_command(&line[*at..])).map(|at| offset + at),
        );
        offset += line.len();
    }
    order::sort_by_key(&mut starts, |start| *start);
    starts
}

/// The characters after a text that a runner finds at the start of a line.
fn strip_prefix<'a>(mut line: &'a [char], prefix: &str) -> Option<&'a [char]> {
    for expected in prefix.chars() {
        let at = line.iter().position(|c| !may_be_skipped(*c))?;
        if !line[at].eq_ignore_ascii_case(&expected) {
            return None;
        }
        line = &line[at + 1..];
    }
    Some(line)
}

/// Whether a text starts with `##[` or `##vso`.
fn is_bracket_command(text: &[char]) -> bool {
    ["##[", "##vso"].iter().any(|prefix| strip_prefix(text, prefix).is_some())
}

/// Where a line starts with `::`, which another `::` ends.
fn find_double_colon(line: &[char]) -> Option<usize> {
    let start = line.iter().position(|c| !c.is_whitespace() && !may_be_skipped(*c))?;
    let rest = strip_prefix(&line[start..], "::")?;
    (0..rest.len()).any(|at| strip_prefix(&rest[at..], "::").is_some()).then_some(start)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts that a runner obeys, with what is shown instead.
    const COMMANDS: [(&str, &str); 14] = [
        ("##vso[task.prependpath]./bin", r"\u{23}#vso[task.prependpath]./bin"),
        ("a ##vso[task.setvariable variable=x]y", r"a \u{23}#vso[task.setvariable variable=x]y"),
        ("##VSO[task.x]", r"\u{23}#VSO[task.x]"),
        ("###vso[x.y]", r"#\u{23}#vso[x.y]"),
        ("##vso", r"\u{23}#vso"),
        ("a: ##[add-mask]b", r"a: \u{23}#[add-mask]b"),
        ("##[x]##[y]", r"\u{23}#[x]\u{23}#[y]"),
        ("::error::a", r"\u{3a}:error::a"),
        (" \t\u{3000}::set-env name=A::b", " \t\u{3000}\\u{3a}:set-env name=A::b"),
        ("one\n::debug::two\n", "one\n\\u{3a}:debug::two\n"),
        ("one\r  ::debug::two", "one\r  \\u{3a}:debug::two"),
        // Marks without weight.
        ("#\u{600}#vso[a.b]", "\\u{23}\u{600}#vso[a.b]"),
        ("##\u{1d165}[error]", "\\u{23}#\u{1d165}[error]"),
        ("\u{1d165}:\u{600}:error:\u{1d165}:a", "\u{1d165}\\u{3a}\u{600}:error:\u{1d165}:a"),
    ];

    /// Texts that are shown as they are.
    const HONEST: [&str; 10] = [
        "## Heading",
        "# [link](target)",
        "a::b and C::D",
        "allow 2001:db8::/32",
        "::1 is the loopback address",
        "/subscriptions/a/resourceGroups/b",
        "a #1 #2 ## [x]",
        "owner: Ünal ## vso",
        "error::x",
        "",
    ];

    #[test]
    fn no_line_has_a_command_and_honest_lines_stay() {
        for (text, shown) in COMMANDS {
            assert_eq!(escape_commands(text), shown);
            assert_eq!(escape_commands(shown), shown, "twice is once");
        }
        for text in HONEST {
            assert_eq!(escape_commands(text), text);
        }
    }

    #[test]
    fn json_has_another_notation_of_the_same_value() {
        for (text, _) in COMMANDS {
            let value = serde_json::json!({ text: [text, { "a": format!("x\\\"\n{text}\u{1}") }] });
            let escaped = escape_commands_in_json(value.to_string());
            assert_eq!(serde_json::from_str::<serde_json::Value>(&escaped).expect("JSON"), value);
            assert!(!escaped.contains("##vso") && !escaped.contains("##[") && !escaped.contains("\"::"), "{escaped}");
            assert!(!escaped.contains("\\n::"), "{escaped}");
        }
        for text in HONEST {
            let json = serde_json::json!({ text: text }).to_string();
            assert_eq!(escape_commands_in_json(json.clone()), json);
        }
    }

    #[test]
    fn offsets_are_those_of_the_escapes() {
        for (text, shown) in COMMANDS {
            let offsets = escaped_offsets(text);
            assert_eq!(shown.len(), text.len() + offsets.len() * (ESCAPE_LENGTH - 1));
            assert!(offsets.iter().all(|at| [b'#', b':'].contains(&text.as_bytes()[*at])), "{text}");
        }
    }
}
