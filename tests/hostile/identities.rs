//! Promise `own-outputs`: only the outputs of the same topology file are replaced or removed.

mod edits;
mod journals;
mod renames;

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::{OsStr, OsString},
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use tempfile::TempDir;

const TOPOLOGY: &str = "name: claims\noutputs: [{ language: arm, folder: out }, { language: terraform, folder: tf }]\n";

/// Other outputs, so that those of [`TOPOLOGY`] would be orphaned.
const ELSEWHERE: &str = "name: claims\noutputs: [{ language: arm, folder: elsewhere }]\n";

fn generate(folder: &Path, arguments: &[&OsStr]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_di-gen"));
    command.arg("generate").args(arguments).current_dir(folder).output().expect("a run")
}

fn status(folder: &Path, arguments: &[&OsStr]) -> i32 {
    generate(folder, arguments).status.code().expect("an exit status")
}

/// Every file below a directory.
fn tree(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let (mut found, mut open) = (BTreeMap::new(), vec![folder.to_path_buf()]);
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).expect("a directory").flatten() {
            let kind = entry.file_type().expect("a kind");
            if kind.is_dir() {
                open.push(entry.path());
            } else if kind.is_symlink() {
                found.insert(
                    entry.path(),
                    fs::read_link(entry.path()).expect("a link").into_os_string().into_encoded_bytes(),
                );
            } else {
                found.insert(entry.path(), fs::read(entry.path()).expect("a file"));
            }
        }
    }
    found
}

/// Names that are easily taken for each other: special characters, other scripts, other forms of the same letter, and
/// what an escape of another name looks like.
fn similar_names() -> Vec<OsString> {
    let names = [
        "a b.yaml",
        "a+b.yaml",
        "a?b.yaml",
        "a%20b.yaml",
        "a%2Bb.yaml",
        "a\nb.yaml",
        "a\tb.yaml",
        "a:b.yaml",
        "a_b.yaml",
        "топ.yaml",
        "лот.yaml",
        "図面.yaml",
        "図画.yaml",
        "\u{e9}.yaml",
        "e\u{301}.yaml",
        "\u{430}.yaml",
        "a.yaml",
        "\u{fffd}.yaml",
        "a b.yaml and run `di-gen generate`, which writes out.yaml",
        "A.yaml",
        "\\.yaml",
        "\".yaml",
    ];
    #[allow(unused_mut, reason = "other systems have no names that are not text")]
    let mut names: Vec<OsString> = names.into_iter().map(OsString::from).collect();
    #[cfg(target_os = "linux")]
    for byte in [0xfe, 0xff] {
        use std::os::unix::ffi::OsStringExt as _;
        names.push(OsString::from_vec([&[byte], ".yaml".as_bytes()].concat()));
    }
    names
}

/// A file system may not have two of these names, or not one of them.
fn creatable(folder: &Path, names: Vec<OsString>) -> Vec<OsString> {
    let is_new = |name: &OsString| {
        let path = folder.join(name);
        !path.exists() && fs::write(path, TOPOLOGY).is_ok()
    };
    names.into_iter().filter(is_new).collect()
}

/// The names before and after one.
fn neighbours<'n>(names: &'n [OsString], name: &OsString) -> Vec<&'n OsString> {
    let at = names.iter().position(|other| other == name).expect("one of them");
    [at + 1, at + names.len() - 1].into_iter().map(|other| &names[other % names.len()]).collect()
}

#[test]
fn no_two_names_of_topology_files_have_one_identity() {
    let folder = TempDir::new().expect("a directory");
    let names = creatable(folder.path(), similar_names());
    let path = folder.path();
    let identities: BTreeSet<String> = names.iter().map(|name| di_gen::render::topology_identity(name)).collect();
    assert_eq!(identities.len(), names.len());
    for owner in &names {
        assert_eq!(status(path, &[owner]), 0, "{}", owner.display());
        let written = tree(path);
        for other in neighbours(&names, owner) {
            assert_eq!(status(path, &[other]), 2, "{} takes {}", other.display(), owner.display());
            assert_eq!(tree(path), written, "{} takes {}", other.display(), owner.display());
        }
        assert_eq!(status(path, &[owner, OsStr::new("--check")]), 0, "{}", owner.display());
        for output in ["out", "tf", ".di-gen"] {
            fs::remove_dir_all(path.join(output)).expect("an output");
        }
    }
}

