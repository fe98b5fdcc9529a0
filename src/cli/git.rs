//! Files of a git revision: `git:<revision>:<path>`.
//!
//! The repository may be that of an untrusted person, and its configuration names programs. None of them runs, and no
//! network is used, with every git from 2.30 on:
//!
//! | What could run | Why it does not |
//! |---|---|
//! | a bare repository in a subdirectory, with its own configuration | the nearest `.git` is found here and passed as `--git-dir`, so git searches for none; `safe.bareRepository` is known from 2.38 on only |
//! | `core.fsmonitor` | no command reads the index, and it is set to nothing (in 2.30, `false` is the name of a program) |
//! | `diff.*.textconv`, `diff.external`, `filter.*`, `gpg.program`, pagers, aliases | `cat-file` and `ls-tree` use none of them, unlike `show` |
//! | a fetch of missing objects of a partial clone, with `ext::` or other helpers, ssh, hooks | `GIT_NO_LAZY_FETCH` from 2.45 on; before, `GIT_ALLOW_PROTOCOL` allows no protocol, whatever `protocol.*.allow` of the repository says |
//! | objects of another name in place of a commit | `GIT_NO_REPLACE_OBJECTS` |
//! | variables of git, of a hook or another program | all of them are removed |
//! | a program called git in the current directory | only absolute entries of PATH are searched, without the current directory |
//!
//! Sources, in the repository of git: `transport.c` (`is_transport_allowed`: `GIT_ALLOW_PROTOCOL` is decided before
//! the configuration), `promisor-remote.c` (`fetch_objects`), `config.c` of v2.30.0 (`git_config_get_fsmonitor`),
//! `setup.c` (`setup_explicit_git_dir`, which leaves the owner of the repository unchecked: that check is there because
//! of the programs); commits e6d5479e7a (`GIT_NO_LAZY_FETCH`) and 8d1a744820
//! (`safe.bareRepository`). A library instead of the program (gix with `revision` and `sha1`) took 45 s of CPU time to
//! build, beside 2 minutes for di-gen, and would have to read every format of repositories that git reads.

