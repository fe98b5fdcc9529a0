//! Names, with the rules of the services that take them.
//!
//! Sources: "Naming rules and restrictions for Azure resources" and the published type definitions.

use super::checked::{Refusal, checked_text, refuse_with};
use crate::diagnostic::Code;

/// A rule in words, and the check.
struct Rule {
    what: &'static str,
    length: std::ops::RangeInclusive<usize>,
    first: fn(char) -> bool,
    middle: fn(char) -> bool,
    last: fn(char) -> bool,
    words: &'static str,
}

fn apply(rule: &Rule, text: &str) -> Result<(), Refusal> {
    let refused = |why: String| refuse_with(Code::BAD_NAME, why, format!("{}: {}", rule.what, rule.words));
    let count = text.chars().count();
    if !rule.length.contains(&count) {
        let (least, most) = (rule.length.start(), rule.length.end());
        return refused(format!("{count} characters, where {least} to {most} are allowed"));
    }
    if let Some(c) = text.chars().find(|&c| !((rule.first)(c) || (rule.middle)(c) || (rule.last)(c))) {
        return refused(format!("the character {c:?} is not allowed"));
    }
    match (text.chars().next(), text.chars().next_back()) {
        (Some(first), _) if !(rule.first)(first) => refused(format!("it must not start with {first:?}")),
        (_, Some(last)) if !(rule.last)(last) => refused(format!("it must not end with {last:?}")),
        _ => Ok(()),
    }
}

