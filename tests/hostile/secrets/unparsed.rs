//! Texts that cannot be parsed, in whatever way they are broken.

use di_gen::{
    diagnostic::{Code, Diagnostic},
    read::read_topology,
    source::SourceText,
};

const SECRET: &str = "hunter2Zx";

/// Ways to write a secret; `§` is the secret. Each is also cut and broken in other ways.
const WRITTEN: &[&str] = &[
    // A colon without white space after it is a part of the value.
    "a: b\npassword: |\nab:§\n",
    "a: b\npassword: >-\nhttp:§\nbad: [",
    "password: x\nab:§\nbad: [",
    "a:\n  - password: |\n  ab:§\nbad: [",
    "a: {password: ab,cd:§",
    "account: {password: §",
    "account: {kind: Nope, password: §",
    "account: {kind: Nope,\n  password: §,\n  sku: [",
    "account: {password:\n§",
    "account: {password: first\n  §, sku: F0",
    "account: {\"password\": \"§",
    "account: {'password' : '§', x: [",
    "? password\n: §\nbad: [",
    "account:\n  ? password\n  : §\n bad: [",
    "account: {? password : §",
    "password: |\n  first\n  §\n\n  §\nbad: [",
    "account:\n  password: >-\n    §\n    more\n bad: [",
    "password: &anchor §\nbad: [",
    "password: !!str §\nbad: [",
    "password: !!str &a\n  §\nbad: [",
    "&a password: §\nbad: [",
    "!!str password: §\nbad: [",
    "'password': §\nbad: [",
    "\"pass\\u0077ord\": §\nbad: [",
    "\"\\x70assword\": §\nbad: [",
    "password: first\n  §\n  third\nbad: [",
    "password: 'first\n\n  §\n  third'\nbad: [",
    "password: \"first \\\n  §\"\nbad: [",
    "password: \"first \\\" §\"\nbad: [",
    "password:\n  §\nbad: [",
    "password:\n\n\n  §\nbad: [",
    "passwords:\n  - first\n  - §\nbad: [",
    "passwords:\n- first\n- §\nbad: [",
    "passwords: [first, §\nbad: [",
    "passwords: [first,\n §]\nbad: {",
    "clientSecret:\n  value: §\nbad: [",
    "clientSecret:\n  - value:\n      deep: §\nbad: [",
    "{\"name\":\"invoices\",\"tags\":{\"password\":\"§\",\"a\":[",
    "{\"name\":\"invoices\",\n\"tags\":{\"password\":\n\"§\",\"a\":[",
    "password:\t§\nbad: [",
    "\tpassword: §\nbad: [",
    "password: §\r\nbad: [\r\n",
    "password: first\r\n  §\r\nbad: [\r\n",
    "environments: { prod: { tags: { password: §",
    "environments:\n  prod:\n    tags:\n      apiKey: §\n   bad: [",
    "tags: { note: 'AccountKey=§', x: [",
    "tags: { note: 'https://ada:§@db.example/x', x: [",
    "tags: { note: 'Server=x;Password=§', x: [",
    "bad: [ # password: §",
    "# the password: §\nbad: [",
    "tags: [a: {password: §}, b: }",
    "- password: §\n- bad: [",
    "-   name: x\n    password: §\n    bad: [",
    "a: b: password: §",
    "<<: &x {password: §",
    "password = §\nbad: [",
    "export PASSWORD=§\nbad: [",
    "password: [{x: §\n",
    "password: {x: [§\n}",
    "key1: §\nbad: [",
    "password: §\npassword: §\nbad: [",
    "%YAML 1.2\n---\npassword: §\n---\n",
    "password: §\n---\nname: two\n",
    "*password : §\nbad: [",
    "password: *§\n",
    "a: &x §\npassword: *x\n",
    "a: &x\n  - §\npassword: *x\n",
    "tags: {a: &x §, password: *x}\n",
    "password: `§`\n",
    "password: @§\n",
    "password: %§\n",
    "password: \"\\q §\"\n",
    // Without a mark, behind brackets, and with the mark in the next line.
    "{ password\t§ }}",
    "password §\nbad: [",
    "[password]: §\nbad: [",
    "{password}: §\nbad: [",
    "{ 'password'\n: §, bad: [",
    "{ password\n  :\n § , bad: [",
    "{ ? password\n : §, bad: [",
    "\"pass\\\nword\": §\nbad: [",
    "\"pass\\\n   word\": §\nbad: [",
    "note: \"export A=1\\npassword=§\"\nbad: [",
    "note: \"a\\ttoken=§\"\nbad: [",
    "note: \"a\\x0apass\\\n  word=§\"\nbad: [",
    // Anchors and aliases in every place.
    "a: &x password\n*x : §\nbad: [",
    "a: &x password\n? *x\n: §\nbad: [",
    "x: &p §\npassword: [a, *p]\nbad: [",
    "x: &p §\npassword: {value: *p}\nbad: [",
    "x: &p §\npassword:\n  - *p\nbad: [",
    "a: &x { password: § }\n<<: *x\nbad: [",
    // Block scalars without indentation.
    "password: |\n§\nbad: [",
    "password: |-\n# x\n§\nbad: [",
    "password: >2 # x\n§\nbad: [",
    // Settings.
    "appSettings: [ { name: DB_PASSWORD, value: § }, {",
    "appSettings:\n- name: DB_PASSWORD\n  value: §\nbad: [",
    "appSettings:\n- value: §\n  name: \"DB_PASSWORD\"\nbad: [",
    "appSettings: [ { key: DB_PASSWORD, value: § }, {",
    "appSettings:\n- value: §\n  key: DB_PASSWORD\nbad: [",
    "<password>§</password>\nbad: [",
    "DB_PASSWORD_PROD: §\nbad: [",
    "{ password: first,§ }}",
    "{ password: first§, x, owner: ada }}",
    "password:\u{a0}§\nbad: [",
    "{ password\u{a0}: §, ü: [",
    // What is typed too much or too little.
    "tags:\n  clientSecret '§'\nbad: [",
    "tags:\n  API_KEY [a, §]\nbad: [",
    "tags:\n  - customData \"first §\"\nbad: [",
    "{ owner: ada, API_KEY §, b: [",
    "tags:\n  password !!str §\nbad: [",
    "tags: { password[: §, b: [ }",
    "tags: { 'password'>: [a, §], b: [ }",
    "tags:\n      password: first\n\n\n  §\nbad: [",
    "tags:\n      password: first\n  }   §\nbad: [",
    "password: !§\nbad: [",
    "password: &§\nbad: [",
    "tags: { password: &§ first, b: [ }",
];

