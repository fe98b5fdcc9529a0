//! One test binary; a module per promise.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test says what went wrong by failing"
)]

mod cli;
mod golden;
mod parity;
mod refusals;
mod support;
mod yaml;
