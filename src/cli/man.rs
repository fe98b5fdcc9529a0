//! `man`: writes the manual pages of the command line.

use clap::{Args, Command};
use di_gen::output::{self, MarkedPage};

use super::{console, destination::Destination, exit::Exit, files};

#[derive(Debug, Args)]
pub(super) struct ManArguments {
    /// Write one page for each command into this directory
    #[arg(short, long, value_name = "DIR", value_parser = Destination::directory_parser())]
    out_dir: Option<Destination>,
    /// Overwrite files that were edited or that di-gen did not write (with -o)
    #[arg(long, requires = "out_dir")]
    force: bool,
}

/// Prints the manual page, or with a directory writes one page for each command.
pub(super) fn write_man_pages(arguments: &ManArguments, command: Command) -> Result<(), Exit> {
    let Some(directory) = arguments.out_dir.as_ref().and_then(Destination::path) else {
        return Destination::print(arguments.out_dir.as_ref(), &man_page(command));
    };
    let mut pages = vec![MarkedPage { name: "di-gen.1".into(), content: man_page(command.clone()).into_bytes() }];
    for sub in command.get_subcommands() {
        let name = format!("di-gen-{}", sub.get_name());
        let content = man_page(sub.clone().display_name(name.clone())).into_bytes();
        pages.push(MarkedPage { name: format!("{name}.1").into(), content });
    }
    output::write_pages(directory, &pages, arguments.force)
        .map_err(|diagnostics| console::report_errors(&files::empty_source(), &diagnostics))?;
    Ok(())
}

fn man_page(command: Command) -> String {
    let mut text = Vec::new();
    // Writing to memory does not fail.
    let _ = clap_mangen::Man::new(command).render(&mut text);
    output::mark_manual_page(&String::from_utf8_lossy(&text))
}
