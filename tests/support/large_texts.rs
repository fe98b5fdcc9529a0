//! Files whose size is not that of one list or mapping: many diagnostics, many secrets, long lines. Each was slow once, or is
//! like one that was.

/// A kind of file: its name, and a file with about so many entries.
pub(crate) type LargeText = (&'static str, fn(usize) -> String);

/// The files, each with entries that have the same length.
pub(crate) const LARGE_TEXTS: &[LargeText] = &[
    ("secrets and unknown keys", |count| {
        let unknown = lines(count / 2, |at| format!("u{at:05}: 1"));
        let secrets = lines(count / 2, |at| format!("        password{at:05}: hunter{at:05}"));
        format!("name: claims\n{unknown}extra:\n  account:\n    azure:\n      properties:\n{secrets}")
    }),
    ("secrets in one line that cannot be parsed", |count| format!("name: claims\nx: [{}\n", "password=".repeat(count))),
    ("secrets in lines that cannot be parsed", |count| {
        format!("name: claims\nx: [\n{}", lines(count / 500, |_| "password=".repeat(500)))
    }),
    ("secrets in one key", |count| format!("name: claims\n\"{}\": 1\n", "password=".repeat(count))),
    ("brackets that are not closed", |count| {
        format!("name: claims\nx: [\n{}", lines(count, |_| "password: {a".into()))
    }),
    ("aliases of secrets", |count| format!("name: claims\nx: [\n{}", lines(count, |_| "password: *a".into()))),
    ("unknown keys in one line", |count| {
        let keys: Vec<String> = (0..count).map(|at| format!("u{at:05}: 1")).collect();
        format!("{{ name: claims, {} }}", keys.join(", "))
    }),
    ("a line that starts far from its errors", |count| {
        let keys: Vec<String> = (0..200).map(|at| format!("u{at:05}: 1")).collect();
        format!("{{ name: claims, {}{} }}", " ".repeat(50 * count), keys.join(", "))
    }),
    ("unknown keys in 20 environments", |count| {
        let environments = lines(20, |at| format!("  e{at}: {{}}"));
        format!("name: claims\nenvironments:\n{environments}{}", lines(count, |at| format!("u{at:05}: 1")))
    }),
    ("values that environments override", |count| {
        let settings = lines(count / 20, |at| format!("            k{at:05}: 1"));
        let environments = lines(20, |at| {
            format!("  e{at}:\n    extra:\n      account:\n        azure:\n          properties:\n{settings}")
        });
        format!("name: claims\noutputs: [{{ language: arm, folder: a }}]\nenvironments:\n{environments}")
    }),
    ("names of secrets in one comment", |count| {
        format!("name: claims\ntags: {{ \"a b\": c }}\n# {}kv-x\n", "password: ".repeat(count))
    }),
    ("maybe secrets in one comment", |count| format!("name: claims\n# {}\n", "tokens:".repeat(count))),
    ("spaces after a comment", |count| {
        format!("name: claims\n# {}{}\n", "password: ".repeat(count), " ".repeat(10 * count))
    }),
    ("commas", |count| format!("x: [\n{}", ",".repeat(10 * count))),
    ("colons", |count| format!("x: [\n{}", ":".repeat(10 * count))),
    ("equal signs", |count| format!("x: [\n{}", "=".repeat(10 * count))),
    ("brackets after a secret", |count| format!("x: {{password: a{}b", "]".repeat(10 * count))),
    ("open brackets", |count| format!("x: [\n{}", "{".repeat(10 * count))),
    ("open brackets below a name", |count| format!("name: \n{}", "{".repeat(10 * count))),
    ("open brackets of secrets in one line", |count| format!("x: [\n{}", "password: {".repeat(count))),
    ("keys that are aliases", |count| format!("x: [\n{}", "*bb: 1\n".repeat(count))),
    ("keys after spaces", |count| format!("x: [\n{}{}", " ".repeat(5 * count), "key1: a,".repeat(count / 2))),
    ("short secrets in one line", |count| format!("x: [\n{}", "password: x,".repeat(count))),
    ("commands of pipelines", |count| {
        format!("name: claims\nextra: {{ account: {{ azure: {{ a: \"{}\" }} }} }}\n", "##vso[".repeat(count))
    }),
];

/// A kind of topology that extends a base: its name, and the text of both with about so many entries.
pub(crate) type LargeBase = (&'static str, fn(usize) -> (String, String));

/// Topologies with bases, in which the errors or the suppressions are many.
pub(crate) const LARGE_BASES: &[LargeBase] = &[
    ("unknown keys of a base", |count| {
        (extending(""), format!("tags: {{ a: b }}\n{}", lines(count, |at| format!("u{at:05}: 1"))))
    }),
    ("secrets of a base", |count| (extending(""), secrets(count))),
    ("suppressed secrets of a base", |count| {
        (extending(&suppressions(count / 2, "extra.account.azure.properties.password")), secrets(count / 2))
    }),
    ("suppressions without a secret", |count| (extending(&suppressions(count / 2, "tags.x")), secrets(count / 2))),
];

/// A topology with 20 environments that extends a base.
pub(crate) fn extending(own: &str) -> String {
    let environments = lines(20, |at| format!("  e{at}: {{}}"));
    format!("extends: base.yaml\nname: claims\nenvironments:\n{environments}{own}")
}

/// Additional settings with the names of secrets.
pub(crate) fn secrets(count: usize) -> String {
    let settings = lines(count, |at| format!("        password{at:05}: hunter{at:05}x"));
    format!("extra:\n  account:\n    azure:\n      properties:\n{settings}")
}

fn suppressions(count: usize, prefix: &str) -> String {
    let reason = "reason: The scanner fleet needs it.";
    format!("suppress:\n{}", lines(count, |at| format!("  - {{ rule: DI0007, key: {prefix}{at:05}, {reason} }}")))
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(|at| line(at) + "\n").collect()
}