/// The same with outputs that the other file no longer declares.
#[test]
fn outputs_of_a_similar_name_are_no_orphans() {
    let folder = TempDir::new().expect("a directory");
    let names = creatable(folder.path(), similar_names());
    let path = folder.path();
    for owner in &names {
        assert_eq!(status(path, &[owner]), 0, "{}", owner.display());
        let written = tree(path);
        for other in neighbours(&names, owner) {
            fs::write(path.join(other), ELSEWHERE).expect("a file");
            assert_eq!(status(path, &[other, OsStr::new("--force")]), 0, "{}", other.display());
            let now = tree(path);
            let lost = written.iter().find(|(file, text)| !file.ends_with(other) && now.get(*file) != Some(*text));
            assert_eq!(lost, None, "{} takes from {}", other.display(), owner.display());
            fs::remove_dir_all(path.join("elsewhere")).expect("an output");
            fs::write(path.join(other), TOPOLOGY).expect("a file");
        }
        for output in ["out", "tf", ".di-gen"] {
            fs::remove_dir_all(path.join(output)).expect("an output");
        }
    }
}

/// Names of plain ASCII are written as they always were, so existing outputs stay as they are.
#[test]
fn plain_names_are_written_as_they_are() {
    for name in ["di-gen.yaml", "My_topology-2.v1.yml", "A.yaml"] {
        let folder = TempDir::new().expect("a directory");
        fs::write(folder.path().join(name), TOPOLOGY).expect("a file");
        assert_eq!(status(folder.path(), &[OsStr::new(name)]), 0);
        let text = fs::read_to_string(folder.path().join("tf/main.tf")).expect("an output");
        let mark = format!(
            "# Generated by di-gen, output edition 2026-11. Do not edit: change {name} and run `di-gen generate`, \
             which writes tf/main.tf.\n"
        );
        assert!(text.starts_with(&mark), "{text}");
    }
}

/// Earlier versions wrote `?` for special characters. Their outputs stay those of the file, while no other file beside it
/// had the same text.
#[test]
fn outputs_of_an_earlier_version_have_one_owner_at_most() {
    let folder = TempDir::new().expect("a directory");
    let path = folder.path();
    let [first, second] = ["a b.yaml", "a+b.yaml"].map(OsStr::new);
    fs::write(path.join(first), TOPOLOGY).expect("a file");
    assert_eq!(status(path, &[first]), 0);
    let new = tree(path);
    let earlier = |file: &Path| {
        let text = fs::read_to_string(file).expect("a text");
        let old = text.replace(". File name, percent-encoded: a%20b.yaml", "");
        assert!(old != text && old.contains("change a?b.yaml and run"));
        fs::write(file, &old).expect("a file");
        // The seal has a line for each line.
        let relative = file.strip_prefix(path).expect("a path inside").display().to_string();
        fs::write(path.join(format!(".di-gen/{relative}.seal")), seal(&old)).expect("a seal");
    };
    let outputs: Vec<PathBuf> = new
        .keys()
        .filter(|file| file.starts_with(path.join("out")) || file.starts_with(path.join("tf")))
        .cloned()
        .collect();
    outputs.iter().for_each(|file| earlier(file));
    let old = tree(path);
    assert_ne!(new, old);
    fs::write(path.join(second), TOPOLOGY).expect("a file");
    for name in [first, second] {
        assert_eq!(status(path, &[name]), 2, "either could be meant");
        fs::write(path.join(name), ELSEWHERE).expect("a file");
        assert_eq!(status(path, &[name]), 0);
        assert!(outputs.iter().all(|file| fs::read(file).ok().as_ref() == old.get(file)));
        fs::remove_dir_all(path.join("elsewhere")).expect("an output");
        fs::write(path.join(name), TOPOLOGY).expect("a file");
    }
    fs::remove_file(path.join(second)).expect("a file");
    assert_eq!(status(path, &[first]), 0, "one file is left that could be meant");
    assert_eq!(tree(path), new);
}

/// The seal of a text, derived again: a hash of 32 bits for each line.
fn seal(text: &str) -> String {
    let hash = |line: &str| {
        let hash = line
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
        let bytes = ((hash >> 32) ^ hash).to_le_bytes();
        bytes[..4].iter().map(|byte| format!("{:x}{:x}", byte & 0xf, byte >> 4)).collect::<String>()
    };
    let lines: String = text.lines().map(|line| format!("{}\n", hash(line))).collect();
    format!(
        "# Generated by di-gen: a hash of each line of the file with this name, which reveals manual edits.\n{lines}"
    )
}

