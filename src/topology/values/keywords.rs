//! Enumerations whose values are keywords: a value has the same keyword in the file, the schema and the outputs.
//!
//! Other words for a value, as Azure, its portal and azurerm use them, are errors. They are declared with the value, so that
//! the error names the keyword. A word that could mean two values is declared for neither.

/// Declares an enumeration with the keyword of each value, which is written nowhere else, and other words for it in
/// brackets: `Private = "private" ["Disabled"]`. Case, spaces, hyphens and underscores do not matter in those.
macro_rules! keywords {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $keyword:literal $([$($synonym:literal),+])?,)+ }) => {
        $(#[$meta])*
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Deserialize, serde::Serialize, schemars::JsonSchema,
        )]
        pub enum $name {
            $(
                $(#[$variant_meta])*
                #[serde(rename = $keyword)]
                $variant,
            )+
        }

        impl $name {
            /// Every value, in the order of the schema.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// Every keyword, and the words that Azure, its portal or azurerm use instead of it.
            pub const WORDS: $crate::topology::values::KeywordWords =
                &[$(($keyword, &[$($($synonym),+)?])),+];

            /// The keyword.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $keyword,)+
                }
            }
        }
    };
}

pub(crate) use keywords;

/// The keywords of an enumeration, each with other words for it.
pub type KeywordWords = &'static [(&'static str, &'static [&'static str])];
