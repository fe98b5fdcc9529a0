//! The page for a security review: everything that di-gen predicts about a topology, in one HTML file that needs no
//! script, no network and no other file.

mod assertions;
mod document;
mod existing;
mod findings;
mod html;
mod inventory;
mod page;
mod place;
mod style;

pub use existing::{ExistingReview, render_existing_review};
pub use page::render_review;
