//! The page for a security review: everything that di-gen predicts about a topology, in one HTML file that needs no
//! script, no network and no other file.

mod findings;
mod html;
mod inventory;
mod page;
mod style;

pub use page::render_review;
