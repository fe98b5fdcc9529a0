//! Where values are in a text of JSON, by their pointers: for SARIF, whose readers show a line. The text is read once more,
//! and nothing of it is kept.

use std::collections::{HashMap, HashSet};

/// The lines and columns of the values that some pointers name, both from 1, columns in characters. Of a pointer that the text
/// does not have, it is the value of its longest part that the text has: the pointer may end with a property of Azure.
#[must_use]
pub fn json_positions<'p>(text: &str, pointers: impl IntoIterator<Item = &'p str>) -> HashMap<&'p str, (usize, usize)> {
    let pointers: HashSet<&str> = pointers.into_iter().collect();
    let mut wanted: HashMap<&str, Option<usize>> = HashMap::new();
    for pointer in &pointers {
        for (end, _) in pointer.match_indices('/').chain([(pointer.len(), "")]) {
            wanted.insert(&pointer[..end], None);
        }
    }
    let start = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    Scanner { bytes: text.as_bytes(), at: start }.scan(&mut wanted);
    let offset_of = |pointer: &'p str| {
        let ends = pointer.match_indices('/').map(|(end, _)| end).chain([pointer.len()]).collect::<Vec<_>>();
        ends.into_iter().rev().find_map(|end| wanted.get(&pointer[..end]).copied().flatten())
    };
    let mut offsets: Vec<(usize, &str)> =
        pointers.into_iter().filter_map(|pointer| Some((offset_of(pointer)?, pointer))).collect();
    offsets.sort_unstable();
    let (mut line, mut line_start, mut counted) = (1, 0, 0);
    let position = |(offset, pointer): (usize, &'p str)| {
        for (index, _) in text[counted..offset].match_indices('\n') {
            line += 1;
            line_start = counted + index + 1;
        }
        counted = offset;
        (pointer, (line, text[line_start..offset].chars().count() + 1))
    };
    offsets.into_iter().map(position).collect()
}

struct Scanner<'t> {
    bytes: &'t [u8],
    at: usize,
}

/// An array or object around the current value.
struct Frame {
    /// The length of its pointer; none where no pointer leads into it.
    pointer: Option<usize>,
    /// The number of the next item; none in an object.
    item: Option<usize>,
}

impl Scanner<'_> {
    /// Notes where each wanted value starts. It stops where the text is not JSON.
    fn scan(&mut self, wanted: &mut HashMap<&str, Option<usize>>) {
        let mut frames: Vec<Frame> = Vec::new();
        let mut pointer = String::new();
        // Whether the pointer is that of the current value.
        let mut is_wanted = true;
        loop {
            self.skip_space();
            let start = self.at;
            if is_wanted && let Some(found) = wanted.get_mut(pointer.as_str()) {
                // Of a repeated key, the last one counts.
                *found = Some(start);
            } else {
                is_wanted = false;
            }
            match self.bytes.get(self.at) {
                Some(open @ (b'{' | b'[')) => {
                    self.at += 1;
                    let item = (*open == b'[').then_some(0);
                    frames.push(Frame { pointer: is_wanted.then_some(pointer.len()), item });
                }
                Some(b'"') => self.skip_string(),
                Some(_) => self.skip_scalar(),
                None => return,
            }
            // The next value: an item or a member of the innermost frame that has one.
            loop {
                let Some(frame) = frames.last_mut() else { return };
                self.skip_space();
                match self.bytes.get(self.at) {
                    Some(b',') => self.at += 1,
                    Some(b']' | b'}') => {
                        self.at += 1;
                        frames.pop();
                        continue;
                    }
                    Some(_) => {}
                    None => return,
                }
                self.skip_space();
                is_wanted = frame.pointer.is_some();
                if let Some(length) = frame.pointer {
                    pointer.truncate(length);
                }
                if let Some(item) = &mut frame.item {
                    if self.bytes.get(self.at) == Some(&b']') {
                        continue;
                    }
                    if is_wanted {
                        pointer.push_str(&format!("/{item}"));
                    }
                    *item += 1;
                    break;
                }
                let key = self.at;
                if self.bytes.get(key) != Some(&b'"') {
                    if self.bytes.get(key) == Some(&b'}') {
                        continue;
                    }
                    return;
                }
                self.skip_string();
                if is_wanted {
                    let name: String = serde_json::from_slice(&self.bytes[key..self.at]).unwrap_or_default();
                    pointer.push_str(&format!("/{}", name.replace('~', "~0").replace('/', "~1")));
                }
                self.skip_space();
                if self.bytes.get(self.at) != Some(&b':') {
                    return;
                }
                self.at += 1;
                break;
            }
        }
    }

    fn skip_space(&mut self) {
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_whitespace) {
            self.at += 1;
        }
    }

    fn skip_string(&mut self) {
        self.at += 1;
        while let Some(byte) = self.bytes.get(self.at) {
            self.at += if *byte == b'\\' { 2 } else { 1 };
            if *byte == b'"' {
                break;
            }
        }
        self.at = self.at.min(self.bytes.len());
    }

    /// A number or a word. What is none of them is skipped as well: it is not empty.
    fn skip_scalar(&mut self) {
        self.at += 1;
        while self.bytes.get(self.at).is_some_and(|byte| !b",]} \t\r\n".contains(byte)) {
            self.at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::json_positions;

    #[test]
    fn a_value_is_at_its_start_and_a_missing_one_at_what_contains_it() {
        let text = "{\n  \"ä\": 1, \"a\": [ ],\n  \"b\": [true, {\"c/d\": \"]\\\"}\", \"e\":\n \"x\"}],\n  \"f\": {}, \"f\": {\"g\": -1.5e3,\n\"other\": [[{\"k\": 0}]], \"h\": 2}\n}";
        let pointers = [
            "/f/h",
            "/b/1/c~1d",
            "/b/1/e",
            "/b/1/properties/x",
            "/b/0",
            "/b/7",
            "/f/g",
            "/a",
            "",
            "/none/of/these",
            "/b/1/e/0",
        ];
        let found = json_positions(text, pointers);
        for (pointer, expected) in [
            ("", (1, 1)),
            ("/a", (2, 16)),
            ("/b/0", (3, 9)),
            ("/b/1/c~1d", (3, 23)),
            ("/b/1/e", (4, 2)),
            ("/b/1/e/0", (4, 2)),
            ("/b/1/properties/x", (3, 15)),
            ("/b/7", (3, 8)),
            ("/f/g", (5, 23)),
            // After what no pointer leads into.
            ("/f/h", (6, 29)),
            ("/none/of/these", (1, 1)),
        ] {
            assert_eq!(found.get(pointer), Some(&expected), "{pointer}");
        }
    }

    /// What is no JSON ends the search.
    #[test]
    fn any_text_ends() {
        for text in [
            "",
            "[",
            "{",
            "[1",
            "{\"a",
            "{\"a\"",
            "{\"a\":",
            "{a:1}",
            "]",
            "[,,]",
            "{\"a\":1,}",
            "\"\\",
            "[[[[",
            "}{",
            "[1,]",
        ] {
            let found = json_positions(text, ["/a/b", "/0"]);
            assert!(found.len() <= 2, "{text}");
        }
        let deep = "[".repeat(200_000);
        assert_eq!(json_positions(&deep, ["/0/0"]).get("/0/0"), Some(&(1, 3)));
    }
}
