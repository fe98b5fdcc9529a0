//! What may be released: a tag of the version, on the default branch, of the repository that Cargo.toml names.

use super::{Checkout, Ended, has};

const HERE: &str = "https://github.com/contoso/di-gen";

/// A clone with a branch `main`, as actions/checkout leaves it at a tag.
fn clone(version: &str, repository: &str) -> Checkout {
    let checkout = Checkout::new(&["ci/release/check-source", "ci/release/check-version"]);
    checkout.git(&["init", "--quiet", "--initial-branch=main"]);
    commit(&checkout, version, repository);
    checkout.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    checkout
}

fn commit(checkout: &Checkout, version: &str, repository: &str) {
    let manifest = format!("[package]\nname = \"di-gen\"\nversion = \"{version}\"\nrepository = \"{repository}\"\n");
    checkout.write("Cargo.toml", &manifest);
    checkout.git(&["add", "Cargo.toml", "ci"]);
    checkout.git(&["commit", "--quiet", "--allow-empty", "--message", version]);
}

fn check(checkout: &Checkout, tag: &str) -> Ended {
    let environment = [
        ("TAG", tag),
        ("DEFAULT_BRANCH", "main"),
        ("GITHUB_SERVER_URL", "https://github.com"),
        ("GITHUB_REPOSITORY", "contoso/di-gen"),
    ];
    checkout.run("bash", &["ci/release/check-source"], &environment)
}

#[test]
fn a_tag_of_the_version_on_the_default_branch_may_be_released() {
    if !has(&["bash", "git"]) {
        return;
    }
    let checkout = clone("1.2.3", HERE);
    let ended = check(&checkout, "v1.2.3");
    assert!(ended.is_success, "{}", ended.text);
    // The branch went on meanwhile.
    checkout.git(&["switch", "--quiet", "--detach"]);
    commit(&checkout, "1.3.0-dev", HERE);
    checkout.git(&["update-ref", "refs/remotes/origin/main", "HEAD"]);
    checkout.git(&["switch", "--quiet", "main"]);
    assert!(check(&checkout, "v1.2.3").is_success);
}

#[test]
fn everything_else_is_refused_with_what_to_do() {
    if !has(&["bash", "git"]) {
        return;
    }
    let refused = |checkout: &Checkout, tag: &str, expected: &[&str]| {
        let ended = check(checkout, tag);
        assert!(!ended.is_success && expected.iter().all(|text| ended.text.contains(text)), "{}", ended.text);
    };
    refused(&clone("1.2.3", HERE), "v1.2.4", &["the tag is v1.2.4", "is 1.2.3"]);
    refused(&clone("1.2.3-dev", HERE), "v1.2.3-dev", &["a version between releases"]);
    // A placeholder, a fork, and addresses that lead to the same place in another way of writing.
    for repository in ["https://github.invalid/OWNER/di-gen", "https://github.com/other/di-gen", &format!("{HERE}.git")]
    {
        let set = format!("Set `repository = \"{HERE}\"`");
        refused(&clone("1.2.3", repository), "v1.2.3", &[repository, &set, "cargo run --example refresh"]);
    }
    let checkout = clone("1.2.3", HERE);
    checkout.git(&["switch", "--quiet", "--create", "side"]);
    commit(&checkout, "1.2.3", HERE);
    refused(&checkout, "v1.2.3", &["is not on the branch main"]);
    checkout.git(&["update-ref", "-d", "refs/remotes/origin/main"]);
    refused(&checkout, "v1.2.3", &["has no branch main"]);
}

/// Two programs of one version could not be told apart.
#[test]
fn a_commit_after_a_release_has_another_version() {
    if !has(&["bash", "git"]) {
        return;
    }
    let checkout = clone("1.2.3", HERE);
    let check = || checkout.run("bash", &["ci/release/check-version"], &[]);
    assert!(check().text.contains("1.2.3 is not released yet"));
    checkout.git(&["tag", "--annotate", "v1.2.3", "--message", "1.2.3"]);
    assert!(check().is_success);
    commit(&checkout, "1.2.3", HERE);
    let ended = check();
    assert!(!ended.is_success && ended.text.contains("with `-dev`"), "{}", ended.text);
    commit(&checkout, "1.3.0-dev", HERE);
    assert!(check().is_success);
}
