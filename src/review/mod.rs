//! The page for a security review: everything that di-gen predicts about a topology, in one HTML file that needs no
//! script, no network and no other file.

mod assertions;
mod document;
mod findings;
mod html;
mod inventory;
mod page;
mod place;
mod style;

pub use page::render_review;
