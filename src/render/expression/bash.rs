//! Strings in bash.

use crate::diagnostic::{escape_for_people, escaped_offsets, is_invisible};

/// One bash word that expands to exactly this text, always on one line.
pub(crate) fn quote(text: &str) -> String {
    // Scripts are printed, so they have no command of a pipeline either.
    let commands = escaped_offsets(text);
    if commands.is_empty() && !text.contains(is_invisible) {
        return format!("'{}'", text.replace('\'', "'\\''"));
    }
    let mut word = String::from("$'");
    for (offset, c) in text.char_indices() {
        match c {
            '\'' | '\\' => word.extend(['\\', c]),
            c if is_invisible(c) || commands.contains(&offset) => word.push_str(&format!("\\U{:08x}", u32::from(c))),
            c => word.push(c),
        }
    }
    word + "'"
}

/// Text inside the double quotes of a message, without any expansion.
pub(in crate::render) fn in_double_quotes(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in escape_for_people(text, &[]).chars() {
        if "\\\"$`".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// Lines as comments.
pub(in crate::render) fn comment(text: &str) -> String {
    text.lines().map(|line| format!("# {line}").trim_end().to_owned()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_text_is_one_word_and_never_code() {
        assert_eq!(quote("di-invoices"), "'di-invoices'");
        assert_eq!(quote("$(id) `id`"), "'$(id) `id`'");
        assert_eq!(quote("it's"), r"'it'\''s'");
        assert_eq!(quote("a\n```\nit's \\"), r"$'a\U0000000a```\U0000000ait\'s \\'");
        assert_eq!(quote("a ##vso[b.c]d"), r"$'a \U00000023#vso[b.c]d'");
        assert_eq!(in_double_quotes("a\"; $(id) `id` \\\n"), r#"a\"; \$(id) \`id\` \\\\n"#);
        assert_eq!(in_double_quotes(&quote("AzureCloud")), "'AzureCloud'");
        assert_eq!(comment("one\n\ntwo"), "# one\n#\n# two");
    }
}
