//! What all checked values have in common: refusals, and the rule behind a format.

use crate::diagnostic::Code;

/// Why a text was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The code.
    pub code: Code,
    /// What is wrong, to stand beside the value.
    pub reason: String,
    /// What to write instead.
    pub help: Option<String>,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.reason)
    }
}

pub(crate) fn refuse<T>(code: Code, why: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal { code, reason: why.into(), help: None })
}

pub(crate) fn refuse_with<T>(code: Code, why: impl Into<String>, help: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal { code, reason: why.into(), help: Some(help.into()) })
}

/// The rule behind a `format` of the schema.
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
                // Names say what they are at the key that has them.
                if !$description.is_empty() {
                    schema.insert("description".to_owned(), $description.into());
                }
                schema
            }
        }

        impl $type {
            /// The rule as a regular expression, as far as one can say it.
            #[allow(dead_code, reason = "of those that are parameters, so that Terraform checks the same")]
            pub(crate) const PATTERN: &str = $pattern;
            pub(super) const FORMAT: crate::topology::values::Format = crate::topology::values::Format {
                name: $format,
                check: |text| text.parse::<Self>().map(|_| ()),
            };

            /// Whether the rule takes a text.
            pub(crate) fn takes(text: &str) -> bool {
                text.parse::<Self>().is_ok()
            }
        }
    };
}
pub(crate) use checked;

/// Declares a checked text: a newtype that only its rule can make.
macro_rules! checked_text {
    ($(#[$doc:meta])* $type:ident, $format:literal, $pattern:literal, $example:literal, $description:literal, $check:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $type(String);

        impl $type {
            /// The text.
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
