//! The path of an extended file. `..` leads out of the directory to which a link leads, as for the operating system: a
//! file has the same bases under each of its names.

use std::{fmt, io};

/// Why a file cannot be extended.
#[derive(Debug)]
pub struct BaseError {
    /// The reason, which quotes nothing of the file.
    pub reason: String,
    /// What to do about it.
    pub help: String,
}

impl fmt::Display for BaseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)
    }
}

impl From<io::Error> for BaseError {
    fn from(error: io::Error) -> Self {
        Self { reason: error.to_string(), help: "use a path relative to the file that extends it".to_owned() }
    }
}

/// What a path leads to if it is a link; none otherwise.
pub(super) type ReadLink<'a> = &'a dyn Fn(&str) -> Result<Option<String>, BaseError>;

/// Maximum number of links on a path, as that of Linux.
const MAX_LINKS: usize = 40;

/// A path relative to a file, without `.` and, as far as possible, without `..`.
pub(super) fn join_path(from: &str, path: &str, read_link: ReadLink<'_>) -> Result<String, BaseError> {
    let directory = from.rsplit_once('/').map_or("", |(directory, _)| directory);
    let is_absolute = if from.is_empty() { path.starts_with('/') } else { from.starts_with('/') };
    let mut joined = JoinedPath { parts: Vec::new(), is_absolute, links: 0, read_link };
    joined.add(directory)?;
    joined.add(path)?;
    Ok(joined.to_text())
}

/// The path of a file relative to the directory of another one, so that it is the same from every working directory; the path
/// itself where the two have nothing in common.
pub(crate) fn relative_path(from: &str, path: &str) -> String {
    let slashes = |text: &str| if cfg!(windows) { text.replace('\\', "/") } else { text.to_owned() };
    let no_links: ReadLink<'_> = &|_| Ok(None);
    let (Ok(from), Ok(path)) = (join_path("", &slashes(from), no_links), join_path("", &slashes(path), no_links))
    else {
        return path.to_owned();
    };
    let directory = from.rsplit_once('/').map_or("", |(directory, _)| directory);
    let directory: Vec<&str> = directory.split('/').filter(|part| !part.is_empty()).collect();
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let common = directory.iter().zip(&parts).take_while(|(one, other)| one == other).count();
    if from.starts_with('/') != path.starts_with('/') || directory[common..].contains(&"..") {
        return path;
    }
    let up = std::iter::repeat_n("..", directory.len() - common);
    up.chain(parts[common..].iter().copied()).collect::<Vec<_>>().join("/")
}

struct JoinedPath<'a> {
    parts: Vec<String>,
    is_absolute: bool,
    links: usize,
    read_link: ReadLink<'a>,
}

impl JoinedPath<'_> {
    fn add(&mut self, path: &str) -> Result<(), BaseError> {
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." if self.parts.last().is_some_and(|last| last != "..") => {
                    self.resolve_links()?;
                    if self.parts.last().is_some_and(|last| last != "..") {
                        self.parts.pop();
                    } else if !self.is_absolute {
                        self.parts.push("..".to_owned());
                    }
                }
                part => self.parts.push(part.to_owned()),
            }
        }
        Ok(())
    }

    /// Replaces every link by what it leads to.
    fn resolve_links(&mut self) -> Result<(), BaseError> {
        for part in std::mem::take(&mut self.parts) {
            self.parts.push(part);
            if self.parts.last().is_some_and(|last| last == "..") {
                continue;
            }
            let Some(target) = (self.read_link)(&self.to_text())? else { continue };
            self.links += 1;
            if self.links > MAX_LINKS {
                return Err(BaseError {
                    reason: format!("more than {MAX_LINKS} links are on its path"),
                    help: "use a path without links".to_owned(),
                });
            }
            self.parts.pop();
            if target.starts_with('/') {
                self.parts.clear();
                self.is_absolute = true;
            }
            self.add(&target)?;
            self.resolve_links()?;
        }
        Ok(())
    }

    fn to_text(&self) -> String {
        format!("{}{}", if self.is_absolute { "/" } else { "" }, self.parts.join("/"))
    }
}

#[cfg(test)]
mod tests {
    use super::{join_path, relative_path};

    #[test]
    fn paths_are_relative_to_the_file_that_contains_them() {
        for (from, path, expected) in [
            ("", "di-gen.yaml", "di-gen.yaml"),
            ("", "./app/di-gen.yaml", "app/di-gen.yaml"),
            ("app/di-gen.yaml", "../base.yaml", "base.yaml"),
            ("di-gen.yaml", "../base.yaml", "../base.yaml"),
            ("../x/di-gen.yaml", "../base.yaml", "../base.yaml"),
            ("/a/b/di-gen.yaml", "../base.yaml", "/a/base.yaml"),
            ("a/b.yaml", "./c/../d.yaml", "a/d.yaml"),
        ] {
            let joined = join_path(from, path, &|_| Ok(None)).expect("a path");
            assert_eq!(joined, expected, "{path} relative to {from}");
        }
    }

    #[test]
    fn a_relative_path_is_the_same_from_every_directory() {
        for (from, path, expected) in [
            ("di-gen.yaml", "di-gen.yaml", "di-gen.yaml"),
            ("./app/di-gen.yaml", "app/di-gen.yaml", "di-gen.yaml"),
            ("app/di-gen.yaml", "base.yaml", "../base.yaml"),
            ("di-gen.yaml", "../base.yaml", "../base.yaml"),
            ("../x/di-gen.yaml", "../base.yaml", "../base.yaml"),
            ("/a/b/di-gen.yaml", "/a/base.yaml", "../base.yaml"),
            ("./a/../di-gen.yaml", "shared/base.yaml", "shared/base.yaml"),
            ("../../di-gen.yaml", "base.yaml", "base.yaml"),
            ("a/di-gen.yaml", "/base.yaml", "/base.yaml"),
        ] {
            assert_eq!(relative_path(from, path), expected, "{path} relative to {from}");
        }
    }

    #[test]
    fn links_are_followed_before_their_parent_is_taken() {
        let links = [("infra", "deep/infra"), ("two", "infra/x"), ("up", "../out"), ("root", "/r/s"), ("loop", "loop")];
        let read_link = |path: &str| Ok(links.iter().find(|(name, _)| *name == path).map(|(_, to)| (*to).to_owned()));
        for (from, path, expected) in [
            ("infra/di-gen.yaml", "base.yaml", "infra/base.yaml"),
            ("infra/di-gen.yaml", "../base.yaml", "deep/base.yaml"),
            ("infra/x/di-gen.yaml", "../base.yaml", "deep/infra/base.yaml"),
            ("two/di-gen.yaml", "../base.yaml", "deep/infra/base.yaml"),
            ("up/di-gen.yaml", "../base.yaml", "../base.yaml"),
            ("up/di-gen.yaml", "../../base.yaml", "../../base.yaml"),
            ("root/di-gen.yaml", "../base.yaml", "/r/base.yaml"),
        ] {
            assert_eq!(join_path(from, path, &read_link).expect("a path"), expected, "{path} relative to {from}");
        }
        assert!(join_path("loop/di-gen.yaml", "../base.yaml", &read_link).is_err());
    }
}
