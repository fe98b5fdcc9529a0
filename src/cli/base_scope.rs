//! Which files of the disk a topology may extend.
//!
//! A topology of an untrusted pull request names its bases, and diagnostics show their lines. So a base is a regular
//! file with the name of a YAML file inside the repository of the topology; without a repository, at or below the
//! directory of the topology or the working directory. This is judged after links are resolved.

use std::path::{Path, PathBuf};

use clap::{
    Args,
    builder::{PathBufValueParser, TypedValueParser as _},
};
use di_gen::source::{BaseError, has_yaml_name};

use super::regular_file::{find_repository, read_regular_file, resolve_existing_ancestor};

/// Further directories with files that may be extended.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct AllowedDirectories {
    /// Allow `extends` to name files in this directory as well, outside the repository of the topology. Can be repeated
    #[arg(long, value_name = "DIR", value_parser = PathBufValueParser::new().try_map(check_is_directory))]
    allow_outside: Vec<PathBuf>,
}

/// A misspelt directory would allow nothing, without a word.
fn check_is_directory(path: PathBuf) -> Result<PathBuf, &'static str> {
    if path.is_dir() { Ok(path) } else { Err("there is no directory at this path") }
}

/// The directories whose files a topology may extend.
pub(super) struct BaseScope {
    directories: Vec<PathBuf>,
    is_repository: bool,
}

impl BaseScope {
    /// The scope of a topology in this directory.
    pub(super) fn new(topology_directory: &Path, allowed: &AllowedDirectories) -> Self {
        let resolve = |directory: &Path| directory.canonicalize().ok();
        let topology_directory = resolve(topology_directory);
        let repository = topology_directory.as_deref().and_then(find_repository).map(Path::to_path_buf);
        let is_repository = repository.is_some();
        let mut directories: Vec<PathBuf> = match repository {
            Some(repository) => vec![repository],
            None => topology_directory.into_iter().chain(resolve(Path::new("."))).collect(),
        };
        directories.extend(allowed.allow_outside.iter().filter_map(|directory| resolve(directory)));
        Self { directories, is_repository }
    }

    /// Reads a base.
    pub(super) fn read_base(&self, path: &str) -> Result<Vec<u8>, BaseError> {
        let file = match Path::new(path).canonicalize() {
            Ok(file) => file,
            Err(error) => {
                self.check_contains(&resolve_existing_ancestor(Path::new(path)).unwrap_or_default())?;
                return Err(error.into());
            }
        };
        self.check_contains(&file)?;
        if !has_yaml_name(&file.to_string_lossy()) {
            return Err(BaseError {
                reason: "this is a link to a file without the name of a YAML file".to_owned(),
                help: "extend a file whose name ends in `.yaml` or `.yml`".to_owned(),
            });
        }
        Ok(read_regular_file(&file)?)
    }

    fn check_contains(&self, path: &Path) -> Result<(), BaseError> {
        if self.directories.iter().any(|directory| path.starts_with(directory)) {
            return Ok(());
        }
        let place = if self.is_repository {
            "the repository of the topology"
        } else {
            "the directory of the topology and the working directory"
        };
        Err(BaseError {
            reason: format!("the file is outside {place}"),
            help: "move the file there, or allow its directory with `--allow-outside DIR`".to_owned(),
        })
    }
}
