//! What follows from the plan: it reads the plan and nothing else, so what it says holds for every language.

mod posture;

pub use posture::posture;
