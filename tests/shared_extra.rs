//! Additional settings that environments share are read once: each environment still has what its own file would have.

use di_gen::{read::read_topology, source::SourceText, topology::TopologyFile};

const EXTRA: &str = "extra: { account: { azure: { properties: { apiProperties: { one: 1 } } } } }\n";

/// The topology of the file in an environment, or the codes of its diagnostics.
fn read(source: &SourceText, environment: &str) -> Result<TopologyFile, Vec<&'static str>> {
    read_topology(&source.for_environment(environment))
        .map_err(|diagnostics| diagnostics.iter().map(|diagnostic| diagnostic.code.as_str()).collect())
}

#[test]
fn each_environment_has_the_settings_of_its_own_file() {
    let text = format!(
        "name: forms\n{EXTRA}environments:
  dev: {{}}
  test: {{ extra: {{ account: {{ azure: {{ properties: {{ apiProperties: {{ one: 2 }} }} }} }} }} }}
  prod: {{ tags: {{ a: b }} }}
"
    );
    let source = SourceText::new("di-gen.yaml", &text);
    read_topology(&source).expect("all environments are valid");
    for (name, own) in [("dev", EXTRA), ("test", &EXTRA.replace("one: 1", "one: 2")), ("prod", EXTRA)] {
        let alone = read_topology(&SourceText::new("x", format!("name: forms\n{own}"))).expect("valid");
        // Read after the others, and alone.
        for source in [&source, &SourceText::new("di-gen.yaml", &text)] {
            assert_eq!(read(source, name).expect("valid").extra, alone.extra, "{name}");
        }
    }
    // An environment that is not valid does not hide what is wrong elsewhere in it.
    let wrong = text.replace("tags: { a: b }", "tags: { a: b }, acount: {}, extra: { account: { azur: {} } }");
    let source = SourceText::new("di-gen.yaml", wrong);
    assert!(read(&source, "dev").is_ok());
    assert_eq!(read(&source, "prod"), Err(vec!["DI0101", "DI0101"]));
}

#[test]
fn a_secret_that_one_environment_suppresses_is_one_in_the_others() {
    let suppress =
        "suppress: [{ rule: DI0007, key: extra.account.azure.properties.clientSecret, reason: the value of a test }]";
    let text = format!(
        "name: forms\nextra: {{ account: {{ azure: {{ properties: {{ clientSecret: hunter2hunter2 }} }} }} }}
{suppress}\nenvironments:\n  dev: {{}}\n  prod: {{ suppress: [] }}\n"
    );
    let source = SourceText::new("di-gen.yaml", text);
    for _ in 0..2 {
        assert!(read(&source, "dev").is_ok());
        assert_eq!(read(&source, "prod"), Err(vec!["DI0007"]));
    }
}
