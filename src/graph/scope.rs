//! What a picture shows of its topology, where that is not all of it.

use crate::plan::ResolvedTopology;

/// What a picture shows, for its heading.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// The environments of the file, if none of them is selected.
    pub unselected_environments: Vec<String>,
    /// The access paths that a query selects: `only access paths of internet to account`.
    pub filter: Option<String>,
}

impl Scope {
    /// All access paths of a file; the names are those of its environments if none is selected.
    #[must_use]
    pub const fn outside(unselected_environments: Vec<String>) -> Self {
        Self { unselected_environments, filter: None }
    }

    /// The heading. The values outside of all environments are those of none, so it names none then.
    pub(super) fn title(&self, plan: &ResolvedTopology) -> String {
        let title = if self.unselected_environments.is_empty() { &plan.title } else { &plan.workload };
        title.replace('`', "")
    }

    /// The line below the heading; empty if all of the topology is shown.
    pub(super) fn subtitle(&self) -> String {
        let names = &self.unselected_environments;
        let outside = (!names.is_empty()).then(|| format!("values outside of all environments ({})", names.join(", ")));
        outside.into_iter().chain(self.filter.clone()).collect::<Vec<_>>().join("; ")
    }
}

/// Heading and subtitle in one line.
pub(super) fn joined_title(title: &str, subtitle: &str) -> String {
    if subtitle.is_empty() { title.to_owned() } else { format!("{title}: {subtitle}") }
}
