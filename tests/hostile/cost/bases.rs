//! What a topology extends, and what it accepts there, costs as much as its size.

use std::time::{Duration, Instant};

use di_gen::{
    diagnostic::{Code, Diagnostic},
    source::{BaseError, SourceText},
};

/// A topology with 20 environments that extends a base; its errors.
fn errors(own: &str, base: &str) -> Vec<Diagnostic> {
    let environments: String = (0..20).map(|at| format!("  e{at}: {{}}\n")).collect();
    let text = format!("extends: base.yaml\nname: claims\nenvironments:\n{environments}{own}");
    let read = |path: &str| -> Result<(String, Vec<u8>), BaseError> { Ok((path.to_owned(), base.as_bytes().to_vec())) };
    match SourceText::new("di-gen.yaml", text).resolve_extends("di-gen.yaml", read) {
        Ok(source) => di_gen::read::read_topology(&source).err().unwrap_or_default(),
        Err(error) => error.diagnostics,
    }
}

/// The shortest of three runs: others use the machine as well.
fn shortest(work: impl Fn()) -> Duration {
    let measure = || {
        let start = Instant::now();
        work();
        start.elapsed()
    };
    (0..3).map(|_| measure()).min().unwrap_or_default()
}

fn secrets(count: usize) -> String {
    let lines: String = (0..count).map(|at| format!("        password{at}: hunter{at}x\n")).collect();
    format!("extra:\n  account:\n    azure:\n      properties:\n{lines}")
}

fn suppressions(count: usize, prefix: &str) -> String {
    let reason = "reason: The scanner fleet needs it.";
    let lines: String = (0..count).map(|at| format!("  - {{ rule: DI0007, key: {prefix}{at}, {reason} }}\n")).collect();
    format!("suppress:\n{lines}")
}

/// The text of a topology and that of its base, with a number of entries.
type Case<'a> = &'a dyn Fn(usize) -> (String, String);

/// Ten times the entries take about ten times the time; the square would be a hundred times.
#[test]
fn errors_of_bases_and_suppressions_grow_with_the_size() {
    let unknown = |count: usize| (0..count).map(|at| format!("u{at}: 1\n")).collect::<String>();
    let own = "extra.account.azure.properties.password";
    let cases: [(&str, Case<'_>); 4] = [
        ("unknown keys", &|count| (String::new(), format!("tags: {{ a: b }}\n{}", unknown(count)))),
        ("secrets", &|count| (String::new(), secrets(count))),
        ("suppressed secrets", &|count| (suppressions(count, own), secrets(count))),
        ("suppressions without a secret", &|count| (suppressions(count, "tags.x"), secrets(count))),
    ];
    for (name, case) in cases {
        let time = |count: usize| {
            let (own, base) = case(count);
            shortest(|| assert!(!errors(&own, &base).is_empty(), "{name}"))
        };
        let (small, large) = (time(700), time(7000));
        assert!(large < 30 * small + Duration::from_millis(200), "{name}: {small:?} and {large:?}");
    }
}

/// However many errors a base has, and in however many environments, 100 are shown.
#[test]
fn thousands_of_errors_of_a_base_are_counted() {
    let unknown: String = (0..5000).map(|at| format!("u{at}: 1\n")).collect();
    let wrong: String = (0..5000).map(|at| format!("  t{at}: {{}}\n")).collect();
    for base in [format!("tags: {{ a: b }}\n{unknown}"), format!("tags:\n{wrong}"), secrets(5000)] {
        let found = errors("", &base);
        assert_eq!(found.len(), 101);
        assert_eq!(found.last().map(|one| one.code), Some(Code::MORE));
    }
}
