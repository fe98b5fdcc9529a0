//! Names, with the naming rules of the services that use them.
//!
//! Sources: "Naming rules and restrictions for Azure resources" and the published type definitions.

use super::checked::{Refusal, checked_text, refuse_with};
use crate::diagnostic::Code;

/// A naming rule: its check and its description.
struct NameRule {
    subject: &'static str,
    length: std::ops::RangeInclusive<usize>,
    first: fn(char) -> bool,
    middle: fn(char) -> bool,
    last: fn(char) -> bool,
    description: &'static str,
}

fn check_name(rule: &NameRule, text: &str) -> Result<(), Refusal> {
    let refused =
        |reason: String| refuse_with(Code::BAD_NAME, reason, format!("for {}, use {}", rule.subject, rule.description));
    let count = text.chars().count();
    if !rule.length.contains(&count) {
        let (least, most) = (rule.length.start(), rule.length.end());
        let noun = if count == 1 { "character" } else { "characters" };
        return refused(format!("{count} {noun}, but {least} to {most} are allowed"));
    }
    if let Some(c) = text.chars().find(|&c| !((rule.first)(c) || (rule.middle)(c) || (rule.last)(c))) {
        return refused(format!("the character {c:?} is not allowed"));
    }
    match (text.chars().next(), text.chars().next_back()) {
        (Some(first), _) if !(rule.first)(first) => refused(format!("must not start with {first:?}")),
        (_, Some(last)) if !(rule.last)(last) => refused(format!("must not end with {last:?}")),
        _ => Ok(()),
    }
}

