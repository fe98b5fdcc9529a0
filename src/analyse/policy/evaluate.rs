//! Evaluates conditions of policy definitions on a request, as Azure Policy does.

use super::{
    outcome::PolicyVerdict,
    request::{Request, UNSEEN},
    value::AzureValue,
};
use crate::{catalog::policies::Condition, order, topology::values::Date};

const SECONDS_PER_DAY: i64 = 86_400;

/// A verdict, and the paths of the comparisons that lead to it.
#[derive(Clone)]
pub(super) struct Evaluated {
    pub(super) verdict: PolicyVerdict,
    pub(super) paths: Vec<&'static str>,
}

/// Evaluates a condition on a request.
pub(super) fn evaluate_condition(condition: &Condition, request: &Request<'_>) -> Evaluated {
    Evaluator { request, elements: Vec::new() }.evaluate(condition, true)
}

/// Elements of lists that are counted now: the list, and the element that its paths select.
struct Evaluator<'a> {
    request: &'a Request<'a>,
    elements: Vec<(&'static str, &'a AzureValue)>,
}

impl<'a> Evaluator<'a> {
    /// The verdict on a condition; `wanted` is false below an odd number of negations.
    fn evaluate(&mut self, condition: &Condition, wanted: bool) -> Evaluated {
        match condition {
            Condition::Always => Evaluated { verdict: PolicyVerdict::Yes, paths: Vec::new() },
            Condition::Never => Evaluated { verdict: PolicyVerdict::No, paths: Vec::new() },
            Condition::Depends(reason) => {
                Evaluated { verdict: PolicyVerdict::Conditional((*reason).to_owned()), paths: Vec::new() }
            }
            Condition::Not(inner) => {
                let inner = self.evaluate(inner, !wanted);
                Evaluated { verdict: inner.verdict.negate(), ..inner }
            }
            Condition::Unless(exception) => {
                let verdict = self.evaluate(exception, !wanted).verdict.negate();
                Evaluated { verdict, paths: Vec::new() }
            }
            Condition::All(parts) => self.evaluate_all(parts, wanted),
            Condition::Any(parts) => self.evaluate_any(parts, wanted),
            Condition::Count { array, matching, at_least } => self.count(array, matching, *at_least, wanted),
            Condition::First { array, order, among, has } => self.first((array, order), among, has, wanted),
            Condition::Related { arm_type, matching } => {
                let related = self.request.related(arm_type);
                // What hangs on an existing resource may exist without being seen.
                if related.is_empty() && self.request.plan.observed().is_some() {
                    return Evaluated { verdict: PolicyVerdict::Conditional(UNSEEN.to_owned()), paths: Vec::new() };
                }
                let verdicts = related
                    .iter()
                    .map(|request| Evaluator { request, elements: Vec::new() }.evaluate(matching, wanted).verdict);
                Evaluated { verdict: verdicts.fold(PolicyVerdict::No, PolicyVerdict::or), paths: Vec::new() }
            }
            Condition::Exists(path) | Condition::Absent(path) => {
                let exists = matches!(condition, Condition::Exists(_));
                self.compare(path, wanted, |value| match value {
                    AzureValue::Unknown(reason) if cfg!(feature = "existing") && reason == UNSEEN => {
                        PolicyVerdict::Conditional(reason.clone())
                    }
                    value => PolicyVerdict::from_bool((*value != AzureValue::Absent) == exists),
                })
            }
            Condition::OneOf(path, values) => self.compare(path, wanted, |value| is_one_of(value, values)),
            Condition::NotOneOf(path, values) => self.compare(path, wanted, |value| is_one_of(value, values).negate()),
            Condition::Like(path, pattern) => self.compare(path, wanted, |value| is_like(value, pattern)),
            Condition::NotLike(path, pattern) => self.compare(path, wanted, |value| is_like(value, pattern).negate()),
            Condition::Less(path, limit) => {
                self.compare(path, wanted, |value| number_is(value, |number| number < *limit))
            }
            Condition::Greater(path, limit) => {
                self.compare(path, wanted, |value| number_is(value, |number| number > *limit))
            }
            Condition::CoversPort(path, ports) => self.compare(path, wanted, |value| covers_port(value, ports)),
            Condition::ExpiresAfterDays(path, days) => {
                self.compare(path, wanted, |value| limit_date(value, *days, PolicyVerdict::Before))
            }
            Condition::ExpiresWithinDays(path, days) => {
                self.compare(path, wanted, |value| limit_date(value, *days, PolicyVerdict::From))
            }
        }
    }

