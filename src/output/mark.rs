//! The header marker of a page: which command wrote it, and a hash of everything else in it, so that an edit is noticed.

use sha2::{Digest as _, Sha256};

use crate::render::MARKER;

/// The notation of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PictureNotation {
    /// Mermaid.
    Mermaid,
    /// DOT.
    Dot,
    /// SVG.
    Svg,
    /// PNG.
    Png,
}

/// A kind of pages: which command writes it, and where it has the marker.
#[derive(Debug, Clone, Copy)]
struct PageKind {
    command: &'static str,
    place: Place,
}

/// Where the marker is, and how it is a comment there.
#[derive(Debug, Clone, Copy)]
enum Place {
    /// A line after an opening.
    Line { opening: &'static str, comment: &'static str, end: &'static str },
    /// A chunk of text after the header of a PNG image.
    Chunk,
}

const MANUAL: PageKind = PageKind { command: "man", place: line("", ".\\\" ", "") };
const REPORT: PageKind = PageKind { command: "report", place: line("", "<!-- ", " -->") };
const SVG: PageKind = PageKind { command: "graph", place: line("", "<!-- ", " -->") };
const DOT: PageKind = PageKind { command: "graph", place: line("", "// ", "") };
/// Mermaid reads its front matter, which is YAML, only from the first line: `frontMatterRegex` in
/// packages/mermaid/src/diagram-api/frontmatter.ts of mermaid-js/mermaid.
const MERMAID: PageKind = PageKind { command: "graph", place: line("---\n", "# ", "") };
const PNG: PageKind = PageKind { command: "graph", place: Place::Chunk };

const KINDS: [PageKind; 6] = [MANUAL, REPORT, SVG, DOT, MERMAID, PNG];

const fn line(opening: &'static str, comment: &'static str, end: &'static str) -> Place {
    Place::Line { opening, comment, end }
}

/// A manual page with the header marker of di-gen, which has a hash of the page.
#[must_use]
pub fn mark_manual_page(text: &str) -> String {
    String::from_utf8(MANUAL.mark(text.as_bytes())).unwrap_or_default()
}

/// A report with the header marker of di-gen, which has a hash of the report.
#[must_use]
pub fn mark_report(text: &str) -> String {
    String::from_utf8(REPORT.mark(text.as_bytes())).unwrap_or_default()
}

/// A picture with the header marker of di-gen, which has a hash of the picture.
#[must_use]
pub fn mark_picture(notation: PictureNotation, picture: &[u8]) -> Vec<u8> {
    let kind = match notation {
        PictureNotation::Mermaid => MERMAID,
        PictureNotation::Dot => DOT,
        PictureNotation::Svg => SVG,
        PictureNotation::Png => PNG,
    };
    kind.mark(picture)
}

/// Who wrote a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PageAuthorship {
    Generated,
    Edited,
    Foreign,
}

/// The command that writes a page with this marker.
pub(super) fn page_command(page: &[u8]) -> Option<&'static str> {
    KINDS.iter().find(|kind| kind.split(page).is_some()).map(|kind| kind.command)
}

/// Who wrote what a new page replaces. An empty file has nothing that could be lost; a page of another command is foreign.
pub(super) fn page_authorship(old: &[u8], new: &[u8]) -> PageAuthorship {
    if old.is_empty() {
        return PageAuthorship::Generated;
    }
    let commands: Vec<&str> = KINDS.iter().filter(|kind| kind.split(new).is_some()).map(|kind| kind.command).collect();
    let unified = std::str::from_utf8(old).ok().map(|text| text.replace("\r\n", "\n"));
    let old = unified.as_deref().map_or(old, str::as_bytes);
    let mut own = KINDS.iter().filter(|kind| commands.contains(&kind.command));
    own.find_map(|kind| {
        let [before, mark, after] = kind.split(old)?;
        let is_unedited = mark == kind.marker(before, after);
        Some(if is_unedited { PageAuthorship::Generated } else { PageAuthorship::Edited })
    })
    .unwrap_or(PageAuthorship::Foreign)
}

impl PageKind {
    /// The page with its marker.
    fn mark(&self, page: &[u8]) -> Vec<u8> {
        let (before, after) = page.split_at(self.opening(page).unwrap_or_default());
        [before, &self.marker(before, after), after].concat()
    }

    /// The length of what is before the marker; none if a page does not start as one of this kind.
    fn opening(&self, page: &[u8]) -> Option<usize> {
        match self.place {
            Place::Line { opening, .. } => page.starts_with(opening.as_bytes()).then_some(opening.len()),
            Place::Chunk => (page.starts_with(PNG_SIGNATURE) && page.len() >= PNG_OPENING).then_some(PNG_OPENING),
        }
    }

    /// A marked page: what is before the marker, the marker, and what is after it.
    fn split<'p>(&self, page: &'p [u8]) -> Option<[&'p [u8]; 3]> {
        let (before, rest) = page.split_at(self.opening(page)?);
        let sign = format!("{MARKER} {}", self.command);
        let length = match self.place {
            Place::Line { comment, .. } => {
                std::str::from_utf8(rest).ok()?.strip_prefix(comment)?.strip_prefix(&sign)?;
                rest.iter().position(|byte| *byte == b'\n').map_or(rest.len(), |end| end + 1)
            }
            Place::Chunk => {
                let (length, data) = rest.split_first_chunk::<4>()?;
                data.strip_prefix(TEXT_CHUNK)?.strip_prefix(sign.as_bytes())?;
                // Length, type and checksum have four bytes each.
                usize::try_from(u32::from_be_bytes(*length)).ok()?.checked_add(12)?
            }
        };
        let (mark, after) = rest.split_at_checked(length)?;
        Some([before, mark, after])
    }

    fn marker(&self, before: &[u8], after: &[u8]) -> Vec<u8> {
        let digest = Sha256::new().chain_update(before).chain_update(after).finalize();
        let hash: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let command = self.command;
        match self.place {
            Place::Line { comment, end, .. } => {
                format!("{comment}{MARKER} {command}, hash of the following lines {hash}{end}\n").into_bytes()
            }
            Place::Chunk => text_chunk(&format!("{MARKER} {command}, hash of the other chunks {hash}")),
        }
    }
}

/// Signature and header (`IHDR`) of a PNG image. `tEXt` may be anywhere after them: PNG specification, and
/// <https://optipng.sourceforge.net/pngtech/grammar/png.ord.txt>.
const PNG_SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
const PNG_OPENING: usize = 8 + 12 + 13;

/// Type and keyword of the chunk: PNG specification, textual data.
const TEXT_CHUNK: &[u8] = b"tEXtComment\0";

fn text_chunk(text: &str) -> Vec<u8> {
    let data = [TEXT_CHUNK, text.as_bytes()].concat();
    // The type is not part of the length.
    let length = u32::try_from(data.len() - 4).unwrap_or_default();
    [&length.to_be_bytes(), data.as_slice(), &checksum(&data).to_be_bytes()].concat()
}

/// The checksum of a chunk: PNG specification, sample of the cyclic redundancy code.
fn checksum(data: &[u8]) -> u32 {
    let step = |rest: u32| if rest & 1 == 1 { 0xedb8_8320 ^ (rest >> 1) } else { rest >> 1 };
    !data.iter().fold(u32::MAX, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), |rest, _| step(rest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_that_of_the_empty_last_chunk() {
        // Each PNG image ends with these bytes.
        assert_eq!(checksum(b"IEND").to_be_bytes(), [0xae, 0x42, 0x60, 0x82]);
    }
}
