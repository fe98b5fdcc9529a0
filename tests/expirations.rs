//! Expiration dates. The library reads no clock, so that what it writes depends on the file alone; `validate` does.
//!
//! Source of what an expired secret and an expired key still do: about-secrets (2024-01-30) and about-keys-details
//! (2026-03-06) of Key Vault.

use di_gen::{
    diagnostic::{Diagnostic, SourceLocation},
    report::check_expirations,
    source::SourceText,
    topology::values::Date,
};

use crate::cli::Run;

const FILE: &str = "name: claims
account: { localAuth: true }
keys: { expires: 2027-06-30 }
encryption:
  account: { expires: 2027-06-30, rotation: { enabled: false } }
  storage: { expires: 2027-06-30 }
";

fn pointer_of(diagnostic: &Diagnostic) -> String {
    match &diagnostic.location {
        SourceLocation::Value(pointer) => pointer.clone(),
        other => panic!("{other:?}"),
    }
}

/// The keys of the file that are reported on a day, each with its message.
fn reported_on(today: &str) -> Vec<(String, String)> {
    let topology = di_gen::read::read_topology(&SourceText::new("x", FILE)).expect("valid");
    let today: Date = today.parse().expect("a date");
    let diagnostics = check_expirations(&topology, today).into_iter();
    diagnostics.map(|found| (pointer_of(&found), found.message)).collect()
}

#[test]
fn a_date_is_reported_from_thirty_days_before_it() {
    assert_eq!(reported_on("2027-05-30"), [], "31 days before");
    for (today, ending) in [
        ("2027-05-31", "expires in 30 days"),
        ("2027-06-29", "expires in 1 day"),
        ("2027-06-30", "expires today"),
        ("2027-07-01", "expired 1 day ago"),
        ("2028-06-30", "expired 366 days ago"),
    ] {
        let keys = ["/keys/expires", "/encryption/account/expires", "/encryption/storage/expires"];
        let found = reported_on(today);
        assert_eq!(found.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(), keys, "{today}");
        assert!(found.iter().all(|(_, message)| message.ends_with(ending)), "{today}: {found:?}");
    }
}

/// With rotation, the date is that of the first version, and no reason to create a version by hand.
#[test]
fn the_help_depends_on_rotation() {
    let topology = di_gen::read::read_topology(&SourceText::new("x", FILE)).expect("valid");
    let help = |key: &str| -> String {
        let found = check_expirations(&topology, "2027-06-30".parse().expect("a date")).into_iter();
        let mut of_key = found.filter(|found| pointer_of(found) == key);
        of_key.next().expect("a diagnostic").help.join(" ")
    };
    assert!(help("/encryption/account/expires").contains("runbook rotate-cmk"));
    assert!(help("/encryption/storage/expires").contains("remove `encryption.storage.expires`"));
    assert!(help("/keys/expires").contains("runbook rotate-keys"));
    // about-keys-details (2026-03-06): what an expired key still does, said before it expires, too.
    let label = |key: &str, today: &str| -> String {
        let found = check_expirations(&topology, today.parse().expect("a date")).into_iter();
        found.filter(|found| pointer_of(found) == key).map(|found| found.label.clone()).collect()
    };
    for key in ["/encryption/account/expires", "/encryption/storage/expires"] {
        assert!(label(key, "2027-06-20").contains("still unwraps"), "{key}");
    }
    assert!(label("/encryption/storage/expires", "2027-06-20").contains("enabled by default"));
}

#[test]
fn validate_warns_and_no_other_command_reads_the_date() {
    let on = |today: &str| Run::new(&format!("validate -f - --today {today}")).input(FILE).run();
    let soon = on("2027-06-01");
    assert_eq!(soon.code(), 0, "{}", soon.err());
    assert_eq!(soon.err().matches("warning[DI0916]").count(), 3, "{}", soon.err());
    assert!(!on("2026-12-01").err().contains("DI0916"));
    let refused = on("2027-02-29");
    assert_eq!(refused.code(), 2);
    assert!(refused.err().contains("not a calendar date"), "{}", refused.err());
}
