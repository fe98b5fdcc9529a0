//! The account: kind and SKU, identities, outbound rules.

use super::context::{CheckContext, first_duplicate_name, remove_repeated};
use crate::{
    diagnostic::{Code, Diagnostic},
    topology::{AccountKind, AccountSku},
};

/// Settings that are valid only for a new account.
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
            Diagnostic::error(
                Code::SKU_FOR_KIND,
                format!("a multi-service account does not support SKU `{:?}`", account.sku),
            )
            .at_value("/account/sku")
            .label("only `FormRecognizer` has this SKU")
            .related_value("/account/kind", "account kind")
            .help("set `sku: S0`, or `kind: FormRecognizer`"),
        );
    }
    if account.sku == AccountSku::DC0 && !account.local_auth {
        c.report(
            Diagnostic::error(
                Code::DISCONNECTED,
                "disconnected containers need an account key, and key authentication is disabled",
            )
            .at_value("/account/sku")
            .label("a container downloads its license with a key")
            .related_value("/account/localAuth", "key authentication is disabled")
            .help("set `account.localAuth: true`, or another SKU"),
        );
    }
    if account.trusted_services && account.kind != AccountKind::AiServices {
        c.report(
            Diagnostic::error(
                Code::BYPASS_FOR_KIND,
                "only kind `AIServices` can allow trusted Azure services through its firewall",
            )
            .at_value("/account/trustedServices")
            .label("Azure returns 400 NetworkAclsBypassNotSupported")
            .help("remove `trustedServices`"),
        );
    }
    if !account.outbound.restricted && !account.outbound.allowed_fqdns.is_empty() {
        c.report(
            Diagnostic::error(Code::OUTBOUND, "`allowedFqdns` is set, but outbound access is not restricted")
                .at_value("/account/outbound/allowedFqdns")
                .label("these would have no effect")
                .related_value("/account/outbound/restricted", "outbound restriction is disabled")
                .help("set `restricted: true`, or remove `allowedFqdns`"),
        );
    }
    check_identities(c);
}

/// Settings of an existing account: those that are not valid, and those that are required.
fn check_existing_account(c: &mut CheckContext<'_>) {
    let t = c.topology;
    let Some(id) = &t.account.existing else {
        if t.account.principal_id.is_some() {
            c.report(
                Diagnostic::error(Code::EXISTING_ACCOUNT, "`principalId` is not valid for a new account")
                    .at_key("/account/principalId")
                    .label("Azure assigns the object ID of a new identity")
                    .help("remove `principalId`, or set `account.existing`"),
            );
        }
        return;
    };
    if t.account.principal_id.is_some() && !t.account_uses_storage() {
        c.report(
            Diagnostic::error(Code::EXISTING_ACCOUNT, "the identity of the existing account has no role on storage")
                .at_key("/account/principalId")
                .label("this would have no effect")
                .related_value("/storage/identityAccess/role", "no role")
                .help("remove `principalId`, or set a role in `storage.identityAccess.role`"),
        );
    }
    c.reject_settings(Code::EXISTING_ACCOUNT, "/account", "an existing account", NEW_ACCOUNT_SETTINGS);
    if t.encryption.account.is_some() {
        c.report(
            Diagnostic::error(
                Code::EXISTING_ACCOUNT,
                "encryption of an existing account is managed outside this topology",
            )
            .at_key("/encryption/account")
            .label("this would overwrite the current setting of the account")
            .related_value("/account/existing", "the account already exists")
            .help("remove `encryption.account`"),
        );
    }
    let name = id.0.name();
    if t.account.subdomain.is_none() {
        c.report(
            Diagnostic::error(Code::EXISTING_ACCOUNT, "the custom subdomain of the existing account is missing")
                .at_value("/account/existing")
                .label("clients need its endpoint")
                .help(format!(
                    "set `account.subdomain` to the output of: az cognitiveservices account show --name {name} --resource-group {} --query properties.customSubDomainName",
                    id.0.resource_group
                )),
        );
    }
    if t.account.principal_id.is_none() && t.account_uses_storage() {
        c.report(
            Diagnostic::error(Code::EXISTING_ACCOUNT, "the identity of the existing account is missing")
                .at_value("/account/existing")
                .label("it needs a role on storage")
                .help(format!(
                    "set `account.principalId` to the output of: az cognitiveservices account show --name {name} --resource-group {} --query identity.principalId",
                    id.0.resource_group
                ))
                .help("or set `storage.identityAccess.role: none` if the account does not use storage"),
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
                .help("set `systemAssigned: true`; user-assigned identities are possible in addition")
                .help("or set `storage.identityAccess.role: none` if the account does not use storage"),
        );
    }
    for (at, entry) in identity.user_assigned.iter().enumerate() {
        if entry.name.is_some() == entry.existing.is_some() {
            let message = if entry.name.is_some() {
                "both a new and an existing identity are set"
            } else {
                "neither a new nor an existing identity is set"
            };
            c.report(
                Diagnostic::error(Code::EXISTING_AND_NEW, message)
                    .at_value(format!("/account/identity/userAssigned/{at}"))
                    .label("exactly one of `name` and `existing` is required")
                    .help("set `name` for a new identity, or `existing` to the resource ID of an existing one"),
            );
        }
    }
    let names: Vec<String> = identity
        .user_assigned
        .iter()
        .enumerate()
        .map(|(at, i)| {
            let existing = i.existing.as_ref().map(ToString::to_string);
            // One that has neither is no other one.
            existing.or_else(|| i.name.as_ref().map(ToString::to_string)).unwrap_or_else(|| format!("/{at}"))
        })
        .collect();
    if let Some((first, second)) = first_duplicate_name(names.iter().map(String::as_str)) {
        let list = "/account/identity/userAssigned";
        c.report(
            Diagnostic::error(Code::DUPLICATE_ENTRY, "an identity is listed twice")
                .at_value(format!("{list}/{second}"))
                .label("listed again")
                .related_value(format!("{list}/{first}"), "listed first here")
                .fixed_by(remove_repeated(list, names.iter().map(String::as_str))),
        );
    }
}
