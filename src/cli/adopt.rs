//! `adopt`: writes the topology file that stands for what exists, or prints the script that reads it.

use std::path::PathBuf;

use clap::{ArgGroup, Args};
use di_gen::{
    adopt::{Adopted, Refused, adopt},
    diagnostic::{Code, Diagnostic, quote},
    existing::{self, Inventory, ResolvedAccount, resolve_accounts},
    source::SourceText,
};

use super::{
    console,
    deployment_scope::DeploymentScopeArguments,
    existing::{read_inventory, read_managed, report, select_accounts},
    exit::Exit,
    take_over::TakeOverArguments,
};

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("existing").args(["files", "existing_files"]).multiple(true))]
pub(super) struct AdoptArguments {
    /// Print a read-only bash script that lists what exists with the Azure CLI, as input for this command and for
    /// `di-gen access --existing`
    #[arg(long, conflicts_with_all = ["existing", "account", "language"])]
    commands: bool,
    /// Files that show existing resources, of the kinds that `di-gen access --existing` reads; `-` reads standard input
    #[arg(value_name = "FILE", required_unless_present_any = ["commands", "existing_files"])]
    files: Vec<PathBuf>,
    /// The same as FILE, as other commands have it
    #[arg(long = "existing", value_name = "FILE", num_args = 1.., hide = true)]
    existing_files: Vec<PathBuf>,
    /// Select the Document Intelligence account, by ID or name
    #[arg(long, value_name = "ID")]
    account: Option<String>,
    #[command(flatten)]
    scope: DeploymentScopeArguments,
    /// Add an access assertion for each access path that is allowed or denied today
    #[arg(long, conflicts_with = "commands")]
    expect: bool,
    #[command(flatten)]
    take_over: TakeOverArguments,
}

impl AdoptArguments {
    fn all_files(&self) -> Vec<PathBuf> {
        self.files.iter().chain(&self.existing_files).cloned().collect()
    }
}

pub(super) fn adopt_existing(arguments: &AdoptArguments) -> Result<(), Exit> {
    if arguments.commands {
        return console::print_output(&existing::read_script());
    }
    let (take_over, context) = (&arguments.take_over, arguments.scope.context());
    let Some(language) = take_over.language() else {
        let adopted = adopt_inventory(arguments, &read_inventory(&arguments.all_files(), &context)?)?;
        for label in &adopted.relabelled {
            console::print_message(&format!("di-gen: {label}"));
        }
        return console::print_output(&adopted.text);
    };
    let inputs = read_managed(&arguments.all_files(), &context)?;
    let source = match take_over.topology()? {
        Some(source) => source,
        None => SourceText::new("di-gen.yaml", adopt_inventory(arguments, &inputs.inventory)?.text),
    };
    take_over.take_over(language, &source, &arguments.scope, &inputs)
}

fn adopt_inventory(arguments: &AdoptArguments, inventory: &Inventory) -> Result<Adopted, Exit> {
    let accounts = select_accounts(inventory, resolve_accounts(inventory), arguments.account.as_deref())?;
    let account = only_account(&accounts)?;
    let adopted = adopt(inventory, account, arguments.expect).map_err(|refused| report_refused(account, refused))?;
    for left in &adopted.left {
        console::print_message(&format!("di-gen: left as it is: {left}"));
    }
    Ok(adopted)
}

/// One file stands for one account with one storage account.
fn only_account(accounts: &[ResolvedAccount]) -> Result<&ResolvedAccount, Exit> {
    let (first, others) = match accounts {
        [only] => return Ok(only),
        [first, others @ ..] => (first, others),
        [] => return Err(report(Diagnostic::error(Code::EXISTING_INPUT, "the input contains no account"))),
    };
    let mut names: Vec<String> = accounts.iter().map(|account| quote(account.account.as_str())).collect();
    names.dedup();
    if others.iter().all(|other| other.account == first.account) {
        let storage = accounts.iter().filter_map(|account| account.storage.as_ref()).map(|id| quote(id.as_str()));
        let message = format!("several storage accounts belong to {}", quote(first.account.name()));
        let help = format!("leave out the resources of the others: {}", storage.collect::<Vec<_>>().join(", "));
        return Err(report(Diagnostic::error(Code::EXISTING_INPUT, message).help(help)));
    }
    let message = format!("the input contains {} Document Intelligence accounts", names.len());
    let help = format!("select one with `--account`: {}", names.join(", "));
    Err(report(Diagnostic::error(Code::EXISTING_INPUT, message).help(help)))
}

fn report_refused(account: &ResolvedAccount, refused: Refused) -> Exit {
    for left in &refused.left {
        console::print_message(&format!("di-gen: left as it is: {left}"));
    }
    let message = format!("{} cannot be adopted: {}", quote(account.account.name()), refused.reason);
    let diagnostic = Diagnostic::error(Code::EXISTING_INPUT, message);
    report(refused.help.into_iter().fold(diagnostic, Diagnostic::help))
}
