//! Whether a word looks random, as keys and passwords do: the one test for it.

use super::{
    names::{NameMeaning, name_meaning},
    value_words::{PRODUCTS, UNITS},
};

/// The shortest part of a value that can be random.
pub(super) const SHORTEST_PIECE: usize = 6;

/// Whether letters and digits are mixed in a word: `hunter2`, but no code, algorithm, product or number with a unit.
pub(super) fn is_mixed(part: &str) -> bool {
    const ALGORITHMS: &[&str] = &["aes", "des", "rsa", "ecdsa", "sha", "hmacsha", "ed", "argon", "pbkdf"];
    let letters = part.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = part.trim_start_matches(|c: char| c.is_ascii_digit());
    // `APP00017`, `RSA4096`
    let is_code = letters.len() < part.len() && letters.bytes().all(|b| b.is_ascii_uppercase());
    let is_algorithm = letters.len() < part.len() && ALGORITHMS.contains(&letters.to_ascii_lowercase().as_str());
    part.len() >= SHORTEST_PIECE
        && part.chars().any(char::is_alphabetic)
        && part.bytes().any(|b| b.is_ascii_digit())
        && !is_code
        && !is_algorithm
        && !is_product(part)
        && !(digits.len() < part.len() && is_unit(digits))
        && !is_rotation(&part.to_ascii_lowercase())
}

/// `win11ent`, `1Password`
fn is_product(part: &str) -> bool {
    let lower = part.to_ascii_lowercase();
    if lower == "1password" {
        return true;
    }
    let version = PRODUCTS.iter().find_map(|product| lower.strip_prefix(product));
    version.is_some_and(|version| {
        let edition = version.trim_start_matches(|c: char| c.is_ascii_digit());
        edition.len() < version.len() && edition.len() <= 4 && edition.bytes().all(|b| b.is_ascii_alphabetic())
    })
}

/// Whether letters follow digits as in a key, more than once or with capital letters among small ones: `a1b2c3d4`, `Sup3rS3cret`,
/// but not `hunter2` and `contoso2go`, which may also be names.
pub(super) fn is_random_word(word: &str) -> bool {
    let letters_after_digits =
        word.as_bytes().windows(2).filter(|pair| pair[0].is_ascii_digit() && pair[1].is_ascii_alphabetic()).count();
    is_mixed(word) && (letters_after_digits > 1 || (letters_after_digits == 1 && has_both_cases(word)))
}

/// The same for the names of resources, which often end in small letters and digits of a hash: `kv-7gq2x5mzzk3ae`.
pub(super) fn is_random_name(word: &str) -> bool {
    has_both_cases(word) && is_random_word(word)
}

fn has_both_cases(word: &str) -> bool {
    word.bytes().any(|b| b.is_ascii_uppercase()) && word.bytes().any(|b| b.is_ascii_lowercase())
}

/// Whether a word of a placeholder is random, and no name of a variable: `Sup3rS3cret9x`, but not `PASSWORD2` or `apiKey2`.
pub(super) fn holds_random_word(value: &str) -> bool {
    let is_constant = |word: &str| word.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
    let is_random = |word: &str| if is_constant(word) { is_random_word(word) } else { is_mixed(word) };
    value
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .any(|word| word.split('_').any(is_random) && name_meaning(word) <= NameMeaning::Neutral)
}

/// `9.4m8viya`, `v2.10.3-rc1`
pub(super) fn is_version(value: &str) -> bool {
    const LONGEST: usize = 16;
    let (major, minor) = value.trim_start_matches(['v', 'V']).split_once('.').unwrap_or_default();
    let is_number = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    value.len() < LONGEST && is_number(major) && minor.starts_with(|c: char| c.is_ascii_digit())
}

/// `rotated90d`
pub(super) fn is_rotation(lower: &str) -> bool {
    let rest = ["rotated", "rotates", "rotate", "expires", "every"].iter().find_map(|word| lower.strip_prefix(word));
    rest.is_some_and(is_measure)
}

/// Whether a value is a number with or without a unit: `90d`, `P90D`, `100k/min`, `4096`.
pub(super) fn is_measure(value: &str) -> bool {
    let number = value.trim_start_matches(['P', 'T', 'p', 't', '.']);
    let unit = number.trim_start_matches(|c: char| c.is_ascii_digit());
    // `P4711` is no duration.
    let needs_unit = number.len() < value.len();
    unit.len() < number.len() && ((unit.is_empty() && !needs_unit) || unit.split('/').all(is_unit))
}

fn is_unit(word: &str) -> bool {
    UNITS.contains(&word.to_ascii_lowercase().as_str())
}

/// `11111111-2222-3333-4444-555555555555`
pub(super) fn is_guid(value: &str) -> bool {
    let parts: Vec<&str> = value.trim_matches(['{', '}']).split('-').collect();
    parts.iter().map(|part| part.len()).eq([8, 4, 4, 4, 12])
        && parts.iter().all(|part| part.bytes().all(|b| b.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::{is_measure, is_mixed, is_random_name, is_random_word};

    #[test]
    fn words_are_more_or_less_random() {
        for word in ["a1b2c3d4e5f6", "Sup3rS3cret9x", "a8f3k2m9q4", "A1B2C3D4E5F6", "Sup3rHorse"] {
            assert!(is_random_word(word), "{word}");
        }
        for word in ["hunter2", "forms01", "contoso2go", "PASSWORD2", "RSA4096", "k8s"] {
            assert!(!is_random_word(word), "{word}");
        }
        assert!(is_random_name("Sup3rS3cret9x") && !is_random_name("7gq2x5mzzk3ae"));
        assert!(is_mixed("hunter2") && !is_mixed("win11ent") && !is_mixed("rhel9"));
    }

    #[test]
    fn measures_have_a_number() {
        assert!(["90d", "P90D", "100k/min", "4096", "3600s", "PT8H"].into_iter().all(is_measure));
        assert!(!["4711a2", "hunter2", "d90", "P4711", "", "P"].into_iter().any(is_measure));
    }
}
