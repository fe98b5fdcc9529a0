//! IDs of Azure, as inputs write them.

use std::{
    fmt,
    hash::{Hash, Hasher},
    rc::Rc,
};

/// The ID of a resource, resource group, subscription or management group. Keeps its text and is compared without case, as
/// Azure does. An unknown part of a name is an expression in braces, as
/// [`display_pieces`](crate::arm_template::display_pieces) writes it.
#[derive(Debug, Clone)]
pub struct AzureId {
    text: Rc<str>,
    /// For comparisons.
    folded: Rc<str>,
}

const PROVIDERS: &str = "providers";

impl AzureId {
    /// Parses an ID; none if the text is no ID of Azure.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.strip_suffix('/').unwrap_or(text);
        let segments = split_segments(text.strip_prefix('/')?);
        if segments.iter().any(|segment| segment.is_empty()) {
            return None;
        }
        let mut rest = segments.as_slice();
        let is_tenant = is_word(rest.first(), PROVIDERS);
        for container in ["subscriptions", "resourceGroups"] {
            if !is_tenant && is_word(rest.first(), container) {
                rest = rest.get(2..)?;
            }
        }
        if !is_tenant && rest.len() == segments.len() {
            return None;
        }
        while !rest.is_empty() {
            // A namespace, then pairs of type and name.
            let end = rest.iter().skip(1).position(|segment| is_word(Some(segment), PROVIDERS));
            let (block, others) = rest.split_at(end.map_or(rest.len(), |end| end + 1));
            if !is_word(block.first(), PROVIDERS) || block.len() < 4 || !block.len().is_multiple_of(2) {
                return None;
            }
            rest = others;
        }
        Some(Self { text: text.into(), folded: fold(text) })
    }

    /// The text as it was read.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The text in lower case, for maps.
    #[must_use]
    pub fn folded(&self) -> &Rc<str> {
        &self.folded
    }

    /// Whether every part of it is known.
    #[must_use]
    pub fn is_known(&self) -> bool {
        !self.text.contains('{')
    }

    /// The subscription.
    #[must_use]
    pub fn subscription(&self) -> Option<&str> {
        self.value_of_container("subscriptions")
    }

    /// The ID of the subscription.
    #[must_use]
    pub fn subscription_id(&self) -> Option<Self> {
        Self::parse(&format!("/subscriptions/{}", self.subscription()?))
    }

    /// The resource group.
    #[must_use]
    pub fn resource_group(&self) -> Option<&str> {
        self.value_of_container("resourceGroups")
    }

    fn value_of_container(&self, container: &str) -> Option<&str> {
        let segments = split_segments(self.text.strip_prefix('/')?);
        segments
            .chunks_exact(2)
            .take_while(|pair| !is_word(pair.first(), PROVIDERS))
            .find_map(|pair| is_word(pair.first(), container).then_some(pair[1]))
    }

    /// The type with those of its parents, as in `Microsoft.Network/virtualNetworks/subnets`; none of a resource group, a
    /// subscription or a tenant.
    #[must_use]
    pub fn resource_type(&self) -> Option<String> {
        let (_, block) = self.last_block()?;
        let mut resource_type = block.first().copied()?.to_owned();
        for pair in block[1..].chunks_exact(2) {
            resource_type.push('/');
            resource_type.push_str(pair[0]);
        }
        Some(resource_type)
    }

    /// The names, one for each part of the type.
    #[must_use]
    pub fn names(&self) -> Vec<&str> {
        let Some((_, block)) = self.last_block() else { return Vec::new() };
        block[1..].chunks_exact(2).map(|pair| pair[1]).collect()
    }

    /// The last name; of a resource group its name, of a subscription its ID.
    #[must_use]
    pub fn name(&self) -> &str {
        split_segments(&self.text).last().copied().unwrap_or_default()
    }

    /// The resource that it is a child of.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let (_, block) = self.last_block()?;
        let [.., own_type, own_name] = block.as_slice() else { return None };
        (block.len() > 3).then(|| self.cut(own_type.len() + own_name.len() + 2))
    }

    /// What it extends or is created in: a resource, a resource group, a subscription or a management group. None for what
    /// is in the tenant itself.
    #[must_use]
    pub fn scope(&self) -> Option<Self> {
        let (start, _) = self.last_block()?;
        (start > 0).then(|| self.cut(self.text.len() - start))
    }

    /// Whether it is the other one, or below it.
    #[must_use]
    pub fn is_inside(&self, outer: &Self) -> bool {
        let rest = self.folded.strip_prefix(&*outer.folded);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Whether it is a resource of this ARM type.
    #[must_use]
    pub fn is_of_type(&self, arm_type: &str) -> bool {
        self.resource_type().is_some_and(|own| own.eq_ignore_ascii_case(arm_type))
    }

    /// Its text in lower case, and that up to each slash: what it is inside of is among them.
    pub(super) fn prefixes(&self) -> impl Iterator<Item = &str> {
        let ends = self.folded.match_indices('/').map(|(end, _)| end).chain([self.folded.len()]);
        ends.map(|end| &self.folded[..end])
    }

    fn cut(&self, length: usize) -> Self {
        let text = &self.text[..self.text.len() - length];
        Self { text: text.into(), folded: fold(text) }
    }

    /// The namespace, types and names after the last `/providers/`, and where that starts.
    fn last_block(&self) -> Option<(usize, Vec<&str>)> {
        let mut segments = split_segments(&self.text);
        let position = segments.iter().rposition(|segment| is_word(Some(segment), PROVIDERS))?;
        let start: usize = segments[..position].iter().map(|segment| segment.len() + 1).sum();
        Some((start - 1, segments.split_off(position + 1)))
    }
}

