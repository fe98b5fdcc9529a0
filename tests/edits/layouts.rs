//! A change of a key in every layout of YAML: the text around it stays as it is.

use di_gen::{
    diagnostic::{Fix, KeyChange, TextEdit},
    source::SourceText,
};
use serde_json::{Value, json};

fn set(pointer: &str, value: impl Into<Value>) -> KeyChange {
    KeyChange::Set { pointer: pointer.to_owned(), value: value.into() }
}

fn append(pointer: &str, value: impl Into<Value>) -> KeyChange {
    KeyChange::Append { pointer: pointer.to_owned(), value: value.into() }
}

fn replace(pointer: &str, value: impl Into<Value>) -> KeyChange {
    KeyChange::Replace { pointer: pointer.to_owned(), value: value.into() }
}

fn rename(pointer: &str, key: &str) -> KeyChange {
    KeyChange::Rename { pointer: pointer.to_owned(), key: key.to_owned() }
}

fn remove(pointer: &str) -> KeyChange {
    KeyChange::Remove { pointer: pointer.to_owned() }
}

fn changed(source: &SourceText, environment: Option<&str>, changes: Vec<KeyChange>) -> Option<String> {
    let fix = Fix { environment: environment.map(ToOwned::to_owned), changes, needs_decision: false };
    source.edit_keys(&fix).map(|edits| TextEdit::apply_all(&edits, &source.text))
}

#[track_caller]
fn assert_change(text: &str, changes: impl IntoIterator<Item = KeyChange>, wanted: &str) {
    let found = changed(&SourceText::new("x", text), None, changes.into_iter().collect());
    assert_eq!(found.as_deref(), Some(wanted), "of {text:?}");
}

#[track_caller]
fn assert_no_change(text: &str, change: KeyChange) {
    assert_eq!(changed(&SourceText::new("x", text), None, vec![change]), None, "of {text:?}");
}

#[test]
fn a_key_is_set_beside_its_neighbours() {
    // In a new line, with the indentation and the line ending of the others; comments stay.
    assert_change("a:\n    b: 1 # one\n\n# end\n", [set("/a/c", "x")], "a:\n    b: 1 # one\n    c: x\n\n# end\n");
    assert_change("a:\r\n  b: 1\r\nd: 2\r\n", [set("/a/c", true)], "a:\r\n  b: 1\r\n  c: true\r\nd: 2\r\n");
    assert_change("a:\n  b: 1", [set("/a/c", 2)], "a:\n  b: 1\n  c: 2");
    assert_change("a: { b: 1 } # one\n", [set("/a/c", "x y")], "a: { b: 1, c: x y } # one\n");
    assert_change("a: {}\n", [set("/a/c", "x")], "a: { c: x }\n");
    assert_change("a:   # none\nb: 1\n", [set("/a/c", "x")], "a: { c: x }   # none\nb: 1\n");
    assert_change("a: null\n", [set("/a/c", "x")], "a: { c: x }\n");
    assert_change("{\"a\": {\"b\": 1}}", [set("/a/c", "x")], "{\"a\": {\"b\": 1, \"c\": \"x\"}}");
    assert_change("- 1\n", [append("", 2)], "- 1\n- 2\n");
    // Below keys that are not there yet.
    assert_change("a:\n    b: 1\n", [set("/c/d", "x")], "a:\n    b: 1\nc:\n    d: x\n");
    assert_change("", [set("/a", "x")], "a: x\n");
    assert_change("# none yet\n", [set("/a/b", "x")], "# none yet\na:\n  b: x\n");
    // In the item of a list.
    assert_change("a:\n  - b: 1\n  - b: 2\n", [set("/a/0/c", "x")], "a:\n  - b: 1\n    c: x\n  - b: 2\n");
    assert_change(
        "a:\n- b: [1,\n    2] # two\nd: 1\n",
        [set("/a/0/c", "x")],
        "a:\n- b: [1,\n    2] # two\n  c: x\nd: 1\n",
    );
    // After a block scalar.
    assert_change("a:\n  b: |\n    x\n    y\n\nc: 1\n", [set("/a/d", 1)], "a:\n  b: |\n    x\n    y\n  d: 1\n\nc: 1\n");
    assert_no_change("a: x\n", set("/a/b", 1));
    assert_no_change("a: x\n", set("/b/0/c", 1));
    assert_no_change("a:\n  b: 1\n", set("/a", json!({ "c": 1 })));
}

