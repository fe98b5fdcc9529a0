//! Addresses of Terraform.

/// The address of a resource, in its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address<'a> {
    /// The module instance, as `module.a["x"].module.b`; empty for the root module.
    pub(super) module: &'a str,
    /// Type and name, for a data source with `data.` before them.
    pub(super) resource: &'a str,
    /// The type.
    pub(super) terraform_type: &'a str,
    /// What is in brackets after it.
    pub(super) index: Option<&'a str>,
    /// What follows, if it is a reference: `identity[0].principal_id`.
    pub(super) attribute: &'a str,
}

impl<'a> Address<'a> {
    /// Parses an address, or a reference to an attribute of a resource.
    pub(super) fn parse(text: &'a str) -> Option<Self> {
        let mut rest = text;
        while rest.starts_with("module.") {
            let (_, after) = split_step(rest)?;
            let (_, after) = split_step(after)?;
            rest = after;
        }
        let module = text[..text.len() - rest.len()].trim_end_matches('.');
        let (first, mut after) = split_step(rest)?;
        let terraform_type = if first == "data" {
            let (second, next) = split_step(after)?;
            after = next;
            second
        } else {
            first
        };
        let (named, attribute) = split_step(after)?;
        let (name, index) = split_index(named);
        let length = rest.len() - after.len() + name.len();
        Some(Self { module, resource: &rest[..length], terraform_type, index, attribute })
    }
}

/// The first step of a path with its index, and the rest.
fn split_step(text: &str) -> Option<(&str, &str)> {
    let (mut depth, mut in_quotes, mut is_escaped) = (0_usize, false, false);
    for (position, byte) in text.bytes().enumerate() {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' if in_quotes => is_escaped = true,
            b'"' => in_quotes = !in_quotes,
            b'[' if !in_quotes => depth += 1,
            b']' if !in_quotes => depth = depth.saturating_sub(1),
            b'.' if depth == 0 && !in_quotes => return Some((&text[..position], &text[position + 1..])),
            _ => {}
        }
    }
    (!text.is_empty()).then_some((text, ""))
}

/// A name and what is in brackets after it.
pub(super) fn split_index(step: &str) -> (&str, Option<&str>) {
    match step.split_once('[') {
        Some((name, index)) => (name, index.strip_suffix(']')),
        None => (step, None),
    }
}

/// The steps of a path, each with its index.
pub(super) fn steps(path: &str) -> impl Iterator<Item = &str> {
    let mut rest = path;
    std::iter::from_fn(move || {
        let (step, after) = split_step(rest)?;
        rest = after;
        Some(step)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_parts() {
        let parse = |text| Address::parse(text).expect("an address");
        let simple = parse("azurerm_subnet.one");
        assert_eq!((simple.module, simple.resource, simple.index), ("", "azurerm_subnet.one", None));
        let nested = parse(r#"module.a["x.y]"].module.b[0].data.azurerm_subnet.one["a\"b"]"#);
        assert_eq!(nested.module, r#"module.a["x.y]"].module.b[0]"#);
        assert_eq!(nested.resource, "data.azurerm_subnet.one");
        assert_eq!(nested.terraform_type, "azurerm_subnet");
        assert_eq!(nested.index, Some(r#""a\"b""#));
        let reference = parse("azurerm_cognitive_account.fr.identity[0].principal_id");
        assert_eq!(reference.resource, "azurerm_cognitive_account.fr");
        assert_eq!(reference.attribute, "identity[0].principal_id");
        assert_eq!(steps(reference.attribute).collect::<Vec<_>>(), ["identity[0]", "principal_id"]);
        assert_eq!(split_index("identity[0]"), ("identity", Some("0")));
        for text in ["", "a", "module.a", "module.", "data.x", "."] {
            assert!(Address::parse(text).is_none_or(|address| address.resource.contains('.')), "{text}");
        }
    }
}
