//! `ci/release/publish` with a `gh` that keeps a release in a folder, and `push-image` with a `docker` that keeps an image: they continue
//! what is there, and replace nothing.

use std::fs;

use super::{Checkout, Ended, has};

/// The commands of `gh release` that the script uses. An asset in `starter` was not uploaded to its end.
const GH: &str = r#"#!/usr/bin/env python3
import json, os, pathlib, shutil, sys
state = pathlib.Path("state")
group, command, tag, *arguments = sys.argv[1:]
assert group == "release" and tag == "v1.2.3" and arguments[-2:] == ["--repo", "contoso/di-gen"], sys.argv
with open("calls", "a") as calls:
    print(command, *arguments[:-2], file=calls)
release, uploaded, starter = state / "release", state / "uploaded", state / "starter"
names = lambda folder: sorted(path.name for path in folder.iterdir())
if os.environ.get("FAIL") == command:
    sys.exit("HTTP 502: Server Error (https://api.github.com/graphql)")
if command == "create":
    assert "--draft" in arguments and "--verify-tag" in arguments and not release.exists(), arguments
    release.write_text("draft")
elif not release.exists():
    sys.exit("release not found")
elif command == "view":
    assets = [{"name": name, "state": folder.name} for folder in (uploaded, starter) for name in names(folder)]
    print(json.dumps({"isDraft": release.read_text() == "draft", "assets": assets}))
elif command == "download":
    folder = arguments[arguments.index("--dir") + 1]
    for argument in arguments:
        if argument.startswith("--pattern="):
            shutil.copy(uploaded / argument.removeprefix("--pattern="), folder)
elif command == "upload":
    for file in map(pathlib.Path, arguments[:-3]):
        assert file.name not in names(uploaded), f"{file} is replaced"
        (starter / file.name).unlink(missing_ok=True)
        if os.environ.get("FAIL") == file.name:
            (starter / file.name).touch()
            sys.exit("connection reset")
        shutil.copy(file, uploaded)
elif command == "edit":
    assert "--draft=false" in arguments and not names(starter), arguments
    release.write_text("published")
"#;

const NAMES: [&str; 3] = ["SHA256SUMS", "di-gen.tar.gz", "di-gen.zip"];

fn repository() -> Checkout {
    let checkout = Checkout::new(&["ci/release/publish"]);
    checkout.program("gh", GH);
    for folder in ["state/uploaded", "state/starter"] {
        fs::create_dir_all(checkout.at(folder)).unwrap();
    }
    for name in NAMES {
        checkout.write(&format!("dist/{name}"), name);
    }
    checkout
}

fn publish(checkout: &Checkout, failure: &str) -> Ended {
    let environment = [("TAG", "v1.2.3"), ("GITHUB_REPOSITORY", "contoso/di-gen"), ("FAIL", failure)];
    checkout.run("python3", &["ci/release/publish", "dist"], &environment)
}

/// The commands since the last call.
fn calls(checkout: &Checkout) -> Vec<String> {
    let text = fs::read_to_string(checkout.at("calls")).unwrap_or_default();
    _ = fs::remove_file(checkout.at("calls"));
    text.lines().map(|line| line.split(' ').next().unwrap().to_owned()).collect()
}

fn state(checkout: &Checkout) -> String {
    fs::read_to_string(checkout.at("state/release")).unwrap_or_default()
}

fn assert_published(checkout: &Checkout) {
    assert_eq!(state(checkout), "published");
    for name in NAMES {
        assert_eq!(fs::read_to_string(checkout.at(&format!("state/uploaded/{name}"))).unwrap(), name);
    }
    assert_eq!(fs::read_dir(checkout.at("state/uploaded")).unwrap().count(), NAMES.len());
}

