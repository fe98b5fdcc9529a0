//! Expiration dates that have passed or come soon. The library reads no clock: the caller passes the day.

use crate::{
    diagnostic::{Code, Diagnostic},
    topology::{CustomerKey, TopologyFile, values::Date},
};

/// How many days ahead a date is reported.
const DAYS_AHEAD: i64 = 30;

/// Expiration dates of the file that lie before a day, on it, or in the 30 days after it.
#[must_use]
pub fn check_expirations(topology: &TopologyFile, today: Date) -> Vec<Diagnostic> {
    let secret = topology.keys.as_ref().and_then(|keys| keys.expires).and_then(|date| {
        // `catalog::vault::EXPIRED_SECRET`
        let diagnostic = expiration_diagnostic("the secret", date, today)?.at_value("/keys/expires");
        Some(
            diagnostic
                .label("Key Vault still returns an expired secret; the date is a reminder to rotate the account key")
                .help("run `di-gen runbook rotate-keys`, and set a later date"),
        )
    });
    let keys = topology.customer_keys().filter_map(|(target, key)| {
        let diagnostic = expiration_diagnostic(&format!("the key of {}", target_name(target)), key.expires?, today)?;
        Some(explain_key_expiration(diagnostic, target, key))
    });
    secret.into_iter().chain(keys).collect()
}

/// The diagnostic without its place, if the date has passed or comes soon. A date is the start of its day in UTC.
fn expiration_diagnostic(subject: &str, date: Date, today: Date) -> Option<Diagnostic> {
    let message = match date.days_after(today) {
        days if days > DAYS_AHEAD => return None,
        0 => format!("{subject} expires today"),
        1 => format!("{subject} expires in 1 day"),
        -1 => format!("{subject} expired 1 day ago"),
        days if days > 0 => format!("{subject} expires in {days} days"),
        days => format!("{subject} expired {} days ago", -days),
    };
    Some(Diagnostic::warning(Code::EXPIRATION, message))
}

fn explain_key_expiration(diagnostic: Diagnostic, target: &str, key: &CustomerKey) -> Diagnostic {
    let diagnostic = diagnostic.at_value(format!("/encryption/{target}/expires"));
    // `catalog::encryption::EXPIRED_KEY`
    if key.rotation.enabled {
        return diagnostic
            .label(
                "the date of the first key version, which then still unwraps keys and decrypts, but no longer wraps or \
                 encrypts; `rotation`, which is enabled by default, sets the dates of later versions",
            )
            .help(format!("remove `encryption.{target}.expires`, or set a later date for a new key"));
    }
    diagnostic
        .label("an expired key still unwraps keys and decrypts, but no longer wraps or encrypts")
        .help("run `di-gen runbook rotate-cmk`, and set a later date")
}

fn target_name(target: &str) -> &'static str {
    if target == "account" { "the account" } else { "storage" }
}
