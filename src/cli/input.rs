//! Where the topology comes from.

use std::{
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use clap::Args;
use di_gen::{
    Source,
    diagnostic::{Code, Diagnostic},
    topology::preset::Preset,
};

use super::{console, exit::Exit};

#[derive(Debug, Args)]
pub(super) struct Input {
    /// The topology file; `-` reads standard input
    #[arg(short, long, value_name = "FILE")]
    file: Option<PathBuf>,
    /// The environment, of those under `environments` in the file
    #[arg(long, value_name = "NAME")]
    env: Option<String>,
}

/// The file that is read where none is named.
const DEFAULT: &str = "di-gen.yaml";

/// Reads the topology that was asked for, and says on standard error which that was.
pub(super) fn source(input: &Input) -> Result<Source, Exit> {
    let source = match &input.file {
        Some(path) if path.as_os_str() == "-" => named("-"),
        Some(path) => file(path),
        None if Path::new(DEFAULT).exists() => {
            console::print_message(&format!("di-gen: reading ./{DEFAULT}"));
            file(&PathBuf::from(DEFAULT))
        }
        None => {
            console::print_message(&format!("di-gen: no {DEFAULT} here, taking the built-in private topology"));
            Ok(Source::new("built-in topology", Preset::Private.text()))
        }
    }?;
    Ok(match &input.env {
        Some(name) => source.for_environment(name),
        None => source,
    })
}

/// Reads a file, or standard input under the name `-`.
pub(super) fn named(name: &str) -> Result<Source, Exit> {
    if name != "-" {
        return file(Path::new(name));
    }
    let source = text("standard input", read(io::stdin().lock()))?;
    extended(source, "", |path| Ok((path.to_owned(), whole(path)?)))
}

pub(super) fn file(path: &Path) -> Result<Source, Exit> {
    let name = path.display().to_string();
    let source = text(&name, std::fs::File::open(path).and_then(read))?;
    let below = |path: &str| Ok((path.to_owned(), whole(path)?));
    extended(source, &name, below)
}

/// A source with what it extends.
pub(super) fn extended(
    source: Source,
    path: &str,
    read: impl Fn(&str) -> io::Result<(String, Vec<u8>)>,
) -> Result<Source, Exit> {
    source.extended(path, read).map_err(|refused| console::refuse(&refused.source, &refused.findings))
}

/// A file that another one extends: a pipe that is named there may never be written to.
fn whole(path: &str) -> io::Result<Vec<u8>> {
    if std::fs::metadata(path)?.is_file() {
        std::fs::File::open(path).and_then(read)
    } else {
        Err(io::Error::other("this is no file"))
    }
}

fn read(reader: impl io::Read) -> io::Result<Vec<u8>> {
    // A file that is too large is not read to its end: a little more than is allowed tells.
    let mut bytes = Vec::new();
    reader.take(Source::MAX_BYTES as u64 + 8).read_to_end(&mut bytes)?;
    Ok(bytes)
}

pub(super) fn text(name: &str, bytes: io::Result<Vec<u8>>) -> Result<Source, Exit> {
    let bytes = bytes.map_err(|error| {
        let finding = Diagnostic::error(Code::CANNOT_READ, format!("{name}: {error}"));
        console::refuse(&Source::new(name, ""), &[finding])
    })?;
    Source::decode(name, bytes).map_err(|refused| console::refuse(&refused.source, &refused.findings))
}
