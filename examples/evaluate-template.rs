//! Evaluates an ARM template and prints what comes of it: resources by type, IDs that are known, unknown functions, time.
//!
//! ```text
//! cargo run --release --features internals --example evaluate-template -- main.json enableMonitoring=true location='"westeurope"'
//! ```
//!
//! Each further argument is a parameter with its value as JSON; `--list` prints each resource, `--bodies` with its body. With
//! `--deployed`, each identity has a principal, as after a first deployment.

use std::{
    collections::{BTreeMap, HashMap},
    env,
    error::Error,
    fs,
    io::{Write as _, stdout},
    time::Instant,
};

use di_gen::{
    arm_template::{DeploymentContext, Evaluated, Presence, Template, Value, display_pieces, evaluate},
    catalog::clouds::AZURE_CLOUD,
};
use serde_json::json;

/// The value with what is not known as a text in angle brackets.
fn shown_json(value: &Value) -> serde_json::Value {
    match value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(value) => json!(value),
        Value::Integer(number) => json!(number),
        Value::Float(number) => json!(number),
        Value::Text(text) => json!(**text),
        Value::Array(array) => array.items().iter().map(shown_json).collect(),
        Value::Object(object) => {
            let more = object.open().map(|open| ("<more>".to_owned(), json!(format!("<{}>", open.reason))));
            object.entries().map(|(name, value)| (name.to_string(), shown_json(value))).chain(more).collect()
        }
        Value::Unknown(unknown) => match &unknown.target {
            Some(target) => json!(format!("<{} {}>", display_pieces(&target.resource), target.path.join("."))),
            None => json!(format!("<{}> {}", unknown.reason, display_pieces(&unknown.pieces))),
        },
    }
}

/// A stand-in for the principal of each resource that may have an identity.
fn principals(evaluated: &Evaluated) -> HashMap<String, serde_json::Value> {
    let ids = evaluated.resources.iter().filter_map(|resource| resource.id.as_text());
    let reported = |(number, id): (usize, &str)| {
        let principal = format!("00000000-0000-0000-0000-{number:012}");
        let body = json!({
            "identity": { "principalId": principal },
            "properties": {
                "principalId": principal,
                "clientId": principal,
                "identityProfile": { "kubeletidentity": { "objectId": principal } },
            },
        });
        (id.to_lowercase(), body)
    };
    ids.enumerate().map(reported).collect()
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let path = arguments.next().ok_or("which template?")?;
    let (mut parameters, mut options) = (serde_json::Map::new(), Vec::new());
    for argument in arguments {
        match argument.split_once('=') {
            Some((name, value)) => {
                let value: serde_json::Value = serde_json::from_str(value)?;
                parameters.insert(name.to_owned(), json!({ "value": value }));
            }
            None => options.push(argument),
        }
    }
    let mut out = stdout().lock();
    let has = |option: &str| options.iter().any(|given| given == option);
    let (is_list, has_bodies) = (has("--list") || has("--bodies"), has("--bodies"));
    let text = fs::read_to_string(&path)?;
    let start = Instant::now();
    let template = Template::read(&text).map_err(|error| format!("{error:?}"))?;
    let read = start.elapsed();
    let parameters = json!({ "parameters": parameters }).to_string();
    let parameters = template.read_parameters(&parameters).map_err(|error| format!("{error:?}"))?;
    let context = DeploymentContext {
        subscription: Some("44444444-4444-4444-4444-444444444444"),
        resource_group: Some("rg-app"),
        location: Some("westeurope"),
        tenant: Some("11111111-1111-1111-1111-111111111111"),
        deployment: Some("main"),
        cloud: Some(&AZURE_CLOUD),
        ..DeploymentContext::default()
    };
    let reported =
        if has("--deployed") { principals(&evaluate(&template, Some(&parameters), &context)) } else { HashMap::new() };
    let context = DeploymentContext { reported: Some(&reported), ..context };
    let start = Instant::now();
    let evaluated = evaluate(&template, Some(&parameters), &context);
    let time = start.elapsed();

    let mut types: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    let (mut may_exist, mut not_deployed, mut existing, mut reasons) = (0, 0, 0, BTreeMap::<String, usize>::new());
    for resource in &evaluated.resources {
        match &resource.presence {
            Presence::NotDeployed => {
                not_deployed += 1;
                continue;
            }
            Presence::MayExist(unknown) => {
                may_exist += 1;
                if is_list {
                    writeln!(out, "may exist: {}: {}", resource.pointer, unknown.reason)?;
                }
            }
            Presence::Deployed => {}
        }
        if resource.is_existing {
            existing += 1;
            continue;
        }
        let counts = types.entry(resource.resource_type.to_string()).or_default();
        let shown = match &resource.id {
            Value::Text(id) => {
                counts[0] += 1;
                id.to_string()
            }
            Value::Unknown(unknown) => {
                *reasons.entry(unknown.reason.to_string()).or_default() += 1;
                // The same symbol is the same ID.
                counts[if unknown.pieces.is_empty() || unknown.symbol.is_none() { 2 } else { 1 }] += 1;
                let pieces = display_pieces(&unknown.pieces);
                format!("{pieces} ({}; {})", unknown.reason, resource.pointer)
            }
            other => format!("{other:?}"),
        };
        if is_list {
            writeln!(out, "{shown}")?;
            if has_bodies {
                writeln!(out, "{:#}", shown_json(&resource.body))?;
            }
        }
    }
    let sums = types.values().fold([0; 3], |sum, counts| [sum[0] + counts[0], sum[1] + counts[1], sum[2] + counts[2]]);
    for (name, [known, partly, unknown]) in &types {
        writeln!(out, "{known:4} {partly:3} {unknown:3}  {name}")?;
    }
    let all: usize = sums.iter().sum();
    writeln!(
        out,
        "deployed: {all}; ID known {}, name determined by what is known after deployment {}, unknown {}",
        sums[0], sums[1], sums[2]
    )?;
    writeln!(out, "of these may exist: {may_exist}; not deployed: {not_deployed}; existing: {existing}")?;
    writeln!(out, "nested deployments: {}; steps: {}", evaluated.deployments, evaluated.steps)?;
    writeln!(out, "unknown functions: {:?}", evaluated.unknown_functions)?;
    for (reason, count) in &reasons {
        writeln!(out, "{count:4} {reason}")?;
    }
    writeln!(out, "read {read:?}, evaluated {time:?}")?;
    Ok(())
}
