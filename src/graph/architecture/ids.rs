//! IDs of frames and leaves: from names, never from positions, so that they stay when something else changes.

/// An ID that is valid in every notation.
pub(in crate::graph) fn node_id(text: &str) -> String {
    let mut id = String::from("n");
    for b in text.bytes() {
        if b.is_ascii_alphanumeric() { id.push(char::from(b)) } else { id.push_str(&format!("_{b:02x}")) }
    }
    id
}
