//! Statements about who reaches what: `internet to account is denied`, `account identity reads container training`.

use std::{fmt, str::FromStr};

use ipnet::Ipv4Net;

use super::{
    AccessTarget, Actor, Operation, PublicRange, Verdict,
    checked::{Refusal, checked, refuse_with},
};
use crate::diagnostic::{Code, nearest_match};

const CODE: Code = Code::BAD_STATEMENT;

/// How statements are written.
const STATEMENT_HELP: &str =
    "write it like `internet to account is denied`, `account identity reads storage` or `studio is denied`";

/// Who can start a statement, the longer words before those that they start with. The second column says what follows.
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
    ("deployer", ""),
];

/// What a statement can end in, besides containers and hosts, which have names.
const TARGETS: &[(&str, AccessTarget)] = &[
    ("account", AccessTarget::Account),
    ("storage", AccessTarget::Storage),
    ("vault", AccessTarget::Vault),
    ("secret", AccessTarget::Secret),
    ("key", AccessTarget::Key),
    ("other hosts", AccessTarget::OtherHosts),
];

/// What is to hold of flows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Who.
    pub actor: Actor,
    /// From where.
    pub origin: Option<Actor>,
    /// What they do; without it, everything they might.
    pub operation: Option<Operation>,
    /// To what; without it, everything.
    pub target: Option<AccessTarget>,
    /// What is expected.
    pub expected: Expected,
    /// As it was written.
    text: String,
}

/// What is expected of a verdict.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// This one.
    Is(Verdict),
    /// Any other.
    IsNot(Verdict),
}

impl Expected {
    /// Whether a verdict meets it.
    #[must_use]
    pub fn is_met_by(self, verdict: Verdict) -> bool {
        match self {
            Self::Is(wanted) => verdict == wanted,
            Self::IsNot(unwanted) => verdict != unwanted,
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
            return refuse_with(CODE, "too long for a statement", STATEMENT_HELP);
        }
        let actor = parse_actor(&mut words)?;
        let place = parse_from_clause(&actor, &mut words)?;
        let (verb, thing, expected) = parse_predicate(&mut words)?;
        if let Some(word) = words.0.first() {
            return refuse_with(CODE, format!("`{word}` does not belong here"), STATEMENT_HELP);
        }
        Ok(Self { actor, origin: place, operation: verb, target: thing, expected, text: text.to_owned() })
    }
}

struct WordReader<'a>(Vec<&'a str>);

impl<'a> WordReader<'a> {
    fn next_word(&mut self) -> Option<&'a str> {
        if self.0.is_empty() { None } else { Some(self.0.remove(0)) }
    }

    /// Takes these words, if they come next.
    fn take_phrase(&mut self, phrase: &str) -> bool {
        let wanted: Vec<&str> = phrase.split(' ').collect();
        let comes = self.0.len() >= wanted.len()
            && self.0.iter().zip(&wanted).all(|(word, wanted)| word.eq_ignore_ascii_case(wanted));
        if comes {
            self.0.drain(..wanted.len());
        }
        comes
    }
}

impl Actor {
    /// Reads who from what a person writes.
    ///
    /// # Errors
    /// If it names nobody that statements can speak of.
    pub fn from_words(text: &str) -> Result<Self, Refusal> {
        match Self::from_words_with_origin(text)? {
            (actor, None) => Ok(actor),
            (_, Some(_)) => refuse_with(CODE, "`from` does not belong here", actor_help()),
        }
    }

    /// Reads who, and from where if that is said: `client app from subnet workloads`.
    ///
    /// # Errors
    /// If it names nobody that statements can speak of, or nobody who is somewhere.
    pub fn from_words_with_origin(text: &str) -> Result<(Self, Option<Self>), Refusal> {
        let mut words = WordReader(text.split_whitespace().collect());
        let found = parse_actor(&mut words)?;
        let place = parse_from_clause(&found, &mut words)?;
        match words.0.first() {
            None => Ok((found, place)),
            Some(word) => refuse_with(CODE, format!("`{word}` does not belong here"), actor_help()),
        }
    }
}

impl AccessTarget {
    /// Reads what from what a person writes.
    ///
    /// # Errors
    /// If it names nothing that statements can speak of.
    pub fn from_words(text: &str) -> Result<Self, Refusal> {
        let mut words = WordReader(text.split_whitespace().collect());
        let found = parse_target(&mut words)?;
        match words.0.first() {
            None => Ok(found),
            Some(word) => refuse_with(CODE, format!("`{word}` does not belong here"), target_help()),
        }
    }
}

fn actor_help() -> String {
    let all: Vec<String> =
        ACTORS.iter().map(|(word, example)| format!("`{}`", format!("{word} {example}").trim_end())).collect();
    format!("those that can be named: {}", all.join(", "))
}

fn target_help() -> String {
    let all: Vec<String> = TARGETS.iter().map(|(word, _)| format!("`{word}`")).collect();
    format!("those that can be named: {}, `container <name>`, and a host on the outbound list", all.join(", "))
}

