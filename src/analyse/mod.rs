//! Analyses of the plan. They read nothing else, so their results hold for every language.

pub mod access;
pub(crate) mod number_set;
pub mod policy;
pub mod posture;
