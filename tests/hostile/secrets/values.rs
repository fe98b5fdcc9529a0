//! Values that read like something else: placeholders, places, numbers and sentences.

use di_gen::{diagnostic::Code, read::read_topology, source::SourceText};

use super::is_refused;

/// A key may start like a placeholder, and a password may stand where a place does.
#[test]
fn values_that_look_like_placeholders_and_places_are_refused() {
    let random = "Sup3rS3cret9x";
    let key = format!("/fzkNjhU/4iM/0uOeHXWAMJoI5{}", "BBKoz3mzfQsRFIsPo=");
    let telling = "Pass".to_owned() + "word";
    for note in [
        format!("Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey={key}"),
        format!("HostName=x.azure-devices.net;DeviceId=d;SharedAccessKey={key}"),
        format!("Endpoint=https://x.azconfig.io;Id=a-l0-s0:b;Secret={key}"),
        format!("x.redis.cache.windows.net:6380,password={key},ssl=True"),
        format!("apiKey: /{random}{random}+abc="),
        format!("Driver={{SQL}};Uid=sa;Pwd={{{random}}};"),
        format!("{telling}=${random};"),
        format!("\"{telling}\": \"#{random}\""),
        format!("<password>${random}</password>"),
        format!("amqps://svc:${random}@bus.example"),
        format!("password is: {random}"),
        format!("curl --user=ada:{random} https://x"),
        format!("Authorization: ApiKey {random}Sup3r"),
        format!("{telling}={random}/vault"),
        format!("{telling}={random}:kv-x;"),
        format!("Server=x;{telling}=#horse{random};"),
        format!("{telling}: `{random}`"),
        format!("**{telling}:** {random}"),
        format!("{telling} := {random}"),
        format!("{telling} => '{random}'"),
        format!("{telling} (prod): {random}"),
        format!("the {telling} for db: {random}"),
        format!("first\\npassword={random}"),
        format!("first\\\\tpass\\x77ord={random}"),
    ] {
        let text = format!("name: invoices\ntags: {{ note: {} }}\n", serde_json::Value::from(note.as_str()));
        let source = SourceText::new("di-gen.yaml", text.clone());
        let found = read_topology(&source).expect_err(&note);
        assert!(found.iter().any(|one| one.code == Code::SECRET), "{note}");
        let shown: String = found.iter().map(|one| source.render_diagnostic(one, false)).collect();
        assert!(!shown.contains(random) && !shown.contains(&key[1..]), "{note}: {shown}");
    }
    for value in [
        format!("<{random}>"),
        format!("/subscriptions/{random}"),
        format!("{random}.vault.x"),
        format!("{random}/vault"),
        format!("kv-{random}"),
        format!("{random} x.vault.azure.net"),
        format!("/subscriptions/abc/{random}"),
        "hunter2 (vault)".to_owned(),
        "a1b2c3d4e5f6g7h8 vault".to_owned(),
        "a8f3k2m9q4/kv-x".to_owned(),
        "/run/a1b2c3d4e5f6".to_owned(),
        "<A1B2C3D4E5F6>".to_owned(),
        "%horse%".to_owned(),
        "{correct-horse}".to_owned(),
        "<correct> horse".to_owned(),
        "~correct".to_owned(),
        "${hunter2}".to_owned(),
    ] {
        let text = format!("name: invoices\nextra: {{ account: {{ azure: {{ password: '{value}' }} }} }}\n");
        assert!(is_refused(&text), "{value}");
    }
}

/// A number that counts something has few digits.
#[test]
fn passwords_of_digits_are_refused() {
    let telling = "Pass".to_owned() + "word";
    for note in [
        format!("Server=x;User ID=a;{telling}=123456;Encrypt=True"),
        format!("{telling}=20261130"),
        format!("{telling}=P4711;"),
        format!("tool --{}=123456", telling.to_lowercase()),
        format!("{{\"{telling}\": \"123456\"}}"),
        format!("{{\"{telling}\": 123456}}"),
    ] {
        let text = format!("name: invoices\ntags: {{ note: {} }}\n", serde_json::Value::from(note.as_str()));
        assert!(is_refused(&text), "{note}");
    }
}