fn parse_actor(words: &mut WordReader<'_>) -> Result<Actor, Refusal> {
    let first = words.0.first().copied().unwrap_or_default();
    if let Some(range) = parse_range(first) {
        words.next_word();
        return public_address(range);
    }
    let Some((word, example)) = ACTORS.iter().find(|(phrase, _)| words.take_phrase(phrase)) else {
        let all = ACTORS.iter().map(|(word, _)| word.split(' ').next().unwrap_or_default());
        let help = match nearest_match(first, all) {
            Some(word) => format!("did you mean `{word}`?"),
            None => actor_help(),
        };
        return refuse_with(CODE, format!("nobody is called `{first}`"), help);
    };
    let name = if example.is_empty() { None } else { words.next_word() };
    let named = |make: fn(String) -> Actor| match name {
        Some(name) => Ok(make(name.to_owned())),
        None => refuse_with(CODE, format!("which {word}?"), format!("write it like `{word} {example}`")),
    };
    let ranged = |make: fn(Ipv4Net) -> Actor| match name.and_then(parse_range) {
        Some(range) => Ok(make(range)),
        None => refuse_with(CODE, format!("which {word}?"), format!("write it like `{word} {example}`")),
    };
    match *word {
        "address" => match ranged(Actor::Address)? {
            Actor::Address(range) => public_address(range),
            other => Ok(other),
        },
        "subnet" => named(Actor::Subnet),
        "network" => named(Actor::Network),
        "on-premises" => ranged(|range| Actor::OnPremises(range.to_string())),
        "client" => named(Actor::Client),
        "test machine" => Ok(Actor::TestMachine),
        "studio" => Ok(Actor::Studio),
        "studio browser" => Ok(Actor::StudioBrowser),
        "account identity" => Ok(Actor::AccountIdentity),
        "account encryption" => Ok(Actor::AccountEncryption),
        "storage encryption" => Ok(Actor::StorageEncryption),
        "deployer" => Ok(Actor::Deployer),
        "internet" => Ok(Actor::Internet),
        other => refuse_with(CODE, format!("nobody is called `{other}`"), actor_help()),
    }
}

/// From where somebody calls, if that is said.
fn parse_from_clause(actor: &Actor, words: &mut WordReader<'_>) -> Result<Option<Actor>, Refusal> {
    if !words.take_phrase("from") {
        return Ok(None);
    }
    let place = parse_origin(words)?;
    if matches!(actor, Actor::Client(_) | Actor::StudioBrowser | Actor::Deployer) {
        return Ok(Some(place));
    }
    refuse_with(CODE, format!("`{actor}` is not somewhere else"), STATEMENT_HELP)
}

fn parse_origin(words: &mut WordReader<'_>) -> Result<Actor, Refusal> {
    let place = parse_actor(words)?;
    match place {
        Actor::Internet | Actor::Address(_) | Actor::Subnet(_) | Actor::Network(_) | Actor::OnPremises(_) => Ok(place),
        other => refuse_with(
            CODE,
            format!("`{other}` is no place"),
            "after `from` stands `internet`, or an address, a subnet, a network or an on-premises range",
        ),
    }
}

/// An address of the internet: what lives inside is called by the place it lives in.
fn public_address(range: Ipv4Net) -> Result<Actor, Refusal> {
    if PublicRange::is_reserved(range) {
        return refuse_with(
            CODE,
            format!("`{range}` is no public address"),
            "name the place instead: `subnet workloads`, `network vnet-hub` or `on-premises 192.168.0.0/16`",
        );
    }
    Ok(Actor::Address(range))
}

/// A single address or a range, host bits cut off.
fn parse_range(text: &str) -> Option<Ipv4Net> {
    let range = text.parse::<Ipv4Net>().ok().or_else(|| text.parse().ok().map(|a| Ipv4Net::new_assert(a, 32)))?;
    Some(range.trunc())
}

fn parse_predicate(words: &mut WordReader<'_>) -> Result<(Option<Operation>, Option<AccessTarget>, Expected), Refusal> {
    if words.take_phrase("to") {
        let thing = parse_target(words)?;
        return Ok((None, Some(thing), parse_expectation(words)?));
    }
    if words.0.first().is_some_and(|word| word.eq_ignore_ascii_case("is")) {
        return Ok((None, None, parse_expectation(words)?));
    }
    let negated = words.take_phrase("cannot") || words.take_phrase("does not");
    let verb = Operation::ALL
        .into_iter()
        .find(|verb| words.take_phrase(if negated { verb.base_form() } else { verb.third_person() }));
    let Some(verb) = verb else {
        let found = words.0.first().copied().unwrap_or_default();
        let why = if found.is_empty() {
            "half a statement".to_owned()
        } else {
            format!("`{found}` is nothing that one does here")
        };
        return refuse_with(CODE, why, STATEMENT_HELP);
    };
    let thing = parse_target(words)?;
    if !verb.applies_to(&thing) {
        return refuse_with(CODE, format!("nobody {verb} {thing}"), STATEMENT_HELP);
    }
    Ok((Some(verb), Some(thing), Expected::Is(if negated { Verdict::Denied } else { Verdict::Allowed })))
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
            "a statement ends in its verdict",
            "end it with `is allowed`, `is conditional`, `is denied`, or `is not` and one of them",
        ),
    }
}

fn parse_target(words: &mut WordReader<'_>) -> Result<AccessTarget, Refusal> {
    if let Some((_, thing)) = TARGETS.iter().find(|(word, _)| words.take_phrase(word)) {
        return Ok(thing.clone());
    }
    if words.take_phrase("container") {
        return match words.next_word() {
            Some(name) => Ok(AccessTarget::Container(name.to_owned())),
            None => refuse_with(CODE, "which container?", "write it like `container training`"),
        };
    }
    match words.next_word() {
        Some(host) if host.contains('.') => Ok(AccessTarget::Host(host.to_ascii_lowercase())),
        Some(word) => refuse_with(CODE, format!("nothing is called `{word}`"), target_help()),
        None => refuse_with(CODE, "half a statement", STATEMENT_HELP),
    }
}

checked!(
    Statement,
    "di-gen-statement",
    "^[a-zA-Z0-9].* .+$",
    "internet to account is denied",
    "A statement about who reaches what: internet to account is denied."
);
