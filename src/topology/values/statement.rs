//! Access assertions: `internet to account is denied`, `account identity reads container training`.

mod pattern;

use std::{fmt, str::FromStr};

use ipnet::Ipv4Net;

use super::{
    AccessTarget, Actor, Operation, PublicRange, Verdict,
    checked::{Refusal, checked, refuse_for, refuse_with},
};
use crate::diagnostic::{Code, nearest_unique_match, quote};

const CODE: Code = Code::BAD_ASSERTION;

/// The form of access assertions.
const STATEMENT_HELP: &str =
    "use a form such as `internet to account is denied`, `account identity reads storage` or `studio is denied`";

/// The actors, longer keywords before their own prefixes. The second column is an example of what follows.
const ACTORS: &[(&str, &str)] = &[
    ("internet", ""),
    ("address", "203.0.113.7"),
    ("subnet", "workloads"),
    ("network", "vnet-hub"),
    ("on-premises", "192.168.0.0/16"),
    ("test machine", ""),
    ("client", "<name>"),
    ("studio browser", ""),
    ("studio", ""),
    ("account identity", ""),
    ("account encryption", ""),
    ("storage encryption", ""),
    ("resource", "<name>"),
    ("deployer", ""),
];

/// The targets, besides containers and hosts, which have names.
const TARGETS: &[(&str, AccessTarget)] = &[
    ("account", AccessTarget::Account),
    ("storage", AccessTarget::Storage),
    ("vault", AccessTarget::Vault),
    ("secret", AccessTarget::Secret),
    ("key", AccessTarget::Key),
    ("other hosts", AccessTarget::OtherHosts),
];

/// An access assertion: what must hold for access paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// The actor.
    pub actor: Actor,
    /// The network location of the actor.
    pub origin: Option<Actor>,
    /// The operation; without it, every operation.
    pub operation: Option<Operation>,
    /// The target; without it, every target.
    pub target: Option<AccessTarget>,
    /// The expected verdict.
    pub expected: Expected,
    /// The assertion as it is in the file.
    text: String,
}

/// The expected verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// This one.
    Is(Verdict),
    /// Any other.
    IsNot(Verdict),
}

impl Expected {
    /// Whether a verdict is the expected one.
    #[must_use]
    pub fn is_met_by(self, verdict: Verdict) -> bool {
        match self {
            Self::Is(expected) => verdict == expected,
            Self::IsNot(excluded) => verdict != excluded,
        }
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Is(verdict) => write!(f, "{verdict}"),
            Self::IsNot(verdict) => write!(f, "not {verdict}"),
        }
    }
}

impl fmt::Display for Statement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl FromStr for Statement {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let mut words = WordReader(text.split_whitespace().collect());
        if words.0.len() > 32 {
            return refuse_with(CODE, "too long for an access assertion", STATEMENT_HELP);
        }
        let all = words.0.clone();
        Self::parse(text, &mut words).map_err(|mut refusal| {
            refusal.meant = refusal.meant.and_then(|meant| corrected_statement(&all, words.0.len(), &meant));
            refusal
        })
    }
}

/// An assertion with other words in the place of those that were not known, if it is one then; `left` words are from there on.
fn corrected_statement(all: &[&str], left: usize, meant: &str) -> Option<String> {
    let (known, rest) = all.split_at(all.len() - left);
    let count = meant.split(' ').count();
    let is_other = rest.iter().take(count).copied().collect::<Vec<_>>().join(" ") != meant;
    let words = known.iter().copied().chain([meant]).chain(rest.iter().skip(count).copied());
    let text = words.collect::<Vec<_>>().join(" ");
    // Another word may be misspelt as well.
    match text.parse::<Statement>() {
        Ok(_) => Some(text),
        Err(refusal) => refusal.meant,
    }
    .filter(|_| is_other)
}

impl Statement {
    fn parse(text: &str, words: &mut WordReader<'_>) -> Result<Self, Refusal> {
        let actor = parse_actor(words)?;
        let origin = parse_from_clause(&actor, words)?;
        let (operation, target, expected) = parse_predicate(words)?;
        if let Some(extra) = words.0.first() {
            return refuse_with(CODE, format!("{} is not expected here", quote(extra)), STATEMENT_HELP);
        }
        Ok(Self { actor, origin, operation, target, expected, text: text.to_owned() })
    }
}

struct WordReader<'a>(Vec<&'a str>);

impl<'a> WordReader<'a> {
    fn next_word(&mut self) -> Option<&'a str> {
        if self.0.is_empty() { None } else { Some(self.0.remove(0)) }
    }

    /// Takes these words if they are next.
    fn take_phrase(&mut self, phrase: &str) -> bool {
        let expected: Vec<&str> = phrase.split(' ').collect();
        let is_next = self.0.len() >= expected.len()
            && self.0.iter().zip(&expected).all(|(word, expected)| word.eq_ignore_ascii_case(expected));
        if is_next {
            self.0.drain(..expected.len());
        }
        is_next
    }
}

