//! The release: its workflow as data, and its scripts with stubs in the place of GitHub's and Rust's programs.

mod packing;
mod publish;
mod source;
mod workflow;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Whether a program of the scripts is there; without it, its test is skipped.
#[allow(clippy::print_stderr, reason = "a skipped test is reported")]
fn has(programs: &[&str]) -> bool {
    let missing = programs.iter().find(|program| Command::new(program).arg("--version").output().is_err());
    if let Some(program) = missing {
        eprintln!("skipped: {program} is missing");
    }
    cfg!(unix) && missing.is_none()
}

/// A directory with some scripts of the repository, with programs that replace others.
struct Checkout {
    folder: TempDir,
}

/// How a script ended.
struct Ended {
    is_success: bool,
    text: String,
}

impl Checkout {
    fn new(files: &[&str]) -> Self {
        let checkout = Self { folder: TempDir::new().unwrap() };
        for file in files {
            fs::create_dir_all(checkout.at(file).parent().unwrap()).unwrap();
            fs::copy(root().join(file), checkout.at(file)).unwrap();
        }
        fs::create_dir(checkout.at("programs")).unwrap();
        checkout
    }

    fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        fs::create_dir_all(self.at(path).parent().unwrap()).unwrap();
        fs::write(self.at(path), text).unwrap();
    }

    /// A program in PATH before those of the system.
    fn program(&self, name: &str, script: &str) {
        let path = format!("programs/{name}");
        self.write(&path, script);
        #[cfg(unix)]
        fs::set_permissions(self.at(&path), std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    }

    fn run(&self, program: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Ended {
        let path = format!("{}:{}", self.at("programs").display(), std::env::var("PATH").unwrap());
        let output = Command::new(program)
            .args(arguments)
            .current_dir(self.folder.path())
            .env("PATH", path)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .envs(environment.iter().copied())
            .output()
            .unwrap();
        let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        Ended { is_success: output.status.success(), text }
    }

    /// git, with the settings of no machine.
    fn git(&self, arguments: &[&str]) -> String {
        let settings = [("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_SYSTEM", "/dev/null")];
        let ended = self.run("git", &[&["-c", "user.name=a", "-c", "user.email=a@b.c"], arguments].concat(), &settings);
        assert!(ended.is_success, "git {arguments:?}: {}", ended.text);
        ended.text.trim().to_owned()
    }
}
