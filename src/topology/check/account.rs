//! The account: kind and SKU, identities, outbound rules.

use super::{Check, twice};
use crate::{
    diagnostic::{Code, Diagnostic},
    topology::{AccountKind, AccountSku},
};

pub(super) fn check(c: &mut Check<'_>) {
    let account = &c.topology.account;
    if account.kind != AccountKind::FormRecognizer && account.sku != AccountSku::S0 {
        c.report(
            Diagnostic::error(Code::SKU_FOR_KIND, format!("a multi-service account has no SKU `{:?}`", account.sku))
                .at("/account/sku")
                .label("only `FormRecognizer` has this SKU")
                .see("/account/kind", "the kind")
                .help("write `sku: S0`, or `kind: FormRecognizer`"),
        );
    }
    if account.trusted_services && account.kind != AccountKind::AiServices {
        c.report(
            Diagnostic::error(
                Code::BYPASS_FOR_KIND,
                "only an account of kind `AIServices` can let trusted services past its firewall",
            )
            .at("/account/trustedServices")
            .label("the service answers 400 NetworkAclsBypassNotSupported")
            .help("remove `trustedServices`"),
        );
    }
    if !account.outbound.restricted && !account.outbound.allowed_fqdns.is_empty() {
        c.report(
            Diagnostic::error(Code::OUTBOUND, "hosts are listed, and nothing is restricted to them")
                .at("/account/outbound/allowedFqdns")
                .label("these would have no effect")
                .see("/account/outbound/restricted", "outbound restriction is off")
                .help("write `restricted: true`, or remove the list"),
        );
    }
    identities(c);
}

fn identities(c: &mut Check<'_>) {
    let identity = &c.topology.account.identity;
    if !identity.system_assigned && c.topology.account_uses_storage() {
        c.report(
            Diagnostic::error(Code::STORAGE_IDENTITY, "a user-assigned identity cannot read storage")
                .at("/account/identity/systemAssigned")
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
                    .at(format!("/account/identity/userAssigned/{at}"))
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
    if let Some((first, second)) = twice(names.iter().map(String::as_str).filter(|n| !n.is_empty())) {
        let list = "/account/identity/userAssigned";
        c.report(
            Diagnostic::error(Code::LISTED_TWICE, "an identity stands twice in the list")
                .at(format!("{list}/{second}"))
                .label("listed again")
                .see(format!("{list}/{first}"), "listed first here"),
        );
    }
}
