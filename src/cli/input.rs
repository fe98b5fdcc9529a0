//! Where the topology comes from.

use std::{
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use di_gen::{Code, Diagnostic, Source, topology::preset::Preset};

use super::{Input, exit::Exit, say};

/// The file that is read where none is named.
const DEFAULT: &str = "di-gen.yaml";

/// A byte order mark is how some editors begin a file; it is no part of the text.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Reads the topology that was asked for, and says on standard error which that was.
pub(super) fn source(input: &Input) -> Result<Source, Exit> {
    let source = match &input.file {
        Some(path) if path.as_os_str() == "-" => named("-"),
        Some(path) => file(path),
        None if Path::new(DEFAULT).exists() => {
            say::message(&format!("di-gen: reading ./{DEFAULT}"));
            file(&PathBuf::from(DEFAULT))
        }
        None => {
            say::message(&format!("di-gen: no {DEFAULT} here, taking the built-in private topology"));
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
    if name == "-" { text("standard input", read(io::stdin().lock())) } else { file(Path::new(name)) }
}

pub(super) fn file(path: &Path) -> Result<Source, Exit> {
    text(&path.display().to_string(), std::fs::File::open(path).and_then(read))
}

fn read(reader: impl io::Read) -> io::Result<Vec<u8>> {
    // A file that is too large is not read to its end: one byte more than is allowed tells.
    let enough = Source::MAX_BYTES + MARK.len() + 1;
    let mut bytes = Vec::new();
    reader.take(enough as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

pub(super) fn text(name: &str, bytes: io::Result<Vec<u8>>) -> Result<Source, Exit> {
    let bytes = bytes.map_err(|error| {
        let finding = Diagnostic::error(Code::CANNOT_READ, format!("{name}: {error}"));
        say::refuse(&Source::new(name, ""), &[finding])
    })?;
    let bytes = bytes.strip_prefix(MARK).map(<[u8]>::to_vec).unwrap_or(bytes);
    if bytes.len() > Source::MAX_BYTES {
        return Err(say::refuse(&Source::new(name, ""), &[Source::too_large()]));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Source::new(name, text)),
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(&error.as_bytes()[..valid]).into_owned();
            let finding = Diagnostic::error(Code::NOT_TEXT, "the file is not UTF-8 text")
                .at_bytes(text.len()..text.len())
                .label("what follows is not UTF-8")
                .help("save the file as UTF-8");
            Err(say::refuse(&Source::new(name, text), &[finding]))
        }
    }
}