#[test]
fn a_release_is_published_with_all_its_files_and_again_without_a_change() {
    if !has(&["python3"]) {
        return;
    }
    let checkout = repository();
    let ended = publish(&checkout, "");
    assert!(ended.is_success, "{}", ended.text);
    assert_published(&checkout);
    assert_eq!(calls(&checkout), ["view", "create", "upload", "edit"]);
    let ended = publish(&checkout, "");
    assert!(ended.is_success && ended.text.contains("3 files were there with the same bytes"), "{}", ended.text);
    assert_published(&checkout);
    assert_eq!(calls(&checkout), ["view", "download"]);
}

#[test]
fn a_run_that_stopped_anywhere_is_continued() {
    if !has(&["python3"]) {
        return;
    }
    for failure in ["create", "upload", "edit", "SHA256SUMS", "di-gen.tar.gz", "di-gen.zip"] {
        let checkout = repository();
        assert!(!publish(&checkout, failure).is_success, "{failure}");
        assert_ne!(state(&checkout), "published", "{failure}");
        let ended = publish(&checkout, "");
        assert!(ended.is_success, "{failure}: {}", ended.text);
        assert_published(&checkout);
    }
}

#[test]
fn other_bytes_are_an_error_and_stay() {
    if !has(&["python3"]) {
        return;
    }
    let changes: [(&str, &str); 2] = [("di-gen.zip", "other"), ("of-another-run.whl", "text")];
    for kind in ["draft", "published"] {
        for (name, text) in changes {
            let checkout = repository();
            checkout.write("state/release", kind);
            checkout.write("state/uploaded/SHA256SUMS", "SHA256SUMS");
            checkout.write(&format!("state/uploaded/{name}"), text);
            let ended = publish(&checkout, "");
            assert!(
                !ended.is_success && ended.text.contains(&format!("other files than this run: {name}.")),
                "{}",
                ended.text
            );
            assert_eq!(calls(&checkout), ["view", "download"]);
            assert_eq!(state(&checkout), kind);
        }
    }
}

/// Another error than a missing release does not lead to a second release.
#[test]
fn an_error_of_the_service_creates_nothing() {
    if !has(&["python3"]) {
        return;
    }
    let checkout = repository();
    let ended = publish(&checkout, "view");
    assert!(!ended.is_success && ended.text.contains("HTTP 502"), "{}", ended.text);
    assert_eq!(calls(&checkout), ["view"]);
}

#[test]
fn an_image_is_pushed_once() {
    if !has(&["bash"]) {
        return;
    }
    let checkout = Checkout::new(&["ci/release/push-image", "Containerfile"]);
    checkout.program(
        "docker",
        "#!/usr/bin/env bash
echo \"$*\" >> calls
case $* in
  'buildx imagetools inspect ghcr.io/contoso/di-gen:1.2.3')
    if [[ -n ${FAIL:-} ]]; then echo 'ERROR: unexpected status: 502 Bad Gateway' >&2; exit 1; fi
    test -e pushed || { echo 'ERROR: ghcr.io/contoso/di-gen:1.2.3: not found' >&2; exit 1; } ;;
  'buildx build '*'--push --tag ghcr.io/contoso/di-gen:1.2.3 context') test -x context/amd64/di-gen; touch pushed ;;
esac
",
    );
    checkout.write("context/amd64/di-gen", "");
    checkout.write("context/arm64/di-gen", "");
    let environment = [("OWNER", "Contoso"), ("TAG", "v1.2.3"), ("GH_TOKEN", "token")];
    let push = || checkout.run("bash", &["ci/release/push-image", "context"], &environment);
    // A registry that does not answer may have the image.
    let failing = [environment[0], environment[1], environment[2], ("FAIL", "1")];
    let ended = checkout.run("bash", &["ci/release/push-image", "context"], &failing);
    assert!(!ended.is_success && ended.text.contains("502") && !checkout.at("pushed").exists(), "{}", ended.text);
    let ended = push();
    assert!(ended.is_success && checkout.at("pushed").exists(), "{}", ended.text);
    let builds = || fs::read_to_string(checkout.at("calls")).unwrap().matches("buildx build").count();
    assert_eq!(builds(), 1);
    let ended = push();
    assert!(ended.is_success && ended.text.contains("is published already"), "{}", ended.text);
    assert_eq!(builds(), 1);
}