#[test]
fn several_changes_are_edits_of_one_text() {
    let both = [set("/a/b", 1), set("/a/c", 2), set("/d", "x")];
    assert_change("z: 1 # one\n", both, "z: 1 # one\na:\n  b: 1\n  c: 2\nd: x\n");
    assert_change("b: [x]\na: y\n", [append("/b", "z"), replace("/a", "w")], "b: [x, z]\na: w\n");
}

#[test]
fn a_value_keeps_its_quotes() {
    assert_change("a: open # now\n", [replace("/a", "private")], "a: private # now\n");
    assert_change("a: 'open'\n", [replace("/a", "private")], "a: 'private'\n");
    assert_change("a: \"open\"\n", [replace("/a", "private")], "a: \"private\"\n");
    assert_change("a: [ 'x', y ]\n", [replace("/a/0", "z")], "a: [ 'z', y ]\n");
    assert_change("a: 'yes'\n", [replace("/a", true)], "a: true\n");
    assert_change("a: '12'\n", [replace("/a", 12)], "a: 12\n");
    assert_change("a: x\n", [replace("/a", json!(["x, y"]))], "a: [\"x, y\"]\n");
    assert_change("a: 10.0.0.1/24\n", [replace("/a", "10.0.0.0/24")], "a: 10.0.0.0/24\n");
    assert_change("a: x\n", [replace("/a", "true")], "a: \"true\"\n");
    assert_change("a: b\n  c\nd: 1\n", [replace("/a", "x")], "a: x\nd: 1\n");
    // All of a scalar that spans lines, unless a comment is in its first one.
    assert_change("a: >-\n  b\n  c\n\nd: 1\n", [replace("/a", "x")], "a: x\n\nd: 1\n");
    assert_change("a: |\n  b # no comment\n", [replace("/a", "x")], "a: x\n");
    assert_change("a: |2+ \r\n  b\r\nd: 1\r\n", [replace("/a", true)], "a: true\r\nd: 1\r\n");
    assert_change("a:\n  - >-\n    b\n  - c\n", [replace("/a/0", "x")], "a:\n  - x\n  - c\n");
    assert_change("a: 'b\n  c'\nd: 1\n", [replace("/a", "x")], "a: 'x'\nd: 1\n");
    assert_no_change("a: > # why\n  b\n", replace("/a", "x"));
    assert_no_change("a: x\n", replace("/b", "x"));
}

#[test]
fn a_key_is_renamed_where_it_is() {
    assert_change("a:\n  storag: # s\n    b: 1\n", [rename("/a/storag", "storage")], "a:\n  storage: # s\n    b: 1\n");
    assert_change("{ 'storag': 1, \"b\": 2 }", [rename("/storag", "storage")], "{ 'storage': 1, \"b\": 2 }");
    assert_change("{\"storag\": 1}", [rename("/storag", "storage")], "{\"storage\": 1}");
    // The other key is there already.
    assert_no_change("storag: 1\nstorage: 2\n", rename("/storag", "storage"));
}