macro_rules! name {
    ($(#[$doc:meta])* $type:ident, $format:literal, $pattern:literal, $example:literal, $rule:expr $(, $more:expr)?) => {
        checked_text!(
            $(#[$doc])*
            $type, $format, $pattern, $example, "",
            |text| {
                apply(&$rule, text)?;
                $(($more as fn(&str) -> Result<(), Refusal>)(text)?;)?
                Ok(())
            }
        );
    };
}

fn lower(c: char) -> bool {
    c.is_ascii_lowercase()
}
fn lower_digit(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit()
}
fn lower_digit_hyphen(c: char) -> bool {
    lower_digit(c) || c == '-'
}
fn alnum(c: char) -> bool {
    c.is_ascii_alphanumeric()
}
fn alnum_hyphen(c: char) -> bool {
    alnum(c) || c == '-'
}
fn alnum_punct(c: char) -> bool {
    alnum(c) || matches!(c, '-' | '_' | '.')
}
fn alnum_under(c: char) -> bool {
    alnum(c) || c == '_'
}

fn no_double_hyphen(text: &str) -> Result<(), Refusal> {
    if text.contains("--") {
        return refuse_with(Code::BAD_NAME, "two hyphens in a row are not allowed", "write one hyphen");
    }
    Ok(())
}

name!(
    /// The workload: the part of every derived name that says what the topology is for.
    WorkloadName, "di-gen-workload", r"^[a-z]([a-z0-9]|-(?!-)){0,18}[a-z0-9]$", "invoices",
    Rule { what: "a workload name", length: 2..=20, first: lower, middle: lower_digit_hyphen, last: lower_digit,
        words: "2 to 20 lower-case letters, digits and single hyphens, starting with a letter" },
    no_double_hyphen
);
name!(
    /// The environment: the part of every derived name that tells deployments apart.
    EnvironmentName, "di-gen-environment", r"^[a-z0-9]{1,10}$", "prod",
    Rule { what: "an environment name", length: 1..=10, first: lower_digit, middle: lower_digit, last: lower_digit,
        words: "1 to 10 lower-case letters and digits, such as `dev` or `prod`" }
);
name!(
    /// A text that makes the suffix of globally unique names your own.
    Seed, "di-gen-seed", r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$", "contoso-forms",
    Rule { what: "a seed", length: 1..=64, first: alnum, middle: alnum_punct, last: alnum_punct,
        words: "1 to 64 letters, digits, `.`, `_` and `-`; a subscription ID is a good one" }
);
name!(
    /// A name of a resource of `Microsoft.Network`.
    ResourceName, "di-gen-resource-name", r"^[A-Za-z0-9]([A-Za-z0-9._-]{0,78}[A-Za-z0-9_])?$", "contoso-1",
    Rule { what: "a network resource name", length: 1..=80, first: alnum, middle: alnum_punct, last: alnum_under,
        words: "1 to 80 letters, digits, `.`, `_` and `-`, starting with a letter or digit and ending with one or `_`" }
);
name!(
    /// A name of a subnet.
    SubnetName, "di-gen-subnet-name", r"^[A-Za-z0-9]([A-Za-z0-9._-]{0,78}[A-Za-z0-9_])?$", "snet-clients",
    Rule { what: "a subnet name", length: 1..=80, first: alnum, middle: alnum_punct, last: alnum_under,
        words: "1 to 80 letters, digits, `.`, `_` and `-`, starting with a letter or digit and ending with one or `_`" }
);
name!(
    /// A name of a `Microsoft.CognitiveServices` account.
    AccountName, "di-gen-account-name", r"^[A-Za-z0-9][A-Za-z0-9_.-]{1,63}$", "di-invoices",
    Rule { what: "an account name", length: 2..=64, first: alnum, middle: alnum_punct, last: alnum_punct,
        words: "2 to 64 letters, digits, `.`, `_` and `-`, starting with a letter or digit" }
);
name!(
    /// A name of a user-assigned identity.
    IdentityName, "di-gen-identity-name", r"^[A-Za-z0-9][A-Za-z0-9_-]{2,127}$", "id-invoices",
    Rule { what: "an identity name", length: 3..=128, first: alnum, middle: |c| alnum_hyphen(c) || c == '_', last: |c| alnum_hyphen(c) || c == '_',
        words: "3 to 128 letters, digits, `_` and `-`, starting with a letter or digit" }
);
name!(
    /// The custom subdomain of an account: the first label of its endpoint.
    Subdomain, "di-gen-subdomain", r"^[a-z0-9][a-z0-9-]{0,62}[a-z0-9]$", "invoices-contoso",
    Rule { what: "a subdomain", length: 2..=64, first: lower_digit, middle: lower_digit_hyphen, last: lower_digit,
        words: "2 to 64 lower-case letters, digits and hyphens, starting and ending with a letter or digit" }
);
name!(
    /// A name of a storage account.
    StorageName, "di-gen-storage-name", r"^[a-z0-9]{3,24}$", "stinvoices",
    Rule { what: "a storage account name", length: 3..=24, first: lower_digit, middle: lower_digit, last: lower_digit,
        words: "3 to 24 lower-case letters and digits" }
);
name!(
    /// A name of a blob container.
    ContainerName, "di-gen-container-name", r"^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$", "results",
    Rule { what: "a container name", length: 3..=63, first: lower_digit, middle: lower_digit_hyphen, last: lower_digit,
        words: "3 to 63 lower-case letters, digits and single hyphens, starting and ending with a letter or digit" },
    no_double_hyphen
);
name!(
    /// A name of a virtual machine; Windows takes fifteen characters at most, which is checked with the system.
    VmName, "di-gen-vm-name", r"^[A-Za-z0-9]([A-Za-z0-9-]{0,62}[A-Za-z0-9])?$", "vm-invoices",
    Rule { what: "a machine name", length: 1..=64, first: alnum, middle: alnum_hyphen, last: alnum,
        words: "1 to 64 letters, digits and hyphens, starting and ending with a letter or digit" }
);
name!(
    /// A name of the administrator of a virtual machine.
    AdminUsername, "di-gen-admin-username", r"^[a-z_][a-z0-9_-]{0,19}$", "azureuser",
    Rule { what: "an administrator name", length: 1..=20, first: |c| lower(c) || c == '_', middle: |c| lower_digit_hyphen(c) || c == '_', last: |c| lower_digit_hyphen(c) || c == '_',
        words: "1 to 20 lower-case letters, digits, `_` and `-`, starting with a letter or `_`" },
    not_reserved
);

name!(
    /// What the topology calls a client.
    ClientName, "di-gen-client", r"^[a-z]([a-z0-9]|-(?!-)){0,22}[a-z0-9]$", "web-app",
    Rule { what: "the name of a client", length: 2..=24, first: lower, middle: lower_digit_hyphen, last: lower_digit,
        words: "2 to 24 lower-case letters, digits and single hyphens, starting with a letter" },
    no_double_hyphen
);
name!(
    /// A name of a federated credential.
    CredentialName, "di-gen-credential-name", r"^[a-zA-Z0-9][a-zA-Z0-9_-]{2,119}$", "github-prod",
    Rule { what: "the name of a federated credential", length: 3..=120, first: alnum, middle: |c| alnum_hyphen(c) || c == '_', last: |c| alnum_hyphen(c) || c == '_',
        words: "3 to 120 letters, digits, `_` and `-`, starting with a letter or digit" }
);

name!(
    /// A name of a key vault.
    VaultName, "di-gen-vault-name", r"^[A-Za-z](-?[A-Za-z0-9])+$", "kv-invoices",
    Rule { what: "a vault name", length: 3..=24, first: |c| c.is_ascii_alphabetic(), middle: alnum_hyphen, last: alnum,
        words: "3 to 24 letters, digits and single hyphens, starting with a letter" },
    no_double_hyphen
);
name!(
    /// A name of a secret or a key in a vault.
    SecretName, "di-gen-secret-name", r"^[A-Za-z0-9-]{1,127}$", "AI-Services-Key",
    Rule { what: "a name in a vault", length: 1..=127, first: alnum_hyphen, middle: alnum_hyphen, last: alnum_hyphen,
        words: "1 to 127 letters, digits and hyphens" }
);

name!(
    /// A name of a Log Analytics workspace.
    WorkspaceName, "di-gen-workspace-name", r"^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$", "log-invoices",
    Rule { what: "a workspace name", length: 4..=63, first: alnum, middle: alnum_hyphen, last: alnum,
        words: "4 to 63 letters, digits and hyphens, starting and ending with a letter or digit" }
);

/// Names that both operating systems of Azure's images refuse for an administrator.
fn not_reserved(text: &str) -> Result<(), Refusal> {
    const RESERVED: &[&str] = &["admin", "administrator", "root", "guest", "user", "test", "owner", "sys", "support"];
    if RESERVED.contains(&text) {
        return refuse_with(
            Code::BAD_NAME,
            format!("Azure refuses `{text}` for an administrator"),
            "pick another name, such as `azureuser`",
        );
    }
    Ok(())
}
