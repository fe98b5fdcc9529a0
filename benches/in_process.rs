//! Measures each stage of the library on one core: `cargo bench --bench in_process`.

use std::hint::black_box;

use di_gen::{
    advise::Advisor,
    analyse::access::AccessAnalysis,
    diagnostic::Diagnostic,
    plan::ResolvedTopology,
    render::{Frame, Layout},
    report::all_diagnostics,
    source::SourceText,
    topology::PolicySet,
};

fn main() {
    divan::main();
}

const EXAMPLES: [&str; 2] = ["minimal", "full-featured"];

fn source(name: &str) -> SourceText {
    let path = format!("{}/examples/{name}.yaml", env!("CARGO_MANIFEST_DIR"));
    SourceText::new(name, std::fs::read_to_string(path).expect("an example"))
}

fn plan(name: &str) -> ResolvedTopology {
    di_gen::plan::lower_topology(&di_gen::read::read_topology(&source(name)).expect("a valid example"))
}

/// YAML to topology, with every check.
#[divan::bench(args = EXAMPLES)]
fn read(bencher: divan::Bencher<'_, '_>, name: &str) {
    let source = source(name);
    bencher.counter(1_usize).bench_local(|| di_gen::read::read_topology(black_box(&source)).expect("valid"));
}

/// Topology to plan.
#[divan::bench(args = EXAMPLES)]
fn decide(bencher: divan::Bencher<'_, '_>, name: &str) {
    let topology = di_gen::read::read_topology(&source(name)).expect("valid");
    bencher.counter(1_usize).bench_local(|| di_gen::plan::lower_topology(black_box(&topology)));
}

/// Plan to the text of one language.
#[divan::bench(args = EXAMPLES)]
fn bicep(bencher: divan::Bencher<'_, '_>, name: &str) {
    let plan = plan(name);
    bencher.counter(1_usize).bench_local(|| di_gen::render::bicep(black_box(&plan), Layout::OneFile).expect("text"));
}

#[divan::bench(args = EXAMPLES)]
fn terraform(bencher: divan::Bencher<'_, '_>, name: &str) {
    let plan = plan(name);
    bencher.counter(1_usize).bench_local(|| di_gen::render::terraform(black_box(&plan), Frame::Module).expect("text"));
}

#[divan::bench(args = EXAMPLES)]
fn arm(bencher: divan::Bencher<'_, '_>, name: &str) {
    let plan = plan(name);
    bencher.counter(1_usize).bench_local(|| di_gen::render::arm(black_box(&plan)).expect("text"));
}

/// YAML to the text of all three languages.
#[divan::bench(args = EXAMPLES)]
fn all_the_way(bencher: divan::Bencher<'_, '_>, name: &str) {
    let source = source(name);
    bencher.counter(1_usize).bench_local(|| {
        let plan = di_gen::plan::lower_topology(&di_gen::read::read_topology(black_box(&source)).expect("valid"));
        (
            di_gen::render::bicep(&plan, Layout::OneFile).expect("text"),
            di_gen::render::terraform(&plan, Frame::Module).expect("text"),
            di_gen::render::arm(&plan).expect("text"),
        )
    });
}

/// Every access path of a plan.
#[divan::bench(args = EXAMPLES)]
fn access(bencher: divan::Bencher<'_, '_>, name: &str) {
    let plan = plan(name);
    bencher.counter(1_usize).bench_local(|| AccessAnalysis::new(black_box(&plan)).all_paths());
}

/// Examples that no policy of `alz-corp` refuses.
const PASSING: [&str; 3] = ["minimal", "customer-managed-keys", "test-machine"];

fn validate_source(source: &SourceText, policies: &[PolicySet]) -> Vec<Diagnostic> {
    let mut topology = di_gen::read::read_topology(source).expect("valid");
    topology.policies.extend(policies);
    let plan = di_gen::plan::lower_topology(&topology);
    all_diagnostics(&topology, &plan, Advisor::new(source, &plan).as_ref(), None)
}

/// YAML to all diagnostics.
#[divan::bench(args = PASSING)]
fn validate(bencher: divan::Bencher<'_, '_>, name: &str) {
    let source = source(name);
    bencher.counter(1_usize).bench_local(|| validate_source(black_box(&source), &[]));
}

/// The same with what the policies of Corp landing zones refuse, change and report.
#[divan::bench(args = PASSING)]
fn validate_with_policies(bencher: divan::Bencher<'_, '_>, name: &str) {
    let source = source(name);
    bencher.counter(1_usize).bench_local(|| validate_source(black_box(&source), &[PolicySet::AlzCorp]));
}
