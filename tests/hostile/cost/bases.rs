//! What a topology extends, and what it accepts there, costs as much as its size.

use di_gen::{
    diagnostic::{Code, Diagnostic},
    source::{BaseError, SourceText},
};

use crate::support::large_texts::{LARGE_BASES, extending, secrets};

/// The errors of a topology that extends a base.
fn errors(own: &str, base: &str) -> Vec<Diagnostic> {
    let read = |path: &str| -> Result<(String, Vec<u8>), BaseError> { Ok((path.to_owned(), base.as_bytes().to_vec())) };
    match SourceText::new("di-gen.yaml", own).resolve_extends("di-gen.yaml", read) {
        Ok(source) => di_gen::read::read_topology(&source).err().unwrap_or_default(),
        Err(error) => error.diagnostics,
    }
}

/// Each error is found, and the number of the others is known, whatever their number: `cargo bench --bench cost` measures
/// the time.
#[test]
fn errors_of_large_bases_are_found() {
    for (name, texts) in LARGE_BASES {
        let (own, base) = texts(5000);
        let found = errors(&own, &base);
        assert!(!found.is_empty() && found.len() <= 101, "{name}: {}", found.len());
    }
}

/// However many errors a base has, and in however many environments, 100 are shown.
#[test]
fn thousands_of_errors_of_a_base_are_counted() {
    let unknown: String = (0..5000).map(|at| format!("u{at}: 1\n")).collect();
    let wrong: String = (0..5000).map(|at| format!("  t{at}: {{}}\n")).collect();
    for base in [format!("tags: {{ a: b }}\n{unknown}"), format!("tags:\n{wrong}"), secrets(5000)] {
        let found = errors(&extending(""), &base);
        assert_eq!(found.len(), 101);
        assert_eq!(found.last().map(|one| one.code), Some(Code::MORE));
    }
}
