//! Where files go: into a directory, or to standard output.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

use clap::builder::{OsStringValueParser, TypedValueParser};

use super::{console, exit::Exit};

/// The value of `-o`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Destination {
    /// A directory.
    Directory(PathBuf),
    /// Standard output, as without `-o`: `-` or `/dev/stdout`.
    StandardOutput,
    /// Nothing is written: `/dev/null`.
    Discard,
}

impl TryFrom<OsString> for Destination {
    type Error = &'static str;

    fn try_from(path: OsString) -> Result<Self, Self::Error> {
        Ok(match path.to_str() {
            Some("") => return Err("a path is needed"),
            Some("-" | "/dev/stdout") => Self::StandardOutput,
            Some("/dev/null") => Self::Discard,
            _ => Self::Directory(path.into()),
        })
    }
}

impl Destination {
    /// Reads the value of `-o`.
    pub(super) fn parser() -> impl TypedValueParser<Value = Self> {
        OsStringValueParser::new().try_map(Self::try_from)
    }

    /// The directory, if it is one.
    pub(super) fn directory(&self) -> Option<&Path> {
        match self {
            Self::Directory(path) => Some(path),
            Self::StandardOutput | Self::Discard => None,
        }
    }

    /// Prints a page that does not go into a file.
    pub(super) fn print_bytes(destination: Option<&Self>, page: &[u8]) -> Result<(), Exit> {
        match destination {
            Some(Self::Discard) => Ok(()),
            None | Some(Self::Directory(_) | Self::StandardOutput) => console::print_bytes(page),
        }
    }

    /// Prints a text that does not go into a directory.
    pub(super) fn print(destination: Option<&Self>, text: &str) -> Result<(), Exit> {
        match destination {
            Some(Self::Discard) => Ok(()),
            None | Some(Self::Directory(_) | Self::StandardOutput) => console::print_output(text),
        }
    }
}