macro_rules! name {
    ($(#[$doc:meta])* $type:ident, $format:literal, $pattern:literal, $example:literal, $rule:expr $(, $more:expr)?) => {
        checked_text!(
            $(#[$doc])*
            $type, $format, $pattern, $example, "",
            |text| {
                check_name(&$rule, text)?;
                $(($more as fn(&str) -> Result<(), Refusal>)(text)?;)?
                Ok(())
            }
        );
    };
}

fn is_lower(c: char) -> bool {
    c.is_ascii_lowercase()
}
fn is_lower_or_digit(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit()
}
fn is_lower_digit_or_hyphen(c: char) -> bool {
    is_lower_or_digit(c) || c == '-'
}
fn is_alphanumeric(c: char) -> bool {
    c.is_ascii_alphanumeric()
}
fn is_alphanumeric_or_hyphen(c: char) -> bool {
    is_alphanumeric(c) || c == '-'
}
fn is_alphanumeric_or_punctuation(c: char) -> bool {
    is_alphanumeric(c) || matches!(c, '-' | '_' | '.')
}
fn is_alphanumeric_or_underscore(c: char) -> bool {
    is_alphanumeric(c) || c == '_'
}

fn check_single_hyphens(text: &str) -> Result<(), Refusal> {
    if text.contains("--") {
        return refuse_with(Code::BAD_NAME, "two hyphens in a row are not allowed", "use one hyphen");
    }
    Ok(())
}

name!(
    /// The workload: the part of every derived name for the purpose of the topology.
    WorkloadName, "di-gen-workload", r"^[a-z]([a-z0-9]|-(?!-)){0,18}[a-z0-9]$", "invoices",
    NameRule { subject: "a workload name", length: 2..=20, first: is_lower, middle: is_lower_digit_or_hyphen, last: is_lower_or_digit,
        description: "2 to 20 lower-case letters, digits and single hyphens, starting with a letter" },
    check_single_hyphens
);
name!(
    /// The environment: the part of every derived name that distinguishes deployments.
    EnvironmentName, "di-gen-environment", r"^[a-z0-9]{1,10}$", "prod",
    NameRule { subject: "an environment name", length: 1..=10, first: is_lower_or_digit, middle: is_lower_or_digit, last: is_lower_or_digit,
        description: "1 to 10 lower-case letters and digits, such as `dev` or `prod`" }
);
name!(
    /// A seed for the suffix of globally unique names.
    Seed, "di-gen-seed", r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", "contoso-forms",
    NameRule { subject: "a seed", length: 1..=64, first: is_alphanumeric, middle: is_alphanumeric_or_punctuation, last: is_alphanumeric_or_punctuation,
        description: "1 to 64 letters, digits, `.`, `_` and `-`, such as a subscription ID" }
);
name!(
    /// A name of a resource of `Microsoft.Network`.
    ResourceName, "di-gen-resource-name", r"^[A-Za-z0-9]([A-Za-z0-9._-]{0,78}[A-Za-z0-9_])?$", "contoso-1",
    NameRule { subject: "a network resource name", length: 1..=80, first: is_alphanumeric, middle: is_alphanumeric_or_punctuation, last: is_alphanumeric_or_underscore,
        description: "1 to 80 letters, digits, `.`, `_` and `-`, starting with a letter or digit and ending with one or `_`" }
);
name!(
    /// A name of a subnet.
    SubnetName, "di-gen-subnet-name", r"^[A-Za-z0-9]([A-Za-z0-9._-]{0,78}[A-Za-z0-9_])?$", "snet-clients",
    NameRule { subject: "a subnet name", length: 1..=80, first: is_alphanumeric, middle: is_alphanumeric_or_punctuation, last: is_alphanumeric_or_underscore,
        description: "1 to 80 letters, digits, `.`, `_` and `-`, starting with a letter or digit and ending with one or `_`" }
);
name!(
    /// A name of a `Microsoft.CognitiveServices` account.
    AccountName, "di-gen-account-name", r"^[A-Za-z0-9][A-Za-z0-9_.-]{1,63}$", "di-invoices",
    NameRule { subject: "an account name", length: 2..=64, first: is_alphanumeric, middle: is_alphanumeric_or_punctuation, last: is_alphanumeric_or_punctuation,
        description: "2 to 64 letters, digits, `.`, `_` and `-`, starting with a letter or digit" }
);
name!(
    /// A name of a user-assigned identity.
    IdentityName, "di-gen-identity-name", r"^[A-Za-z0-9][A-Za-z0-9_-]{2,127}$", "id-invoices",
    NameRule { subject: "an identity name", length: 3..=128, first: is_alphanumeric, middle: |c| is_alphanumeric_or_hyphen(c) || c == '_', last: |c| is_alphanumeric_or_hyphen(c) || c == '_',
        description: "3 to 128 letters, digits, `_` and `-`, starting with a letter or digit" }
);
name!(
    /// The custom subdomain of an account: the first label of its endpoint.
    Subdomain, "di-gen-subdomain", r"^[a-z0-9][a-z0-9-]{0,62}[a-z0-9]$", "invoices-contoso",
    NameRule { subject: "a subdomain", length: 2..=64, first: is_lower_or_digit, middle: is_lower_digit_or_hyphen, last: is_lower_or_digit,
        description: "2 to 64 lower-case letters, digits and hyphens, starting and ending with a letter or digit" }
);
name!(
    /// A name of a storage account.
    StorageName, "di-gen-storage-name", r"^[a-z0-9]{3,24}$", "stinvoices",
    NameRule { subject: "a storage account name", length: 3..=24, first: is_lower_or_digit, middle: is_lower_or_digit, last: is_lower_or_digit,
        description: "3 to 24 lower-case letters and digits" }
);
name!(
    /// A name of a blob container.
    ContainerName, "di-gen-container-name", r"^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$", "results",
    NameRule { subject: "a container name", length: 3..=63, first: is_lower_or_digit, middle: is_lower_digit_or_hyphen, last: is_lower_or_digit,
        description: "3 to 63 lower-case letters, digits and single hyphens, starting and ending with a letter or digit" },
    check_single_hyphens
);
name!(
    /// A name of a virtual machine; Windows allows at most 15 characters, which is checked with the operating system.
    VmName, "di-gen-vm-name", r"^[A-Za-z0-9]([A-Za-z0-9-]{0,62}[A-Za-z0-9])?$", "vm-invoices",
    NameRule { subject: "a VM name", length: 1..=64, first: is_alphanumeric, middle: is_alphanumeric_or_hyphen, last: is_alphanumeric,
        description: "1 to 64 letters, digits and hyphens, starting and ending with a letter or digit" }
);
name!(
    /// A name of the administrator of a virtual machine.
    AdminUsername, "di-gen-admin-username", r"^[a-z_][a-z0-9_-]{0,19}$", "azureuser",
    NameRule { subject: "an administrator name", length: 1..=20, first: |c| is_lower(c) || c == '_', middle: |c| is_lower_digit_or_hyphen(c) || c == '_', last: |c| is_lower_digit_or_hyphen(c) || c == '_',
        description: "1 to 20 lower-case letters, digits, `_` and `-`, starting with a letter or `_`" },
    check_not_reserved
);

name!(
    /// A name of a client in the topology.
    ClientName, "di-gen-client", r"^[a-z]([a-z0-9]|-(?!-)){0,22}[a-z0-9]$", "web-app",
    NameRule { subject: "the name of a client", length: 2..=24, first: is_lower, middle: is_lower_digit_or_hyphen, last: is_lower_or_digit,
        description: "2 to 24 lower-case letters, digits and single hyphens, starting with a letter" },
    check_single_hyphens
);
name!(
    /// A name of a federated credential.
    CredentialName, "di-gen-credential-name", r"^[a-zA-Z0-9][a-zA-Z0-9_-]{2,119}$", "github-prod",
    NameRule { subject: "the name of a federated credential", length: 3..=120, first: is_alphanumeric, middle: |c| is_alphanumeric_or_hyphen(c) || c == '_', last: |c| is_alphanumeric_or_hyphen(c) || c == '_',
        description: "3 to 120 letters, digits, `_` and `-`, starting with a letter or digit" }
);

name!(
    /// A name of a key vault.
    VaultName, "di-gen-vault-name", r"^[A-Za-z](-?[A-Za-z0-9])+$", "kv-invoices",
    NameRule { subject: "a vault name", length: 3..=24, first: |c| c.is_ascii_alphabetic(), middle: is_alphanumeric_or_hyphen, last: is_alphanumeric,
        description: "3 to 24 letters, digits and single hyphens, starting with a letter" },
    check_single_hyphens
);
name!(
    /// A name of a secret or a key in a vault.
    SecretName, "di-gen-secret-name", r"^[A-Za-z0-9-]{1,127}$", "AI-Services-Key",
    NameRule { subject: "a name in a vault", length: 1..=127, first: is_alphanumeric_or_hyphen, middle: is_alphanumeric_or_hyphen, last: is_alphanumeric_or_hyphen,
        description: "1 to 127 letters, digits and hyphens" }
);

name!(
    /// A name of a Log Analytics workspace.
    WorkspaceName, "di-gen-workspace-name", r"^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$", "log-invoices",
    NameRule { subject: "a workspace name", length: 4..=63, first: is_alphanumeric, middle: is_alphanumeric_or_hyphen, last: is_alphanumeric,
        description: "4 to 63 letters, digits and hyphens, starting and ending with a letter or digit" }
);

/// Names that Azure does not accept for an administrator of Linux or Windows.
fn check_not_reserved(text: &str) -> Result<(), Refusal> {
    const RESERVED: &[&str] = &["admin", "administrator", "root", "guest", "user", "test", "owner", "sys", "support"];
    if RESERVED.contains(&text) {
        return refuse_with(
            Code::BAD_NAME,
            format!("Azure does not accept `{text}` for an administrator"),
            "use another name, such as `azureuser`",
        );
    }
    Ok(())
}
