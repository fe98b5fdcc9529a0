//! A clone of a repository in a directory of its own, and a program that shows whether it ran.

use std::{
    fs,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

pub(super) const CLOSED: &str = "name: claims\n";
pub(super) const OPEN: &str = "name: claims\naccount: { publicNetworkAccess: open }\n";

/// A clone with a topology in `infra`, and the file that a program creates if it runs.
pub(super) struct Clone {
    pub(super) folder: TempDir,
}

impl Clone {
    /// A clone with one commit; none where git is not installed.
    pub(super) fn new() -> Option<Self> {
        let clone = Self { folder: TempDir::new().expect("a directory") };
        clone.write("infra/di-gen.yaml", CLOSED);
        fs::create_dir_all(clone.root().join("infra/deep")).expect("a directory");
        if Command::new("git").arg("--version").output().is_err() {
            return None;
        }
        clone.git(".", &["init", "-q"]);
        clone.git(".", &["checkout", "-q", "-b", "main"]);
        clone.commit("first");
        Some(clone)
    }

    pub(super) fn root(&self) -> PathBuf {
        self.folder.path().join("clone")
    }

    pub(super) fn marker(&self) -> PathBuf {
        self.folder.path().join("ran")
    }

    pub(super) fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("directories");
        fs::write(path, text).expect("a file");
    }

    /// Runs git without the care that di-gen takes.
    pub(super) fn try_git(&self, directory: &str, arguments: &[&str]) -> bool {
        let name = ["-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "commit.gpgsign=false"];
        let ended = Command::new("git").args(name).args(arguments).current_dir(self.root().join(directory)).output();
        ended.expect("git").status.success()
    }

    pub(super) fn git(&self, directory: &str, arguments: &[&str]) {
        assert!(self.try_git(directory, arguments), "{arguments:?}");
    }

    pub(super) fn commit(&self, message: &str) {
        self.git(".", &["add", "-A"]);
        self.git(".", &["commit", "-qm", message]);
    }

    pub(super) fn commit_empty(&self, message: &str) {
        self.git(".", &["commit", "-qm", message, "--allow-empty"]);
    }

    /// A program that leaves the marker.
    pub(super) fn program(&self, path: &Path) -> String {
        fs::create_dir_all(path.parent().expect("a parent")).expect("directories");
        fs::write(path, format!("#!/bin/sh\ntouch '{}'\n", self.marker().display())).expect("a program");
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("a program");
        path.display().to_string()
    }

    pub(super) fn command(&self, directory: &str, revision: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_di-gen"));
        let new = self.root().join("infra/di-gen.yaml");
        command.arg("diff").arg(format!("git:{revision}")).arg(new).current_dir(self.root().join(directory));
        command
    }

    /// What a comparison with a revision prints, and its exit status. No program ran.
    pub(super) fn diff(&self, directory: &str, revision: &str) -> (String, i32) {
        let (_, with_private) = self.run(self.command(directory, revision).arg("--or-private"));
        let (text, status) = self.run(&mut self.command(directory, revision));
        // What can be compared is compared with or without the built-in topology for absent files.
        assert!(status != 0 || with_private == 0, "{revision}: {text}");
        (text, status)
    }

    pub(super) fn run(&self, command: &mut Command) -> (String, i32) {
        let ended = command.output().expect("the program");
        let text = [ended.stdout, ended.stderr].concat();
        let text = String::from_utf8(text).expect("text");
        assert!(!self.marker().exists(), "a program ran: {text}");
        (text, ended.status.code().expect("an exit status"))
    }
}

pub(super) fn remove_object(clone: &Clone, git_directory: &Path, name: &str) {
    let found = Command::new("git").args(["rev-parse", name]).current_dir(clone.root()).output().expect("git");
    let id = String::from_utf8(found.stdout).expect("an ID");
    let (start, rest) = id.trim().split_at(2);
    fs::remove_file(git_directory.join("objects").join(start).join(rest)).expect("an object");
}
