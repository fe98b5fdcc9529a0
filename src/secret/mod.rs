//! What a secret looks like: by the name of its key, by its shape inside a text, and in generated text.
//!
//! Other modules decide what to do with one: the source refuses it, and everything that is shown masks it.

mod assignments;
mod base64;
mod comments;
mod escapes;
mod found;
mod generated;
mod hidden;
mod logins;
mod mask;
mod names;
mod random;
mod shapes;
mod tokens;
mod value_words;
mod values;
mod word_lists;
mod words;

pub use comments::comment_secret_ranges;
pub use found::FoundSecret;
pub use generated::generated_secret_ranges;
pub use hidden::HiddenValues;
pub use mask::{MASK, mask_json, mask_key_path, mask_lines, mask_text, mask_values, merge_ranges};
pub use names::{NameMeaning, name_meaning};
pub use shapes::{find_text_secrets, first_secret_kind};
pub use values::is_secret_value;