impl Actor {
    /// Parses an actor.
    ///
    /// # Errors
    /// If there is no such actor.
    pub fn from_words(text: &str) -> Result<Self, Refusal> {
        match Self::from_words_with_origin(text)? {
            (actor, None) => Ok(actor),
            (_, Some(_)) => refuse_with(CODE, "`from` is not expected here", actor_help()),
        }
    }

    /// Parses an actor and, if it is given, the network location: `client app from subnet workloads`.
    ///
    /// # Errors
    /// If there is no such actor, or it cannot have this network location.
    pub fn from_words_with_origin(text: &str) -> Result<(Self, Option<Self>), Refusal> {
        let mut words = WordReader(text.split_whitespace().collect());
        let actor = parse_actor(&mut words)?;
        let origin = parse_from_clause(&actor, &mut words)?;
        match words.0.first() {
            None => Ok((actor, origin)),
            Some(extra) => refuse_with(CODE, format!("{} is not expected here", quote(extra)), actor_help()),
        }
    }
}

impl AccessTarget {
    /// Parses a target.
    ///
    /// # Errors
    /// If there is no such target.
    pub fn from_words(text: &str) -> Result<Self, Refusal> {
        let mut words = WordReader(text.split_whitespace().collect());
        let target = parse_target(&mut words)?;
        match words.0.first() {
            None => Ok(target),
            Some(extra) => refuse_with(CODE, format!("{} is not expected here", quote(extra)), target_help()),
        }
    }
}

fn actor_help() -> String {
    let all: Vec<String> =
        ACTORS.iter().map(|(phrase, example)| format!("`{}`", format!("{phrase} {example}").trim_end())).collect();
    format!("use one of {}", all.join(", "))
}

fn target_help() -> String {
    let all: Vec<String> = TARGETS.iter().map(|(phrase, _)| format!("`{phrase}`")).collect();
    format!("use one of {}, `container <name>`, or a host on the allowed FQDN list", all.join(", "))
}

/// Refuses the next words, which are none of some phrases. One that alone is near was meant; else the help is what there is.
fn refuse_phrase<T>(words: &WordReader<'_>, kind: &str, phrases: &[&'static str], help: String) -> Result<T, Refusal> {
    let first = words.0.first().copied().unwrap_or_default();
    let reason = format!("{} is not a known {kind}", quote(first));
    let nearest_of = |count: usize| {
        let written = words.0.iter().take(count).copied().collect::<Vec<_>>().join(" ");
        let alike: Vec<&'static str> =
            phrases.iter().copied().filter(|phrase| phrase.split(' ').count() == count).collect();
        nearest_unique_match(&written, &alike)
    };
    match nearest_of(2).or_else(|| nearest_of(1)) {
        Some(meant) => refuse_for(CODE, reason, meant, |meant| format!("did you mean `{meant}`?")),
        None => refuse_with(CODE, reason, help),
    }
}

fn parse_actor(words: &mut WordReader<'_>) -> Result<Actor, Refusal> {
    let first = words.0.first().copied().unwrap_or_default();
    if let Some(range) = parse_range(first) {
        words.next_word();
        return public_address(range);
    }
    let Some((phrase, example)) = ACTORS.iter().find(|(phrase, _)| words.take_phrase(phrase)) else {
        let phrases: Vec<&str> = ACTORS.iter().map(|(phrase, _)| *phrase).collect();
        return refuse_phrase(words, "actor", &phrases, actor_help());
    };
    let name = if example.is_empty() { None } else { words.next_word() };
    let named = |actor: fn(String) -> Actor| match name {
        Some(name) => Ok(actor(name.to_owned())),
        None => refuse_with(CODE, format!("`{phrase}` needs a name"), format!("use the form `{phrase} {example}`")),
    };
    let ranged = |actor: fn(Ipv4Net) -> Actor| match name.and_then(parse_range) {
        Some(range) => Ok(actor(range)),
        None => refuse_with(
            CODE,
            format!("`{phrase}` needs an IP address or CIDR range"),
            format!("use the form `{phrase} {example}`"),
        ),
    };
    match *phrase {
        "address" => match ranged(Actor::Address)? {
            Actor::Address(range) => public_address(range),
            other => Ok(other),
        },
        "subnet" => named(Actor::Subnet),
        "network" => named(Actor::Network),
        "on-premises" => ranged(|range| Actor::OnPremises(range.to_string())),
        "client" => named(Actor::Client),
        "resource" => named(Actor::ResourceInstance),
        "test machine" => Ok(Actor::TestMachine),
        "studio" => Ok(Actor::Studio),
        "studio browser" => Ok(Actor::StudioBrowser),
        "account identity" => Ok(Actor::AccountIdentity),
        "account encryption" => Ok(Actor::AccountEncryption),
        "storage encryption" => Ok(Actor::StorageEncryption),
        "deployer" => Ok(Actor::Deployer),
        "internet" => Ok(Actor::Internet),
        other => refuse_with(CODE, format!("{} is not a known actor", quote(other)), actor_help()),
    }
}

