//! Names of files and directories: those that Windows does not accept, and those that belong to other programs.

use super::fact::{Source, code, documented, facts, reported};

const NAMING_PAGE: Source =
    documented("MicrosoftDocs/win32 desktop-src/FileIO/naming-a-file.md", "2018-05-31", "2026-11-29");
const GIT_CHECK: Source =
    code("git-for-windows/git compat/mingw.c", "9c75574c19d540dd551b99d88c61ce6ba9d82dfa", "2026-11-29");

facts! {
    DEVICE_NAMES = "Windows accepts no file or directory that is called like a device (CON, PRN, AUX, NUL, COM1 to COM9, LPT1 to LPT9), in any case and with any ending, and git does not check one out there",
        [NAMING_PAGE, GIT_CHECK];
    SUPERSCRIPT_DEVICES = "Windows takes the superscript digits 1 to 3 for digits in names of devices",
        [reported("MicrosoftDocs/win32 pull request 1731", "2023-10-23", "2026-11-29")];
    CONSOLE_NAMES = "Git for Windows does not check out files that are called CONIN$, CONOUT$ or LPT0", [GIT_CHECK];
    LAST_CHARACTERS = "On Windows, no name of a file or directory ends with a space or a period",
        [NAMING_PAGE, GIT_CHECK];
    RESERVED_CHARACTERS = "On Windows, no name of a file or directory has a control character or one of < > : \" / \\ | ? *",
        [NAMING_PAGE, GIT_CHECK];
}

/// Names of devices without a number.
const DEVICES: &[&str] = &["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

/// Names of devices with a digit, and the digits.
const NUMBERED_DEVICES: &[(&str, &str)] = &[("COM", "123456789¹²³"), ("LPT", "0123456789¹²³")];

/// Why Windows does not accept the name of a file or directory; none if it does.
#[must_use]
pub fn windows_refusal(name: &str) -> Option<&'static str> {
    // A device with an ending is still the device, also with spaces before it.
    let stem = name.split(['.', ':']).next().unwrap_or_default().trim_end_matches(' ').to_uppercase();
    let is_numbered = |(device, digits): &(&str, &str)| {
        stem.strip_prefix(device).is_some_and(|digit| {
            let mut digit = digit.chars();
            digit.next().is_some_and(|first| digits.contains(first)) && digit.next().is_none()
        })
    };
    if DEVICES.contains(&stem.as_str()) || NUMBERED_DEVICES.iter().any(is_numbered) {
        return Some("Windows reserves this name for a device");
    }
    if name.ends_with(['.', ' ']) {
        return Some("Windows does not accept a name with a period or a space at the end");
    }
    let is_reserved = |c: char| c < ' ' || "<>:\"/\\|?*".contains(c);
    name.contains(is_reserved).then_some("Windows does not accept control characters and < > : \" / \\ | ? * in a name")
}

/// The names of devices, in upper case.
pub(crate) fn device_names() -> impl Iterator<Item = String> {
    let numbered = NUMBERED_DEVICES
        .iter()
        .flat_map(|(device, digits)| digits.chars().map(move |digit| format!("{device}{digit}")));
    DEVICES.iter().map(|device| (*device).to_owned()).chain(numbered)
}

/// Directories of other programs, in which no output is searched.
const PROGRAM_FOLDERS: &[&str] = &[".git", ".terraform", "node_modules"];

/// Directories of build results, in which no topology is searched either.
const BUILD_FOLDERS: &[&str] = &["target"];

/// Whether a directory belongs to another program, by its name: no output is searched there.
#[must_use]
pub fn belongs_to_other_program(name: &str) -> bool {
    PROGRAM_FOLDERS.iter().any(|folder| name.eq_ignore_ascii_case(folder))
}

/// Whether topologies are searched in a directory with this name: not in hidden ones, nor in those of dependencies and
/// build results. No output is written there either.
#[must_use]
pub fn is_searched(name: &str) -> bool {
    !name.starts_with('.')
        && !belongs_to_other_program(name)
        && !BUILD_FOLDERS.iter().any(|folder| name.eq_ignore_ascii_case(folder))
}