/// Every line is drawn, wherever the parser stopped: a pointer at each byte shows the line of it.
fn assert_never_shown(text: &str) {
    let source = SourceText::new("di-gen.yaml", text);
    let found = read_topology(&source).err().unwrap_or_default();
    let starts =
        (0..text.len()).filter(|at| text.is_char_boundary(*at) && (*at == 0 || text.as_bytes()[at - 1] == b'\n'));
    let drawn = starts.map(|at| Diagnostic::error(Code::YAML_SYNTAX, "a line").at_bytes(at..at + 1));
    let renderer = source.diagnostic_renderer();
    for diagnostic in found.iter().cloned().chain(drawn) {
        let shown = renderer.render_diagnostic(&diagnostic, false);
        assert!(!shown.contains(SECRET), "{text:?}:\n{shown}");
        assert!(!diagnostic.message.contains(SECRET) && !diagnostic.label.contains(SECRET), "{text:?}: {diagnostic:?}");
    }
}

#[test]
fn no_line_of_a_text_that_cannot_be_parsed_shows_a_secret() {
    for written in WRITTEN {
        let text = written.replace('§', SECRET);
        for text in [
            text.clone(),
            format!("name: invoices\n{text}"),
            format!("name: [\n{text}"),
            format!("name: \"open\n{text}"),
            format!("{text}\nowner: \"\n"),
            text.replace('\n', "\r\n"),
            format!("x: {{\n{text}"),
        ] {
            assert_never_shown(&text);
        }
    }
}

/// A base that cannot be parsed, and one that has a secret.
#[test]
fn no_line_of_a_base_shows_a_secret() {
    for written in WRITTEN {
        let base = written.replace('§', SECRET);
        let own = SourceText::new("app.yaml", "extends: base.yaml\nname: invoices\n");
        let source = own.resolve_extends("app.yaml", |_| Ok(("base.yaml".to_owned(), base.clone().into_bytes())));
        let source = source.unwrap_or_else(|error| *error.source);
        for diagnostic in read_topology(&source).err().unwrap_or_default() {
            let shown = source.render_diagnostic(&diagnostic, false);
            assert!(!shown.contains(SECRET), "{base:?}:\n{shown}");
        }
    }
}

