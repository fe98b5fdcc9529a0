//! Statements about who reaches what: `internet to account is denied`, `account identity reads container training`.

use std::{fmt, str::FromStr};

use ipnet::Ipv4Net;

use super::{
    AccessTarget, Actor, Operation, PublicRange, Verdict,
    checked::{Refusal, checked, refuse_with},
};
use crate::diagnostic::{Code, nearest};

const CODE: Code = Code::BAD_STATEMENT;

/// How statements are written.
const SHAPES: &str =
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
const THINGS: &[(&str, AccessTarget)] = &[
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
    pub place: Option<Actor>,
    /// What they do; without it, everything they might.
    pub verb: Option<Operation>,
    /// To what; without it, everything.
    pub thing: Option<AccessTarget>,
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
    pub fn met_by(self, verdict: Verdict) -> bool {
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
        let mut words = Words(text.split_whitespace().collect());
        if words.0.len() > 32 {
            return refuse_with(CODE, "too long for a statement", SHAPES);
        }
        let actor = actor(&mut words)?;
        let place = place_of(&actor, &mut words)?;
        let (verb, thing, expected) = claim(&mut words)?;
        if let Some(word) = words.0.first() {
            return refuse_with(CODE, format!("`{word}` does not belong here"), SHAPES);
        }
        Ok(Self { actor, place, verb, thing, expected, text: text.to_owned() })
    }
}

struct Words<'a>(Vec<&'a str>);

impl<'a> Words<'a> {
    fn next(&mut self) -> Option<&'a str> {
        if self.0.is_empty() { None } else { Some(self.0.remove(0)) }
    }

    /// Takes these words, if they come next.
    fn take(&mut self, phrase: &str) -> bool {
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
        match Self::at_a_place(text)? {
            (actor, None) => Ok(actor),
            (_, Some(_)) => refuse_with(CODE, "`from` does not belong here", shape_of_actors()),
        }
    }

    /// Reads who, and from where if that is said: `client app from subnet workloads`.
    ///
    /// # Errors
    /// If it names nobody that statements can speak of, or nobody who is somewhere.
    pub fn at_a_place(text: &str) -> Result<(Self, Option<Self>), Refusal> {
        let mut words = Words(text.split_whitespace().collect());
        let found = actor(&mut words)?;
        let place = place_of(&found, &mut words)?;
        match words.0.first() {
            None => Ok((found, place)),
            Some(word) => refuse_with(CODE, format!("`{word}` does not belong here"), shape_of_actors()),
        }
    }
}

impl AccessTarget {
    /// Reads what from what a person writes.
    ///
    /// # Errors
    /// If it names nothing that statements can speak of.
    pub fn from_words(text: &str) -> Result<Self, Refusal> {
        let mut words = Words(text.split_whitespace().collect());
        let found = thing(&mut words)?;
        match words.0.first() {
            None => Ok(found),
            Some(word) => refuse_with(CODE, format!("`{word}` does not belong here"), shape_of_things()),
        }
    }
}

fn shape_of_actors() -> String {
    let all: Vec<String> =
        ACTORS.iter().map(|(word, example)| format!("`{}`", format!("{word} {example}").trim_end())).collect();
    format!("those that can be named: {}", all.join(", "))
}

fn shape_of_things() -> String {
    let all: Vec<String> = THINGS.iter().map(|(word, _)| format!("`{word}`")).collect();
    format!("those that can be named: {}, `container <name>`, and a host on the outbound list", all.join(", "))
}

