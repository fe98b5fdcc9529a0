//! `--existing`: reads what Azure or Terraform reports of existing resources, instead of a topology file.

use std::{
    fs::File,
    io::{self, Read as _},
    path::{Path, PathBuf},
    rc::Rc,
};

use clap::Args;
use di_gen::{
    arm_template::DeploymentContext,
    diagnostic::{Code, Diagnostic, quote},
    existing::{
        ExistingResource, InputReader, Inventory, ReadInputs, ResolvedAccount, other_accounts, resolve_accounts,
    },
    read::read_checks,
    report::existing_assertions::NamedChecks,
    source::SourceText,
    topology::ChecksFile,
};

use super::{
    console,
    deployment_scope::{DeploymentScopeArguments, missing_options},
    exit::Exit,
    input,
    regular_file::{is_descriptor, open_regular_file},
};

#[derive(Debug, Args)]
pub(super) struct ExistingArguments {
    /// Evaluate existing resources in these files instead of a topology: what the script of `di-gen adopt --commands` prints, a
    /// list of resources with their properties, a state or plan of `terraform show -json`, an ARM template with its parameter
    /// files, a snapshot of Bicep, or the result of what-if; `-` reads standard input
    #[arg(long, value_name = "FILE", num_args = 1..)]
    existing: Vec<PathBuf>,
    /// Evaluate only this Document Intelligence account among them
    #[arg(long, value_name = "ID", requires = "existing")]
    account: Option<String>,
    /// Evaluate only accounts of the scope of this file (di-gen.checks.yaml). `validate`, `report` and `diff` also apply its
    /// policies, suppressions, access assertions and baseline
    #[arg(long, value_name = "FILE", requires = "existing")]
    checks: Option<PathBuf>,
    #[command(flatten)]
    scope: DeploymentScopeArguments,
}

/// What was read.
pub(super) struct Existing {
    pub(super) inventory: Inventory,
    pub(super) accounts: Vec<ResolvedAccount>,
    pub(super) checks: Option<NamedChecks>,
}

/// The number of lists that were not given and are named.
const MAX_UNREAD: usize = 10;

/// Larger than the state of ten thousand resources.
const MAX_BYTES: u64 = 256 << 20;

impl Existing {
    /// The account of a command that shows one: that of the input, or the one that is selected.
    pub(super) fn only_account(&self, document: &str) -> Result<&ResolvedAccount, Exit> {
        let [first, others @ ..] = self.accounts.as_slice() else { unreachable!("no account is an error before") };
        let mut others = others.iter();
        if others.clone().any(|other| other.account != first.account) {
            let message = format!("{document} is about one account, and the input contains several");
            let mut ids: Vec<String> = self.accounts.iter().map(|one| quote(one.account.as_str())).collect();
            ids.dedup();
            let help = format!("select one: `--account` with {}", ids.join(", "));
            return Err(report(Diagnostic::error(Code::EXISTING_INPUT, message).help(help)));
        }
        let storage = |one: &ResolvedAccount| one.storage.as_ref().map_or_else(String::new, |id| id.name().to_owned());
        if others.len() > 0 {
            let others: Vec<String> = others.by_ref().map(storage).collect();
            console::print_message(&format!(
                "di-gen: with storage account {}; the account also belongs to {}",
                storage(first),
                others.join(", ")
            ));
        }
        Ok(first)
    }
}

impl ExistingArguments {
    /// The files.
    pub(super) fn files(&self) -> &[PathBuf] {
        &self.existing
    }

    /// Whether existing resources are evaluated.
    pub(super) fn is_specified(&self) -> bool {
        !self.existing.is_empty()
    }

    /// Whether a checks file is specified.
    pub(super) fn has_checks(&self) -> bool {
        self.checks.is_some()
    }