/// The network location of an actor, if it is given.
fn parse_from_clause(actor: &Actor, words: &mut WordReader<'_>) -> Result<Option<Actor>, Refusal> {
    if !words.take_phrase("from") {
        return Ok(None);
    }
    let origin = parse_origin(words)?;
    if matches!(actor, Actor::Client(_) | Actor::StudioBrowser | Actor::Deployer) {
        return Ok(Some(origin));
    }
    refuse_with(CODE, format!("{} has a fixed network location", quote(&actor.to_string())), STATEMENT_HELP)
}

fn parse_origin(words: &mut WordReader<'_>) -> Result<Actor, Refusal> {
    let origin = parse_actor(words)?;
    match origin {
        Actor::Internet | Actor::Address(_) | Actor::Subnet(_) | Actor::Network(_) | Actor::OnPremises(_) => Ok(origin),
        other => refuse_with(
            CODE,
            format!("{} is not a network location", quote(&other.to_string())),
            "after `from`, use `internet`, an address, a subnet, a network or an on-premises range",
        ),
    }
}

/// A public IP address; clients inside a network are identified by their network location.
fn public_address(range: Ipv4Net) -> Result<Actor, Refusal> {
    if PublicRange::is_reserved(range) {
        return refuse_with(
            CODE,
            format!("`{range}` is not a public IP address"),
            "use the network location, such as `subnet workloads`, `network vnet-hub` or `on-premises 192.168.0.0/16`",
        );
    }
    Ok(Actor::Address(range))
}

/// A single IP address or a CIDR range, host bits cleared.
fn parse_range(text: &str) -> Option<Ipv4Net> {
    let range = text.parse::<Ipv4Net>().ok().or_else(|| text.parse().ok().map(|a| Ipv4Net::new_assert(a, 32)))?;
    Some(range.trunc())
}

fn parse_predicate(words: &mut WordReader<'_>) -> Result<(Option<Operation>, Option<AccessTarget>, Expected), Refusal> {
    if words.take_phrase("to") {
        let target = parse_target(words)?;
        return Ok((None, Some(target), parse_expectation(words)?));
    }
    if words.0.first().is_some_and(|word| word.eq_ignore_ascii_case("is")) {
        return Ok((None, None, parse_expectation(words)?));
    }
    let negated = words.take_phrase("cannot") || words.take_phrase("does not");
    let operation = Operation::ALL
        .into_iter()
        .find(|operation| words.take_phrase(if negated { operation.base_form() } else { operation.third_person() }));
    let Some(operation) = operation else {
        if words.0.is_empty() {
            return refuse_with(CODE, "incomplete access assertion", STATEMENT_HELP);
        }
        let form = if negated { Operation::base_form } else { Operation::third_person };
        return refuse_phrase(words, "operation", &Operation::ALL.map(form), STATEMENT_HELP.to_owned());
    };
    let target = parse_target(words)?;
    if !operation.applies_to(&target) {
        return refuse_with(CODE, format!("no actor {operation} {target}"), STATEMENT_HELP);
    }
    Ok((Some(operation), Some(target), Expected::Is(if negated { Verdict::Denied } else { Verdict::Allowed })))
}

fn parse_expectation(words: &mut WordReader<'_>) -> Result<Expected, Refusal> {
    let is = words.take_phrase("is");
    let negated = words.take_phrase("not");
    let verdict = Verdict::ALL.into_iter().find(|verdict| words.take_phrase(verdict.as_str()));
    match verdict {
        Some(verdict) if is && negated => Ok(Expected::IsNot(verdict)),
        Some(verdict) if is => Ok(Expected::Is(verdict)),
        _ => refuse_with(
            CODE,
            "an access assertion ends with its verdict",
            "end it with `is allowed`, `is conditional`, `is denied`, or `is not` and one of them",
        ),
    }
}

fn parse_target(words: &mut WordReader<'_>) -> Result<AccessTarget, Refusal> {
    if let Some((_, target)) = TARGETS.iter().find(|(phrase, _)| words.take_phrase(phrase)) {
        return Ok(target.clone());
    }
    if words.take_phrase("container") {
        return match words.next_word() {
            Some(name) => Ok(AccessTarget::Container(name.to_owned())),
            None => refuse_with(CODE, "`container` needs a name", "use the form `container training`"),
        };
    }
    match words.0.first() {
        Some(host) if host.contains('.') => {
            let host = AccessTarget::Host(host.to_ascii_lowercase());
            words.next_word();
            Ok(host)
        }
        Some(_) => {
            let phrases: Vec<&str> = TARGETS.iter().map(|(phrase, _)| *phrase).chain(["container"]).collect();
            refuse_phrase(words, "target", &phrases, target_help())
        }
        None => refuse_with(CODE, "incomplete access assertion", STATEMENT_HELP),
    }
}

checked!(
    Statement,
    "di-gen-statement",
    "^[a-zA-Z0-9].* .+$",
    "internet to account is denied",
    "An access assertion: internet to account is denied."
);
