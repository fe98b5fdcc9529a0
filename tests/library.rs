//! The library as used by an embedding program: built without the command line, it reads, resolves, writes and reports.
//!
//! `cargo test --no-default-features --test library` runs it against the library alone.

#![allow(missing_docs, reason = "a failing test reports the cause")]

use di_gen::{
    AccessQuery, Diagnostics, Frame, Layout, Plan, ResourceEffect, RunbookFormat, RunbookKind, Source, Verdict,
};

fn resolve(text: &str) -> Result<Plan, Diagnostics> {
    di_gen::read(&Source::new("di-gen.yaml", text)).map(|topology| di_gen::resolve(&topology))
}

const TEXT: &str = include_str!("../examples/full-featured.yaml");

#[test]
fn every_language_is_written() -> Result<(), Diagnostics> {
    let plan = resolve(TEXT)?;
    let bicep = di_gen::bicep(&plan, Layout::Folder)?;
    let terraform = di_gen::terraform(&plan, Frame::Module)?;
    let arm = di_gen::arm(&plan)?;
    for (files, path) in [(&bicep, "main.bicep"), (&terraform, "main.tf"), (&arm, "azuredeploy.json")] {
        assert!(files.iter().any(|file| file.path == path), "{path}");
    }
    let template: serde_json::Value = serde_json::from_str(&arm[0].text).map_err(|_| ()).unwrap_or_default();
    let accounts = template["resources"].as_array().into_iter().flatten();
    let accounts = accounts.filter(|resource| resource["type"] == "Microsoft.CognitiveServices/accounts");
    assert_eq!(accounts.count(), 1);
    Ok(())
}

#[test]
fn reports_agree_with_each_other() -> Result<(), Diagnostics> {
    let plan = resolve(TEXT)?;
    let report = di_gen::access(&plan, &AccessQuery::new())?;
    assert_eq!(report.to_json().as_array().map(Vec::len).unwrap_or_default(), report.len());
    let internet = di_gen::access(&plan, &AccessQuery::new().from("internet").to("account"))?;
    assert!(internet.iter().all(|path| path.verdict == Verdict::Denied && path.error.is_some()));
    assert_eq!(di_gen::validate(&plan).iter().filter(|one| one.severity == di_gen::Severity::Error).count(), 0);
    assert!(di_gen::runbook(&plan, RunbookKind::Verify, RunbookFormat::Markdown)?.contains("\n# "));
    assert!(di_gen::graph(&plan).to_svg().starts_with("<svg"));
    Ok(())
}

#[test]
fn renaming_replaces_resources_and_public_access_allows_paths() -> Result<(), Diagnostics> {
    let (old, new) = (resolve("name: invoices")?, resolve("name: invoices\naccount: { publicNetworkAccess: open }")?);
    let changes = di_gen::diff(&old, &new);
    assert!(changes.access().iter().any(|change| change.opens && change.path.actor == "internet"));
    let renamed = di_gen::diff(&old, &resolve("name: receipts")?);
    assert!(renamed.resources().iter().any(|change| change.effect == ResourceEffect::Replaced));
    Ok(())
}

#[test]
fn errors_are_located_and_are_errors() {
    let Err(error) = resolve("name: invoices\nstorage:\n  sku: 7\nlocaton: westeurope") else {
        panic!("the file is invalid")
    };
    let lines: Vec<usize> = error.iter().filter_map(|one| one.span.map(|span| span.start_line)).collect();
    assert_eq!(lines, [3, 4]);
    let boxed: Box<dyn std::error::Error> = Box::new(error);
    assert!(boxed.to_string().contains("di-gen.yaml:4:1"));
}
