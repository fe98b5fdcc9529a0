//! Facts about Azure that decide something, each with its sources. A fact stands once, in the catalog module of its subject.
//!
//! What relies on a fact has its name alone, so that a program which shows no texts of facts does not contain them: the
//! playground has them in its page.

use std::fmt;

/// A fact about Azure, by its name: `text`, in the ledger, is what it says.
#[derive(Debug, PartialEq, Eq)]
pub struct Fact {
    /// The name of its constant, which no other fact has.
    pub name: &'static str,
}

/// A statement about Azure, and where it was read.
#[derive(Debug, PartialEq, Eq)]
pub struct FactText {
    /// The name of the fact.
    pub name: &'static str,
    /// The statement, one sentence without a full stop.
    pub statement: &'static str,
    /// Where it was read; empty if it is unverified.
    pub sources: &'static [Source],
}

/// Where a fact was read, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Source {
    /// What kind of source it is.
    pub kind: SourceKind,
    /// The repository and the path of the page or file, or the number of the thread.
    pub page: &'static str,
    /// The date of the page or thread, or the version of the source code; empty where it has none.
    pub dated: &'static str,
    /// The date on which it was read.
    pub read: &'static str,
}

/// A kind of source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceKind {
    /// A page of the documentation.
    Documented,
    /// Source code or published type definitions.
    Code,
    /// An issue, a pull request or a question, which is no statement of the documentation.
    Reported,
}

/// A page of the documentation: repository and path, the date of the page, the date on which it was read.
pub(crate) const fn documented(page: &'static str, dated: &'static str, read: &'static str) -> Source {
    Source { kind: SourceKind::Documented, page, dated, read }
}

/// A file of source code or type definitions: repository and path, its version, the date on which it was read.
pub(crate) const fn code(page: &'static str, version: &'static str, read: &'static str) -> Source {
    Source { kind: SourceKind::Code, page, dated: version, read }
}

/// A public thread: repository and number, its date, the date on which it was read.
pub(crate) const fn reported(page: &'static str, dated: &'static str, read: &'static str) -> Source {
    Source { kind: SourceKind::Reported, page, dated, read }
}

/// Declares facts as constants, and `FACTS`, the list of their texts.
///
/// ```text
/// facts! {
///     NAME = "Statement without a full stop", [documented("OWNER/REPOSITORY PATH", "2026-01-31", "2026-11-29")];
///     OTHER = "A statement that no source settles", [];
/// }
/// ```
macro_rules! facts {
    ($($name:ident = $statement:literal, [$($source:expr),* $(,)?];)+) => {
        $(
            #[doc = $statement]
            #[allow(clippy::doc_markdown, reason = "the statement is shown as plain text")]
            pub const $name: $crate::catalog::fact::Fact = $crate::catalog::fact::Fact { name: stringify!($name) };
        )+

        /// What the facts of this module say.
        pub const FACTS: &[$crate::catalog::fact::FactText] = &[$($crate::catalog::fact::FactText {
            name: stringify!($name),
            statement: $statement,
            sources: &[$($source),*],
        }),+];
    };
}
pub(crate) use facts;

impl FactText {
    /// Whether at least one source says it that is not a mere report.
    #[must_use]
    pub fn is_documented(&self) -> bool {
        self.sources.iter().any(|source| source.kind != SourceKind::Reported)
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.kind == SourceKind::Reported {
            f.write_str("reported: ")?;
        }
        f.write_str(self.page)?;
        if !self.dated.is_empty() {
            write!(f, " ({})", self.dated)?;
        }
        write!(f, ", read {}", self.read)
    }
}
