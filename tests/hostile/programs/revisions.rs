//! Files of a revision: which are read, which are absent, and which the clone does not have.

use std::{fs, os::unix::fs::symlink};

use super::clone::{CLOSED, Clone, OPEN, remove_object};

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

/// What the clone lacks says nothing about the revision: a gate does not take it for a new file.
#[test]
fn what_the_clone_lacks_is_an_error() {
    let gate = |clone: &Clone, path: &str| {
        let (text, status) = clone.run(clone.command(".", &format!("HEAD:{path}")).arg("--or-private"));
        assert!(
            status == 3 && !text.contains("is new") && !text.contains("private topology"),
            "{path}: {status} {text}"
        );
        text
    };
    // Objects of the file, of its directory, of the root, and of a base.
    for (missing, path) in [
        ("HEAD:infra/di-gen.yaml", "infra/di-gen.yaml"),
        ("HEAD:infra", "infra/di-gen.yaml"),
        ("HEAD:infra", "infra/nowhere.yaml"),
        ("HEAD^{tree}", "infra/di-gen.yaml"),
        ("HEAD:infra/di-gen.yaml", "extending.yaml"),
        ("HEAD:infra", "extending.yaml"),
        // What a link leads to, and the link itself.
        ("HEAD:infra/di-gen.yaml", "linked.yaml"),
        ("HEAD:infra/di-gen.yaml", "directory/di-gen.yaml"),
        ("HEAD:infra", "directory/di-gen.yaml"),
        ("HEAD:linked.yaml", "linked.yaml"),
        ("HEAD:directory", "directory/di-gen.yaml"),
        ("HEAD:infra/di-gen.yaml", "extends-linked.yaml"),
    ] {
        let Some(clone) = Clone::new() else { return };
        clone.write("extending.yaml", "extends: infra/di-gen.yaml\nname: claims\n");
        clone.write("extends-linked.yaml", "extends: linked.yaml\nname: claims\n");
        symlink("infra/di-gen.yaml", clone.root().join("linked.yaml")).expect("a link");
        symlink("infra", clone.root().join("directory")).expect("a link");
        clone.commit("extending");
        remove_object(&clone, &clone.root().join(".git"), missing);
        assert!(gate(&clone, path).contains("is not in this clone"), "{missing}, {path}");
    }
    // A shallow clone does not have the commit.
    let Some(clone) = Clone::new() else { return };
    clone.commit_empty("second");
    let url = format!("file://{}", clone.root().display());
    clone.git(".", &["clone", "-q", "--depth=1", &url, "../shallow"]);
    let mut command = clone.command("../shallow", "HEAD~1:infra/di-gen.yaml");
    let (text, status) = clone.run(command.arg("--or-private"));
    assert!(status == 3 && text.contains("not a commit of this repository"), "{text}");
}

#[test]
fn a_file_of_a_submodule_is_no_new_file() {
    let Some(other) = Clone::new() else { return };
    let Some(clone) = Clone::new() else { return };
    let url = other.root().display().to_string();
    clone.git(".", &["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", &url, "infra/sub"]);
    clone.write("extending.yaml", "extends: infra/sub/infra/di-gen.yaml\nname: claims\n");
    clone.write("extends-linked.yaml", "extends: linked.yaml\nname: claims\n");
    for (target, name) in
        [("infra/sub", "linked"), ("./linked/infra/di-gen.yaml", "linked.yaml"), ("linked.yaml", "twice.yaml")]
    {
        symlink(target, clone.root().join(name)).expect("a link");
    }
    clone.commit("a submodule");
    for path in [
        "infra/sub/infra/di-gen.yaml",
        "infra/sub/nowhere.yaml",
        "infra/sub",
        "./infra/sub/x/y",
        "extending.yaml",
        // Through links.
        "linked/infra/di-gen.yaml",
        "linked.yaml",
        "twice.yaml",
        "extends-linked.yaml",
    ] {
        let (text, status) = clone.run(clone.command(".", &format!("HEAD:{path}")).arg("--or-private"));
        assert!(status == 3 && text.contains("infra/sub is a submodule"), "{path}: {status} {text}");
    }
    // In the directory of the submodule, its own revisions are read.
    let (text, status) = clone.diff("infra/sub", "HEAD:infra/di-gen.yaml");
    assert_eq!(status, 0, "{text}");
}

