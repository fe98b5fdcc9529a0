//! The seal of a generated file, by which di-gen recognizes text that it wrote itself: a hash of each line, in a file of
//! its own.
//!
//! A seal has a line for each line of its file, and equal lines have equal hashes. So version control merges a seal
//! exactly as it merges the file: without a conflict where the file has none, and with the same sides where it has one.

use std::{borrow::Cow, collections::BTreeSet};

use memchr::{memchr, memchr_iter};

use super::conflict::{Piece, split_conflicts, split_sides};
use crate::render::MARKER;

/// The directory of the seals, below the directory of the topology file or of `-o`.
pub(super) const SEAL_FOLDER: &str = ".di-gen";

/// The file name extension of seals.
pub(super) const SEAL_EXTENSION: &str = "seal";

/// The file that keeps seals out of reviews: version control does not show their differences, and still merges them.
pub(super) const ATTRIBUTES_PATH: &str = ".di-gen/.gitattributes";

/// The content of this file.
pub(super) fn attributes_text() -> String {
    format!(
        "# {MARKER}: seals are merged like other text, but their differences are not shown.\n*.seal -diff -text linguist-generated\n"
    )
}

/// The path of the seal of a generated file; both paths are relative to the same directory.
pub(super) fn seal_path(path: &str) -> String {
    [SEAL_FOLDER, "/", path, ".", SEAL_EXTENSION].concat()
}

/// The path of the file that has the seal at a path.
pub(super) fn sealed_path(seal: &str) -> Option<&str> {
    let path = seal.strip_suffix(SEAL_EXTENSION)?.strip_suffix('.')?;
    (!path.is_empty() && !path.ends_with('/')).then_some(path)
}

/// The seal of a text.
#[allow(clippy::expect_used, reason = "hexadecimal digits and line breaks after ASCII")]
pub(super) fn seal_text(text: &str) -> String {
    // Line endings of Windows are no difference.
    let text = if memchr(b'\r', text.as_bytes()).is_some() {
        Cow::Owned(text.replace("\r\n", "\n"))
    } else {
        Cow::Borrowed(text)
    };
    let line_count = memchr_iter(b'\n', text.as_bytes()).count() + 1;
    let first_line = ": a hash of each line of the file with this name, which reveals manual edits.\n";
    let mut seal = ["# ", MARKER, first_line].concat().into_bytes();
    seal.reserve(line_count * (HASH_LENGTH + 1));
    let mut rest = text.as_bytes();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(memchr(b'\n', rest).unwrap_or(rest.len()));
        seal.extend_from_slice(&hash_line(line));
        seal.push(b'\n');
        rest = after.get(1..).unwrap_or_default();
    }
    String::from_utf8(seal).expect("ASCII")
}

/// Whether di-gen wrote a text with this seal. With conflict markers: whether it wrote both sides. If the seal has a
/// conflict, the text may contain either side, or both.
pub(super) fn matches_seal(text: &str, seal: &str) -> bool {
    let Some(mut pieces) = split_conflicts(seal) else { return false };
    // The first line is the marker. It may name the topology file, and so be part of a conflict.
    match pieces.first_mut() {
        Some(Piece::Line(_)) => _ = pieces.remove(0),
        Some(Piece::Conflict { ours, theirs }) if !ours.is_empty() && !theirs.is_empty() => {
            ours.remove(0);
            theirs.remove(0);
        }
        _ => return false,
    }
    split_sides(text).iter().all(|side| {
        let hashes: Vec<[u8; HASH_LENGTH]> = side.lines().map(|line| hash_line(line.as_bytes())).collect();
        matches_pieces(&hashes, &pieces)
    })
}

/// How many readings of a seal are followed. A merge leaves two or three for each conflict, of which one goes on with the
/// next line; more of them exist only in a seal that was made to be slow, which then matches nothing.
const MAX_READINGS: usize = 64;

