//! The access analysis compared with its specification: cases with verdicts that were derived by hand, before the code.

use std::{fs, path::PathBuf};

use di_gen::{
    analyse::access::{AccessAnalysis, combined_verdict},
    catalog::errors,
    source::SourceText,
    topology::values::Statement,
};

use crate::support::access::{Case, Group, groups, sources};

fn plan(group: &Group) -> di_gen::plan::ResolvedTopology {
    let source = SourceText::new(group.file.clone(), group.topology.clone());
    let topology = di_gen::read::read_topology(&source).unwrap_or_else(|findings| {
        let text: Vec<String> = findings.iter().map(|finding| source.render_diagnostic(finding, false)).collect();
        panic!("{}: {}", group.file, text.join("\n"))
    });
    di_gen::plan::lower_topology(&topology)
}

#[test]
fn every_case_of_the_specification_holds() {
    let mut cases = 0;
    let mut wrong = Vec::new();
    for group in groups() {
        let plan = plan(&group);
        let access = AccessAnalysis::new(&plan);
        for case in &group.flows {
            cases += 1;
            let statement: Statement = case.flow.parse().unwrap_or_else(|refusal| panic!("{}: {refusal}", case.flow));
            let paths = access
                .paths_for_statement(&statement)
                .unwrap_or_else(|missing| panic!("{}: {}", case.flow, missing.message));
            let verdict = combined_verdict(&paths).expect("an access path").to_string();
            let error = paths
                .iter()
                .find_map(di_gen::analyse::access::EvaluatedPath::service_error)
                .map(|error| error.name.to_owned());
            let deciding =
                paths.iter().find(|path| path.verdict().to_string() == verdict).and_then(|path| path.deciding_step());
            let decided_by = deciding.map(|step| step.decided_by.clone());
            assert!(
                case.decided.is_none() || case.decided == decided_by,
                "{}: {} is decided by {decided_by:?}, not {:?}",
                group.file,
                case.flow,
                case.decided
            );
            if verdict != case.verdict || error != case.error {
                let steps: Vec<String> = paths
                    .iter()
                    .flat_map(|path| &path.steps)
                    .map(|step| format!("    {:?} {:?} {}", step.aspect, step.outcome, step.reason))
                    .collect();
                wrong.push(format!(
                    "{}: {} is {verdict} ({error:?}), expected {} ({:?})\n{}",
                    group.file,
                    case.flow,
                    case.verdict,
                    case.error,
                    steps.join("\n")
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(cases >= 60, "{cases} cases");
}

#[test]
fn an_assertion_without_an_access_path_is_refused() {
    for (text, why) in [
        ("address 10.20.0.5 reaches account", "is not a public IP address"),
        ("192.168.0.0/16 reaches account", "is not a public IP address"),
        ("account identity from subnet workloads reads storage", "has a fixed network location"),
        ("client app from client other calls account", "is not a network location"),
    ] {
        let refusal = text.parse::<Statement>().expect_err(text);
        assert!(refusal.reason.contains(why), "{text}: {}", refusal.reason);
    }
    let topology = di_gen::read::read_topology(&SourceText::new("x", "name: invoices\n")).expect("valid");
    let plan = di_gen::plan::lower_topology(&topology);
    for text in ["internet to other hosts is denied", "subnet workloads to other hosts is denied"] {
        let missing = AccessAnalysis::new(&plan)
            .paths_for_statement(&text.parse().expect("an access assertion"))
            .expect_err(text);
        assert!(missing.message.contains("has no such access path"), "{text}: {}", missing.message);
    }
}

/// Whether the schema has a key.
fn in_schema(schema: &serde_json::Value, pointer: &str) -> bool {
    let resolve = |node: &serde_json::Value| -> serde_json::Value {
        let target = node["$ref"].as_str().and_then(|r| schema.pointer(r.trim_start_matches('#')));
        target.unwrap_or(node).clone()
    };
    let mut node = schema.clone();
    for segment in pointer.split('/').skip(1) {
        let next = [&node["properties"][segment], &node["items"], &node["additionalProperties"]];
        let Some(child) = next.into_iter().find(|node| node.is_object()) else { return false };
        node = resolve(child);
    }
    true
}

/// The key that decides a step is in the schema.
#[test]
fn every_step_points_to_a_key() {
    let schema: serde_json::Value = serde_json::from_str(di_gen::schema::SCHEMA_TEXT).expect("JSON");
    let mut pointers = std::collections::BTreeSet::new();
    let specified = groups().into_iter().map(|group| group.topology);
    for text in specified.chain(crate::support::topologies::stories().into_iter().map(|story| story.text)) {
        let plan =
            di_gen::plan::lower_topology(&di_gen::read::read_topology(&SourceText::new("x", text)).expect("valid"));
        for path in AccessAnalysis::new(&plan).all_paths() {
            for step in &path.steps {
                assert!(!step.facts.is_empty(), "{path}: {} relies on no fact", step.reason);
                // A timeout is no answer of a service; it names the address that gives none.
                let timed_out = step.error == Some(&errors::TIMED_OUT);
                assert_eq!(step.unreachable.is_some(), timed_out, "{path}: {}", step.reason);
            }
            pointers.extend(path.steps.into_iter().map(|step| step.decided_by));
        }
    }
    for pointer in pointers.iter().filter(|pointer| !pointer.is_empty()) {
        assert!(in_schema(&schema, pointer), "{pointer} is not in the schema");
    }
    assert!(pointers.len() > 20, "{pointers:?}");
}

#[test]
fn every_case_has_a_reason_and_a_source() {
    let sources = sources();
    let mut used: Vec<String> = Vec::new();
    for group in groups() {
        for Case { flow, because, source, .. } in group.flows {
            assert!(because.ends_with('.') && because.split(' ').count() > 3, "{flow}: {because}");
            assert!(sources.contains(&source), "{flow}: unknown source {source}");
            used.push(source);
        }
    }
    for source in sources {
        assert!(used.contains(&source), "no case has the source {source}");
    }
    assert!(
        fs::exists(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/access/sources.yaml"))
            .is_ok_and(|exists| exists)
    );
}
