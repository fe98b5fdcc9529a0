//! The steps of a change, and what can only be done by hand.

use crate::{
    advise::edit::Edit,
    catalog::{Fact, changes::Engine},
    compare::{PathOutsideRange, ReportedConsequence},
};

/// The steps of a change with one engine.
#[derive(Debug, Clone, PartialEq)]
pub struct StepSequence {
    /// The engine.
    pub engine: Engine,
    /// The steps; none where one deployment of the new file does no worse.
    pub steps: Vec<DeploymentStep>,
    /// What no order of steps avoids.
    pub by_hand: Vec<ReportedConsequence>,
}

/// A step.
#[derive(Debug, Clone, PartialEq)]
pub struct DeploymentStep {
    /// What to deploy or run.
    pub action: StepAction,
    /// What it does, in sentences.
    pub purpose: String,
    /// How to check that it is done, in sentences.
    pub check: String,
    /// Access paths that it denies although both files allow them, or allows although both deny them.
    pub breaks: Vec<PathOutsideRange>,
    /// What it interrupts.
    pub interrupts: Vec<String>,
    /// Why it must break or interrupt something; empty where it does not.
    pub reason: String,
    /// The facts on which it relies.
    pub facts: Vec<&'static Fact>,
}

/// What a step deploys or runs.
#[derive(Debug, Clone, PartialEq)]
pub enum StepAction {
    /// Deploy a file between the old and the new one.
    DeployIntermediate(IntermediateFile),
    /// Deploy the new file.
    DeployNew,
    /// Run commands in Bash.
    Run(Vec<String>),
}

/// A file between the old and the new one.
#[derive(Debug, Clone, PartialEq)]
pub struct IntermediateFile {
    /// The file from which it is made.
    pub base: BaseTopology,
    /// The keys in which it differs from that.
    pub edits: Vec<Edit>,
    /// The whole text, as YAML.
    pub text: String,
}

/// One of the two files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BaseTopology {
    /// The old one.
    Old,
    /// The new one.
    New,
}
