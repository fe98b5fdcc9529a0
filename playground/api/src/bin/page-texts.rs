//! Prints what only the page shows as JSON, for its build: the WebAssembly contains neither explanations of codes nor texts of facts.

use di_gen::{catalog::ledger::SUBJECTS, diagnostic::Code, explain::explain_code, report::access::fact_json};
use serde_json::{Map, Value, json};

fn main() {
    let explanations =
        Code::all().filter_map(|code| Some((code.to_string(), Value::from(explain_code(code.as_str())?))));
    let facts = SUBJECTS.iter().flat_map(|(_, facts)| *facts).map(|fact| (fact.name.to_owned(), fact_json(fact)));
    println!(
        "{}",
        json!({ "explanations": explanations.collect::<Map<_, _>>(), "facts": facts.collect::<Map<_, _>>() })
    );
}
