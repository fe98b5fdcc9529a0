//! `access --existing`: formats, accounts, and what is refused.

use serde_json::Value;

use crate::cli::Run;

const MINIMAL: &str = include_str!("minimal.json");
const TUTORIAL: &str = include_str!("tutorial.json");

#[test]
fn the_table_names_the_place_of_what_decides_and_the_command_that_shows_more() {
    let run = Run::new("access --existing live.json").file("live.json", MINIMAL).run().ends(0);
    let text = run.out();
    let line = |start: &str| text.lines().find(|line| line.contains(start)).expect("a line").to_owned();
    assert!(line("internet reaches account").contains(" /0/properties/publicNetworkAccess"), "{text}");
    assert!(line("account identity writes storage").contains("unless a role assignment exists outside this input"));
    assert!(text.contains("az role assignment list --include-inherited --scope '/subscriptions/"), "{text}");
    assert!(text.contains("2 microsoft.network/networkinterfaces"), "{text}");
}

#[test]
fn json_and_markdown_have_the_same_verdicts() {
    let json = Run::new("access --existing - --format json").input(MINIMAL).run().ends(0).out();
    let json: Value = serde_json::from_str(&json).expect("JSON");
    let paths = json["accounts"][0]["paths"].as_array().expect("paths");
    let markdown = Run::new("access --existing - --format markdown").input(MINIMAL).run().ends(0).out();
    for path in paths {
        let row =
            format!("| {} | {} |", path["verdict"].as_str().expect("a text"), path["flow"].as_str().expect("a text"));
        assert!(markdown.contains(&row), "{row}\n{markdown}");
    }
    let first = &paths[0]["steps"][1]["decidedBy"];
    assert_eq!((&first["file"], &first["pointer"]), (&"-".into(), &"/0/properties/publicNetworkAccess".into()));
    assert_eq!(json["accounts"][0]["unseen"][0]["type"], "Microsoft.Authorization/roleAssignments");
}

#[test]
fn several_accounts_are_each_named_and_one_can_be_selected() {
    let two = || Run::new("access --existing a.json b.json").file("a.json", MINIMAL).file("b.json", TUTORIAL);
    let text = two().run().ends(0).out();
    assert!(text.contains("account di-invoices-dev, storage account stinvoicesdevb41e7f"), "{text}");
    assert!(text.contains("account acme-forms, storage account acmeformsdata"), "{text}");
    let select = |account: &str| {
        let run = Run::new(&format!("access --existing a.json b.json --account {account}"));
        run.file("a.json", MINIMAL).file("b.json", TUTORIAL).run()
    };
    let text = select("ACME-forms").ends(0).out();
    assert!(text.contains("account acme-forms") && !text.contains("account di-invoices-dev"), "{text}");
    select("other").ends(2).silent().says("DI0012").says("accounts/acme-forms");
    // A query may name what only one of them has.
    let run = Run::new("access --existing a.json b.json --from 198.51.100.7");
    let text = run.file("a.json", MINIMAL).file("b.json", TUTORIAL).run().ends(0).out();
    assert!(text.contains("address 198.51.100.7 reaches account"), "{text}");
}

#[test]
fn a_query_selects_access_paths_and_shows_their_steps() {
    let run = |query: &str| Run::new(&format!("access --existing - {query}")).input(MINIMAL).run();
    let text = run("--from internet --to account").ends(0).out();
    assert!(text.contains("internet reaches account: denied") && !text.contains("reaches storage"), "{text}");
    run("--from subnet:none --to account").ends(2).silent().says("--from");
}

#[test]
fn other_inputs_are_refused_with_the_reason() {
    let run = |text: &str| Run::new("access --existing live.json").file("live.json", text).run().ends(2).silent();
    run("[]").says("no Document Intelligence account");
    run("{").says("DI0012").says("line 1");
    run(r#"{"format_version": "1.0", "values": {}}"#).says("no Document Intelligence account");
    run(r#"{"format_version": "2.0", "values": {}}"#).says("DI0012").says("format version `2.0`");
    run(r#"{"$schema": "https://schema.management.azure.com/x", "resources": []}"#)
        .says("no Document Intelligence account");
    run("param a string\n").says("DI0012").says("bicep build");
    let openai = r#"[{"id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/gpt", "kind": "OpenAI", "properties": {}}]"#;
    run(openai).says("`gpt` is an account of another kind");
    Run::new("access --existing none.json").run().ends(3).silent().says("none.json");
    Run::new("access --existing - -").input("[]").run().ends(3).silent().says("standard input can be read once");
    Run::new("access --existing a.json -f b.yaml").run().ends(2).silent().says("--file");
    Run::new("access --account x").run().ends(2).silent().says("--existing");
}

#[test]
fn a_secret_of_the_input_is_in_no_output() {
    let planted = "pLanted7Qx9vT2mKc4Rz8Wb1Nd6Hf3Js5Lg0Ya";
    let mut list: Value = serde_json::from_str(MINIMAL).expect("JSON");
    for name in ["primaryKey", "connectionString", "adminPassword", "clientSecret", "sasToken"] {
        for item in list.as_array_mut().expect("a list") {
            item["properties"][name] = planted.into();
            item["tags"][name] = planted.into();
        }
    }
    let connection = format!("DefaultEndpointsProtocol=https;AccountName=a;AccountKey={planted}");
    list[0]["tags"]["note"] = connection.into();
    for format in ["table", "markdown", "json"] {
        let run = Run::new(&format!("access --existing - --format {format}")).input(list.to_string()).run().ends(0);
        assert!(!run.out().contains(planted) && !run.err().contains(planted), "{format}");
    }
}

#[test]
fn names_of_the_input_are_text() {
    let hostile = "x|`\u{1b}[31m<b>\u{202e}";
    let text = MINIMAL.replace("snet-workloads", &hostile.replace('\u{1b}', "\\u001b"));
    let table = Run::new("access --existing -").input(&text).run().ends(0).out();
    assert!(!table.contains('\u{1b}') && !table.contains('\u{202e}'), "{table}");
    let markdown = Run::new("access --existing - --format markdown").input(&text).run().ends(0).out();
    assert!(!markdown.contains('\u{1b}'), "{markdown}");
    // Its tags and backticks are inside a code span with two backticks.
    for line in markdown.lines().filter(|line| line.contains("<b>")) {
        let is_code = |part: (usize, &str)| part.0 % 2 == 1 || !part.1.contains("<b>");
        assert!(
            line.starts_with("## ") || line.split("`` ").flat_map(|part| part.split(" ``")).enumerate().all(is_code),
            "{line}"
        );
    }
}
