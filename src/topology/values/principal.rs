//! Values of Entra ID: object IDs, roles, issuers and subjects of tokens.

use std::{fmt, str::FromStr};

use super::{
    checked::{Refusal, checked, checked_text, refuse_for, refuse_with},
    resource_id::{GUID_PATTERN, is_guid},
    role_hint::suggest_role,
};
use crate::{
    catalog::roles::{self, Role},
    diagnostic::Code,
};

const CODE: Code = Code::BAD_VALUE;

checked_text!(
    /// The object ID of a principal.
    ObjectId, "di-gen-object-id", "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
    "00000000-0000-0000-0000-0000000000aa", "",
    |text| {
        if is_guid(text) {
            return Ok(());
        }
        let help = "use the output of `az ad group show --group <name> --query id`, or the same for `user` and `sp`";
        refuse_with(CODE, "not an object ID", help)
    }
);

checked_text!(
    /// The name of a role assignment.
    AssignmentName, "di-gen-assignment-name", "^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
    "00000000-0000-0000-0000-0000000000ab", "",
    |text| {
        if is_guid(text) {
            return Ok(());
        }
        refuse_with(CODE, "not a GUID", "use the `name` from `az role assignment list`")
    }
);

checked_text!(
    /// The issuer of tokens.
    Issuer, "di-gen-issuer", r"^https://[A-Za-z0-9._~:/-]+$", "https://token.actions.githubusercontent.com", "",
    |text| {
        let rest = text.strip_prefix("https://").unwrap_or_default();
        let good = |b: u8| b.is_ascii_alphanumeric() || b"._~:/-".contains(&b);
        if !rest.is_empty() && text.len() <= 600 && rest.bytes().all(good) {
            return Ok(());
        }
        refuse_with(CODE, "not an issuer", "use the `iss` claim of the tokens, a URL that starts with `https://`")
    }
);

checked_text!(
    /// The subject of tokens.
    Subject, "di-gen-subject", r"^[!-~]([ -~]*[!-~])?$", "repo:contoso/forms:environment:prod", "",
    |text| {
        let spaced = text.starts_with(' ') || text.ends_with(' ');
        if !text.is_empty() && text.len() <= 600 && !spaced && text.bytes().all(|b| (b' '..=b'~').contains(&b)) {
            return Ok(());
        }
        refuse_with(CODE, "not a subject", "use the `sub` claim of the tokens, such as `repo:contoso/forms:environment:prod`")
    }
);

checked_text!(
    /// An operation of Azure, or a pattern of operations.
    OperationPattern, "di-gen-operation-pattern", r"^(\*|[A-Za-z*][A-Za-z0-9._*-]*(/[A-Za-z0-9._:*-]+)+)$",
    "Microsoft.CognitiveServices/accounts/listKeys/action", "",
    |text| {
        let good = |segment: &str| {
            !segment.is_empty() && segment.bytes().all(|b| b.is_ascii_alphanumeric() || b"._:*-".contains(&b))
        };
        let provider = text.split('/').next().unwrap_or_default();
        let starts_well = provider.starts_with(|c: char| c.is_ascii_alphabetic() || c == '*') && !provider.contains(':');
        if text == "*" || (text.len() <= 600 && text.contains('/') && starts_well && text.split('/').all(good)) {
            return Ok(());
        }
        let help = "use the output of `az role definition list --name <role>`, such as `Microsoft.KeyVault/vaults/secrets/*`";
        refuse_with(CODE, "not an operation or a pattern of operations", help)
    }
);

/// A role by its name, its GUID or its ID.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RoleReference {
    /// A built-in role of the catalog.
    BuiltIn(&'static Role),
    /// Any role of the subscription, by its GUID.
    Guid(String),
    /// Any role, by its resource ID.
    Id(String),
}

impl FromStr for RoleReference {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let known = roles::find_by_guid;
        if let Some(role) = roles::find_by_name(text) {
            return Ok(Self::BuiltIn(role));
        }
        if is_guid(text) {
            return Ok(known(text).map_or_else(|| Self::Guid(text.to_lowercase()), Self::BuiltIn));
        }
        if let Some((scope, guid)) = text.split_once("/providers/Microsoft.Authorization/roleDefinitions/") {
            let subscription = scope.strip_prefix("/subscriptions/").is_some_and(is_guid);
            if (scope.is_empty() || subscription) && is_guid(guid) {
                return Ok(known(guid).map_or_else(|| Self::Id(text.to_owned()), Self::BuiltIn));
            }
        }
        if let Some(role) = roles::all().find(|role| role.name.eq_ignore_ascii_case(text)) {
            return refuse_for(CODE, "not a known role", role.name, |name| format!("did you mean `{name}`?"));
        }
        let help = match suggest_role(text) {
            Some(name) => format!("did you mean `{name}`?"),
            None => "use the name of a built-in role, or the GUID or resource ID of any role".to_owned(),
        };
        refuse_with(CODE, "not a known role", help)
    }
}

impl RoleReference {
    /// The known names, and the form of a GUID or an ID, as a regular expression for editors.
    pub(crate) fn editor_pattern() -> String {
        let all = roles::all().flat_map(|role| std::iter::once(&role.name).chain(role.former_names));
        let names: Vec<String> =
            all.map(|name| name.replace('(', r"\(").replace(')', r"\)").replace('.', r"\.")).collect();
        let subscription = format!("(/subscriptions/{GUID_PATTERN})?");
        let scope = format!("({subscription}/providers/Microsoft.Authorization/roleDefinitions/)?");
        format!("^({}|{scope}{GUID_PATTERN})$", names.join("|"))
    }

    /// Its GUID, in lower case.
    #[must_use]
    pub fn guid(&self) -> String {
        match self {
            Self::BuiltIn(role) => role.guid.to_owned(),
            Self::Guid(id) | Self::Id(id) => id.rsplit('/').next().unwrap_or_default().to_lowercase(),
        }
    }
}

impl fmt::Display for RoleReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BuiltIn(role) => role.name,
            Self::Guid(text) | Self::Id(text) => text,
        })
    }
}

checked!(
    RoleReference,
    "di-gen-role",
    "^([A-Z][A-Za-z ()]+|(/.*/)?[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})$",
    "Cognitive Services User",
    ""
);
