//! Every enumeration whose values are keywords, for errors about a value that is none of them.

use super::{
    AccountKind, AccountSku, ActiveKey, BastionSku, ClientKind, Cloud, CopyScope, DiagnosticSettings, Edition,
    EndpointApproval, EndpointSources, ExpirationAction, GrantScope, KeyIdentity, KeyKind, Lockable, Logs,
    MachineExtension, NextHopType, OnUnmanage, OperatingSystem, OutputLanguage, OutputLayout, PolicySet,
    PublicNetworkAccess, QueueAndTableKeyType, Redundancy, ResolutionPolicy, RoleScope, RuleAccess, RuleDirection,
    RuleProtocol, StorageAccess, StorageRole, Studio, VaultAccess, VaultAuthorization, VaultSku, ZoneSource,
    values::KeywordWords,
};

/// The enumerations of the schema.
pub(crate) const ENUMERATIONS: &[KeywordWords] = &[
    AccountKind::WORDS,
    AccountSku::WORDS,
    ActiveKey::WORDS,
    BastionSku::WORDS,
    ClientKind::WORDS,
    Cloud::WORDS,
    CopyScope::WORDS,
    DiagnosticSettings::WORDS,
    Edition::WORDS,
    EndpointApproval::WORDS,
    EndpointSources::WORDS,
    ExpirationAction::WORDS,
    GrantScope::WORDS,
    KeyIdentity::WORDS,
    KeyKind::WORDS,
    Lockable::WORDS,
    Logs::WORDS,
    NextHopType::WORDS,
    OnUnmanage::WORDS,
    OperatingSystem::WORDS,
    MachineExtension::WORDS,
    OutputLanguage::WORDS,
    OutputLayout::WORDS,
    PolicySet::WORDS,
    PublicNetworkAccess::WORDS,
    QueueAndTableKeyType::WORDS,
    Redundancy::WORDS,
    ResolutionPolicy::WORDS,
    RoleScope::WORDS,
    RuleAccess::WORDS,
    RuleDirection::WORDS,
    RuleProtocol::WORDS,
    StorageAccess::WORDS,
    StorageRole::WORDS,
    Studio::WORDS,
    VaultAccess::WORDS,
    VaultAuthorization::WORDS,
    VaultSku::WORDS,
    ZoneSource::WORDS,
];

/// The keyword that a word of Azure, its portal or azurerm stands for, among the keywords of an enumeration.
pub(crate) fn keyword_for<'k>(word: &str, keywords: &[&'k str]) -> Option<&'k str> {
    let enumeration = ENUMERATIONS.iter().find(|words| {
        words.len() == keywords.len() && words.iter().zip(keywords).all(|((known, _), keyword)| known == keyword)
    })?;
    let plain = |text: &str| text.to_lowercase().replace([' ', '-', '_'], "");
    let word = plain(word);
    let is_meant = |keyword: &str, synonyms: &[&str]| {
        plain(keyword) == word || synonyms.iter().any(|synonym| plain(synonym) == word)
    };
    let (found, _) = enumeration.iter().find(|(keyword, synonyms)| is_meant(keyword, synonyms))?;
    keywords.iter().find(|keyword| *keyword == found).copied()
}

/// Words that stand for a key that is not set, among the keywords of an enumeration.
pub(crate) fn means_unset(word: &str, keywords: &[&str]) -> bool {
    let is_copy_scope = CopyScope::WORDS.iter().map(|(keyword, _)| *keyword).eq(keywords.iter().copied());
    is_copy_scope && CopyScope::UNSET_WORDS.iter().any(|unset| unset.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_means_two_values() {
        let plain = |text: &str| text.to_lowercase().replace([' ', '-', '_'], "");
        for words in ENUMERATIONS {
            let all: Vec<String> = words
                .iter()
                .flat_map(|(keyword, synonyms)| std::iter::once(keyword).chain(synonyms.iter()).map(|word| plain(word)))
                .collect();
            let mut unique = all.clone();
            unique.sort();
            unique.dedup();
            assert_eq!(unique.len(), all.len(), "{words:?}");
        }
    }
}
