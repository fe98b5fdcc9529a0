//! What follows from the plan: it reads the plan and nothing else, so what it says holds for every language.

pub mod access;
pub mod posture;
