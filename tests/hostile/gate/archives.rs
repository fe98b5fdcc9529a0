//! The program of the action and of the template: from an archive that matches its checksum, or from source.
#![cfg(unix)]

mod server;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;
use server::{Answer, Server};

use super::steps::{Ended, Machine, can_run, executed, step, template_step};

const TARGET: &str = "x86_64-unknown-linux-musl";
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The sources in the folder of the action, by name; another folder there decides nothing.
const SOURCES: [(&str, &str); 6] = [
    ("Cargo.lock", "version = 4\n"),
    ("schemas/a.json", "{}"),
    ("src/Zebra.rs", ""),
    ("src/a b/main.rs", "fn main() {}\r\n"),
    ("src/a.rs", "\u{fc}"),
    ("templates/azure/a.tera", "a"),
];

fn archive_name(target: &str) -> String {
    let extension = if target.contains("windows") { "zip" } else { "tar.gz" };
    format!("di-gen-v{VERSION}-{target}.{extension}")
}

fn path_of(name: &str) -> String {
    format!("/o/di-gen/releases/download/v{VERSION}/{name}")
}

fn checksum(body: &[u8]) -> String {
    use sha2::Digest as _;
    sha2::Sha256::digest(body).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// An archive as `ci/release/pack` writes it, with a script in the place of the program.
fn pack(machine: &Machine, version: &str) -> Vec<u8> {
    let folder = format!("di-gen-v{VERSION}-{TARGET}");
    machine.program(&format!("packed/{folder}/di-gen"), &format!("echo 'di-gen {version}'"));
    let output = Command::new("tar").arg("-C").arg(machine.at("packed")).args(["-czf", "-", &folder]).output().unwrap();
    assert!(output.status.success());
    output.stdout
}

fn manifest() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml")).unwrap()
}

/// The list of sources as `ci/release/pack` writes it.
fn sources() -> String {
    let is_kept = |line: &&str| !line.starts_with("repository = ");
    let manifest: String = manifest().split_inclusive('\n').filter(is_kept).collect();
    let mut lines = BTreeMap::from([("Cargo.toml", checksum(manifest.as_bytes()))]);
    lines.extend(SOURCES.map(|(name, text)| (name, checksum(text.as_bytes()))));
    lines.iter().map(|(name, sum)| format!("{sum}  {name}\n")).collect()
}

/// The answers of a release that is as it should be.
fn release(archive: &[u8]) -> BTreeMap<String, Answer> {
    let name = archive_name(TARGET);
    let sums = format!(
        "{}  {name}\n{}  {name}.other\n{}  di-gen-v{VERSION}.sources\n",
        checksum(archive),
        checksum(b""),
        checksum(sources().as_bytes())
    );
    [(path_of(&name), Answer::ok(archive.to_vec())), (path_of("SHA256SUMS"), Answer::ok(sums.into_bytes()))].into()
}

/// Sets what a step installs from: the manifest in the folder of the action, the parameters of the template.
fn point_to(machine: &mut Machine, repository: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let action = machine.at("action");
    fs::create_dir_all(action.join("ci")).unwrap();
    for file in ["ci/action.sh", "ci/pull-request.sh"] {
        fs::copy(root.join(file), action.join(file)).unwrap();
    }
    if !action.join("src").exists() {
        for (name, text) in SOURCES {
            fs::create_dir_all(action.join(name).parent().unwrap()).unwrap();
            fs::write(action.join(name), text).unwrap();
        }
    }
    let manifest = manifest();
    let lines = manifest.lines().map(|line| match line.strip_prefix("repository = ") {
        Some(_) => format!("repository = \"{repository}\"\n"),
        None => format!("{line}\n"),
    });
    fs::write(action.join("Cargo.toml"), lines.collect::<String>()).unwrap();
    machine.environment.insert("GITHUB_ACTION_PATH", action.display().to_string());
    machine.values.insert("parameters.repository", repository.to_owned());
    machine.values.insert("parameters.version", VERSION.to_owned());
    fs::remove_file(machine.at("programs/curl")).unwrap();
    // What cargo would build.
    let record = machine.at("temp/built").display().to_string();
    machine.program("programs/cargo", &format!("echo \"$@\" > {record}"));
    machine.program("programs/uname", "case $1 in -s) echo Linux ;; *) echo x86_64 ;; esac");
}

