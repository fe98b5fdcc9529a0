//! The functions of the expression language, in one table.

mod arguments;
mod arrays;
mod base64;
mod cidr;
mod dates;
mod deployment;
mod format;
mod ids;
mod json_text;
mod lambdas;
mod logic;
mod merge;
mod numbers;
mod objects;
mod strings;
mod uris;

use std::sync::LazyLock;

use super::evaluator::Functions;

static FUNCTIONS: LazyLock<Functions> = LazyLock::new(|| {
    let all = [
        arrays::functions(),
        cidr::functions(),
        dates::functions(),
        deployment::functions(),
        format::functions(),
        ids::functions(),
        lambdas::functions(),
        logic::functions(),
        merge::functions(),
        numbers::functions(),
        objects::functions(),
        strings::functions(),
        uris::functions(),
    ];
    all.into_iter().flatten().map(|function| (function.name, function)).collect()
});

/// The names of all functions, in lower case and in order.
#[must_use]
pub fn function_names() -> Vec<&'static str> {
    let mut names: Vec<_> = FUNCTIONS.keys().copied().collect();
    names.sort_unstable();
    names
}

/// All functions by their names in lower case.
pub(super) fn functions() -> &'static Functions {
    &FUNCTIONS
}
