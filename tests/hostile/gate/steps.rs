//! Runs a step of the action or of the template as a runner does: the script in a file, started by bash in the workspace.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use di_gen::source::SourceText;
use serde_json::Value;
use tempfile::TempDir;

/// A workspace, the folder of temporary files beside it, and a folder of programs that replace others.
pub(super) struct Machine {
    folder: TempDir,
    /// What each expression of a workflow has as its value.
    pub(super) values: BTreeMap<&'static str, String>,
    pub(super) environment: BTreeMap<&'static str, String>,
    /// The entries of PATH before those of the system.
    pub(super) path: String,
}

pub(super) struct Ended {
    /// Standard output and standard error, in this order.
    pub(super) text: String,
    pub(super) code: i32,
}

fn document(path: &str) -> Value {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap();
    SourceText::new(path, text).parse().unwrap_or_else(|diagnostics| panic!("{path}: {diagnostics:?}")).to_json()
}

/// The steps of the action.
pub(super) fn action() -> Vec<Value> {
    document("action.yml")["runs"]["steps"].as_array().unwrap().clone()
}

/// The steps of the template.
pub(super) fn template() -> Vec<Value> {
    document("ci/azure-pipelines.yml")["steps"].as_array().unwrap().clone()
}

/// The step with a name.
pub(super) fn step(name: &str) -> Value {
    let has_name = |step: &Value| step["name"] == name || step["displayName"] == name;
    action().into_iter().find(has_name).unwrap_or_else(|| panic!("no step {name}"))
}

pub(super) fn template_step(name: &str) -> Value {
    template().into_iter().find(|step| step["displayName"] == name).unwrap_or_else(|| panic!("no step {name}"))
}

/// Whether the programs exist that the scripts use.
#[allow(clippy::print_stderr, reason = "a skipped test is reported")]
pub(super) fn can_run() -> bool {
    let exists = |program: &str| Command::new(program).arg("--version").output().is_ok();
    let runs = cfg!(unix) && exists("bash") && exists("git");
    if !runs {
        eprintln!("skipped: bash or git is missing");
    }
    runs
}

impl Machine {
    pub(super) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        for name in ["workspace", "temp", "programs", "home"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        let values = [
            ("inputs.path", "di-gen.yaml"),
            ("inputs.generated", "."),
            ("inputs.fail-on", ""),
            ("inputs.language", ""),
            ("inputs.plan", ""),
            ("inputs.checks", ""),
            ("inputs.allow-outside", ""),
            ("inputs.token", "token"),
            ("env.RUSTUP_TOOLCHAIN || 'stable'", "stable"),
            ("github.event.pull_request.number", "7"),
            ("github.event.pull_request.base.sha || github.event.merge_group.base_sha", ""),
            ("github.sha", ""),
            ("inputs.token == github.token", "true"),
            ("github.ref", "refs/pull/7/merge"),
            ("Build.SourceBranch", "refs/pull/7/merge"),
            ("steps.diff.outputs.changed", "true"),
            ("steps.diff.outputs.status", "0"),
            ("steps.generated.outputs.status", "0"),
            ("steps.upload.outcome", "skipped"),
            ("steps.validate.outputs.status", "0"),
            ("parameters.topology", "di-gen.yaml"),
            ("parameters.generated", "."),
            ("parameters.failOn", ""),
            ("parameters.language", ""),
            ("parameters.plan", ""),
            ("parameters.checks", ""),
            ("parameters.allowOutside", ""),
            ("parameters.repository", "https://github.invalid/OWNER/di-gen"),
            ("parameters.version", env!("CARGO_PKG_VERSION")),
            ("Build.SourceVersion", ""),
            ("System.PullRequest.TargetBranch", "main"),
        ];
        let programs = folder.path().join("programs");
        let binary = Path::new(env!("CARGO_BIN_EXE_di-gen")).parent().unwrap();
        let machine = Self {
            path: format!("{}:{}", programs.display(), binary.display()),
            folder,
            values: values.map(|(name, value)| (name, value.to_owned())).into(),
            environment: BTreeMap::new(),
        };
        // Nothing of the system is installed, built or sent.
        for program in ["cargo", "rustup", "gh"] {
            machine.program(&format!("programs/{program}"), "exit 0");
        }
        machine.program("programs/curl", "printf 404");
        machine
    }