use std::{
    cell::Cell,
    env,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use di_gen::source::{BaseError, SourceText};

pub(super) use super::git_error::GitFailure;
use super::{
    git_error::{GitError, dead_link, in_submodule, missing_object},
    git_program::{find_program, search_path},
    input::Reached,
    regular_file::{find_repository, read_limited},
};

/// The beginning of a source that is read from git.
pub(super) const PREFIX: &str = "git:";

/// A file of a revision.
pub(super) struct RevisionFile {
    repository: Repository,
    commit: String,
    /// The directory from which its path was given, from the root of the repository.
    start: String,
    /// Whether a base is missing in the clone, rather than in the revision.
    lacks_base: Cell<bool>,
    pub(super) bytes: Vec<u8>,
    pub(super) reached: Reached,
}

/// Reads a file of a git revision, from `<revision>:<path>`. The path is relative to the current directory, else to the
/// root of the repository; with `./` or `../`, only to the current directory.
pub(super) fn read_revision_file(name: &str) -> Result<RevisionFile, GitError> {
    let Some((revision, path)) = name.split_once(':') else {
        return Err(GitError::new(GitFailure::Revision, "use the form `git:<revision>:<path>`"));
    };
    let repository = Repository::find()?;
    let commit = repository.resolve_commit(revision)?;
    let path = if cfg!(windows) { path.replace('\\', "/") } else { path.to_owned() };
    let starts: &[&str] = match path.as_str() {
        path if path.starts_with("./") || path.starts_with("../") => &[&repository.prefix],
        // As git resolves it: only `./` and `../` are relative.
        path if path.starts_with('.') => &[""],
        _ if repository.prefix.is_empty() => &[""],
        _ => &[&repository.prefix, ""],
    };
    if path.contains(char::is_control) {
        return Err(GitError::new(GitFailure::Path, "the path has control characters"));
    }
    let mut is_inside = false;
    for start in starts {
        let Some(path) = join_tree_path(start, &path).filter(|path| !path.is_empty()) else { continue };
        is_inside = true;
        if let Some((bytes, reached)) = repository.read_file(&commit, &path)? {
            let start = (*start).to_owned();
            return Ok(RevisionFile { repository, commit, start, lacks_base: Cell::new(false), bytes, reached });
        }
    }
    let (failure, reason) = if is_inside {
        (GitFailure::Absent, "there is no such file in this revision")
    } else {
        (GitFailure::Path, "the path is no path of a file in the repository")
    };
    Err(GitError::new(failure, reason)
        .help("use a path from the current directory, or from the root of the repository"))
}

impl RevisionFile {
    /// Reads a file of the same revision. Its path starts in the same directory as that of this file.
    pub(super) fn read_base(&self, path: &str) -> Result<Vec<u8>, BaseError> {
        let outside = || BaseError {
            reason: "the file is outside the repository of the topology".to_owned(),
            help: "move the file there: a revision has no other files, and `--allow-outside` does not apply to it"
                .to_owned(),
        };
        let path = join_tree_path(&self.start, path).ok_or_else(outside)?;
        match self.repository.read_file(&self.commit, &path) {
            Ok(Some((bytes, _))) => Ok(bytes),
            Ok(None) => Err(io::Error::from(io::ErrorKind::NotFound).into()),
            Err(error) => Err(self.note_missing_base(error)),
        }
    }

    /// What a path of the same revision leads to if it is a link.
    pub(super) fn read_link(&self, path: &str) -> Result<Option<String>, BaseError> {
        match join_tree_path(&self.start, path) {
            Some(path) => self.repository.read_link(&self.commit, &path).map_err(|error| self.note_missing_base(error)),
            None => Ok(None),
        }
    }

    fn note_missing_base(&self, error: GitError) -> BaseError {
        self.lacks_base.set(self.lacks_base.get() || error.failure == GitFailure::Incomplete);
        match error.help {
            Some(help) => BaseError { reason: error.reason, help: help.to_owned() },
            None => io::Error::other(error.reason).into(),
        }
    }

    /// Whether a base could not be read because the clone lacks it.
    pub(super) const fn lacks_base(&self) -> bool {
        self.lacks_base.get()
    }
}

/// The repository around the current directory.
struct Repository {
    program: PathBuf,
    /// The path from its root to the current directory, empty or with a slash at the end.
    prefix: String,
    root: PathBuf,
}

impl Repository {
    fn find() -> Result<Self, GitError> {
        // Not canonical: git cannot read the paths to which Windows resolves links.
        let current = env::current_dir()?;
        let root = find_repository(&current).ok_or_else(|| {
            // In the words of git.
            GitError::new(GitFailure::Revision, "fatal: not a git repository (or any of the parent directories): .git")
        })?;
        let below = current.strip_prefix(root).unwrap_or(Path::new(""));
        let prefix = below.components().map(|part| format!("{}/", part.as_os_str().to_string_lossy())).collect();
        let program = find_program().ok_or_else(|| GitError::new(GitFailure::Revision, "git is not installed"))?;
        Ok(Self { program, prefix, root: root.to_path_buf() })
    }

    /// The commit that a revision names.
    fn resolve_commit(&self, revision: &str) -> Result<String, GitError> {
        let help = "use a commit, a branch or a tag of this clone, such as `git:HEAD:di-gen.yaml`";
        if revision.is_empty() {
            return Err(GitError::new(GitFailure::Revision, "the revision is empty").help(help));
        }
        if revision.starts_with('-') || revision.contains(char::is_control) {
            return Err(GitError::new(GitFailure::Revision, "this is not a revision").help(help));
        }
        // The name is read from standard input, where nothing is an option.
        let output = self.run(&["cat-file", "--batch-check"], &format!("{revision}^{{commit}}\n"))?;
        if let Some((id, "commit")) = parse_object(&output.stdout) {
            return Ok(id.to_owned());
        }
        let reason = match first_line(&output.stderr) {
            Some(line) => format!("the revision cannot be read: {line}"),
            None => "this revision is not a commit of this repository".to_owned(),
        };
        Err(GitError::new(GitFailure::Revision, reason).help(help))
    }

    /// The content of a file of a commit; none if there is no such file. Links are followed inside the revision.
    fn read_file(&self, commit: &str, path: &str) -> Result<Option<(Vec<u8>, Reached)>, GitError> {
        if path.is_empty() || path.contains(char::is_control) {
            return Ok(None);
        }
        if path.len() > MAX_PATH_BYTES {
            return Err(GitError::new(GitFailure::Path, format!("the path has more than {MAX_PATH_BYTES} bytes")));
        }
        let entry = self.find_entry(commit, path)?;
        match entry.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            ["100644" | "100755" | "100664", _, id] => Ok(Some((self.read_blob(id)?, Reached::Directly))),
            ["040000", ..] => Err(GitError::new(GitFailure::File, "this is a directory in this revision")),
            ["160000", ..] => Err(in_submodule(path)),
            // A link, or a path through one.
            _ => {
                let name = format!("{commit}:{path}\n");
                let output = self.run(&["cat-file", "--batch-check", "--follow-symlinks"], &name)?;
                match parse_object(&output.stdout) {
                    Some((id, "blob")) => Ok(Some((self.read_blob(id)?, Reached::ThroughLink))),
                    _ => self.check_is_absent(commit, path).map(|()| None),
                }
            }
        }
    }

    /// What a path leads to if it is a link; a path through a link is not.
    fn read_link(&self, commit: &str, path: &str) -> Result<Option<String>, GitError> {
        if path.is_empty() || path.contains(char::is_control) || path.len() > MAX_PATH_BYTES {
            return Ok(None);
        }
        match self.find_entry(commit, path)?.as_slice() {
            [mode, _, id] if mode == "120000" => Ok(Some(String::from_utf8_lossy(&self.read_blob(id)?).into_owned())),
            _ => Ok(None),
        }
    }

    /// Mode, type and ID of a path; none where it is absent or leads through a link.
    fn find_entry(&self, commit: &str, path: &str) -> Result<Vec<String>, GitError> {
        let listed = self.run(&["ls-tree", "-z", "--full-tree", commit, "--", path], "")?;
        if !listed.status.success() {
            return Err(missing_object());
        }
        let listed = String::from_utf8_lossy(&listed.stdout);
        Ok(listed.split('\t').next().unwrap_or_default().split_whitespace().map(ToOwned::to_owned).collect())
    }

    /// Checks that a path which leads to no file is absent: not in a submodule, not missing in the clone, and no link.
    fn check_is_absent(&self, commit: &str, path: &str) -> Result<(), GitError> {
        let mut target = path.to_owned();
        for links in 0..MAX_LINKS {
            let parts = target.match_indices('/').map(|(at, _)| &target[..at]).chain([target.as_str()]);
            let parts: Vec<&str> = parts.collect();
            let listed = self.run(&[&["ls-tree", "-z", "--full-tree", commit, "--"][..], &parts].concat(), "")?;
            if !listed.status.success() {
                return Err(missing_object());
            }
            let listed = String::from_utf8_lossy(&listed.stdout);
            let mut entries = listed.split('\0').filter_map(|entry| entry.split_once('\t'));
            // What is beside them is listed, too.
            let is_end = |(entry, part): &(&str, &str)| !entry.starts_with("040000 ") && parts.contains(part);
            let Some((entry, part)) = entries.find(is_end) else {
                return if links == 0 { Ok(()) } else { Err(dead_link()) };
            };
            let id = entry.rsplit(' ').next().unwrap_or_default();
            if entry.starts_with("160000 ") {
                return Err(in_submodule(part));
            }
            let content = self.read_blob(id)?;
            if !entry.starts_with("120000 ") {
                // A file, and in place of a directory there is none.
                return if part == target || links > 0 { Err(dead_link()) } else { Ok(()) };
            }
            let directory = part.rsplit_once('/').map_or("", |(directory, _)| directory);
            let link = format!("{}{}", String::from_utf8_lossy(&content), &target[part.len()..]);
            target = join_tree_path(directory, &link).filter(|next| !next.is_empty()).ok_or_else(dead_link)?;
        }
        Err(dead_link())
    }

    fn read_blob(&self, id: &str) -> Result<Vec<u8>, GitError> {
        let mut command = self.command(&["cat-file", "blob", id]);
        let mut child = command.stdin(Stdio::null()).stderr(Stdio::null()).spawn()?;
        let bytes = child.stdout.take().map(read_limited).transpose()?.unwrap_or_default();
        if bytes.len() > SourceText::MAX_BYTES {
            // The rest is not read, so git may not end by itself.
            let _ = child.kill();
            child.wait()?;
            return Ok(bytes);
        }
        if child.wait()?.success() { Ok(bytes) } else { Err(missing_object()) }
    }

    fn run(&self, arguments: &[&str], input: &str) -> io::Result<Output> {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn()?;
        if let Some(mut stdin) = child.stdin.take() {
            // A git that refuses the repository ends before it reads.
            match stdin.write_all(input.as_bytes()) {
                Err(error) if error.kind() != io::ErrorKind::BrokenPipe => return Err(error),
                _ => {}
            }
        }
        child.wait_with_output()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        for (name, _) in env::vars_os() {
            if name.to_string_lossy().to_ascii_uppercase().starts_with("GIT_") {
                command.env_remove(name);
            }
        }
        command
            .env("PATH", env::join_paths(search_path()).unwrap_or_default())
            // A protocol that there is not. An empty value may get lost on Windows.
            .env("GIT_ALLOW_PROTOCOL", "none")
            .env("GIT_NO_LAZY_FETCH", "1")
            .env("GIT_NO_REPLACE_OBJECTS", "1")
            .env("GIT_LITERAL_PATHSPECS", "1")
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_TERMINAL_PROMPT", "0")
            .env("GIT_PAGER", "")
            .arg("--git-dir")
            .arg(self.root.join(".git"))
            .arg("--work-tree")
            .arg(&self.root)
            .current_dir(&self.root);
        for setting in SETTINGS {
            command.args(["-c", setting]);
        }
        command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}

/// The length of the longest path that is read: `PATH_MAX` of Linux, which no checkout exceeds there.
const MAX_PATH_BYTES: usize = 4096;

/// The most links of a path: as many as Linux follows.
const MAX_LINKS: usize = 40;

/// Settings that come before those of the repository, as a second line of defence.
const SETTINGS: &[&str] = &[
    "safe.bareRepository=explicit",
    "core.fsmonitor=",
    "core.hooksPath=/dev/null",
    "protocol.allow=never",
    "maintenance.auto=false",
    "gc.auto=0",
];

/// ID and type from a line of `cat-file --batch-check`.
fn parse_object(output: &[u8]) -> Option<(&str, &str)> {
    let line = std::str::from_utf8(output).ok()?.lines().next()?;
    match line.split(' ').collect::<Vec<_>>().as_slice() {
        [id, kind, _] if matches!(id.len(), 40 | 64) && id.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            Some((*id, *kind))
        }
        _ => None,
    }
}

fn first_line(text: &[u8]) -> Option<String> {
    String::from_utf8_lossy(text).lines().next().map(ToOwned::to_owned)
}

/// A path from the root of a repository, without `.` and `..`; none if it leaves the repository.
fn join_tree_path(start: &str, path: &str) -> Option<String> {
    if path.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in start.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => _ = parts.pop()?,
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