#[test]
fn an_item_is_appended_to_its_list() {
    assert_change("a:\n- x # one\n# end\n", [append("/a", "w")], "a:\n- x # one\n- w\n# end\n");
    assert_change("a:\n    -   x\nb: 1\n", [append("/a", "w")], "a:\n    -   x\n    - w\nb: 1\n");
    assert_change("a: [x, z,]\n", [append("/a", "w")], "a: [x, z, w,]\n");
    assert_change("a: []\n", [append("/a", "203.0.113.7")], "a: [203.0.113.7]\n");
    assert_change("a:\nb: 1\n", [append("/a", "w")], "a: [w]\nb: 1\n");
    let role = json!({ "role": "Key Vault Secrets User", "on": "secret" });
    assert_change(
        "a:\n  - role: x\n    on: z\n",
        [append("/a", role)],
        "a:\n  - role: x\n    on: z\n  - { role: Key Vault Secrets User, \"on\": secret }\n",
    );
}

#[test]
fn what_is_removed_leaves_no_line() {
    assert_change("a: 1\nb:\n  c: 2 # two\n  d: 3\n", [remove("/b/c")], "a: 1\nb:\n  d: 3\n");
    assert_change("a: 1\r\nb: 2\r\n", [remove("/b")], "a: 1\r\n");
    assert_change("a: 1\nb: 2", [remove("/b")], "a: 1");
    assert_change("a: { b: 1, c: 2, d: 3 }", [remove("/a/c")], "a: { b: 1, d: 3 }");
    assert_change("a: { b: 1, c: 2 }", [remove("/a/b")], "a: { c: 2 }");
    assert_change("a: { b: 1 }", [remove("/a/b")], "a: {}");
    assert_change("a:\n  b: 1\nc: 2\n", [remove("/a/b")], "a: {}\nc: 2\n");
    assert_change("a:\n  - b: 1\n    c: 2\n", [remove("/a/0/b")], "a:\n  - c: 2\n");
    assert_change("a:\n  - x\n  - y # two\n  - z\n", [remove("/a/1")], "a:\n  - x\n  - z\n");
    assert_change("a: [x, y]\n", [remove("/a/0")], "a: [y]\n");
    // The dash is in a line of its own, or before a scalar of several lines.
    assert_change("a:\n  -\n    x\n  -\n\n    y\n  -\n    z\n", [remove("/a/1")], "a:\n  -\n    x\n  -\n    z\n");
    assert_change("a:\n-\n  b: 1\n  c: 2\n-\n  b: 1\n", [remove("/a/1")], "a:\n-\n  b: 1\n  c: 2\n");
    assert_change("a:\r\n  -\r\n    x\r\n  - y\r\n", [remove("/a/0")], "a:\r\n  - y\r\n");
    assert_change("a:\n  - |\n    x\n  - >-\n    y\n    z\n", [remove("/a/1")], "a:\n  - |\n    x\n");
    assert_change("a:\n  -\n    x\n", [append("/a", "w")], "a:\n  -\n    x\n  - w\n");
    // A comment would be lost with the only entry.
    assert_no_change("a:\n  # why\n  b: 1\n", remove("/a/b"));
}

#[test]
fn comments_about_what_is_removed_go_with_it() {
    assert_change("a:\n  - x\n  # y\n  - y\nb: 1\n", [remove("/a/1")], "a:\n  - x\nb: 1\n");
    // A repeated item has a comment of its own, also where the next one has none.
    assert_change("a:\n  - x\n  # again\n  - x\n  - y\n", [remove("/a/1")], "a:\n  - x\n  - y\n");
    assert_change(
        "a:\n  # all\n  - b: 1\n  - y\n  # again\n  - {'b': 1}\n  - z\n",
        [remove("/a/2")],
        "a:\n  # all\n  - b: 1\n  - y\n  - z\n",
    );
    assert_change("a:\r\n  # x\r\n  - x\r\n  # y\r\n  - y\r\n", [remove("/a/0")], "a:\r\n  # y\r\n  - y\r\n");
    assert_change("a:\n  - x: 1\n    # of x\n  - x: 2\n", [remove("/a/0")], "a:\n  - x: 2\n");
    assert_change("a:\n  # b\n  b: 1\n  # c\n  c: 2", [remove("/a/c")], "a:\n  # b\n  b: 1");
    assert_change("a: [\n  x, # x\n  y, # y\n  z, # z\n]\n", [remove("/a/1")], "a: [\n  x, # x\n  z, # z\n]\n");
    assert_change("a: {\n  b: 1, # b\n  c: 2 # c\n}\n", [remove("/a/c")], "a: {\n  b: 1, # b\n}\n");
}

