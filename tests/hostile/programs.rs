//! Promise `no-programs`: no program that a repository names runs, and no network is used.
#![cfg(unix)]

mod clone;
mod revisions;

use std::fs;

use clone::{Clone, OPEN, remove_object};

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