/// Runs the first step of the action and of the template with a server that has these answers.
fn install(change: impl Fn(&Machine) -> BTreeMap<String, Answer>, check: impl Fn(&Machine, &Ended, &Server)) {
    for step in [step("Install di-gen"), template_step("Install di-gen")] {
        let mut machine = Machine::new();
        let server = Server::start(change(&machine));
        point_to(&mut machine, &format!("{}/o/di-gen", server.address));
        let ended = machine.run(&step);
        let executed = executed(&ended.text);
        let is_template = step["bash"].is_string();
        assert!(is_template || executed.is_empty(), "{executed:?}");
        check(&machine, &ended, &server);
    }
}

fn installed(machine: &Machine) -> PathBuf {
    machine.at("temp/di-gen-program/bin/di-gen")
}

#[test]
fn an_archive_that_matches_is_installed_and_found_by_later_steps() {
    if !can_run() {
        return;
    }
    // Settings of curl are not read.
    let with_settings = |machine: &Machine| {
        fs::write(machine.at("home/.curlrc"), "proxy = \"http://127.0.0.1:9\"\n").unwrap();
        release(&pack(machine, VERSION))
    };
    install(with_settings, |machine, ended, server| {
        assert_eq!(ended.code, 0, "{}", ended.text);
        assert_eq!(server.paths(), [path_of(&archive_name(TARGET)), path_of("SHA256SUMS")]);
        assert_eq!(machine.read("temp/built"), "", "nothing is built");
        let output = Command::new(installed(machine)).output().unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), format!("di-gen {VERSION}\n"));
    });
    // A later step starts this program, and not another one of its name.
    for (first, later) in [
        (step("Install di-gen"), step("Generated files are up to date")),
        (template_step("Install di-gen"), template_step("Generated files are up to date")),
    ] {
        let mut machine = Machine::new();
        let server = Server::start(release(&pack(&machine, VERSION)));
        point_to(&mut machine, &format!("{}/o/di-gen", server.address));
        machine.program("programs/di-gen", "exit 9");
        assert_eq!(machine.run(&first).code, 0);
        let ended = machine.status(&later);
        assert!(ended.code == 0 && ended.text.contains(&format!("di-gen {VERSION}")), "{}", ended.text);
    }
}

/// What is wrong with the answers of a release.
type Fault<'a> = &'a dyn Fn(&mut BTreeMap<String, Answer>);

/// Only status 404 of the archive leads to a build.
#[test]
fn only_an_absent_archive_is_built_from_source() {
    if !can_run() {
        return;
    }
    install(
        |_| BTreeMap::new(),
        |machine, ended, server| {
            assert_eq!(ended.code, 0, "{}", ended.text);
            assert_eq!(server.paths(), [path_of(&archive_name(TARGET))]);
            let built = machine.read("temp/built");
            assert!(built.starts_with("install --locked --quiet --root "), "{built}");
            assert!(
                built.contains(" --path ") || built.contains(&format!("/o/di-gen --tag v{VERSION} di-gen")),
                "{built}"
            );
        },
    );
    let archive = |answers: &mut BTreeMap<String, Answer>, change: &dyn Fn(&mut Answer)| {
        change(answers.get_mut(&path_of(&archive_name(TARGET))).unwrap());
    };
    let sums = |answers: &mut BTreeMap<String, Answer>, change: &dyn Fn(&mut Answer)| {
        change(answers.get_mut(&path_of("SHA256SUMS")).unwrap());
    };
    let faults: [(&str, Fault); 9] = [
        ("the server fails", &|answers| archive(answers, &|answer| answer.status = 500)),
        ("the archive may not be read", &|answers| archive(answers, &|answer| answer.status = 403)),
        ("the archive is gone", &|answers| archive(answers, &|answer| answer.status = 410)),
        ("the archive is truncated", &|answers| archive(answers, &|answer| answer.missing = 10)),
        ("another archive", &|answers| archive(answers, &|answer| answer.body.push(0))),
        ("no checksums", &|answers| sums(answers, &|answer| answer.status = 404)),
        ("the server of the checksums fails", &|answers| sums(answers, &|answer| answer.status = 500)),
        ("no checksum of this archive", &|answers| {
            sums(answers, &|answer| answer.body = format!("{}  other.tar.gz\n", checksum(b"")).into_bytes());
        }),
        ("two checksums of this archive", &|answers| {
            sums(answers, &|answer| {
                answer.body.extend(format!("{}  {}\n", checksum(b""), archive_name(TARGET)).into_bytes());
            });
        }),
    ];
    for (fault, change) in faults {
        install(
            |machine| {
                let mut answers = release(&pack(machine, VERSION));
                change(&mut answers);
                answers
            },
            |machine, ended, _| {
                assert!(ended.code != 0, "{fault}: {}", ended.text);
                assert_eq!(machine.read("temp/built"), "", "{fault}");
                assert!(!installed(machine).exists(), "{fault}");
            },
        );
    }
}