fn matches_pieces(hashes: &[[u8; HASH_LENGTH]], pieces: &[Piece<'_>]) -> bool {
    // How many lines of the text the pieces so far can stand for.
    let mut reached = BTreeSet::from([0]);
    for piece in pieces {
        let choices: Vec<Vec<&str>> = match piece {
            Piece::Line(line) => vec![vec![line]],
            Piece::Conflict { ours, theirs } => vec![
                ours.clone(),
                theirs.clone(),
                ours.iter().chain(theirs).copied().collect(),
                theirs.iter().chain(ours).copied().collect(),
            ],
        };
        let mut next = BTreeSet::new();
        for start in reached {
            for choice in &choices {
                let end = start + choice.len();
                let same = |lines: &[[u8; HASH_LENGTH]]| {
                    lines.iter().zip(choice).all(|(hash, line)| hash.as_slice() == line.as_bytes())
                };
                if !next.contains(&end) && hashes.get(start..end).is_some_and(same) {
                    next.insert(end);
                }
            }
        }
        if next.len() > MAX_READINGS {
            return false;
        }
        reached = next;
    }
    reached.contains(&hashes.len())
}

/// The number of hexadecimal digits of a hash.
const HASH_LENGTH: usize = 8;

const HEXADECIMAL: &[u8; 16] = b"0123456789abcdef";

/// The hash of an empty line.
const EMPTY_LINE: u64 = 0xcbf2_9ce4_8422_2325;

/// The hash of a line that has this number of spaces, with which most lines start.
const INDENTED: [u64; 32] = {
    let mut hashes = [EMPTY_LINE; 32];
    let mut spaces = 1;
    while spaces < hashes.len() {
        hashes[spaces] = hash_byte(hashes[spaces - 1], b' ');
        spaces += 1;
    }
    hashes
};

const fn hash_byte(hash: u64, byte: u8) -> u64 {
    (hash ^ byte as u64).wrapping_mul(0x0100_0000_01b3)
}

/// The digits of the hash of a line (FNV-1a), the low one of each byte first. It reveals edits, and is no protection
/// against a forged seal.
fn hash_line(line: &[u8]) -> [u8; HASH_LENGTH] {
    let spaces = line.iter().take(INDENTED.len() - 1).take_while(|byte| **byte == b' ').count();
    let (groups, last) = line[spaces..].as_chunks::<8>();
    // Eight bytes at a time: the end of the line is looked for less often.
    let hash = groups
        .iter()
        .fold(INDENTED[spaces], |hash, group| group.iter().fold(hash, |hash, byte| hash_byte(hash, *byte)));
    let hash = last.iter().fold(hash, |hash, byte| hash_byte(hash, *byte));
    let mut digits = [0; HASH_LENGTH];
    for (pair, byte) in digits.chunks_exact_mut(2).zip(((hash >> 32) ^ hash).to_le_bytes()) {
        pair[0] = HEXADECIMAL[usize::from(byte & 0xf)];
        pair[1] = HEXADECIMAL[usize::from(byte >> 4)];
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a\nb\n\nc\nb\nd\n";

    #[test]
    fn a_seal_reveals_every_edit_but_not_line_endings() {
        let seal = seal_text(TEXT);
        assert!(matches_seal(TEXT, &seal));
        assert_eq!(seal_text(&TEXT.replace('\n', "\r\n")), seal);
        assert_eq!(seal_text(TEXT.trim_end()), seal);
        assert!(matches_seal(&TEXT.replace('\n', "\r\n"), &seal.replace('\n', "\r\n")));
        for edited in ["", "a\n", "a\nb\n\nb\nc\nd\n", "a\nb\n\nc\nb\nd \n", "a\nb\nc\nb\nd\n", "a\nb\n\nc\nb\nd\nd\n"]
        {
            assert!(!matches_seal(edited, &seal), "{edited}");
        }
        assert!(!matches_seal(TEXT, ""));
        assert!(!matches_seal("", ""));
    }

    /// A seal in which every conflict can stand for one, two or three of the same lines.
    #[test]
    fn a_seal_with_countless_readings_matches_nothing() {
        let line = seal_text("}\n").lines().nth(1).expect("a hash").to_owned();
        let conflict = format!("<<<<<<< a\n{line}\n=======\n{line}\n{line}\n>>>>>>> b\n");
        let seal = |conflicts: usize| seal_text("") + &conflict.repeat(conflicts);
        for conflicts in [1, 2, 20] {
            assert!(matches_seal(&"}\n".repeat(2 * conflicts), &seal(conflicts)));
        }
        assert!(!matches_seal(&"}\n".repeat(20_000), &seal(10_000)));
    }

    #[test]
    fn a_conflict_has_two_genuine_sides() {
        let conflict = |ours: &str, theirs: &str| {
            format!("<<<<<<< HEAD\n{ours}||||||| base\nx\n=======\n{theirs}>>>>>>> branch\n")
        };
        let text = |middle: &str| format!("a\n{middle}d\n");
        let lines = |text: &str| seal_text(text).lines().skip(1).map(|line| format!("{line}\n")).collect::<String>();
        let marker = seal_text("");
        let seal = [marker, lines("a\n"), conflict(&lines("b\n"), &lines("c\ne\n")), lines("d\n")].concat();
        assert!(matches_seal(&text(&conflict("b\n", "c\ne\n")), &seal));
        // Rebasing calls the other side ours; a person takes one side, or both.
        for taken in [&conflict("c\ne\n", "b\n"), "b\n", "c\ne\n", "b\nc\ne\n", "c\ne\nb\n"] {
            assert!(matches_seal(&text(taken), &seal), "{taken}");
        }
        for edited in [&conflict("b!\n", "c\ne\n"), &conflict("b\n", "c\n"), "", "c\n", "b!\n", "b\nb\n"] {
            assert!(!matches_seal(&text(edited), &seal), "{edited}");
        }
        // A seal in which one side was chosen knows only this side.
        assert!(!matches_seal(&text(&conflict("b\n", "c\ne\n")), &seal_text(&text("b\n"))));
    }
}