#[test]
fn a_path_that_is_none_of_the_revision_is_no_new_file() {
    let Some(clone) = Clone::new() else { return };
    let absolute = clone.root().join("infra/di-gen.yaml").display().to_string();
    for path in ["", ".", "..", "/etc/passwd", "../x.yaml", "infra/../../x.yaml", "a\nb.yaml", &absolute] {
        let mut command = clone.command(".", &format!("HEAD:{path}"));
        let (text, status) = clone.run(command.arg("--or-private"));
        assert!(status == 3 && text.contains("DI3002"), "{path:?}: {status} {text}");
    }
    // A link to nothing is no new file either, and what is below a link or a file may be one.
    for (target, name) in [("nowhere.yaml", "dead.yaml"), ("loop.yaml", "loop.yaml"), ("/etc/passwd", "out.yaml")] {
        symlink(target, clone.root().join(name)).expect("a link");
    }
    clone.commit("links");
    for path in ["dead.yaml", "loop.yaml", "out.yaml", "dead.yaml/x"] {
        let mut command = clone.command(".", &format!("HEAD:{path}"));
        let (text, status) = clone.run(command.args(["--or-private", "--fail-on", "any"]));
        assert!(status == 1 && text.contains("cannot be used (DI3002"), "{path}: {status} {text}");
    }
    // Nothing of this is in the way of a file that is new.
    symlink("../x", clone.root().join("infra/beside")).expect("a link");
    clone.commit("a link beside what is new");
    for path in ["infra/new.yaml", "infra/new/x.yaml", "new/di-gen.yaml", "infra/di-gen.yaml/x", "./new.yaml"] {
        let mut command = clone.command(".", &format!("HEAD:{path}"));
        let (text, status) = clone.run(command.args(["--or-private", "--fail-on", "any"]));
        assert!(status == 1 && text.contains("The topology is new"), "{path}: {text}");
    }
}

/// A base may name any path: git gets no arguments that grow with its square.
#[test]
fn a_path_that_no_checkout_has_is_refused() {
    let Some(clone) = Clone::new() else { return };
    let long = "a/".repeat(60_000);
    let deep = "a/".repeat(2_000);
    clone.write("long.yaml", format!("extends: {long}x.yaml\nname: claims\n"));
    clone.write("deep.yaml", format!("extends: {deep}x.yaml\nname: claims\n"));
    clone.commit("long");
    let (text, status) = clone.diff(".", "HEAD:long.yaml");
    assert!(status == 2 && text.contains("DI0010"), "{status} {}", &text[..500]);
    let (text, status) = clone.diff(".", "HEAD:deep.yaml");
    assert!(status == 2 && text.contains("DI0010"), "{status} {}", &text[..500]);
    let (text, status) = clone.diff(".", &format!("HEAD:{deep}{deep}x.yaml"));
    assert!(status == 3 && text.contains("4096 bytes"), "{status} {}", &text[..500]);
}

/// A sparse checkout has no files of some directories, and all files of its revisions.
#[test]
fn a_sparse_checkout_has_every_old_file() {
    let Some(clone) = Clone::new() else { return };
    clone.write("kept/di-gen.yaml", OPEN);
    clone.commit("two");
    if !clone.try_git(".", &["sparse-checkout", "set", "--no-cone", "/kept/"]) {
        return;
    }
    assert!(!clone.root().join("infra/di-gen.yaml").exists(), "the checkout is not sparse");
    let mut command = clone.command(".", "HEAD:infra/di-gen.yaml");
    // The new file is the one that is not checked out.
    let (text, status) = clone.run(command.arg("--or-private"));
    assert!(status == 3 && text.contains("DI3002"), "{text}");
    let name = "diff git:HEAD:infra/di-gen.yaml kept/di-gen.yaml --or-private";
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_di-gen"));
    let (text, status) = clone.run(command.args(name.split(' ')).current_dir(clone.root()));
    assert!(status == 0 && text.contains("denied to allowed"), "{text}");
    assert!(fs::read_to_string(clone.root().join("kept/di-gen.yaml")).is_ok());
}
