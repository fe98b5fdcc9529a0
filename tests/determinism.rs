//! The same input gives the same bytes: again, in another process, and in another order of keys.

use std::{
    io::Write as _,
    process::{Command, Stdio},
};

use di_gen::{render::Frame, source::SourceText, topology::AzurermMajor};
use serde_json::{Map, Value};

use crate::support::topologies::{Story, joined, many, stories};

fn everything(story: &Story) -> String {
    let terraform = story.terraform(AzurermMajor::V5, Frame::Root).unwrap_or_default();
    [joined(&story.bicep()), story.arm(), joined(&terraform)].join("\n")
}

#[test]
fn again() {
    for story in many() {
        assert_eq!(everything(&story), everything(&story), "{}", story.name);
    }
}

#[test]
fn in_another_process() {
    for story in many() {
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
    for story in many() {
        let document = SourceText::new("x", story.text.clone()).parse().expect("YAML").to_json();
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

/// A topology writes itself with every default that is not a matter of absence, and reads itself back.
#[test]
fn every_default_written_out_changes_nothing() {
    let mut read_back = 0;
    for story in stories() {
        let topology = di_gen::read::read_topology(&SourceText::new("x", story.text.clone())).expect("valid");
        let text = serde_json::to_string(&topology).expect("JSON");
        let spelled = Story { name: story.name.clone(), text };
        // What is written down about something that exists is refused, default or not.
        if di_gen::read::read_topology(&SourceText::new("x", spelled.text.clone())).is_err() {
            continue;
        }
        assert_eq!(everything(&story), everything(&spelled), "{}", story.name);
        read_back += 1;
    }
    assert!(read_back > 15, "only {read_back} topologies could be read back");
}
