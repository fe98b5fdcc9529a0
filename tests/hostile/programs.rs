//! Promise `no-programs`: no program that a repository names runs, and no network is used.
#![cfg(unix)]

use std::{
    fs,
    os::unix::fs::{PermissionsExt as _, symlink},
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

const CLOSED: &str = "name: claims\n";
const OPEN: &str = "name: claims\naccount: { publicNetworkAccess: open }\n";

/// A clone with a topology in `infra`, and the file that a program creates if it runs.
struct Clone {
    folder: TempDir,
}

impl Clone {
    /// A clone with one commit; none where git is not installed.
    fn new() -> Option<Self> {
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

    fn root(&self) -> PathBuf {
        self.folder.path().join("clone")
    }

    fn marker(&self) -> PathBuf {
        self.folder.path().join("ran")
    }

    fn write(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("directories");
        fs::write(path, text).expect("a file");
    }

    /// Runs git without the care that di-gen takes.
    fn try_git(&self, directory: &str, arguments: &[&str]) -> bool {
        let name = ["-c", "user.name=t", "-c", "user.email=t@localhost", "-c", "commit.gpgsign=false"];
        let ended = Command::new("git").args(name).args(arguments).current_dir(self.root().join(directory)).output();
        ended.expect("git").status.success()
    }

    fn git(&self, directory: &str, arguments: &[&str]) {
        assert!(self.try_git(directory, arguments), "{arguments:?}");
    }

    fn commit(&self, message: &str) {
        self.git(".", &["add", "-A"]);
        self.git(".", &["commit", "-qm", message]);
    }

    /// A program that leaves the marker.
    fn program(&self, path: &Path) -> String {
        fs::create_dir_all(path.parent().expect("a parent")).expect("directories");
        fs::write(path, format!("#!/bin/sh\ntouch '{}'\n", self.marker().display())).expect("a program");
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("a program");
        path.display().to_string()
    }

    fn command(&self, directory: &str, revision: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_di-gen"));
        let new = self.root().join("infra/di-gen.yaml");
        command.arg("diff").arg(format!("git:{revision}")).arg(new).current_dir(self.root().join(directory));
        command
    }

    /// What a comparison with a revision prints, and its exit status. No program ran.
    fn diff(&self, directory: &str, revision: &str) -> (String, i32) {
        let (_, with_private) = self.run(self.command(directory, revision).arg("--or-private"));
        let (text, status) = self.run(&mut self.command(directory, revision));
        // What can be compared is compared with or without the built-in topology for absent files.
        assert!(status != 0 || with_private == 0, "{revision}: {text}");
        (text, status)
    }

    fn run(&self, command: &mut Command) -> (String, i32) {
        let ended = command.output().expect("the program");
        let text = [ended.stdout, ended.stderr].concat();
        let text = String::from_utf8(text).expect("text");
        assert!(!self.marker().exists(), "a program ran: {text}");
        (text, ended.status.code().expect("an exit status"))
    }
}

#[test]
fn honest_revisions_are_read() {
    let Some(clone) = Clone::new() else { return };
    clone.git(".", &["tag", "-a", "v1", "-m", "one"]);
    clone.write("infra/di-gen.yaml", OPEN);
    clone.write("infra/deep/base.yaml", "tags: { team: forms }\n");
    clone.write("infra/deep/di-gen.yaml", "extends: ../deep/base.yaml\nname: claims\n");
    clone.commit("the word opening");
    clone.git(".", &["fetch", "-q", ".", "v1"]);
    for revision in
        ["HEAD~1", "main~1", "v1", "main^", "FETCH_HEAD", "@~1", "HEAD^{/first}", "refs/tags/v1", "main@{1}"]
    {
        let (text, status) = clone.diff(".", &format!("{revision}:infra/di-gen.yaml"));
        assert!(status == 0 && text.contains("denied to allowed"), "{revision}: {text}");
    }
    for (directory, path, is_found) in [
        (".", "infra/di-gen.yaml", true),
        (".", "./infra/di-gen.yaml", true),
        ("infra", "di-gen.yaml", true),
        ("infra", "infra/di-gen.yaml", true),
        ("infra", "./di-gen.yaml", true),
        ("infra/deep", "../di-gen.yaml", true),
        ("infra/deep", "../../infra/di-gen.yaml", true),
        ("infra", "./infra/di-gen.yaml", false),
        (".", "/infra/di-gen.yaml", false),
        (".", "../clone/infra/di-gen.yaml", false),
        (".", "infra", false),
        (".", "", false),
        (".", "nowhere.yaml", false),
    ] {
        let (text, status) = clone.diff(directory, &format!("HEAD~1:{path}"));
        assert_eq!(status == 0, is_found, "{directory}, {path}: {text}");
        assert!(is_found || status == 3 && text.contains("DI3002"), "{path}: {text}");
    }
    // A worktree of a bare clone, whose `.git` is a file.
    clone.git(".", &["clone", "-q", "--bare", ".", "../bare"]);
    clone.git("../bare", &["worktree", "add", "-q", "../of-bare", "main"]);
    for directory in ["../of-bare", "../of-bare/infra"] {
        let (text, status) = clone.diff(directory, "main~1:infra/di-gen.yaml");
        assert!(status == 0 && text.contains("denied to allowed"), "{directory}: {text}");
    }
    // With its bases, from each directory, also in a worktree.
    clone.git(".", &["worktree", "add", "-q", "../worktree", "main~0"]);
    for (directory, path) in [
        (".", "infra/deep/di-gen.yaml"),
        ("infra", "deep/di-gen.yaml"),
        ("infra", "infra/deep/di-gen.yaml"),
        ("../worktree/infra", "./deep/di-gen.yaml"),
    ] {
        let (text, status) = clone.diff(directory, &format!("main:{path}"));
        assert!(status == 0 && text.contains("denied to allowed"), "{directory}, {path}: {text}");
    }
}

#[test]
fn a_revision_is_a_commit() {
    let Some(clone) = Clone::new() else { return };
    for revision in [
        "",
        "-",
        "--",
        "-x",
        "--output=x",
        "--textconv",
        "--all",
        "nowhere",
        "HEAD^{tree}",
        "HEAD^{blob}",
        "^HEAD",
        "HEAD..HEAD",
        "HEAD...HEAD",
        "HEAD\nHEAD",
        "HEAD\0".trim_end_matches('\0'),
        "HEAD ",
        "@{u}",
        "HEAD@{99}",
    ] {
        if revision == "HEAD" {
            continue;
        }
        let (text, status) = clone.diff(".", &format!("{revision}:infra/di-gen.yaml"));
        assert!(status == 3 && text.contains("DI3002") && text.contains("help"), "{revision:?}: {status} {text}");
        // A gate does not take it for a new file.
        let mut command = clone.command(".", &format!("{revision}:infra/di-gen.yaml"));
        let (text, status) = clone.run(command.arg("--or-private"));
        assert!(status == 3 && text.contains("DI3002"), "{revision:?}: {status} {text}");
    }
    // `git::/word` has an empty revision; a revision alone has no path.
    for name in [":/first", ":infra/di-gen.yaml", ":0:infra/di-gen.yaml", "HEAD", ""] {
        let (text, status) = clone.diff(".", name);
        assert!(status == 3 && text.contains("DI3002"), "{name}: {text}");
    }
    assert!(!clone.root().join("x").exists());
    // Outside of a clone.
    let (text, status) = clone.run(clone.command(".", "HEAD:infra/di-gen.yaml").current_dir(clone.folder.path()));
    assert!(status == 3 && text.contains("DI3002"), "{text}");
}

#[test]
fn configured_programs_do_not_run() {
    let Some(clone) = Clone::new() else { return };
    let program = clone.program(&clone.folder.path().join("program"));
    clone.write(".gitattributes", "* diff=evil filter=evil\n");
    clone.git(".", &["add", ".gitattributes"]);
    clone.git(".", &["commit", "-qm", "first attributes"]);
    let hooks = clone.folder.path().join("hooks");
    for hook in ["post-index-change", "reference-transaction", "fsmonitor-watchman", "pre-auto-gc", "post-checkout"] {
        clone.program(&hooks.join(hook));
    }
    let hooks = hooks.display().to_string();
    let shell = format!("!{program}");
    for (name, value) in [
        ("core.fsmonitor", program.as_str()),
        ("core.hooksPath", &hooks),
        ("core.pager", &program),
        ("core.editor", &program),
        ("core.sshCommand", &program),
        ("core.gitProxy", &program),
        ("core.askPass", &program),
        ("core.alternateRefsCommand", &program),
        ("credential.helper", &shell),
        ("pager.cat-file", &program),
        ("pager.show", &program),
        ("alias.cat-file", &shell),
        ("alias.ls-tree", &shell),
        ("alias.show", &shell),
        ("diff.external", &program),
        ("diff.evil.textconv", &program),
        ("diff.evil.command", &program),
        ("filter.evil.smudge", &program),
        ("filter.evil.clean", &program),
        ("filter.evil.process", &program),
        ("log.showSignature", "true"),
        ("gpg.program", &program),
        ("uploadpack.packObjectsHook", &program),
        ("interactive.diffFilter", &program),
    ] {
        clone.git(".", &["config", name, value]);
    }
    // The setup is one that runs programs.
    clone.try_git(".", &["show", "--textconv", "HEAD:infra/di-gen.yaml"]);
    clone.try_git(".", &["status"]);
    assert!(clone.marker().exists(), "the configuration has no effect");
    fs::remove_file(clone.marker()).expect("the marker");
    for (revision, expected) in [
        ("HEAD:infra/di-gen.yaml", 0),
        (":infra/di-gen.yaml", 3),
        (":/first", 3),
        (":0:infra/di-gen.yaml", 3),
        ("nowhere:x", 3),
    ] {
        for directory in [".", "infra", "infra/deep"] {
            let (text, status) = clone.diff(directory, revision);
            assert_eq!(status, expected, "{directory}, {revision}: {text}");
        }
    }
}

/// Configures a repository so that reading a missing object runs a program, and removes the topology's object.
fn make_partial(clone: &Clone, directory: &str, url: &str) {
    for (name, value) in [
        ("core.repositoryFormatVersion", "1"),
        ("extensions.partialClone", "evil"),
        ("remote.evil.url", url),
        ("remote.evil.promisor", "true"),
        ("remote.evil.partialCloneFilter", "blob:none"),
        ("protocol.allow", "always"),
        ("protocol.ext.allow", "always"),
        ("protocol.file.allow", "always"),
    ] {
        clone.git(directory, &["config", name, value]);
    }
}

fn remove_object(clone: &Clone, git_directory: &Path, name: &str) {
    let found = Command::new("git").args(["rev-parse", name]).current_dir(clone.root()).output().expect("git");
    let id = String::from_utf8(found.stdout).expect("an ID");
    let (start, rest) = id.trim().split_at(2);
    fs::remove_file(git_directory.join("objects").join(start).join(rest)).expect("an object");
}

#[test]
fn missing_objects_are_not_fetched() {
    for missing in ["HEAD:infra/di-gen.yaml", "HEAD:infra", "HEAD^{tree}"] {
        let Some(clone) = Clone::new() else { return };
        let program = clone.program(&clone.folder.path().join("program"));
        make_partial(&clone, ".", &format!("ext::{program}"));
        remove_object(&clone, &clone.root().join(".git"), missing);
        clone.try_git(".", &["cat-file", "-p", missing]);
        assert!(clone.marker().exists(), "{missing}: the configuration has no effect");
        fs::remove_file(clone.marker()).expect("the marker");
        for revision in ["HEAD:infra/di-gen.yaml", "HEAD~0:./infra/di-gen.yaml"] {
            let (text, status) = clone.diff(".", revision);
            assert!(status == 3 && text.contains("DI3002"), "{missing}, {revision}: {text}");
        }
        // A transport that no environment variable of git is asked about, and a repository that has the object.
        let other = clone.folder.path().join("other").display().to_string();
        clone.try_git(".", &["config", "remote.evil.url", &other]);
        clone.try_git(".", &["config", "remote.evil.uploadpack", &program]);
        clone.try_git(".", &["config", "remote.evil.vcs", "evil"]);
        clone.program(&clone.folder.path().join("bin/git-remote-evil"));
        let path = format!("{}:{}", clone.folder.path().join("bin").display(), std::env::var("PATH").unwrap());
        let (text, status) = clone.run(clone.command(".", "HEAD:infra/di-gen.yaml").env("PATH", path));
        assert!(status == 3, "{missing}: {text}");
    }
}

#[test]
fn a_bare_repository_in_a_subdirectory_is_not_used() {
    let Some(clone) = Clone::new() else { return };
    let program = clone.program(&clone.folder.path().join("program"));
    // It is part of the commit, as in a pull request.
    clone.git(".", &["clone", "-q", "--bare", ".", "infra/bare"]);
    make_partial(&clone, "infra/bare", &format!("ext::{program}"));
    clone.git("infra/bare", &["config", "core.fsmonitor", &program]);
    for entry in fs::read_dir(clone.root().join("infra/bare/objects")).expect("objects") {
        let path = entry.expect("an entry").path();
        if path.file_name().is_some_and(|name| name.len() == 2) {
            fs::remove_dir_all(path).expect("objects");
        }
    }
    fs::create_dir_all(clone.root().join("infra/bare/work/deep")).expect("a directory");
    clone.try_git("infra/bare", &["cat-file", "-p", "HEAD:infra/di-gen.yaml"]);
    let is_used_by_git = clone.marker().exists();
    let _ = fs::remove_file(clone.marker());
    for directory in ["infra/bare", "infra/bare/refs", "infra/bare/work/deep"] {
        // The commit is that of the clone.
        let (text, status) = clone.diff(directory, "HEAD:infra/di-gen.yaml");
        assert_eq!(status, 0, "{directory}: {text}");
        let (text, status) = clone.diff(directory, "HEAD:nowhere.yaml");
        assert_eq!(status, 3, "{directory}: {text}");
    }
    // Without a clone around it, it is no repository.
    let alone = clone.folder.path().join("alone");
    fs::rename(clone.root().join("infra/bare"), &alone).expect("a directory");
    let (text, status) = clone.run(clone.command(".", "HEAD:infra/di-gen.yaml").current_dir(&alone));
    assert_eq!(status, 3, "{text}");
    assert!(is_used_by_git, "the configuration has no effect");
}

#[test]
fn variables_of_git_have_no_effect() {
    let Some(clone) = Clone::new() else { return };
    let program = clone.program(&clone.folder.path().join("program"));
    let elsewhere = Clone::new().expect("a clone");
    elsewhere.write("infra/di-gen.yaml", OPEN);
    elsewhere.commit("open");
    let trace = clone.folder.path().join("trace");
    let git_directory = elsewhere.root().join(".git").display().to_string();
    let executables = clone.folder.path().join("exec");
    for name in ["git", "git-cat-file", "git-ls-tree"] {
        clone.program(&executables.join(name));
    }
    let mut command = clone.command("infra", "HEAD:infra/di-gen.yaml");
    for (name, value) in [
        ("GIT_DIR", git_directory.as_str()),
        ("GIT_COMMON_DIR", &git_directory),
        ("GIT_WORK_TREE", "/"),
        ("GIT_OBJECT_DIRECTORY", "/nowhere"),
        ("GIT_ALTERNATE_OBJECT_DIRECTORIES", "/nowhere"),
        ("GIT_INDEX_FILE", "/nowhere"),
        ("GIT_NAMESPACE", "elsewhere"),
        ("GIT_EXTERNAL_DIFF", &program),
        ("GIT_PAGER", &program),
        ("GIT_SSH_COMMAND", &program),
        ("GIT_ASKPASS", &program),
        ("GIT_EXEC_PATH", &executables.display().to_string()),
        ("GIT_CONFIG_COUNT", "1"),
        ("GIT_CONFIG_KEY_0", "core.fsmonitor"),
        ("GIT_CONFIG_VALUE_0", &program),
        ("GIT_CONFIG_PARAMETERS", "'core.bare'='perhaps'"),
        ("GIT_TRACE", &trace.display().to_string()),
        ("GIT_TRACE2_EVENT", &trace.display().to_string()),
        ("GIT_CEILING_DIRECTORIES", "/"),
        ("GIT_LITERAL_PATHSPECS", "0"),
        ("GIT_ALLOW_PROTOCOL", "ext"),
        ("GIT_NO_LAZY_FETCH", "0"),
    ] {
        command.env(name, value);
    }
    let (text, status) = clone.run(&mut command);
    assert!(status == 0 && !text.contains("denied to allowed"), "{text}");
    assert!(!trace.exists(), "a trace was written");
}

#[test]
fn objects_are_not_replaced() {
    let Some(clone) = Clone::new() else { return };
    clone.write("infra/di-gen.yaml", OPEN);
    clone.commit("open");
    clone.git(".", &["replace", "HEAD~1:infra/di-gen.yaml", "HEAD:infra/di-gen.yaml"]);
    let (text, status) = clone.diff(".", "HEAD~1:infra/di-gen.yaml");
    assert!(status == 0 && text.contains("denied to allowed"), "{text}");
}

#[test]
fn git_is_not_taken_from_the_current_directory() {
    let Some(clone) = Clone::new() else { return };
    clone.program(&clone.root().join("infra/git"));
    clone.program(&clone.root().join("infra/bin/git"));
    let inherited = std::env::var("PATH").expect("PATH");
    let current = clone.root().join("infra").display().to_string();
    for start in
        [".", "", "./", "bin", "./bin", "../infra", &current, &format!("{current}/"), &format!("{current}/../infra")]
    {
        let mut command = clone.command("infra", "HEAD:infra/di-gen.yaml");
        let (text, status) = clone.run(command.env("PATH", format!("{start}:{inherited}")));
        assert_eq!(status, 0, "{start}: {text}");
        let mut command = clone.command("infra", "HEAD:infra/di-gen.yaml");
        let (text, status) = clone.run(command.env("PATH", start));
        assert!(status == 3 && text.contains("git is not installed"), "{start}: {text}");
    }
}

#[test]
fn links_and_bases_stay_inside_the_revision() {
    let Some(clone) = Clone::new() else { return };
    clone.write("shared/base.yaml", "account: { publicNetworkAccess: open }\n");
    clone.write("shared/open.yaml", "name: claims\nextends: base.yaml\n");
    clone.write(".env", "TOKEN=hunter2\n");
    fs::write(clone.folder.path().join("outside.yaml"), CLOSED).expect("a file");
    for (at, to) in [
        ("infra/linked.yaml", "di-gen.yaml"),
        ("infra/directory", "../shared"),
        ("infra/token.yaml", "../.env"),
        ("infra/outside.yaml", "../../outside.yaml"),
        ("infra/absolute.yaml", "/proc/self/environ"),
        ("infra/dangling.yaml", "nowhere.yaml"),
        ("infra/circle.yaml", "circle.yaml"),
    ] {
        symlink(to, clone.root().join(at)).expect("a link");
    }
    for (name, base) in [
        ("up", "../../outside.yaml"),
        ("token", "token.yaml"),
        ("plain", "../.env"),
        ("outside", "outside.yaml"),
        ("absolute", "absolute.yaml"),
        ("linked", "directory/base.yaml"),
    ] {
        clone.write(&format!("infra/extends-{name}.yaml"), format!("name: claims\nextends: {base}\n"));
    }
    clone.commit("links");
    for (path, expected) in [
        ("infra/linked.yaml", 0),
        ("infra/extends-linked.yaml", 0),
        ("infra/token.yaml", 2),
        ("infra/outside.yaml", 3),
        ("infra/absolute.yaml", 3),
        ("infra/dangling.yaml", 3),
        ("infra/circle.yaml", 3),
        ("infra/extends-up.yaml", 2),
        ("infra/extends-token.yaml", 2),
        ("infra/extends-plain.yaml", 2),
        ("infra/extends-outside.yaml", 2),
        ("infra/extends-absolute.yaml", 2),
    ] {
        for format in ["text", "json", "markdown"] {
            let mut command = clone.command(".", &format!("HEAD:{path}"));
            let (text, status) = clone.run(command.args(["--format", format]).env("API_TOKEN", "hunter2"));
            assert_eq!(status, expected, "{path}: {text}");
            assert!(!text.contains("hunter2"), "{path}: {text}");
        }
    }
    let (text, _) = clone.diff(".", "HEAD:infra/extends-linked.yaml");
    assert!(text.contains("allowed to denied"), "{text}");
}