fn hash(bytes: &[u8]) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// On a file system that ignores case, both directories are one. A link and hard links have the same effect here.
#[cfg(unix)]
#[test]
fn what_is_written_is_no_orphan_under_another_name() {
    for kind in ["a link", "hard links", "links of files"] {
        let folder = TempDir::new().expect("a directory");
        let path = folder.path();
        fs::write(path.join("di-gen.yaml"), TOPOLOGY).expect("a file");
        assert_eq!(status(path, &[]), 0);
        let outputs: Vec<(PathBuf, Vec<u8>)> = tree(path).into_iter().collect();
        for (name, other) in [("out", "Out"), (".di-gen/out", ".di-gen/Out")] {
            if kind == "a link" {
                std::os::unix::fs::symlink(path.join(name), path.join(other)).expect("a link");
                continue;
            }
            fs::create_dir(path.join(other)).expect("a directory");
            for file in fs::read_dir(path.join(name)).expect("a directory").flatten() {
                let link = path.join(other).join(file.file_name());
                if kind == "hard links" {
                    fs::hard_link(file.path(), link).expect("a link");
                } else {
                    std::os::unix::fs::symlink(file.path(), link).expect("a link");
                }
            }
        }
        fs::write(path.join("di-gen.yaml"), TOPOLOGY.replace("folder: out", "folder: Out")).expect("a file");
        let ended = generate(path, &[OsStr::new("--force")]);
        let said = String::from_utf8_lossy(&ended.stderr);
        let contents = |name: &str| fs::read(path.join(name)).unwrap_or_default();
        for name in ["azuredeploy.json", "azuredeploy.parameters.json"] {
            assert!(!contents(&format!("Out/{name}")).is_empty(), "{kind}: {said}");
            assert!(!contents(&format!("out/{name}")).is_empty(), "{kind}: {said}");
            assert!(!contents(&format!(".di-gen/Out/{name}.seal")).is_empty(), "{kind}: {said}");
        }
        if kind == "hard links" {
            assert_eq!(ended.status.code(), Some(0), "{said}");
            assert!(String::from_utf8_lossy(&contents("Out/azuredeploy.json")).contains("writes Out/azuredeploy.json"));
        } else {
            // Nothing is written through a link.
            assert_eq!(ended.status.code(), Some(2), "{said}");
            assert!(
                outputs
                    .iter()
                    .all(|(file, text)| file.ends_with("di-gen.yaml") || fs::read(file).ok().as_ref() == Some(text))
            );
        }
    }
}

/// Outputs that are one file where case or the form of a letter is ignored are refused, before anything is written.
#[test]
fn outputs_that_differ_in_case_alone_are_refused() {
    for (one, other) in [("out", "Out"), ("out", "OUT/inner"), ("a/b", "A")] {
        let folder = TempDir::new().expect("a directory");
        let text = format!(
            "name: claims\noutputs: [{{ language: arm, folder: {one} }}, {{ language: bicep, folder: {other} }}]\n"
        );
        fs::write(folder.path().join("di-gen.yaml"), text).expect("a file");
        let ended = generate(folder.path(), &[]);
        assert_eq!(ended.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&ended.stderr).contains("DI3008"));
        assert_eq!(tree(folder.path()).len(), 1);
    }
    let plan = di_gen::resolve(&di_gen::read(&di_gen::Source::new("di-gen.yaml", "name: claims")).expect("a topology"));
    let files = di_gen::arm(&plan).expect("files");
    for (one, other) in [
        ("a.json", "A.json"),
        ("x/a.json", "X/a.json"),
        ("\u{e9}.json", "e\u{301}.json"),
        ("\u{c9}/a.json", "e\u{301}/A.json"),
        ("a.json", "a.json"),
    ] {
        let folder = TempDir::new().expect("a directory");
        let named = |name: &str| {
            let mut file = files[0].clone();
            file.path = name.to_owned();
            file
        };
        let refused = di_gen::write_files(folder.path(), &[named(one), named(other)]).expect_err("a refusal");
        assert!(refused.to_string().contains("DI3008"), "{refused}");
        assert_eq!(tree(folder.path()).len(), 0);
    }
}

/// With --force, nothing is left for the next run: the seal of an edited file goes with it, and stays with it otherwise.
#[test]
fn an_edited_orphan_goes_with_its_seal() {
    let shorter = "name: claims\noutputs: [{ language: terraform, folder: tf }]\n";
    for (topology, left) in [(shorter, ".di-gen/out"), ("name: claims\n", ".di-gen")] {
        let folder = TempDir::new().expect("a directory");
        let path = folder.path();
        fs::write(path.join("di-gen.yaml"), TOPOLOGY).expect("a file");
        assert_eq!(status(path, &[]), 0);
        let output = path.join("out/azuredeploy.json");
        let edited = fs::read_to_string(&output).expect("an output").replacen("2019", "2018", 1);
        fs::write(&output, &edited).expect("an edit");
        fs::write(path.join("di-gen.yaml"), topology).expect("a file");
        assert_eq!(status(path, &[]), 0);
        assert_eq!(fs::read_to_string(&output).ok(), Some(edited), "{left}");
        assert!(path.join(".di-gen/out/azuredeploy.json.seal").exists(), "{left}");
        assert_eq!(status(path, &[OsStr::new("--force")]), 0);
        assert!(!path.join("out").exists() && !path.join(left).exists(), "{left}");
    }
}
