//! Shared parts of all checked values: refusals, and the rule of a schema format.

use crate::diagnostic::Code;

/// Why a value is invalid.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The code.
    pub code: Code,
    /// The reason, shown beside the value.
    pub reason: String,
    /// How to fix it.
    pub help: Option<String>,
    /// The value that was certainly meant, if there is one.
    pub meant: Option<String>,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.reason)
    }
}

pub(crate) fn refuse<T>(code: Code, reason: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal { code, reason: reason.into(), help: None, meant: None })
}

pub(crate) fn refuse_with<T>(code: Code, reason: impl Into<String>, help: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal { code, reason: reason.into(), help: Some(help.into()), meant: None })
}

/// Refuses a value that means the same as another one.
pub(crate) fn refuse_for<T>(
    code: Code,
    reason: impl Into<String>,
    meant: impl Into<String>,
    help: impl Fn(&str) -> String,
) -> Result<T, Refusal> {
    let meant = meant.into();
    Err(Refusal { code, reason: reason.into(), help: Some(help(&meant)), meant: Some(meant) })
}

/// A phrase in any case, as a regular expression without flags.
pub(super) fn any_case(phrase: &str) -> String {
    let letter = |c: char| match c {
        ' ' => r"\s+".to_owned(),
        '.' => r"\.".to_owned(),
        c if c.is_ascii_alphabetic() => format!("[{}{}]", c.to_ascii_uppercase(), c.to_ascii_lowercase()),
        c => c.to_string(),
    };
    phrase.chars().map(letter).collect()
}

/// The rule of a `format` in the schema.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// The name in the schema.
    pub name: &'static str,
    /// Applies the rule.
    pub check: fn(&str) -> Result<(), Refusal>,
}

/// Implements serde and the schema for a type that has `FromStr<Err = Refusal>` and `Display`.
macro_rules! checked {
    ($type:ty, $format:literal, $pattern:literal, $example:literal, $description:literal) => {
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                let mut schema = schemars::json_schema!({ "type": "string", "format": $format, "pattern": $pattern, "examples": [$example] });
                // Names are described at the key that uses them.
                if !$description.is_empty() {
                    schema.insert("description".to_owned(), $description.into());
                }
                schema
            }
        }

        impl $type {
            /// The rule as a regular expression, as far as one can express it.
            #[allow(dead_code, reason = "used for parameters only, so that Terraform checks the same rule")]
            pub(crate) const PATTERN: &str = $pattern;
            pub(super) const FORMAT: crate::topology::values::Format = crate::topology::values::Format {
                name: $format,
                check: |text| text.parse::<Self>().map(|_| ()),
            };

            /// Whether a string is valid.
            pub(crate) fn takes(text: &str) -> bool {
                text.parse::<Self>().is_ok()
            }
        }
    };
}
pub(crate) use checked;

/// Declares a checked string: a newtype whose values are always valid.
macro_rules! checked_text {
    ($(#[$doc:meta])* $type:ident, $format:literal, $pattern:literal, $example:literal, $description:literal, $check:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $type(String);

        impl $type {
            /// The string.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::str::FromStr for $type {
            type Err = crate::topology::values::Refusal;

            fn from_str(text: &str) -> Result<Self, crate::topology::values::Refusal> {
                ($check as fn(&str) -> Result<(), crate::topology::values::Refusal>)(text)?;
                Ok(Self(text.to_owned()))
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        crate::topology::values::checked!($type, $format, $pattern, $example, $description);
    };
}
pub(crate) use checked_text;
