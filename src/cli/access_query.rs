//! `--from` and `--to`: the access paths that a command shows.

use clap::Args;
use di_gen::{
    analyse::access::{AccessAnalysis, AccessTarget, Actor, EvaluatedPath, QueryError},
    diagnostic::{Code, Diagnostic},
    existing::{ExistingAccess, Inventory, ResolvedAccount, evaluate_access},
    plan::ResolvedTopology,
    source::SourceText,
};

use super::{console, exit::Exit};

#[derive(Debug, Args)]
pub(super) struct QueryArguments {
    /// Show only access paths of this actor: `internet`, `subnet workloads`, `203.0.113.7`, `client app`,
    /// `client app from subnet workloads`, `account identity`, ...
    #[arg(long, value_name = "ACTOR")]
    from: Option<String>,
    /// Show only access paths to this target: `account`, `storage`, `container training`, `vault`, `secret`, `key`
    #[arg(long, value_name = "TARGET")]
    to: Option<String>,
}

/// The same, parsed.
pub(super) struct AccessQuery {
    command: &'static str,
    from: Option<Actor>,
    location: Option<Actor>,
    to: Option<AccessTarget>,
}

impl QueryArguments {
    /// Parses the options, before any file is read.
    pub(super) fn parse(&self, command: &'static str) -> Result<AccessQuery, Exit> {
        let from = self.from.as_deref().map(Actor::from_words_with_origin).transpose();
        let to = self.to.as_deref().map(AccessTarget::from_words).transpose();
        let (from, to) = match (from, to) {
            (Ok(from), Ok(to)) => (from, to),
            (Err(refusal), _) => {
                return Err(report_option_error(command, "--from", &refusal.reason, refusal.help.as_deref()));
            }
            (_, Err(refusal)) => {
                return Err(report_option_error(command, "--to", &refusal.reason, refusal.help.as_deref()));
            }
        };
        let (from, location) = from.map_or((None, None), |(actor, location)| (Some(actor), location));
        Ok(AccessQuery { command, from, location, to })
    }
}

impl AccessQuery {
    /// Whether it leaves access paths out.
    pub(super) const fn narrows(&self) -> bool {
        self.from.is_some() || self.to.is_some()
    }

    /// What it selects, for people; none if it selects all access paths.
    pub(super) fn words(&self) -> Option<String> {
        let from = self.from.as_ref().map(|actor| match &self.location {
            Some(location) => format!(" of {actor} from {location}"),
            None => format!(" of {actor}"),
        });
        let to = self.to.as_ref().map(|target| format!(" to {target}"));
        self.narrows().then(|| format!("only access paths{}{}", from.unwrap_or_default(), to.unwrap_or_default()))
    }

    /// Rejects a query all of whose access paths are left out of pictures.
    pub(super) fn check_drawn(&self) -> Result<(), Exit> {
        let option = match (&self.from, &self.to) {
            (None, None) => return Ok(()),
            (_, Some(AccessTarget::Host(_) | AccessTarget::OtherHosts)) | (None, Some(_)) => "--to",
            (Some(_), _) => "--from",
        };
        let help =
            "documents by URL and the subnet of the test VM are not drawn: `di-gen access` shows their access paths";
        Err(report_option_error(self.command, option, "a picture has no line for these access paths", Some(help)))
    }

    /// The access paths that it selects.
    pub(super) fn select_paths(&self, plan: &ResolvedTopology) -> Result<Vec<EvaluatedPath>, Exit> {
        let analysis = AccessAnalysis::new(plan);
        let paths = analysis.paths_for_query(self.from.as_ref(), self.location.as_ref(), self.to.as_ref());
        paths.map_err(|missing| self.report_missing(&missing))
    }

    /// The access paths of an existing account that it selects.
    pub(super) fn select_existing(
        &self,
        account: &ResolvedAccount,
        inventory: &Inventory,
    ) -> Result<ExistingAccess, QueryError> {
        evaluate_access(account, inventory, self.from.as_ref(), self.location.as_ref(), self.to.as_ref())
    }

    /// Reports an actor or a target that does not exist.
    pub(super) fn report_missing(&self, missing: &QueryError) -> Exit {
        let about_target = self.to.as_ref().is_some_and(|to| missing.message.contains(&format!("`{to}`")));
        let option = if self.from.is_some() && !about_target { "--from" } else { "--to" };
        report_option_error(self.command, option, &missing.message, missing.help.as_deref())
    }
}

fn report_option_error(command: &str, option: &str, message: &str, help: Option<&str>) -> Exit {
    let mut diagnostic = Diagnostic::error(Code::BAD_ASSERTION, format!("{option}: {message}"));
    diagnostic.help.extend(help.map(ToOwned::to_owned));
    console::report_errors(&SourceText::new(command, ""), &[diagnostic])
}