#[test]
fn comments_about_others_stay() {
    // About the whole list, about several items, about the file.
    assert_change("a:\n  # all\n  - x\n  - y\n", [remove("/a/0")], "a:\n  # all\n  - y\n");
    assert_change("a:\n  - w\n  # both\n  - x\n  - y\n", [remove("/a/1")], "a:\n  - w\n  # both\n  - y\n");
    assert_change("# file\na: 1\n# b\nb: 2\n", [remove("/a")], "# file\n# b\nb: 2\n");
    // Of several lines: all stay, whichever of them may be about it.
    assert_change(
        "a:\n  # x\n  - x\n  # y\n  # and more\n  - y\n  # z\n  - z\n",
        [remove("/a/1")],
        "a:\n  # x\n  - x\n  # y\n  # and more\n  # z\n  - z\n",
    );
    assert_change("a:\n  - x\n  # y\n  # again\n  - x\n", [remove("/a/1")], "a:\n  - x\n  # y\n  # again\n");
    // About the next one, also behind a dash, and about one before it.
    assert_change("a:\n- x\n# y\n- y\n", [remove("/a/0")], "a:\n# y\n- y\n");
    assert_change("a:\n  - b: 1 # b\n    # c\n    c: 2\n", [remove("/a/0/b")], "a:\n  - # c\n    c: 2\n");
    assert_change("a: [\n  x, # x\n  y]\n", [remove("/a/1")], "a: [\n  x, # x\n  ]\n");
    assert_change("a: [\n  x,\n  # y\n  y]\n", [remove("/a/0")], "a: [\n  # y\n  y]\n");
    assert_change("a: [x, y, # both\n  z, w]\n", [remove("/a/2")], "a: [x, y, # both\n  w]\n");
    // Several at once, each with its own.
    let all = "a:\n  - x # x\n  # y\n  - y\n\n  # z\n  - z\n  # end\n";
    assert_change(all, [remove("/a/2"), remove("/a/1")], "a:\n  - x # x\n\n  # end\n");
    assert_no_change("a: [ # why\n  x ]\n", remove("/a/0"));
}

/// A comment of one line above a repeated item goes, unless it is never about one item.
#[test]
fn no_other_comment_goes_with_a_repeated_item() {
    for kept in [
        "# ---- branch offices ----",
        "# ====",
        "########",
        "# - 1.1.1.1  disabled",
        "# name: disabled",
        "# yamllint disable",
        "# yamllint disable-line rule:comments",
        "# yaml-language-server: $schema=x",
        "# prettier-ignore",
        "# noqa: x",
    ] {
        let file = |items: &str| format!("a:\n  # all\n  - 8.8.4.4\n{items}  # office Oslo\n  - 8.8.4.6\n");
        let above = file(&format!("  {kept}\n  - 8.8.4.4\n"));
        assert_change(&above, [remove("/a/1")], &file(&format!("  {kept}\n")));
        let with_comment = file(&format!("  {kept}\n  # office Rome\n  - 8.8.4.4 # twice\n"));
        assert_change(&with_comment, [remove("/a/1")], &file(&format!("  {kept}\n")));
        // As the content of an item, and the first of all lines.
        let below = file(&format!("  - 8.8.4.4\n    {kept}\n"));
        assert_change(&below, [remove("/a/1")], &file(&format!("    {kept}\n")));
        let apart = file(&format!("  {kept}\n\n  - 8.8.4.4\n"));
        assert_change(&apart, [remove("/a/1")], &file(&format!("  {kept}\n\n")));
    }
}