#[test]
fn an_archive_of_another_version_and_no_server_are_errors() {
    if !can_run() {
        return;
    }
    install(
        |machine| release(&pack(machine, "9.9.9")),
        |machine, ended, _| {
            assert!(ended.code != 0 && ended.text.contains("holds another version"), "{}", ended.text);
            assert_eq!(machine.read("temp/built"), "");
        },
    );
    for step in [step("Install di-gen"), template_step("Install di-gen")] {
        let mut machine = Machine::new();
        // The port of nothing.
        point_to(&mut machine, "http://127.0.0.1:9/o/di-gen");
        let ended = machine.run(&step);
        assert!(ended.code != 0 && ended.text.contains("cannot be downloaded"), "{}", ended.text);
        assert_eq!(machine.read("temp/built"), "");
    }
}

/// A commit after a release may have its version, and an action pinned to that commit gets the program of that commit.
#[test]
fn other_sources_than_those_of_the_release_are_built() {
    if !can_run() {
        return;
    }
    let built = |change: &dyn Fn(&Machine)| {
        let mut machine = Machine::new();
        let server = Server::start(release(&pack(&machine, VERSION)));
        point_to(&mut machine, &format!("{}/o/di-gen", server.address));
        change(&machine);
        let ended = machine.run(&step("Install di-gen"));
        assert!(ended.code == 0 && executed(&ended.text).is_empty(), "{}", ended.text);
        let built = machine.read("temp/built");
        assert_eq!(built.is_empty(), !ended.text.contains("built from other sources"), "{}", ended.text);
        assert!(built.is_empty() || (built.contains("--path") && !installed(&machine).exists()), "{built}");
        !built.is_empty()
    };
    let write =
        |name: &'static str, text: &'static str| move |machine: &Machine| fs::write(machine.at(name), text).unwrap();
    assert!(!built(&write("action/README.md", "text")) && !built(&|_| ()));
    // On Windows, sha256sum marks each file as a binary one.
    let marks =
        |machine: &Machine| machine.program("programs/sha256sum", "command -p sha256sum \"$@\" | sed 's/  / */'");
    assert!(!built(&marks));
    assert!(built(&write("action/src/a.rs", "other")) && built(&write("action/src/new.rs", "")));
    assert!(built(&write("action/Cargo.lock", "version = 5\n")));
    assert!(built(&write("action/templates/azure/a.tera", "b")) && built(&write("action/schemas/a.json", "[]")));
    assert!(built(&|machine| fs::remove_file(machine.at("action/src/Zebra.rs")).unwrap()));
    assert!(built(&|machine| {
        let text = machine.read("action/Cargo.toml").replace("lto = \"fat\"", "lto = false");
        fs::write(machine.at("action/Cargo.toml"), text).unwrap();
    }));
}

/// An address that no domain can have means that this copy is not published yet.
#[test]
fn a_copy_that_is_not_published_is_built_without_a_request() {
    if !can_run() {
        return;
    }
    let run = |step: &Value, repository: &str, version: &str| {
        let mut machine = Machine::new();
        point_to(&mut machine, repository);
        machine.values.insert("parameters.version", version.to_owned());
        machine.program("programs/curl", "echo asked; exit 1");
        let ended = machine.run(step);
        assert!(ended.code == 0 && !ended.text.contains("asked"), "{}", ended.text);
        machine.read("temp/built")
    };
    for step in [step("Install di-gen"), template_step("Install di-gen")] {
        assert!(run(&step, "https://github.invalid/OWNER/di-gen", VERSION).contains("install "));
    }
    // A pipeline that wants the default branch of a repository without releases.
    let built = run(&template_step("Install di-gen"), "https://example.org/di-gen", "");
    assert!(built.ends_with(" --git https://example.org/di-gen di-gen\n"), "{built}");
}

