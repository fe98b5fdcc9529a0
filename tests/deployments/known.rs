//! Differences that are faults of `diff`, each with the source that settles it. One that is not found any more is to be
//! removed here.

/// Parts of the text of a difference, and the reason why the model is right.
struct Known {
    /// The tests that find it.
    seen_in: &'static [&'static str],
    parts: &'static [&'static str],
    reason: &'static str,
}

pub(super) const EDITS: &str = "edits";
pub(super) const RANDOM: &str = "random";

const KNOWN: &[Known] = &[
    Known {
        seen_in: &[EDITS, RANDOM],
        parts: &["KeyVault/vaults", "word: \"changed\"", "said [Effect { word: \"unknown\""],
        reason: "azurerm updates the SKU in place: internal/services/keyvault/key_vault_resource.go, commit 69697b7fe6",
    },
    Known {
        seen_in: &[EDITS],
        parts: &["azurerm_key_vault_key.", "shown replaced"],
        reason: "an expiration date that ends forces a new key: internal/services/keyvault/key_vault_key_resource.go, \
                 commit 69697b7fe6",
    },
    Known {
        seen_in: &[RANDOM],
        parts: &["subnet ", "(the second reasoning)"],
        reason: "a refused endpoint or network stays in its network",
    },
    Known {
        seen_in: &[RANDOM],
        parts: &["address ", "reaches ", "after: said", "(the second reasoning)"],
        reason: "a service that is left keeps its own firewall, also beside an existing one",
    },
];

/// Takes the known faults out of the differences that a test finds. A fault that it does not find any more is one more
/// difference.
pub(super) fn without_known(test: &str, differences: Vec<String>) -> Vec<String> {
    let known: Vec<&Known> = KNOWN.iter().filter(|known| known.seen_in.contains(&test)).collect();
    let matches = |known: &Known, difference: &String| known.parts.iter().all(|part| difference.contains(part));
    let gone = known.iter().filter(|known| !differences.iter().any(|difference| matches(known, difference)));
    let gone: Vec<String> = gone
        .map(|known| format!("this passes now ({test}); remove it from the known faults: {}", known.reason))
        .collect();
    let is_new = |difference: &String| !known.iter().any(|known| matches(known, difference));
    differences.into_iter().filter(is_new).chain(gone).collect()
}