/// Honest lines around a secret are still shown, and so is an honest text that cannot be parsed.
#[test]
fn what_is_no_secret_is_still_drawn() {
    let text = "name: invoices\nkeyVault: { softDeleteDays: 7 }\nkeys: { secretName: di-key }\npassword: hunter2Zx\ntags: { owner: ada }\nbad: [";
    let source = SourceText::new("di-gen.yaml", text);
    let renderer = source.diagnostic_renderer();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let diagnostic = Diagnostic::error(Code::YAML_SYNTAX, "a line").at_bytes(start..start + 1);
        let shown = renderer.render_diagnostic(&diagnostic, false);
        assert_eq!(shown.contains(line.trim_end()), !line.contains(SECRET), "{shown}");
        start += line.len();
    }
}

/// What a line shows; `§` is the secret, and `****` what is shown in its place.
const SHOWN: &[(&str, &str)] = &[
    ("tags: { a: 1, password: §, b: 2 }}", "tags: { a: 1, password: ****, b: 2 }}"),
    ("tags: { password: '§', b: 2 }}", "tags: { password: ****, b: 2 }}"),
    ("tags: { a: { password: \"§\" }, b: [ }", "tags: { a: { password: **** }, b: [ }"),
    ("{ password: §}}", "{ password: ****}}"),
    ("tags:\n  password: §\n  owner: ada\n bad", "tags:\n  password: ****\n  owner: ada\n bad"),
    ("- password: §\n  owner: ada\n bad: [", "- password: ****\n  owner: ada\n bad: ["),
    ("note: see AccountKey=§; ask ada\nbad: [", "note: see ****; ask ada\nbad: ["),
    ("password: |\n  §\nowner: ada\nbad: [", "password: |\n  ****\nowner: ada\nbad: ["),
    ("tags: { note: 'see https://ada:§@db.example/x', b: [ }", "tags: { note: 'see https://****@db.example/x', b: [ }"),
    ("tags:\n  clientSecret '§'\n  owner: ada\nbad: [", "tags:\n  clientSecret ****\n  owner: ada\nbad: ["),
    // What is parsed, but not accepted.
    ("tags: { a: 1, password: §, b: 2 }", "tags: { a: 1, password: ****, b: 2 }"),
    ("tags: { note: 'see AccountKey=§; ask ada' }", "tags: { note: 'see ****; ask ada' }"),
    ("tags: { note: \"Server=db;Password=§ x;Port=1\" }", "tags: { note: \"Server=db;Password=****;Port=1\" }"),
    ("tags: { note: \"a\\tAccountKey=§\" }", "tags: { note: **** }"),
    // Without a space, all of it is a text.
    ("tags:\n  password:§", "tags:\n  password:****"),
    ("tags:\n  owner:ada\n  password = §", "tags:\n  owner:ada\n  password =****"),
    ("nothing: 1 # password: §", "nothing: 1 # password:****"),
];

#[test]
fn the_value_alone_is_hidden() {
    for (text, expected) in SHOWN {
        let text = text.replace('§', SECRET);
        let source = SourceText::new("di-gen.yaml", text.as_str());
        let mut start = 0;
        for (line, expected) in text.split_inclusive('\n').zip(expected.lines()) {
            let at = Diagnostic::error(Code::YAML_SYNTAX, "a line").at_bytes(start..start + 1);
            let shown = source.render_diagnostic(&at, false);
            let drawn =
                shown.lines().find_map(|line| line.split_once(" | ").filter(|(number, _)| !number.trim().is_empty()));
            let mut drawn = drawn.map_or(String::new(), |(_, drawn)| drawn.to_owned());
            while drawn.contains("*****") {
                drawn = drawn.replace("*****", "****");
            }
            assert_eq!(drawn.trim_start(), expected.trim_start(), "{text}:\n{shown}");
            start += line.len();
        }
    }
}

/// Texts in which everything looks like the start of a secret.
#[test]
fn long_broken_texts_are_drawn() {
    const SIZE: usize = 20_000;
    for part in [
        "password: [",
        "password: \"\n",
        "eyJ-",
        "ghs_",
        "hvs.",
        "8Q~",
        "sig=",
        "--BEGIN PRIVATE",
        "://a:b@",
        "token:",
        "pwd=\"",
        "a=",
        "- ",
        "password:\n",
        "? password\n",
        "{password: ",
        "'",
        "#password: ",
        "a: &b password: x\n",
        "=",
        "x: {\n? password\n",
        "password: [\n",
        "password: [ ",
    ] {
        let source = SourceText::new("di-gen.yaml", part.repeat(SIZE / part.len()));
        let found = read_topology(&source).err().unwrap_or_default();
        for diagnostic in found.iter().take(1) {
            assert!(source.render_diagnostic(diagnostic, false).contains(diagnostic.code.as_str()), "{part:?}");
        }
    }
}