/// Each machine that a release has an archive for asks for that one, and the release builds exactly these.
#[test]
fn every_machine_asks_for_its_own_archive() {
    if !can_run() {
        return;
    }
    let machines = [
        ("Linux", "x86_64", "x86_64-unknown-linux-musl"),
        ("Linux", "aarch64", "aarch64-unknown-linux-musl"),
        ("Darwin", "arm64", "aarch64-apple-darwin"),
        ("Darwin", "x86_64", "x86_64-apple-darwin"),
        ("MINGW64_NT-10.0-26100", "x86_64", "x86_64-pc-windows-msvc"),
    ];
    let read = |path: &str| fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    let (workflow, guide) = (read(".github/workflows/release.yml"), read("docs/install.md"));
    assert_eq!(workflow.matches("target: ").count(), machines.len());
    for (system, processor, target) in machines {
        assert!(workflow.contains(&format!("target: {target} }}")), "{target}");
        assert!(guide.contains(&format!("-{target}.")), "docs/install.md lists {target}");
        let mut machine = Machine::new();
        let server = Server::start(BTreeMap::new());
        point_to(&mut machine, &format!("{}/o/di-gen.git/", server.address));
        machine.program("programs/uname", &format!("case $1 in -s) echo {system} ;; *) echo {processor} ;; esac"));
        machine.run(&step("Install di-gen"));
        assert_eq!(server.paths(), [path_of(&archive_name(target))], "{system} {processor}");
    }
    let mut machine = Machine::new();
    let server = Server::start(BTreeMap::new());
    point_to(&mut machine, &format!("{}/o/di-gen", server.address));
    machine.program("programs/uname", "echo FreeBSD");
    assert_eq!(machine.run(&step("Install di-gen")).code, 0);
    assert!(server.paths().is_empty() && machine.read("temp/built").contains("install "));
}

/// The archive that `.ci/run` packed, in the folder `DI_GEN_DIST`: installed by both, and the steps after it work with it.
#[test]
#[allow(clippy::print_stderr, reason = "a skipped test is reported")]
fn the_packed_archive_is_installed() {
    let Some(dist) = std::env::var_os("DI_GEN_DIST").map(PathBuf::from).filter(|_| can_run()) else {
        eprintln!("skipped: DI_GEN_DIST names no folder with a packed archive");
        return;
    };
    let names = [archive_name(TARGET), archive_name("x86_64-pc-windows-msvc"), "SHA256SUMS".to_owned()];
    let answers = |machine: &Machine| {
        // The program was built from the sources of this commit.
        fs::create_dir_all(machine.at("action")).unwrap();
        let mut copy = Command::new("cp");
        copy.current_dir(env!("CARGO_MANIFEST_DIR")).args(["-R", "Cargo.lock", "schemas", "src", "templates"]);
        assert!(copy.arg(machine.at("action")).status().unwrap().success());
        names.iter().map(|name| (path_of(name), Answer::ok(fs::read(dist.join(name)).unwrap()))).collect()
    };
    install(answers, |machine, ended, _| {
        assert_eq!(ended.code, 0, "{}", ended.text);
        fs::write(machine.at("workspace/di-gen.yaml"), "name: claims\noutputs: [{ language: arm, folder: out }]\n")
            .unwrap();
        machine.program("programs/di-gen", "exit 9");
        for step in [step("Generated files are up to date"), template_step("Generated files are up to date")] {
            let ended = machine.status(&step);
            assert!(ended.code == 1 && ended.text.contains("azuredeploy.json"), "{}", ended.text);
        }
        let generated = Command::new(installed(machine)).arg("generate").current_dir(machine.at("workspace")).output();
        assert!(generated.unwrap().status.success());
        assert_eq!(machine.status(&step("Generated files are up to date")).code, 0);
    });
    // The archive for Windows, in which `.ci/run` packs the program of its own machine.
    let mut machine = Machine::new();
    let server = Server::start(answers(&machine));
    point_to(&mut machine, &format!("{}/o/di-gen", server.address));
    machine.program("programs/uname", "case $1 in -s) echo MINGW64_NT-10.0-26100 ;; *) echo x86_64 ;; esac");
    let ended = machine.run(&step("Install di-gen"));
    assert_eq!(ended.code, 0, "{}", ended.text);
    assert!(
        Command::new(installed(&machine).with_extension("exe")).arg("--version").output().unwrap().status.success()
    );
}
