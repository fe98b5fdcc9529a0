//! The languages of a report, and how their lines begin.

use crate::{
    catalog::changes::Engine,
    order,
    plan::{Language, LanguageFamily},
};

/// The languages for which changes are reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportedLanguages {
    languages: Vec<Language>,
}

impl Default for ReportedLanguages {
    /// All of them.
    fn default() -> Self {
        Self { languages: vec![Language::Bicep, Language::Arm, Language::Terraform] }
    }
}

impl ReportedLanguages {
    /// The given languages; all of them, if there are none.
    #[must_use]
    pub fn new(languages: &[Language]) -> Self {
        if languages.is_empty() { Self::default() } else { Self { languages: languages.to_vec() } }
    }

    /// The engines that deploy these languages.
    #[must_use]
    pub fn engines(&self) -> Vec<Engine> {
        let is_used = |engine: &Engine| self.languages.iter().any(|language| engine_of(*language) == *engine);
        Engine::ALL.into_iter().filter(is_used).collect()
    }

    /// The language families of the report.
    pub(super) fn families(&self) -> Vec<LanguageFamily> {
        let mut families: Vec<LanguageFamily> = self.languages.iter().map(|language| language.family()).collect();
        order::sort_by_key(&mut families, |family| *family == LanguageFamily::Terraform);
        families.dedup();
        families
    }

    /// The languages of an engine: `Bicep and ARM`.
    pub(crate) fn names(&self, engine: Engine) -> String {
        let of_engine = self.languages.iter().filter(|language| engine_of(**language) == engine);
        let mut names: Vec<&str> = of_engine.map(|language| language_name(*language)).collect();
        names.dedup();
        names.join(" and ")
    }

    /// The start of a line that is true of some engines: nothing where it is true of all; none where it is true of no
    /// language of the report.
    pub(super) fn prefix(&self, engines: &[Engine]) -> Option<String> {
        let reported = self.engines();
        let applying: Vec<Engine> = reported.iter().copied().filter(|engine| engines.contains(engine)).collect();
        if applying.is_empty() {
            None
        } else if applying.len() == reported.len() {
            Some(String::new())
        } else {
            let names: Vec<String> = applying.into_iter().map(|engine| self.names(engine)).collect();
            Some(format!("{}: ", names.join(" and ")))
        }
    }
}

const fn engine_of(language: Language) -> Engine {
    match language {
        Language::Bicep | Language::Arm => Engine::ResourceManager,
        Language::Terraform => Engine::Terraform,
    }
}

pub(super) const fn language_name(language: Language) -> &'static str {
    match language {
        Language::Bicep => "Bicep",
        Language::Arm => "ARM",
        Language::Terraform => "Terraform",
    }
}