    /// Reads all files, and resolves the accounts in them.
    pub(super) fn read(&self) -> Result<Existing, Exit> {
        let checks = self.read_checks()?;
        let inventory = self.read_inputs()?.inventory;
        let accounts = self.select(&inventory, resolve_accounts(&inventory), checks.as_ref())?;
        Ok(Existing { inventory, accounts, checks })
    }

    /// Reads the checks file, if there is one.
    pub(super) fn read_checks(&self) -> Result<Option<NamedChecks>, Exit> {
        self.checks.as_deref().map(read_checks_file).transpose()
    }

    /// Reads all files, and reports what in them was not read.
    pub(super) fn read_inputs(&self) -> Result<ReadInputs, Exit> {
        read_inputs(&self.existing, &self.scope.context())
    }

    /// Whether an account is one that the option and the checks file select.
    pub(super) fn is_wanted(&self, account: &ResolvedAccount, checks: Option<&NamedChecks>) -> bool {
        self.account.as_deref().is_none_or(|wanted| has_name(account, wanted))
            && checks.is_none_or(|checks| checks.concerns(account))
    }

    /// The accounts that the option and the checks file select: at least one.
    pub(super) fn select(
        &self,
        inventory: &Inventory,
        accounts: Vec<ResolvedAccount>,
        checks: Option<&NamedChecks>,
    ) -> Result<Vec<ResolvedAccount>, Exit> {
        let mut accounts = select_accounts(inventory, accounts, self.account.as_deref())?;
        let Some(checks) = checks else { return Ok(accounts) };
        accounts.retain(|account| checks.concerns(account));
        if accounts.is_empty() {
            let ChecksFile { accounts, resource_groups, .. } = &checks.checks;
            let wanted = [("account", accounts), ("resource group", resource_groups)].into_iter();
            let wanted: Vec<String> = wanted
                .flat_map(|(kind, names)| names.iter().map(move |name| format!("{kind} {}", quote(name))))
                .collect();
            let message =
                format!("the input has no account that {} selects: {}", quote(&checks.file), wanted.join(", "));
            return Err(report(Diagnostic::error(Code::EXISTING_INPUT, message)));
        }
        Ok(accounts)
    }
}

/// Reads a checks file, with its name as it was written.
fn read_checks_file(path: &Path) -> Result<NamedChecks, Exit> {
    let file = path.display().to_string();
    let source = input::read_alone(&file)?;
    let checks = read_checks(&source).map_err(|diagnostics| console::report_errors(&source, &diagnostics))?;
    Ok(NamedChecks { file, checks, source })
}

/// Whether a name or an ID is that of an account.
fn has_name(account: &ResolvedAccount, wanted: &str) -> bool {
    account.account.as_str().eq_ignore_ascii_case(wanted) || account.account.name().eq_ignore_ascii_case(wanted)
}

/// The accounts that the option `--account` selects.
pub(super) fn select_accounts(
    inventory: &Inventory,
    accounts: Vec<ResolvedAccount>,
    wanted: Option<&str>,
) -> Result<Vec<ResolvedAccount>, Exit> {
    if accounts.is_empty() {
        let diagnostic = Diagnostic::error(Code::EXISTING_INPUT, "the input contains no Document Intelligence account");
        let others = other_accounts(inventory).map(describe_other);
        let diagnostic = others.fold(diagnostic, Diagnostic::help);
        return Err(report(diagnostic));
    }
    let Some(wanted) = wanted else { return Ok(accounts) };
    let mut known: Vec<String> = accounts.iter().map(|account| account.account.to_string()).collect();
    known.dedup();
    let selected: Vec<ResolvedAccount> = accounts.into_iter().filter(|account| has_name(account, wanted)).collect();
    if selected.is_empty() {
        let message = format!("--account: the input contains no Document Intelligence account {}", quote(wanted));
        let diagnostic = Diagnostic::error(Code::EXISTING_INPUT, message);
        let help = format!("use one of {}", known.iter().map(|id| quote(id)).collect::<Vec<_>>().join(", "));
        return Err(report(diagnostic.help(help)));
    }
    Ok(selected)
}

