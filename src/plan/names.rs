//! The naming convention, in one place.
//!
//! `<abbreviation>-<name>-<environment>` with the abbreviations of Microsoft's Cloud Adoption Framework. Names
//! that are unique in all of Azure end in the first six hexadecimal digits of SHA-256 over
//! `<name>/<environment>/<seed>`, which anybody can compute again:
//! `printf '%s' 'forms/dev/' | sha256sum | cut -c1-6`.

use sha2::{Digest, Sha256};

use crate::{
    plan::catalog::machine::WINDOWS_NAME_LENGTH,
    topology::{AccountKind, OperatingSystem, Topology},
};

const SUFFIX_LENGTH: usize = 6;
const STORAGE_LENGTH: usize = 24;

/// Makes the names of a topology.
pub(crate) struct Names<'a> {
    topology: &'a Topology,
}

impl<'a> Names<'a> {
    pub(crate) const fn new(topology: &'a Topology) -> Self {
        Self { topology }
    }

    /// `<abbreviation>-<name>-<environment>`
    pub(crate) fn plain(&self, abbreviation: &str) -> String {
        format!("{abbreviation}-{}-{}", self.topology.name, self.topology.environment)
    }

    /// `<abbreviation>-<use>-<name>-<environment>`
    pub(crate) fn of(&self, abbreviation: &str, part: &str) -> String {
        format!("{abbreviation}-{part}-{}-{}", self.topology.name, self.topology.environment)
    }

    pub(crate) fn suffix(&self) -> String {
        let seed = self.topology.naming.seed.as_ref().map_or("", |seed| seed.as_str());
        let text = format!("{}/{}/{seed}", self.topology.name, self.topology.environment);
        let digest = Sha256::digest(text.as_bytes());
        let mut hex: String = digest
            .iter()
            .flat_map(|byte| [byte >> 4, byte & 15])
            .filter_map(|n| char::from_digit(n.into(), 16))
            .collect();
        hex.truncate(SUFFIX_LENGTH);
        hex
    }

    pub(crate) fn account(&self) -> String {
        let account = &self.topology.account;
        account.name.as_ref().map_or_else(
            || {
                self.plain(match account.kind {
                    AccountKind::FormRecognizer => "di",
                    AccountKind::CognitiveServices => "ais",
                    AccountKind::AiServices => "aif",
                })
            },
            ToString::to_string,
        )
    }

    pub(crate) fn subdomain(&self) -> String {
        let subdomain = self.topology.account.subdomain.as_ref().map(ToString::to_string);
        subdomain.unwrap_or_else(|| {
            // A name may hold what a host name may not.
            let name: String = self
                .account()
                .to_lowercase()
                .chars()
                .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
                .take(57)
                .collect();
            format!("{}-{}", name.trim_matches('-'), self.suffix())
        })
    }

    pub(crate) fn storage(&self) -> String {
        self.topology.storage.name.as_ref().map_or_else(
            || {
                let letters: String = format!("st{}{}", self.topology.name, self.topology.environment)
                    .chars()
                    .filter(char::is_ascii_alphanumeric)
                    .take(STORAGE_LENGTH - SUFFIX_LENGTH)
                    .collect();
                letters + &self.suffix()
            },
            ToString::to_string,
        )
    }

    pub(crate) fn machine(&self, os: OperatingSystem) -> String {
        let name = self.plain("vm");
        match os {
            OperatingSystem::Linux => name,
            OperatingSystem::Windows => {
                name.chars().take(WINDOWS_NAME_LENGTH).collect::<String>().trim_end_matches('-').to_owned()
            }
        }
    }
}
