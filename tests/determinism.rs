//! The same input gives the same bytes: again, in another process, and in another order of keys.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use di_gen::{Frame, Source, topology::AzurermMajor};
use serde_json::{Map, Value};

use crate::support::topologies::{Story, joined, stories};

fn everything(story: &Story) -> String {
    let terraform = story.terraform(AzurermMajor::V5, Frame::Root).unwrap_or_default();
    [joined(&story.bicep()), story.arm(), joined(&terraform)].join("\n")
}

#[test]
fn again() {
    for story in stories() {
        assert_eq!(everything(&story), everything(&story), "{}", story.name);
    }
}

#[test]
fn in_another_process() {
    for story in stories() {
        let mut child = Command::new(env!("CARGO_BIN_EXE_di-gen"))
            .args(["arm", "-f", "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program");
        child.stdin.take().expect("standard input").write_all(story.text.as_bytes()).expect("input");
        let output = child.wait_with_output().expect("an end");
        assert_eq!(String::from_utf8(output.stdout).expect("text"), story.arm(), "{}", story.name);
    }
}

#[test]
fn in_another_order_of_keys() {
    for story in stories() {
        let document = Source::new("x", story.text.clone()).parse().expect("YAML").to_json();
        let turned = Story { name: story.name.clone(), text: reversed(document, "").to_string() };
        assert_eq!(everything(&story), everything(&turned), "{}", story.name);
    }
}

/// Keys the other way round; tags keep their order, which is the user's.
fn reversed(value: Value, key: &str) -> Value {
    match value {
        Value::Object(map) if key != "tags" => {
            Value::Object(map.into_iter().rev().map(|(k, v)| (k.clone(), reversed(v, &k))).collect::<Map<_, _>>())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(|item| reversed(item, key)).collect()),
        other => other,
    }
}

#[test]
fn defaults_written_out_change_nothing() {
    let written = stories().into_iter().find(|s| s.name == "every-default-written-out").expect("the case");
    let silent = Story { name: String::new(), text: "name: claims\n".to_owned() };
    assert_eq!(everything(&written), everything(&silent));
}
