//! `diff --steps`: the steps of the changes of a file, or of each of its environments.

use di_gen::{
    advise::{StepSequence, find_steps},
    catalog::changes::Engine,
    source::SourceText,
};

/// Two files, each with the environment for which it is read if `--env` selects one.
pub(super) struct ComparedSources<'a> {
    pub(super) old: (&'a SourceText, Option<&'a str>),
    pub(super) new: (&'a SourceText, Option<&'a str>),
}

impl ComparedSources<'_> {
    /// The steps with each engine, in an environment of the files if it has a name.
    pub(super) fn find_steps(&self, name: Option<&str>) -> Vec<StepSequence> {
        let select = |(source, selected): (&SourceText, Option<&str>)| {
            let existing = name.filter(|name| source.environment_names().iter().any(|other| other == name));
            selected.or(existing).map_or_else(|| source.clone(), |environment| source.for_environment(environment))
        };
        let (old, new) = (select(self.old), select(self.new));
        Engine::ALL.into_iter().filter_map(|engine| find_steps(&old, &new, engine)).collect()
    }
}
