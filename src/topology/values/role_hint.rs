//! The role that was probably meant where a name is not known. A hint never proposes a role that permits more than the
//! words that were written.

use crate::{
    catalog::roles::{self, Action, AzureOperation, Role},
    diagnostic::nearest_match,
};

/// How much a role permits, or how much the words of a name announce.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Privilege {
    /// Shows what there is.
    Read,
    /// Calls a service, or uses keys and secrets.
    Use,
    /// Changes data or resources.
    Write,
    /// Assigns roles, or everything else.
    Administer,
}

const WORDS: [(&str, Privilege); 18] = [
    ("reader", Privilege::Read),
    ("viewer", Privilege::Read),
    ("user", Privilege::Use),
    ("operator", Privilege::Use),
    ("delegator", Privilege::Use),
    ("scanner", Privilege::Use),
    ("labeler", Privilege::Write),
    ("contributor", Privilege::Write),
    ("writer", Privilege::Write),
    ("editor", Privilege::Write),
    ("officer", Privilege::Write),
    ("publisher", Privilege::Write),
    ("developer", Privilege::Write),
    ("trainer", Privilege::Write),
    ("owner", Privilege::Administer),
    ("administrator", Privilege::Administer),
    ("admin", Privilege::Administer),
    ("manager", Privilege::Administer),
];

/// The name of the role that was probably meant: the same words, else a role that permits as much as the words announce,
/// else one that permits less.
pub(super) fn suggest_role(text: &str) -> Option<&'static str> {
    let announced = announced_privilege(text);
    let nearest = |is_candidate: &dyn Fn(&Role) -> bool| {
        nearest_match(text, roles::all().filter(|role| is_candidate(role)).map(|role| role.name))
    };
    nearest(&|role| is_misspelling(text, role.name))
        .or_else(|| nearest(&|role| privilege(role) == announced))
        .or_else(|| nearest(&|role| privilege(role) < announced))
}

/// What the words of a name announce: reading where no word is known.
fn announced_privilege(text: &str) -> Privilege {
    let known = text.split_whitespace().filter_map(|word| {
        let word = word.to_lowercase();
        WORDS.iter().find(|(known, _)| is_near(&word, known)).map(|(_, privilege)| *privilege)
    });
    known.max().unwrap_or(Privilege::Read)
}

fn privilege(role: &Role) -> Privilege {
    const ASSIGN_ROLES: AzureOperation = AzureOperation::Control("Microsoft.Authorization/roleAssignments/write");
    // Keys of storage write blobs.
    const WRITES: [Action; 4] = [Action::WriteBlobs, Action::WriteSecret, Action::MakeKey, Action::ListStorageKeys];
    const USES: [Action; 4] = [Action::CallAccount, Action::ListAccountKeys, Action::ReadSecret, Action::UseKey];
    let permitted = if role.permits(ASSIGN_ROLES) {
        Privilege::Administer
    } else if WRITES.iter().any(|action| role.allows(*action)) {
        Privilege::Write
    } else if USES.iter().any(|action| role.allows(*action)) {
        Privilege::Use
    } else {
        Privilege::Read
    };
    permitted.max(announced_privilege(role.name))
}

/// Whether a text has the words of a name, each with a typing error at most.
fn is_misspelling(text: &str, name: &str) -> bool {
    let (text, name) = (text.to_lowercase(), name.to_lowercase());
    let (text, name): (Vec<&str>, Vec<&str>) = (text.split_whitespace().collect(), name.split_whitespace().collect());
    text.len() == name.len() && text.iter().zip(&name).all(|(word, known)| is_near(word, known))
}

fn is_near(word: &str, known: &str) -> bool {
    strsim::osa_distance(word, known) <= (known.len() / 4).max(1)
}
