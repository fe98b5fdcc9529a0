//! Conflict markers that version control leaves in a text: of the styles merge, diff3 and zdiff3.

/// A part of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece<'t> {
    /// A line outside of conflicts.
    Line(&'t str),
    /// A conflict: the lines of its two sides. Lines of a common ancestor are left out.
    Conflict { ours: Vec<&'t str>, theirs: Vec<&'t str> },
}

/// The lines of a text, with its conflicts; `None` if its conflict markers are incomplete.
pub(super) fn split_conflicts(text: &str) -> Option<Vec<Piece<'_>>> {
    let mut pieces = Vec::new();
    let mut section = Section::Outside;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for line in text.lines() {
        section = match (marker(line), section) {
            (Some('<'), Section::Outside) => Section::Ours,
            (Some('|'), Section::Ours) => Section::Ancestor,
            (Some('='), Section::Ours | Section::Ancestor) => Section::Theirs,
            (Some('>'), Section::Theirs) => {
                pieces.push(Piece::Conflict { ours: std::mem::take(&mut ours), theirs: std::mem::take(&mut theirs) });
                Section::Outside
            }
            (Some(_), _) => return None,
            (None, section) => {
                match section {
                    Section::Outside => pieces.push(Piece::Line(line)),
                    Section::Ours => ours.push(line),
                    Section::Ancestor => {}
                    Section::Theirs => theirs.push(line),
                }
                section
            }
        };
    }
    (section == Section::Outside).then_some(pieces)
}

/// Whether a text has complete conflict markers.
pub(super) fn has_conflict(text: &str) -> bool {
    // Most texts have none, and need no list of their lines.
    text.contains(&"<".repeat(MARKER_LENGTH))
        && split_conflicts(text).is_some_and(|pieces| pieces.iter().any(|piece| !matches!(piece, Piece::Line(_))))
}

/// The two sides of a text with conflicts, or the text itself twice.
pub(super) fn split_sides(text: &str) -> [String; 2] {
    let Some(pieces) = split_conflicts(text).filter(|_| has_conflict(text)) else {
        return [text.to_owned(), text.to_owned()];
    };
    let mut sides = [String::new(), String::new()];
    for piece in &pieces {
        let [first, second] = &mut sides;
        match piece {
            Piece::Line(line) => {
                first.extend([line, "\n"]);
                second.extend([line, "\n"]);
            }
            Piece::Conflict { ours, theirs } => {
                ours.iter().for_each(|line| first.extend([line, "\n"]));
                theirs.iter().for_each(|line| second.extend([line, "\n"]));
            }
        }
    }
    sides
}

/// The default length of a conflict marker.
const MARKER_LENGTH: usize = 7;

/// The part of a text in which a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Section {
    Outside,
    Ours,
    Ancestor,
    Theirs,
}

/// The sign of a conflict marker, if the line is one. Only the marker between the sides has no text after it.
fn marker(line: &str) -> Option<char> {
    let sign = line.chars().next().filter(|sign| "<|=>".contains(*sign))?;
    let rest = line.trim_start_matches(sign);
    let complete = line.len() - rest.len() == MARKER_LENGTH;
    (complete && (rest.is_empty() || (sign != '=' && rest.starts_with(' ')))).then_some(sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MERGE: &str = "a\n<<<<<<< HEAD\nb\n=======\nc\nd\n>>>>>>> other branch\ne\n";

    #[test]
    fn all_styles_have_the_same_sides() {
        let with_ancestor = MERGE.replace("=======", "||||||| 0123abc\nx\n=======");
        for text in [MERGE.to_owned(), with_ancestor.clone(), with_ancestor.replace('\n', "\r\n")] {
            assert!(has_conflict(&text), "{text}");
            assert_eq!(split_sides(&text), ["a\nb\ne\n", "a\nc\nd\ne\n"], "{text}");
        }
    }

    #[test]
    fn incomplete_markers_are_no_conflict() {
        for text in [
            "a\n".to_owned(),
            MERGE.replace("<<<<<<< HEAD\n", ""),
            MERGE.replace("=======\n", ""),
            MERGE.replace(">>>>>>> other branch\n", ""),
            MERGE.replace("b\n", MERGE),
            MERGE.replace("<<<<<<< HEAD", "<<<<<<<< HEAD"),
        ] {
            assert!(!has_conflict(&text), "{text}");
            assert_eq!(split_sides(&text), [text.as_str(), text.as_str()]);
        }
    }
}
