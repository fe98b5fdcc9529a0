//! `completions` and `man`: what shells and manuals want to know of the command line.

use std::path::Path;

use clap::{Command, CommandFactory as _};
use clap_complete::Shell;
use di_gen::{Code, Diagnostic, Source};

use super::{Arguments, console, exit::Exit};

/// A completion script.
pub(super) fn completions(shell: Shell) -> Result<(), Exit> {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut Arguments::command(), "di-gen", &mut text);
    console::print_output(&String::from_utf8_lossy(&text))
}

/// The manual page, or with a folder one for each command.
pub(super) fn man(folder: Option<&Path>) -> Result<(), Exit> {
    let command = Arguments::command();
    let Some(folder) = folder else { return console::print_output(&page(command)) };
    let mut pages = vec![("di-gen.1".to_owned(), page(command.clone()))];
    for sub in command.get_subcommands() {
        let name = format!("di-gen-{}", sub.get_name());
        pages.push((format!("{name}.1"), page(sub.clone().display_name(name))));
    }
    for (name, text) in pages {
        let path = folder.join(name);
        std::fs::create_dir_all(folder).and_then(|()| std::fs::write(&path, text)).map_err(|error| {
            let finding = Diagnostic::error(Code::CANNOT_WRITE, format!("{}: {error}", path.display())).in_file(&path);
            console::refuse(&Source::new("di-gen", ""), &[finding])
        })?;
    }
    Ok(())
}

fn page(command: Command) -> String {
    let mut text = Vec::new();
    // Writing into memory does not fail.
    let _ = clap_mangen::Man::new(command).render(&mut text);
    String::from_utf8_lossy(&text).into_owned()
}
