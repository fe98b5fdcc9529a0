//! Breaks a line that is too wide as `bicep format` does: the outermost call, list or mapping is written with one element
//! on each line.
//!
//! Strings have no breaks, nor has a call with one argument.

use std::borrow::Cow;

/// The lines of a line that has a bracket pair with several elements; none where there is no place for a break.
pub(super) fn split_line(line: &str, quote: u8) -> Option<Vec<Cow<'_, str>>> {
    if line.starts_with(['@', '/']) {
        return None;
    }
    let group = find_group(line, quote)?;
    let open = line.as_bytes()[group.open];
    let inner = line[group.open + 1..group.close].trim_ascii();
    let mut lines = vec![Cow::Borrowed(&line[..=group.open])];
    if open == b'[' && inner.starts_with("for ") {
        lines.push(Cow::Borrowed(inner));
    } else {
        let mut start = group.open + 1;
        for end in group.commas.iter().copied().chain([group.close]) {
            let element = line[start..end].trim_ascii();
            start = end + 1;
            // Only arguments have commas when each is on a line.
            lines.push(match (open, end < group.close) {
                (b'(', true) => Cow::Owned(format!("{element},")),
                _ => Cow::Borrowed(element),
            });
        }
        if open == b'(' && group.commas.is_empty() {
            return None;
        }
    }
    lines.push(Cow::Borrowed(&line[group.close..]));
    Some(lines)
}

/// A pair of brackets, by position in the line.
struct BracketGroup {
    open: usize,
    close: usize,
    /// The commas between its elements.
    commas: Vec<usize>,
}

/// The first outermost pair of brackets that has elements and is closed on the same line.
fn find_group(line: &str, quote: u8) -> Option<BracketGroup> {
    let bytes = line.as_bytes();
    let (mut depth, mut open, mut commas) = (0_usize, 0, Vec::new());
    let mut position = 0;
    while let Some(byte) = bytes.get(position) {
        match byte {
            b'(' | b'[' | b'{' => {
                if depth == 0 {
                    (open, commas) = (position, Vec::new());
                }
                depth += 1;
            }
            b')' | b']' | b'}' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 && !line[open + 1..position].trim_ascii().is_empty() {
                    return Some(BracketGroup { open, close: position, commas });
                }
            }
            b',' if depth == 1 => commas.push(position),
            byte if *byte == quote => {
                position += 1;
                while bytes.get(position).is_some_and(|byte| *byte != quote) {
                    position += if bytes[position] == b'\\' { 2 } else { 1 };
                }
            }
            _ => {}
        }
        position += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::layout::{BICEP_SYNTAX, lay_out};

    #[test]
    fn a_wide_call_has_an_argument_on_each_line() {
        let long = "a".repeat(60);
        let text = format!("x: {{\nname: guid({long}.id, '{long}, b', c)\n}}\n");
        let expected = format!("x: {{\n  name: guid(\n    {long}.id,\n    '{long}, b',\n    c\n  )\n}}\n");
        assert_eq!(lay_out(&text, &BICEP_SYNTAX), expected);
        assert_eq!(lay_out(&expected, &BICEP_SYNTAX), expected);
    }

    #[test]
    fn lists_and_mappings_lose_their_commas() {
        let long = "a".repeat(60);
        let text = format!("var x = concat(list, ['{long}', '{long}'], {{ a: '{long}', b: '{long}' }}).y");
        let expected = format!(
            "var x = concat(\n  list,\n  [\n    '{long}'\n    '{long}'\n  ],\n  {{\n    a: '{long}'\n    b: '{long}'\n  }}\n).y\n"
        );
        assert_eq!(lay_out(&text, &BICEP_SYNTAX), expected);
    }

    #[test]
    fn what_has_no_place_for_a_break_stays_on_its_line() {
        let long = "a, ".repeat(50);
        for text in [
            format!("@description('{long}')\n"),
            format!("name: '{long}'\n"),
            format!("// f({long})\n"),
            format!("name: uniqueString('{long}')\n"),
        ] {
            assert_eq!(lay_out(&text, &BICEP_SYNTAX), text);
        }
    }

    #[test]
    fn an_empty_list_is_on_one_line() {
        assert_eq!(lay_out("a: [\n]\nb: {\n\n}\nc: [\n1\n]\n", &BICEP_SYNTAX), "a: []\nb: {}\nc: [\n  1\n]\n");
    }
}
