//! The form of access assertions as a regular expression.

use super::{
    super::{Operation, Verdict, checked::any_case},
    ACTORS, Statement, TARGETS,
};

impl Statement {
    /// The form of an access assertion as a regular expression, for editors. It accepts some that are not valid: names, and
    /// operations that do not apply to their target.
    pub(crate) fn editor_pattern() -> String {
        let any = |phrases: &[String]| format!("({})", phrases.join("|"));
        let actors = ACTORS.iter().map(|(phrase, example)| {
            let name = if example.is_empty() { "" } else { r"\s+\S+" };
            format!("{}{name}", any_case(phrase))
        });
        let range = r"[0-9.]+(/[0-9]+)?".to_owned();
        let actor = any(&actors.chain([range]).collect::<Vec<_>>());
        let verdicts = any(&Verdict::ALL.map(|verdict| any_case(verdict.as_str())));
        let expected = format!(r"{}(\s+{})?\s+{verdicts}", any_case("is"), any_case("not"));
        let targets = TARGETS.iter().map(|(phrase, _)| any_case(phrase));
        let named = [format!(r"{}\s+\S+", any_case("container")), r"\S+\.\S*".to_owned()];
        let target = any(&targets.chain(named).collect::<Vec<_>>());
        let operations = |form: fn(Operation) -> &'static str| {
            any(&Operation::ALL.into_iter().map(|operation| any_case(form(operation))).collect::<Vec<_>>())
        };
        let predicates = any(&[
            expected.clone(),
            format!(r"{}\s+{target}\s+{expected}", any_case("to")),
            format!(r"{}\s+{target}", operations(Operation::third_person)),
            format!(
                r"({}|{})\s+{}\s+{target}",
                any_case("cannot"),
                any_case("does not"),
                operations(Operation::base_form)
            ),
        ]);
        format!(r"^\s*{actor}(\s+{}\s+{actor})?\s+{predicates}\s*$", any_case("from"))
    }
}
