//! Rules of PSRule for Azure that a topology can violate, as they stand in the baseline of March 2026.

use super::{
    Check, Condition, PolicyDefinition, PolicyEffect,
    condition::{absent, all, any, is_none_of, is_one_of, not},
};

/// The rules, each reported.
pub const RULES: &[(PolicyEffect, &PolicyDefinition)] = &[];