    fn evaluate_all(&mut self, parts: &[Condition], wanted: bool) -> Evaluated {
        let mut all = Evaluated { verdict: PolicyVerdict::Yes, paths: Vec::new() };
        for part in parts {
            let part = self.evaluate(part, wanted);
            // What does not hold has no paths, and the other parts cannot change it.
            if wanted && part.verdict == PolicyVerdict::No {
                return Evaluated { verdict: PolicyVerdict::No, paths: Vec::new() };
            }
            all.add_part(part, wanted, PolicyVerdict::and);
        }
        all
    }

    fn evaluate_any(&mut self, parts: &[Condition], wanted: bool) -> Evaluated {
        let mut any = Evaluated { verdict: PolicyVerdict::No, paths: Vec::new() };
        for part in parts {
            any.add_part(self.evaluate(part, wanted), wanted, PolicyVerdict::or);
        }
        any
    }

    /// A comparison holds if it holds for each selected value.
    fn compare(&self, path: &'static str, wanted: bool, holds: impl Fn(&AzureValue) -> PolicyVerdict) -> Evaluated {
        let mut verdict = PolicyVerdict::Yes;
        self.visit(path, &mut |value| {
            let before = std::mem::replace(&mut verdict, PolicyVerdict::No);
            verdict = before.and(holds(value));
        });
        let paths = if supports(&verdict, wanted) { vec![path] } else { Vec::new() };
        Evaluated { verdict, paths }
    }

    fn count(&mut self, array: &'static str, matching: &Condition, at_least: usize, wanted: bool) -> Evaluated {
        let elements = self.select(array);
        let (mut certain, mut possible, mut paths) = (0, 0, Vec::new());
        let mut reason = None;
        for element in elements {
            if let AzureValue::Unknown(cause) = element {
                // The number of elements is not known.
                possible = usize::MAX;
                reason = Some(PolicyVerdict::Conditional(cause.clone()));
                continue;
            }
            self.elements.push((array, element));
            let matched = self.evaluate(matching, wanted);
            self.elements.pop();
            match matched.verdict {
                PolicyVerdict::No => {}
                PolicyVerdict::Yes => {
                    certain += 1;
                    possible = possible.saturating_add(1);
                    paths.extend(matched.paths);
                }
                other => {
                    possible = possible.saturating_add(1);
                    paths.extend(matched.paths);
                    reason = Some(other);
                }
            }
        }
        if paths.is_empty() {
            paths.push(array);
        }
        let verdict = match reason {
            _ if certain >= at_least => PolicyVerdict::Yes,
            Some(reason) if possible >= at_least => reason,
            _ => PolicyVerdict::No,
        };
        Evaluated { verdict, paths }
    }

    fn first(
        &mut self,
        (array, order): (&'static str, &str),
        among: &Condition,
        has: &Condition,
        wanted: bool,
    ) -> Evaluated {
        let mut elements = self.select(array);
        let place = |element: &AzureValue| match element.select(order).first() {
            Some(AzureValue::Number(number)) => *number,
            _ => i64::MAX,
        };
        order::sort_by_key(&mut elements, |element| place(element));
        for element in elements {
            if let AzureValue::Unknown(cause) = element {
                return Evaluated { verdict: PolicyVerdict::Conditional(cause.clone()), paths: vec![array] };
            }
            self.elements.push((array, element));
            let counts = self.evaluate(among, true);
            let has = (counts.verdict == PolicyVerdict::Yes).then(|| self.evaluate(has, wanted));
            self.elements.pop();
            if let Some(mut found) = has {
                found.paths.extend(counts.paths);
                return found;
            }
            if counts.verdict != PolicyVerdict::No {
                return counts;
            }
        }
        Evaluated { verdict: PolicyVerdict::No, paths: vec![array] }
    }

    fn select(&self, path: &str) -> Vec<&'a AzureValue> {
        let mut values = Vec::new();
        self.visit(path, &mut |value| values.push(value));
        values
    }

