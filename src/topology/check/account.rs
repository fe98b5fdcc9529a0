//! The account: kind and SKU, identities, outbound rules.

use super::context::{CheckContext, first_duplicate_name};
use crate::{
    diagnostic::{Code, Diagnostic},
    topology::{AccountKind, AccountSku},
};

/// What only a new account can be given.
const NEW_ACCOUNT_SETTINGS: &[&str] =
    &["name", "sku", "identity", "publicNetworkAccess", "localAuth", "outbound", "trustedServices", "restore"];

pub(super) fn check_account(c: &mut CheckContext<'_>) {
    check_existing_account(c);
    let account = &c.topology.account;
    if account.existing.is_some() {
        return;
    }
    if account.kind != AccountKind::FormRecognizer && account.sku != AccountSku::S0 {
        c.report(
            Diagnostic::error(Code::SKU_FOR_KIND, format!("a multi-service account has no SKU `{:?}`", account.sku))
                .at_value("/account/sku")
                .label("only `FormRecognizer` has this SKU")
                .related_value("/account/kind", "the kind")
                .help("write `sku: S0`, or `kind: FormRecognizer`"),
        );
    }
    if account.trusted_services && account.kind != AccountKind::AiServices {
        c.report(
            Diagnostic::error(
                Code::BYPASS_FOR_KIND,
                "only an account of kind `AIServices` can let trusted services past its firewall",
            )
            .at_value("/account/trustedServices")
            .label("the service answers 400 NetworkAclsBypassNotSupported")
            .help("remove `trustedServices`"),
        );
    }
    if !account.outbound.restricted && !account.outbound.allowed_fqdns.is_empty() {
        c.report(
            Diagnostic::error(Code::OUTBOUND, "hosts are listed, and nothing is restricted to them")
                .at_value("/account/outbound/allowedFqdns")
                .label("these would have no effect")
                .related_value("/account/outbound/restricted", "outbound restriction is off")
                .help("write `restricted: true`, or remove the list"),
        );
    }
    check_identities(c);
}

/// What is said of an account that exists, and what has to be.
fn check_existing_account(c: &mut CheckContext<'_>) {
    let t = c.topology;
    let Some(id) = &t.account.existing else {
        if t.account.principal_id.is_some() {
            c.report(
                Diagnostic::error(
                    Code::EXISTING_ACCOUNT,
                    "the identity of a new account gets its object ID from Azure",
                )
                .at_key("/account/principalId")
                .label("this would have no effect")
                .help("remove it, or name the account that exists with `account.existing`"),
            );
        }
        return;
    };
    if t.account.principal_id.is_some() && !t.account_uses_storage() {
        c.report(
            Diagnostic::error(Code::EXISTING_ACCOUNT, "the identity of the existing account gets no role")
                .at_key("/account/principalId")
                .label("this would have no effect")
                .related_value("/storage/identityAccess/role", "no role")
                .help("remove it, or give the account a role on storage"),
        );
    }
    c.reject_settings(Code::EXISTING_ACCOUNT, "/account", "an existing account", NEW_ACCOUNT_SETTINGS);
    if t.encryption.account.is_some() {
        c.report(
            Diagnostic::error(Code::EXISTING_ACCOUNT, "the key of an existing account stays its owner's")
                .at_key("/encryption/account")
                .label("writing this would overwrite what its owner decided")
                .related_value("/account/existing", "the account exists already")
                .help("remove it"),
        );
    }
    let name = id.0.name();
    if t.account.subdomain.is_none() {
        c.report(
            Diagnostic::error(Code::EXISTING_ACCOUNT, "the custom subdomain of the existing account is not known")
                .at_value("/account/existing")
                .label("callers need its endpoint")
                .help(format!(
                    "write `account.subdomain`: az cognitiveservices account show --name {name} --resource-group {} --query properties.customSubDomainName",
                    id.0.resource_group
                )),
        );
    }
    if t.account.principal_id.is_none() && t.account_uses_storage() {
        c.report(
            Diagnostic::error(Code::EXISTING_ACCOUNT, "the identity of the existing account is not known")
                .at_value("/account/existing")
                .label("it needs a role on storage")
                .help(format!(
                    "write `account.principalId`: az cognitiveservices account show --name {name} --resource-group {} --query identity.principalId",
                    id.0.resource_group
                ))
                .help("or say that the account does not use storage: `storage.identityAccess.role: none`"),
        );
    }
}

fn check_identities(c: &mut CheckContext<'_>) {
    let identity = &c.topology.account.identity;
    if !identity.system_assigned && c.topology.account_uses_storage() {
        c.report(
            Diagnostic::error(Code::STORAGE_IDENTITY, "a user-assigned identity cannot read storage")
                .at_value("/account/identity/systemAssigned")
                .label("Document Intelligence reads storage with this identity only")
                .help("leave `systemAssigned` on; user-assigned identities may stand beside it")
                .help("or say that the account does not use storage: `storage.identityAccess.role: none`"),
        );
    }
    for (at, one) in identity.user_assigned.iter().enumerate() {
        if one.name.is_some() == one.existing.is_some() {
            let what = if one.name.is_some() {
                "both a new and an existing identity"
            } else {
                "neither a new nor an existing identity"
            };
            c.report(
                Diagnostic::error(Code::EXISTING_AND_NEW, what)
                    .at_value(format!("/account/identity/userAssigned/{at}"))
                    .label("say one of the two")
                    .help("`name` makes a new identity, `existing` takes one by its resource ID"),
            );
        }
    }
    let names: Vec<String> = identity
        .user_assigned
        .iter()
        .map(|i| {
            i.existing
                .as_ref()
                .map(ToString::to_string)
                .or_else(|| i.name.as_ref().map(ToString::to_string))
                .unwrap_or_default()
        })
        .collect();
    if let Some((first, second)) = first_duplicate_name(names.iter().map(String::as_str).filter(|n| !n.is_empty())) {
        let list = "/account/identity/userAssigned";
        c.report(
            Diagnostic::error(Code::LISTED_TWICE, "an identity stands twice in the list")
                .at_value(format!("{list}/{second}"))
                .label("listed again")
                .related_value(format!("{list}/{first}"), "listed first here"),
        );
    }
}
