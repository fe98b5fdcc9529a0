//! `man`: writes the manual pages of the command line.

use std::path::PathBuf;

use clap::{Args, Command};
use di_gen::{
    diagnostic::{Code, Diagnostic},
    source::SourceText,
};

use super::{console, exit::Exit};

#[derive(Debug, Args)]
pub(super) struct ManArguments {
    /// Write one page for each command into this directory
    #[arg(short, long, value_name = "DIR")]
    out_dir: Option<PathBuf>,
}

/// Prints the manual page, or with a directory writes one page for each command.
pub(super) fn write_man_pages(arguments: &ManArguments, command: Command) -> Result<(), Exit> {
    let Some(directory) = &arguments.out_dir else { return console::print_output(&man_page(command)) };
    let mut pages = vec![("di-gen.1".to_owned(), man_page(command.clone()))];
    for sub in command.get_subcommands() {
        let name = format!("di-gen-{}", sub.get_name());
        pages.push((format!("{name}.1"), man_page(sub.clone().display_name(name))));
    }
    for (name, text) in pages {
        let path = directory.join(name);
        std::fs::create_dir_all(directory).and_then(|()| std::fs::write(&path, text)).map_err(|error| {
            let diagnostic =
                Diagnostic::error(Code::CANNOT_WRITE, format!("{}: {error}", path.display())).in_file(&path);
            console::report_errors(&SourceText::new("di-gen", ""), &[diagnostic])
        })?;
    }
    Ok(())
}

fn man_page(command: Command) -> String {
    let mut text = Vec::new();
    // Writing to memory does not fail.
    let _ = clap_mangen::Man::new(command).render(&mut text);
    String::from_utf8_lossy(&text).into_owned()
}
