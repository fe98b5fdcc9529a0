//! The words of the analyses, which are about a topology file, for resources that exist.

/// What a reason says of a topology, and what it says of an input.
pub const WORDS: &[(&str, &str)] = &[
    ("managed outside this topology", "not known from this input"),
    (
        "This topology does not link the private DNS zone",
        "The input shows no virtual network link of the private DNS zone",
    ),
    ("the system-assigned identity that is set in the file", "its system-assigned identity"),
    ("neither in di-gen's catalog nor under `customRoles`", "neither in di-gen's catalog nor in this input"),
    (" (`keyVault.authorization: accessPolicies`)", ""),
    ("`account.outbound.restricted: false`", "`restrictOutboundNetworkAccess: false`"),
    ("the topology has no", "the input has no"),
];

/// A reason in the words of existing resources.
pub(super) fn in_words_of_input(reason: &str) -> String {
    WORDS.iter().fold(reason.to_owned(), |text, (topology, input)| text.replace(topology, input))
}
