//! Values that a template leaves open, with the reason.
//!
//! An unknown value has a *symbol* where it is determined by something: two unknown values with the same symbol are the
//! same value, whatever it is. `guid(subscription().id, 'a')` is one value although the subscription is not known.

use std::{fmt, rc::Rc};

/// Why a value is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// A secure parameter or output; its value is never read.
    Secure(Rc<str>),
    /// A parameter without a value and without a default.
    Parameter(Rc<str>),
    /// Where or by which principal the template is deployed was not given.
    Context(&'static str),
    /// Azure reports the value of a deployed resource: `reference`, `listKeys`.
    Runtime(Rc<str>),
    /// A function of another deployment: another value each time.
    Generated(&'static str),
    /// A function that is not evaluated here.
    Function(Rc<str>),
    /// The value needs itself.
    Cycle(Rc<str>),
    /// A limit on size, depth or number of steps.
    Limit(&'static str),
    /// A template that is published elsewhere.
    External(Rc<str>),
    /// The expression is not valid, so that a deployment would fail.
    Fault(Rc<str>),
    /// Terraform knows it after an apply.
    AfterApply,
    /// The input does not tell it.
    NotInInput,
    /// The template writes the resource several times with other values, and it is not known which of them is last.
    WrittenTwice,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Secure(name) => write!(f, "`{name}` is secure"),
            Self::Parameter(name) => write!(f, "parameter `{name}` has no value"),
            Self::Context(what) => write!(f, "{what} is not known before deployment"),
            Self::Runtime(call) => write!(f, "`{call}` is known after deployment"),
            Self::Generated(function) => write!(f, "`{function}()` differs with each deployment"),
            Self::Function(name) => write!(f, "function `{name}` is not evaluated"),
            Self::Cycle(name) => write!(f, "{name} depends on itself"),
            Self::Limit(what) => write!(f, "limit exceeded: {what}"),
            Self::External(what) => write!(f, "the template of {what} is not part of the input"),
            Self::Fault(message) => write!(f, "invalid: {message}"),
            Self::AfterApply => f.write_str("Terraform knows it after an apply"),
            Self::WrittenTwice => f.write_str("the template writes it more than once, in no known order"),
            Self::NotInInput => f.write_str("the input does not contain it"),
        }
    }
}

/// A property of a resource that Azure reports after deployment.
#[derive(Debug, Clone)]
pub struct Target {
    /// The ID of the resource, in pieces where parts of it are not known.
    pub resource: Vec<Piece>,
    /// From the root of the resource: `["identity", "principalId"]`, `["properties", "vaultUri"]`.
    pub path: Vec<Rc<str>>,
    /// Where the resource is declared, if it is one of the same template.
    pub(super) declared: Option<DeclaredResource>,
    /// Whether it is an identifier of the identity that the template gives to the resource.
    pub(super) is_assigned: bool,
}

/// A resource that the template declares.
#[derive(Debug, Clone, Copy)]
pub(super) enum DeclaredResource {
    /// The number of the deployment that a nested deployment is.
    Deployment(usize),
    /// The number of the deployment, and of the resource in it.
    Resource(usize, usize),
}

impl Target {
    /// Whether it is an identifier that each user-assigned identity has: read-only properties of the service.
    /// Source: Azure/bicep-types-az `generated/msi/microsoft.managedidentity/2018-11-30/types.md`.
    fn is_identifier_of_identity(&self) -> bool {
        const IDENTITIES: &str = "/providers/microsoft.managedidentity/userassignedidentities/";
        let [root, name] = self.path.as_slice() else { return false };
        let is_identity =
            |piece: &Piece| matches!(piece, Piece::Text(text) if text.to_ascii_lowercase().contains(IDENTITIES));
        root.eq_ignore_ascii_case("properties")
            && ["principalId", "clientId", "tenantId"].iter().any(|known| name.eq_ignore_ascii_case(known))
            && self.resource.iter().any(is_identity)
    }
}

/// A part of a text.
#[derive(Debug, Clone)]
pub enum Piece {
    /// Text that is known.
    Text(Rc<str>),
    /// Text that is not known.
    Unknown {
        /// What it would be.
        unknown: Rc<Unknown>,
        /// Whether it is one segment of a resource ID, so without a slash.
        is_segment: bool,
    },
}

/// A value that is not known.
#[derive(Debug, Clone)]
pub struct Unknown {
    /// Why it is not known.
    pub reason: Reason,
    /// The expression that determines it; the same symbol is the same value.
    pub symbol: Option<Rc<str>>,
    /// The property of one resource that it is.
    pub target: Option<Target>,
    /// For a text of which parts are known. Empty otherwise.
    pub pieces: Vec<Piece>,
}

/// A longer symbol is left out: its value is then not equal to any other.
const LONGEST_SYMBOL: usize = 2_000;

impl Unknown {
    /// Without anything that determines it.
    #[must_use]
    pub fn new(reason: Reason) -> Self {
        Self { reason, symbol: None, target: None, pieces: Vec::new() }
    }

    pub(super) fn fault(message: impl Into<Rc<str>>) -> Self {
        Self::new(Reason::Fault(message.into()))
    }

    /// What Azure reports of a resource, with its ID.
    #[must_use]
    pub fn reported(resource: &str, reason: Reason) -> Self {
        let target = Target {
            resource: vec![Piece::Text(resource.into())],
            path: Vec::new(),
            declared: None,
            is_assigned: false,
        };
        let unknown = Self::new(reason).with_symbol(format!("reference({})", resource.to_lowercase()));
        Self { target: Some(target), ..unknown }
    }

    /// Determined by an expression.
    #[must_use]
    pub fn with_symbol(mut self, symbol: impl AsRef<str>) -> Self {
        self.symbol = Some(symbol.as_ref()).filter(|symbol| symbol.len() <= LONGEST_SYMBOL).map(Rc::from);
        self
    }

    /// Whether it is a text that is not empty, whatever it is.
    pub(super) fn is_some_text(&self) -> bool {
        self.pieces.iter().any(|piece| matches!(piece, Piece::Text(_)))
            || self.target.as_ref().is_some_and(|target| target.is_assigned || target.is_identifier_of_identity())
    }

    /// A property or an item of this value.
    #[must_use]
    pub fn part(&self, name: &str) -> Self {
        let mut part = Self::new(self.reason.clone());
        if let Some(symbol) = &self.symbol {
            part = part.with_symbol(format!("{symbol}.{}", name.to_lowercase()));
        }
        part.target = self.target.clone().map(|mut target| {
            target.path.push(name.into());
            target
        });
        part
    }
}

/// The symbol of a text in pieces.
pub(super) fn symbol_of_pieces(pieces: &[Piece]) -> Option<String> {
    let mut symbol = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => symbol.push_str(text),
            Piece::Unknown { unknown, .. } => {
                symbol.push('{');
                symbol.push_str(unknown.symbol.as_ref()?);
                symbol.push('}');
            }
        }
    }
    Some(symbol)
}

/// The text with the expression of each unknown part in braces, for people and for comparisons of IDs.
#[must_use]
pub fn display_pieces(pieces: &[Piece]) -> String {
    let text = |piece: &Piece| match piece {
        Piece::Text(text) => text.to_string(),
        Piece::Unknown { unknown, .. } => format!("{{{}}}", unknown.symbol.as_deref().unwrap_or("?")),
    };
    pieces.iter().map(text).collect()
}
