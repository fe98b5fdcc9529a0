//! The workflow of the release as data: what runs before what, with which permissions, and with which programs.

use std::collections::BTreeSet;

use di_gen::source::SourceText;
use serde_json::{Value, json};

use super::{read, root};

fn workflow(name: &str) -> Value {
    let path = format!(".github/workflows/{name}.yml");
    let source = SourceText::new(&path, read(&path));
    source.parse().unwrap_or_else(|diagnostics| panic!("{path}: {diagnostics:?}")).to_json()
}

/// The jobs that end before a job starts.
fn jobs_before(workflow: &Value, job: &str) -> BTreeSet<String> {
    let needs = &workflow["jobs"][job]["needs"];
    let direct = match needs {
        Value::String(name) => vec![name.clone()],
        _ => needs.as_array().into_iter().flatten().map(|name| name.as_str().unwrap().to_owned()).collect(),
    };
    direct.iter().flat_map(|name| jobs_before(workflow, name)).chain(direct.iter().cloned()).collect()
}

/// The scripts of a job, one after the other.
fn scripts(workflow: &Value, job: &str) -> String {
    let steps = workflow["jobs"][job]["steps"].as_array();
    steps.into_iter().flatten().filter_map(|step| step["run"].as_str()).map(|script| format!("{script}\n")).collect()
}

fn jobs(workflow: &Value) -> Vec<&String> {
    workflow["jobs"].as_object().unwrap().keys().collect()
}

#[test]
fn nothing_is_built_before_the_source_is_checked_and_tested() {
    let release = workflow("release");
    for job in jobs(&release) {
        assert!(job == "source" || jobs_before(&release, job).contains("source"), "{job}");
    }
    let before = jobs_before(&release, "build");
    assert!(["tests", "systems", "advisories"].iter().all(|job| before.contains(*job)), "{before:?}");
    let source = &release["jobs"]["source"]["steps"];
    assert_eq!(source[0]["with"]["fetch-depth"], 0);
    assert_eq!(source[1]["run"], "ci/release/check-source");
    assert_eq!(source[1]["env"]["DEFAULT_BRANCH"], "${{ github.event.repository.default_branch }}");
    assert!(scripts(&release, "tests").contains("cargo test --locked\n"));
    assert!(scripts(&release, "tests").contains("cargo package --locked\n"));
    assert_eq!(release["jobs"]["systems"]["uses"], "./.github/workflows/test.yml");
    let test = workflow("test");
    assert!(test["on"].as_object().unwrap().contains_key("workflow_call"));
    assert!(scripts(&test, "version").contains("ci/release/check-version"));
    assert_eq!(test["jobs"]["version"]["steps"][0]["with"]["fetch-depth"], 0);
}

/// What is published was tried, and is what was attested.
#[test]
fn files_are_attested_before_they_are_published() {
    let release = workflow("release");
    for job in ["wheels", "image"] {
        assert!(jobs_before(&release, job).contains("publish"), "{job}");
    }
    assert!(jobs_before(&release, "publish").contains("attest") && jobs_before(&release, "attest").contains("try"));
    let attest = release["jobs"]["attest"]["steps"].as_array().unwrap();
    assert!(attest.iter().any(|step| step["with"]["subject-checksums"] == "release/dist/SHA256SUMS"));
    assert!(scripts(&release, "attest").contains("sha256sum --check --strict SHA256SUMS"));
    assert!(scripts(&release, "publish").contains("ci/release/publish release/dist"));
    // Everything that is published is in the folder that has the checksums.
    assert!(scripts(&release, "pack").contains("ci/release/manifests dist\n"));
}

#[test]
fn a_job_has_the_permissions_that_it_needs() {
    let release = workflow("release");
    assert_eq!(release["permissions"], json!({}));
    for job in jobs(&release) {
        let expected = match job.as_str() {
            "attest" => json!({ "id-token": "write", "attestations": "write" }),
            "publish" => json!({ "contents": "write" }),
            "wheels" => json!({ "contents": "read", "id-token": "write" }),
            "image" => json!({ "contents": "read", "packages": "write" }),
            _ => json!({ "contents": "read" }),
        };
        assert_eq!(release["jobs"][job]["permissions"], expected, "{job}");
        // A job that may write runs neither crates nor tests.
        let may_write = expected.as_object().unwrap().values().any(|value| value == "write");
        assert!(!may_write || !scripts(&release, job).contains("cargo"), "{job}");
    }
}

#[test]
fn programs_from_pypi_have_hashes() {
    let mut installed = 0;
    for (name, workflow) in [("release", workflow("release")), ("test", workflow("test"))] {
        for job in jobs(&workflow) {
            let scripts = scripts(&workflow, job);
            for line in scripts.lines().filter(|line| line.contains("pip install")) {
                let is_pinned = line.contains("--require-hashes -r ci/release/requirements.txt");
                // The wheel that was just built.
                assert!(is_pinned || line.contains("--no-index --find-links wheels"), "{name}: {line}");
                installed += usize::from(is_pinned);
            }
            let is_run_from_pypi = ["pipx ", "uvx ", "uv tool "].iter().any(|command| scripts.contains(command));
            assert!(!is_run_from_pypi, "{name}: {job}");
        }
    }
    assert_eq!(installed, 2);
    assert!(read(".ci/run").contains("install_from_pypi --require-hashes -r ci/release/requirements.txt"));
    assert!(!read(".ci/run").contains("maturin=="));
    // A requirement is a name with one version, and goes on to the hashes of its files.
    let mut names = Vec::new();
    let text = read("ci/release/requirements.txt").replace("\\\n", "");
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split_whitespace();
        let (name, version) = words.next().and_then(|word| word.split_once("==")).expect("a version");
        assert!(version.split('.').all(|part| part.parse::<u32>().is_ok()), "{line}");
        let hashes: BTreeSet<&str> = words.map(|word| word.strip_prefix("--hash=sha256:").expect("a hash")).collect();
        assert!(hashes.iter().all(|hash| hash.len() == 64 && hash.bytes().all(|byte| byte.is_ascii_hexdigit())));
        // One for each system.
        assert!(hashes.len() > 5, "{line}");
        names.push(name.to_owned());
    }
    assert_eq!(names, ["maturin", "uv"]);
}

/// A script that a workflow starts by its path is there, and may be executed.
#[test]
fn scripts_of_workflows_exist() {
    let mut seen = BTreeSet::new();
    for workflow in [workflow("release"), workflow("test")] {
        for job in jobs(&workflow) {
            let scripts = scripts(&workflow, job);
            let words = scripts.split_whitespace().filter(|word| word.starts_with("ci/") && !word.contains('.'));
            seen.extend(words.map(ToOwned::to_owned));
        }
    }
    assert!(seen.len() >= 8, "{seen:?}");
    for path in seen {
        let metadata = root().join(&path).metadata().unwrap_or_else(|error| panic!("{path}: {error}"));
        #[cfg(unix)]
        assert!(std::os::unix::fs::PermissionsExt::mode(&metadata.permissions()) & 0o111 != 0, "{path}");
        assert!(metadata.is_file(), "{path}");
    }
}