    pub(super) fn at(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(super) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.at(path)).unwrap_or_default()
    }

    /// Writes an executable script.
    pub(super) fn program(&self, path: &str, script: &str) {
        let path = self.at(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, format!("#!/usr/bin/env bash\n{script}\n")).unwrap();
        #[cfg(unix)]
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    }

    /// Runs the script of a step.
    pub(super) fn run(&self, step: &Value) -> Ended {
        let script = step["run"].as_str().or_else(|| step["bash"].as_str()).expect("a script");
        let file = self.at("temp/script.sh");
        fs::write(&file, script).unwrap();
        let mut command = Command::new("bash");
        command.args(["--noprofile", "--norc", "-e", "-o", "pipefail"]).arg(&file);
        command.current_dir(self.at("workspace")).env_clear();
        let system = std::env::var("PATH").unwrap();
        command.env("PATH", format!("{}:{system}", self.path)).env("HOME", self.at("home"));
        for (name, path) in [
            ("RUNNER_TEMP", "temp"),
            ("AGENT_TEMPDIRECTORY", "temp"),
            ("GITHUB_WORKSPACE", "workspace"),
            ("BUILD_SOURCESDIRECTORY", "workspace"),
            ("GITHUB_OUTPUT", "temp/output"),
            ("GITHUB_PATH", "temp/path"),
            ("GITHUB_STEP_SUMMARY", "temp/summary"),
        ] {
            command.env(name, self.at(path));
        }
        // A program that measures its coverage writes into the working folder without it.
        if let Some(file) = std::env::var_os("LLVM_PROFILE_FILE") {
            command.env("LLVM_PROFILE_FILE", file);
        }
        // The action is read from its own folder, and nothing is written there.
        command
            .env("GITHUB_ACTION_PATH", env!("CARGO_MANIFEST_DIR"))
            .env("GITHUB_SERVER_URL", "https://github.com")
            .env("GITHUB_REPOSITORY", "o/r")
            .env("GITHUB_RUN_ID", "9");
        for (name, value) in step["env"].as_object().into_iter().flatten() {
            command.env(name, self.evaluate(value.as_str().unwrap()));
        }
        command.envs(&self.environment);
        let output = command.output().unwrap();
        let text = [output.stdout, output.stderr].concat();
        Ended { text: String::from_utf8(text).unwrap(), code: output.status.code().unwrap_or(-1) }
    }

    /// Runs the script of a step: its exit status, or the one that it leaves to the last step.
    pub(super) fn status(&self, step: &Value) -> Ended {
        let _ = fs::remove_file(self.at("temp/output"));
        let ended = self.run(step);
        let left = self.read("temp/output").lines().find_map(|line| line.strip_prefix("status=")?.parse().ok());
        Ended { code: if ended.code == 0 { left.unwrap_or(0) } else { ended.code }, ..ended }
    }

    /// A value of `env`, with its expression replaced.
    fn evaluate(&self, text: &str) -> String {
        let inner = |start: &str, end: &str| text.strip_prefix(start).and_then(|text| text.strip_suffix(end));
        match inner("${{ ", " }}").or_else(|| inner("$(", ")")) {
            Some(name) => self.values.get(name).unwrap_or_else(|| panic!("no value for {name}")).clone(),
            None => text.to_owned(),
        }
    }
}

/// The lines that the runner of GitHub executes: `::name::` at the start of a line, `##[name]` anywhere, unless commands are
/// stopped (actions/runner src/Runner.Worker/ActionCommandManager.cs and src/Runner.Common/ActionCommand.cs, 258d6c857d).
pub(super) fn executed(text: &str) -> Vec<String> {
    let mut word: Option<String> = None;
    let mut executed = Vec::new();
    for line in text.lines() {
        let trimmed = line.trim_start();
        match &word {
            Some(stopped) if trimmed.starts_with(&format!("::{stopped}::")) => word = None,
            Some(_) => {}
            None => match trimmed.strip_prefix("::stop-commands::") {
                Some(rest) => word = Some(rest.to_owned()),
                None if trimmed.starts_with("::") || line.contains("##[") => executed.push(line.to_owned()),
                None => {}
            },
        }
    }
    executed
}