/// A comment inside of what is removed may be about more, or wait for another day: a person decides.
#[test]
fn what_has_comments_inside_is_not_removed() {
    for inside in [
        "# agreed with security, see SEC-12\n    # do not drop: second line",
        "# one line",
        "# yamllint disable-line",
        "# - 8.8.4.5",
    ] {
        assert_no_change(&format!("a:\n  - x\n  -\n    {inside}\n    x\n  - z\n"), remove("/a/1"));
        assert_no_change(&format!("a:\n  - x\n  - {inside}\n    x\n  - z\n"), remove("/a/1"));
        let item = format!("a:\n  - b: 1\n    c: 2\n  - b: 1\n    {inside}\n    c: 2\n  - z\n");
        assert_no_change(&item, remove("/a/1"));
        assert_no_change(&item.replace('\n', "\r\n"), remove("/a/1"));
        assert_no_change(&format!("a: [\n  x,\n  {{ b: 1,\n    {inside}\n    c: 2 }},\n  z]\n"), remove("/a/1"));
        assert_no_change(&format!("a:\n  b: 1\n  c:\n    {inside}\n    d: 2\n"), remove("/a/c"));
    }
    // Below it, a comment of several lines stays as above it.
    let below = "a:\n  - x\n  - x\n    # one\n    # two\n  - z\n";
    assert_change(below, [remove("/a/1")], "a:\n  - x\n    # one\n    # two\n  - z\n");
    // A comment in the line of the value goes with it.
    assert_change("a:\n  - x\n  - x # again\n  - z\n", [remove("/a/1")], "a:\n  - x\n  - z\n");
}

#[test]
fn an_environment_gets_its_own_value() {
    let file =
        "name: x\naccount:\n  sku: a\nlist: [1]\nenvironments:\n  dev:\n  prod:\n    account: { sku: b } # ours\n";
    let source = SourceText::new("x", file);
    let prod = |change: KeyChange| changed(&source, Some("prod"), vec![change]);
    let dev = |change: KeyChange| changed(&source, Some("dev"), vec![change]);
    assert_eq!(prod(set("/account/sku", "c")), Some(file.replace("sku: b", "sku: c")));
    assert_eq!(prod(set("/account/kind", "c")), Some(file.replace("sku: b }", "sku: b, kind: c }")));
    assert_eq!(prod(set("/storage/sku", "c")), Some(format!("{file}    storage:\n      sku: c\n")));
    assert_eq!(dev(set("/account/sku", "c")), Some(file.replace("dev:", "dev: { account: { sku: c } }")));
    // What is wrong is corrected where it is.
    assert_eq!(prod(replace("/account/sku", "c")), Some(file.replace("sku: b", "sku: c")));
    assert_eq!(dev(replace("/account/sku", "c")), None, "the value of all environments");
    // A list of the environment would replace that of the file.
    assert_eq!(prod(append("/list", 2)), None);
    assert_eq!(prod(append("/other", 2)), Some(format!("{file}    other: [2]\n")));
}

#[test]
fn an_extended_file_is_not_edited() {
    let read = |_: &str| Ok(("base.yaml".to_owned(), b"account: { sku: a }\nlist: [1]\n".to_vec()));
    let source = SourceText::new("x", "extends: base.yaml\n").resolve_extends("x", read).expect("a base");
    for change in [replace("/account/sku", "b"), rename("/account", "b"), remove("/list"), append("/list", 2)] {
        assert_eq!(changed(&source, None, vec![change]), None);
    }
    let overridden = "extends: base.yaml\naccount:\n  sku: b\n";
    assert_eq!(changed(&source, None, vec![set("/account/sku", "b")]).as_deref(), Some(overridden));
}

#[test]
fn no_edit_has_a_secret() {
    let secret = format!("DefaultEndpointsProtocol=https;AccountName=x;AccountKey={}==", "A1b2".repeat(21) + "CD");
    assert_no_change("a: x\n", set("/b", secret));
}