fn actor(words: &mut Words<'_>) -> Result<Actor, Refusal> {
    let first = words.0.first().copied().unwrap_or_default();
    if let Some(range) = range(first) {
        words.next();
        return public(range);
    }
    let Some((word, example)) = ACTORS.iter().find(|(phrase, _)| words.take(phrase)) else {
        let all = ACTORS.iter().map(|(word, _)| word.split(' ').next().unwrap_or_default());
        let help = match nearest(first, all) {
            Some(word) => format!("did you mean `{word}`?"),
            None => shape_of_actors(),
        };
        return refuse_with(CODE, format!("nobody is called `{first}`"), help);
    };
    let name = if example.is_empty() { None } else { words.next() };
    let named = |make: fn(String) -> Actor| match name {
        Some(name) => Ok(make(name.to_owned())),
        None => refuse_with(CODE, format!("which {word}?"), format!("write it like `{word} {example}`")),
    };
    let ranged = |make: fn(Ipv4Net) -> Actor| match name.and_then(range) {
        Some(range) => Ok(make(range)),
        None => refuse_with(CODE, format!("which {word}?"), format!("write it like `{word} {example}`")),
    };
    match *word {
        "address" => match ranged(Actor::Address)? {
            Actor::Address(range) => public(range),
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
        other => refuse_with(CODE, format!("nobody is called `{other}`"), shape_of_actors()),
    }
}

/// From where somebody calls, if that is said.
fn place_of(actor: &Actor, words: &mut Words<'_>) -> Result<Option<Actor>, Refusal> {
    if !words.take("from") {
        return Ok(None);
    }
    let place = actor_at_a_place(words)?;
    if matches!(actor, Actor::Client(_) | Actor::StudioBrowser | Actor::Deployer) {
        return Ok(Some(place));
    }
    refuse_with(CODE, format!("`{actor}` is not somewhere else"), SHAPES)
}

fn actor_at_a_place(words: &mut Words<'_>) -> Result<Actor, Refusal> {
    let place = actor(words)?;
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
fn public(range: Ipv4Net) -> Result<Actor, Refusal> {
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
fn range(text: &str) -> Option<Ipv4Net> {
    let range = text.parse::<Ipv4Net>().ok().or_else(|| text.parse().ok().map(|a| Ipv4Net::new_assert(a, 32)))?;
    Some(range.trunc())
}

fn claim(words: &mut Words<'_>) -> Result<(Option<Operation>, Option<AccessTarget>, Expected), Refusal> {
    if words.take("to") {
        let thing = thing(words)?;
        return Ok((None, Some(thing), verdict(words)?));
    }
    if words.0.first().is_some_and(|word| word.eq_ignore_ascii_case("is")) {
        return Ok((None, None, verdict(words)?));
    }
    let negated = words.take("cannot") || words.take("does not");
    let verb = Operation::ALL
        .into_iter()
        .find(|verb| words.take(if negated { verb.base_form() } else { verb.third_person() }));
    let Some(verb) = verb else {
        let found = words.0.first().copied().unwrap_or_default();
        let why = if found.is_empty() {
            "half a statement".to_owned()
        } else {
            format!("`{found}` is nothing that one does here")
        };
        return refuse_with(CODE, why, SHAPES);
    };
    let thing = thing(words)?;
    if !verb.applies_to(&thing) {
        return refuse_with(CODE, format!("nobody {verb} {thing}"), SHAPES);
    }
    Ok((Some(verb), Some(thing), Expected::Is(if negated { Verdict::Denied } else { Verdict::Allowed })))
}

fn verdict(words: &mut Words<'_>) -> Result<Expected, Refusal> {
    let is = words.take("is");
    let negated = words.take("not");
    let verdict = Verdict::ALL.into_iter().find(|verdict| words.take(verdict.as_str()));
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

fn thing(words: &mut Words<'_>) -> Result<AccessTarget, Refusal> {
    if let Some((_, thing)) = THINGS.iter().find(|(word, _)| words.take(word)) {
        return Ok(thing.clone());
    }
    if words.take("container") {
        return match words.next() {
            Some(name) => Ok(AccessTarget::Container(name.to_owned())),
            None => refuse_with(CODE, "which container?", "write it like `container training`"),
        };
    }
    match words.next() {
        Some(host) if host.contains('.') => Ok(AccessTarget::Host(host.to_ascii_lowercase())),
        Some(word) => refuse_with(CODE, format!("nothing is called `{word}`"), shape_of_things()),
        None => refuse_with(CODE, "half a statement", SHAPES),
    }
}

checked!(
    Statement,
    "di-gen-statement",
    "^[a-zA-Z0-9].* .+$",
    "internet to account is denied",
    "A statement about who reaches what: internet to account is denied."
);
