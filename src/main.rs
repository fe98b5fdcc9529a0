//! `di-gen`: parses the arguments, calls the library, and returns the exit status.

mod cli;

use std::process::ExitCode;

/// Programs of a release are linked with musl, whose own allocator is slow with many small values.
#[cfg(target_env = "musl")]
#[global_allocator]
static ALLOCATOR: dlmalloc::GlobalDlmalloc = dlmalloc::GlobalDlmalloc;

fn main() -> ExitCode {
    cli::run()
}