/// The resources in all files. A template is one of a deployment with this context.
pub(super) fn read_inventory(paths: &[PathBuf], context: &DeploymentContext<'_>) -> Result<Inventory, Exit> {
    Ok(read_inputs(paths, context)?.inventory)
}

/// Reads all files, and what states of Terraform manage, by address.
pub(super) fn read_managed(paths: &[PathBuf], context: &DeploymentContext<'_>) -> Result<ReadInputs, Exit> {
    read_with(InputReader::with_managed(), paths, context)
}

/// Reads all files, and reports what in them was not read.
fn read_inputs(paths: &[PathBuf], context: &DeploymentContext<'_>) -> Result<ReadInputs, Exit> {
    read_with(InputReader::default(), paths, context)
}

fn read_with(mut reader: InputReader, paths: &[PathBuf], context: &DeploymentContext<'_>) -> Result<ReadInputs, Exit> {
    let standard_input = paths.iter().filter(|path| path.as_os_str() == "-").count();
    if standard_input > 1 {
        let diagnostic = Diagnostic::error(Code::CANNOT_READ, "standard input can be read once")
            .help("use `-` for one of the files only");
        return Err(report(diagnostic));
    }
    for path in paths {
        let name: Rc<str> = path.display().to_string().into();
        let text = read_text(path)
            .map_err(|error| report(Diagnostic::error(Code::CANNOT_READ, format!("{name}: {error}"))))?;
        reader.add(&name, text).map_err(|error| report(error.to_diagnostic()))?;
    }
    let read = reader.finish(context).map_err(|error| report(error.to_diagnostic()))?;
    for note in &read.notes {
        console::print_message(&format!("di-gen: {note}"));
    }
    let inventory = &read.inventory;
    let missing = missing_options(context, inventory);
    if !missing.is_empty() {
        let options = missing.join(" and ");
        console::print_message(&format!(
            "di-gen: resource IDs of a template contain expressions: use {options} for complete names and verdicts"
        ));
    }
    let unread = inventory.completeness.unread_lists();
    for list in unread.iter().take(MAX_UNREAD) {
        console::print_message(&format!("di-gen: not read: {list}"));
    }
    if unread.len() > MAX_UNREAD {
        console::print_message(&format!("di-gen: not read: {} more lists", unread.len() - MAX_UNREAD));
    }
    for conflict in inventory.conflicts() {
        console::print_message(&format!(
            "di-gen: inputs differ about {}: {} of {} is used, not that of {}",
            conflict.id,
            quote(&conflict.property),
            conflict.used,
            conflict.ignored
        ));
    }
    Ok(read)
}

fn describe_other(account: &ExistingResource) -> String {
    format!("{} is an account of another kind", quote(account.id.name()))
}

pub(super) fn report(diagnostic: Diagnostic) -> Exit {
    console::report_errors(&SourceText::new("di-gen", ""), &[diagnostic])
}

/// The text of a regular file that was read before.
pub(super) fn read_again(path: &Path) -> Option<String> {
    let is_regular = path.as_os_str() != "-" && !is_descriptor(path);
    is_regular.then(|| read_text(path).ok()).flatten()
}

/// The text of a file: a regular one, an open descriptor, or standard input.
fn read_text(path: &Path) -> io::Result<String> {
    let bytes = if path.as_os_str() == "-" {
        read_at_most(io::stdin().lock())
    } else if is_descriptor(path) {
        File::open(path).and_then(read_at_most)
    } else {
        open_regular_file(path).and_then(|(file, _)| read_at_most(file))
    }?;
    String::from_utf8(bytes).map_err(|_| io::Error::new(io::ErrorKind::InvalidData, "this is not UTF-8 text"))
}

fn read_at_most(reader: impl io::Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    reader.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, "this is larger than 256 MiB"));
    }
    Ok(bytes)
}