    /// Visits the values that a path selects: in the element that is counted now, if the path starts with its list.
    fn visit(&self, path: &str, visit: &mut dyn FnMut(&'a AzureValue)) {
        let current = self.elements.iter().rev().find_map(|(array, element)| {
            let rest = path.strip_prefix(array)?;
            Some((*element, rest.trim_start_matches(['.', '/'])))
        });
        match current {
            Some((element, "")) => visit(element),
            Some((element, rest)) => element.visit(rest, visit),
            None => self.request.body.visit(path, visit),
        }
    }
}

impl Evaluated {
    fn add_part(&mut self, part: Self, wanted: bool, join: fn(PolicyVerdict, PolicyVerdict) -> PolicyVerdict) {
        if supports(&part.verdict, wanted) {
            self.paths.extend(part.paths);
        }
        let before = std::mem::replace(&mut self.verdict, PolicyVerdict::No);
        self.verdict = join(before, part.verdict);
    }
}

/// Whether a verdict leads to the wanted one.
fn supports(verdict: &PolicyVerdict, wanted: bool) -> bool {
    if wanted { verdict.may_hold() } else { *verdict != PolicyVerdict::Yes }
}

/// The text by which a value is compared.
fn comparable_text(value: &AzureValue) -> Option<String> {
    match value {
        AzureValue::Bool(value) => Some(value.to_string()),
        AzureValue::Number(number) => Some(number.to_string()),
        AzureValue::Text(text) => Some(text.clone()),
        AzureValue::Absent | AzureValue::Unknown(_) | AzureValue::List(_) | AzureValue::Object(_) => None,
    }
}

fn test_text(value: &AzureValue, test: impl Fn(&str) -> bool) -> PolicyVerdict {
    match value {
        AzureValue::Unknown(reason) => PolicyVerdict::Conditional(reason.clone()),
        other => PolicyVerdict::from_bool(comparable_text(other).is_some_and(|text| test(&text))),
    }
}

fn is_one_of(value: &AzureValue, values: &[&str]) -> PolicyVerdict {
    test_text(value, |text| values.iter().any(|known| known.eq_ignore_ascii_case(text)))
}

fn is_like(value: &AzureValue, pattern: &str) -> PolicyVerdict {
    if pattern == "*" {
        return PolicyVerdict::from_bool(*value != AzureValue::Absent);
    }
    test_text(value, |text| matches_pattern(&text.to_ascii_lowercase(), &pattern.to_ascii_lowercase()))
}

/// Whether a text matches a pattern in which `*` stands for any characters.
fn matches_pattern(text: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else { return false };
    let mut parts = parts.peekable();
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some(position) = rest.find(part) else { return false };
        rest = &rest[position + part.len()..];
    }
    rest.is_empty()
}

fn number_is(value: &AzureValue, test: impl Fn(i64) -> bool) -> PolicyVerdict {
    test_text(value, |text| text.parse().is_ok_and(&test))
}

fn covers_port(value: &AzureValue, ports: &[u16]) -> PolicyVerdict {
    test_text(value, |text| {
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        match (first.parse::<u16>(), last.parse::<u16>()) {
            (Ok(first), Ok(last)) => ports.iter().any(|port| (first..=last).contains(port)),
            _ => text == "*",
        }
    })
}

/// The date, in seconds since 1970, less a number of days.
fn limit_date(value: &AzureValue, days: i64, verdict: fn(Date) -> PolicyVerdict) -> PolicyVerdict {
    match value {
        AzureValue::Unknown(reason) => PolicyVerdict::Conditional(reason.clone()),
        AzureValue::Number(seconds) => {
            Date::from_unix_seconds(seconds - days * SECONDS_PER_DAY).map_or(PolicyVerdict::No, verdict)
        }
        _ => PolicyVerdict::No,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_matches_without_its_asterisks() {
        for (text, pattern, expected) in [
            ("abc", "abc", true),
            ("abc", "a*", true),
            ("abc", "*c", true),
            ("abc", "*b*", true),
            ("abc", "b*", false),
            ("abc", "*b", false),
            ("aa", "a*a*a", false),
            ("standard_gzrs", "*zrs", true),
        ] {
            assert_eq!(matches_pattern(text, pattern), expected, "{text} {pattern}");
        }
    }

    #[test]
    fn a_range_covers_the_ports_in_it() {
        for (text, expected) in [("22", true), ("20-30", true), ("*", true), ("443", false), ("23-3388", false)] {
            let verdict = covers_port(&AzureValue::from(text), &[22, 3389]);
            assert_eq!(verdict, PolicyVerdict::from_bool(expected), "{text}");
        }
    }
}
