//! Where files go: into a directory, into a file, or to standard output.

use std::{
    ffi::OsString,
    path::{Path, PathBuf, is_separator},
};

use clap::builder::{OsStringValueParser, TypedValueParser};

use super::{console, exit::Exit};

/// The value of `-o`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Destination {
    /// A directory, or a file.
    Path(PathBuf),
    /// Standard output, as without `-o`: `-` or `/dev/stdout`.
    StandardOutput,
    /// Nothing is written: `/dev/null`.
    Discard,
}

impl From<OsString> for Destination {
    fn from(path: OsString) -> Self {
        match path.to_str() {
            Some("-" | "/dev/stdout") => Self::StandardOutput,
            Some("/dev/null") => Self::Discard,
            _ => Self::Path(path.into()),
        }
    }
}

impl Destination {
    /// Reads the value of `-o DIR`.
    pub(super) fn directory_parser() -> impl TypedValueParser<Value = Self> {
        OsStringValueParser::new().try_map(|path| {
            if path.is_empty() { Err("name a directory, or use `-` for standard output") } else { Ok(Self::from(path)) }
        })
    }

    /// Reads the value of `-o FILE`.
    pub(super) fn file_parser() -> impl TypedValueParser<Value = Self> {
        OsStringValueParser::new().try_map(|path| {
            let ends_with_separator = path.to_string_lossy().ends_with(is_separator);
            if path.is_empty() {
                Err("name a file, or use `-` for standard output")
            } else if ends_with_separator || Path::new(&path).file_name().is_none() {
                Err("this is a directory: add the name of a file, with its ending")
            } else {
                Ok(Self::from(path))
            }
        })
    }

    /// The directory or the file, if it is one.
    pub(super) fn path(&self) -> Option<&Path> {
        match self {
            Self::Path(path) => Some(path),
            Self::StandardOutput | Self::Discard => None,
        }
    }

    /// Prints a page that does not go into a file.
    pub(super) fn print_bytes(destination: Option<&Self>, page: &[u8]) -> Result<(), Exit> {
        match destination {
            Some(Self::Discard) => Ok(()),
            None | Some(Self::Path(_) | Self::StandardOutput) => console::print_bytes(page),
        }
    }

    /// Prints a text that does not go into a directory.
    pub(super) fn print(destination: Option<&Self>, text: &str) -> Result<(), Exit> {
        match destination {
            Some(Self::Discard) => Ok(()),
            None | Some(Self::Path(_) | Self::StandardOutput) => console::print_output(text),
        }
    }
}