fn is_word(segment: Option<&&str>, word: &str) -> bool {
    segment.is_some_and(|segment| segment.eq_ignore_ascii_case(word))
}

fn fold(text: &str) -> Rc<str> {
    text.to_ascii_lowercase().into()
}

/// The parts between slashes; an expression in braces can contain slashes.
fn split_segments(text: &str) -> Vec<&str> {
    let mut segments = Vec::new();
    let (mut start, mut depth) = (0, 0_usize);
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b'/' if depth == 0 => {
                segments.push(&text[start..index]);
                start = index + 1;
            }
            _ => {}
        }
    }
    segments.push(&text[start..]);
    segments
}

impl PartialEq for AzureId {
    fn eq(&self, other: &Self) -> bool {
        self.folded == other.folded
    }
}

impl Eq for AzureId {}

impl Hash for AzureId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.folded.hash(state);
    }
}

impl PartialOrd for AzureId {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for AzureId {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.folded.cmp(&other.folded)
    }
}

impl fmt::Display for AzureId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROUP: &str = "/subscriptions/S/resourceGroups/rg";

    fn id(text: &str) -> AzureId {
        AzureId::parse(text).unwrap_or_else(|| panic!("no ID: {text}"))
    }

    #[test]
    fn an_id_has_parts() {
        let subnet = id(&format!("{GROUP}/providers/Microsoft.Network/virtualNetworks/vnet/subnets/one"));
        assert_eq!(subnet.subscription(), Some("S"));
        assert_eq!(subnet.resource_group(), Some("rg"));
        assert_eq!(subnet.resource_type().as_deref(), Some("Microsoft.Network/virtualNetworks/subnets"));
        assert_eq!(subnet.names(), ["vnet", "one"]);
        assert_eq!(subnet.name(), "one");
        let network = id(&format!("{GROUP}/providers/Microsoft.Network/virtualNetworks/vnet"));
        assert_eq!(subnet.parent(), Some(network.clone()));
        assert_eq!(network.parent(), None);
        assert_eq!(network.scope(), Some(id(GROUP)));
        assert!(subnet.is_inside(&network) && !id(&format!("{network}2")).is_inside(&network));
    }

    #[test]
    fn case_and_a_last_slash_do_not_matter() {
        assert_eq!(id(&GROUP.to_uppercase()), id(&format!("{GROUP}/")));
        assert_eq!(id(&GROUP.to_uppercase()).as_str(), GROUP.to_uppercase());
    }

    #[test]
    fn an_extension_has_the_scope_of_what_it_extends() {
        let account = format!("{GROUP}/providers/Microsoft.CognitiveServices/accounts/di");
        let role = id(&format!("{account}/providers/Microsoft.Authorization/roleAssignments/{{guid('a/b')}}"));
        assert_eq!(role.scope(), Some(id(&account)));
        assert_eq!(role.resource_type().as_deref(), Some("Microsoft.Authorization/roleAssignments"));
        assert_eq!(role.name(), "{guid('a/b')}");
        assert!(!role.is_known());
        let at_group = id(
            "/providers/Microsoft.Management/managementGroups/mg/providers/Microsoft.Authorization/roleAssignments/1",
        );
        assert_eq!(at_group.scope(), Some(id("/providers/Microsoft.Management/managementGroups/mg")));
        assert_eq!(
            id("/subscriptions/S/providers/Microsoft.Authorization/roleAssignments/1").scope(),
            Some(id("/subscriptions/S"))
        );
        assert_eq!(id("/providers/Microsoft.Management/managementGroups/mg").scope(), None);
    }

    #[test]
    fn other_texts_are_no_ids() {
        let no_ids = [
            "",
            "/",
            "a",
            "/a",
            "/subscriptions",
            "/subscriptions/",
            "/resourceGroups",
            "/subscriptions//resourceGroups/g",
            "/subscriptions/S/providers",
            "/subscriptions/S/providers/A/b",
            "/subscriptions/S/providers/A/b/c/d",
            "https://vault.azure.net/keys/a",
            "/providers/A/b",
            "/subscriptions/S/other/x",
        ];
        for text in no_ids {
            assert_eq!(AzureId::parse(text), None, "{text}");
        }
    }
}
