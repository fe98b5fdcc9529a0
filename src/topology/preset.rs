//! Starting files. Without a topology file, every command uses the private one.

/// A starting file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Preset {
    /// Private endpoints only.
    #[default]
    Private,
    /// A few public IP addresses, and Studio.
    Selected,
    /// Any client with a token.
    Open,
    /// A Corp landing zone: existing network and vault, DNS records by policy, and nothing that its guardrails refuse.
    Corp,
}

impl Preset {
    /// Every preset.
    pub const ALL: [Self; 4] = [Self::Private, Self::Selected, Self::Open, Self::Corp];

    /// The text of the file, comments included.
    #[must_use]
    pub const fn file_text(self) -> &'static str {
        match self {
            Self::Private => include_str!("presets/private.yaml"),
            Self::Selected => include_str!("presets/selected.yaml"),
            Self::Open => include_str!("presets/open.yaml"),
            Self::Corp => include_str!("presets/corp.yaml"),
        }
    }
}
