//! The words that a name is made of: `administratorLoginPassword` has three, and so has `SAS-token_primary`.

/// The words of a name in lower case, and whether it has digits.
pub(super) struct NameWords {
    pub(super) words: Vec<String>,
    pub(super) has_digits: bool,
}

/// Splits a name at changes of case, at digits, and at characters that are no letters.
pub(super) fn split_name(name: &str) -> NameWords {
    let mut split = NameWords { words: Vec::with_capacity(4), has_digits: false };
    let mut word = String::with_capacity(16);
    let mut previous = ' ';
    let mut characters = name.chars().peekable();
    while let Some(c) = characters.next() {
        split.has_digits |= c.is_ascii_digit();
        // `SASToken` is `sas` and `token`, `primaryKEY` is `primary` and `key`.
        let next_is_lower = characters.peek().is_some_and(|next| next.is_lowercase());
        let starts_word = c.is_uppercase() && (previous.is_lowercase() || (previous.is_uppercase() && next_is_lower));
        if !c.is_alphabetic() || starts_word {
            end_word(&mut word, &mut split.words);
        }
        if c.is_alphabetic() {
            word.extend(c.to_lowercase());
        }
        previous = c;
    }
    end_word(&mut word, &mut split.words);
    split
}

/// The ends of words that are written without a boundary: `adminpassword`, `connectionstring`.
const JOINED_ENDS: &[&str] = &[
    "password",
    "passwords",
    "passwd",
    "passphrase",
    "passcode",
    "pwd",
    "pw",
    "pass",
    "phrase",
    "secret",
    "secrets",
    "token",
    "tokens",
    "credential",
    "credentials",
    "string",
    "strings",
    "key",
    "keys",
    "data",
    "settings",
    "value",
    "name",
    "uri",
    "url",
    "id",
    "vault",
    "config",
    "store",
    "type",
];

fn end_word(word: &mut String, words: &mut Vec<String>) {
    if word.is_empty() {
        return;
    }
    let mut end = word.as_str();
    let mut joined: Vec<&str> = Vec::new();
    let is_end = |end: &str, tail: &str| {
        // Most differ in the last letter.
        end.len() > tail.len() && end.as_bytes().last() == tail.as_bytes().last() && end.ends_with(tail)
    };
    while let Some(tail) = JOINED_ENDS.iter().find(|tail| is_end(end, tail)) {
        end = &end[..end.len() - tail.len()];
        joined.push(tail);
    }
    if is_joined(end, &joined) {
        words.push(end.to_owned());
        words.extend(joined.into_iter().rev().map(ToOwned::to_owned));
    } else {
        words.push(word.clone());
    }
    word.clear();
}

/// Whether a start is a word that goes with these ends, so that `monkey` and `curriculum` stay whole.
fn is_joined(start: &str, ends: &[&str]) -> bool {
    const STARTS: &[&str] = &[
        "api",
        "access",
        "account",
        "admin",
        "administrator",
        "app",
        "application",
        "auth",
        "bearer",
        "bot",
        "client",
        "connection",
        "conn",
        "consumer",
        "custom",
        "database",
        "db",
        "encryption",
        "id",
        "key",
        "keystore",
        "kube",
        "login",
        "master",
        "my",
        "mysql",
        "oauth",
        "pass",
        "pg",
        "postgres",
        "primary",
        "private",
        "protected",
        "public",
        "redis",
        "refresh",
        "registry",
        "root",
        "sas",
        "secondary",
        "secret",
        "secure",
        "security",
        "service",
        "session",
        "shared",
        "signing",
        "smtp",
        "sql",
        "ssh",
        "storage",
        "store",
        "subscription",
        "token",
        "truststore",
        "user",
        "vault",
        "vm",
        "webhook",
    ];
    match ends.last() {
        None => false,
        // No other word ends like these.
        Some(&("password" | "passwords" | "passwd" | "passphrase" | "passcode")) => true,
        Some(_) => STARTS.iter().any(|known| start == *known || (known.len() > 3 && start.ends_with(known))),
    }
}

#[cfg(test)]
mod tests {
    use super::split_name;

    #[test]
    fn names_have_words() {
        for (name, expected) in [
            ("administratorLoginPassword", "administrator login password"),
            ("SASToken", "sas token"),
            ("primary_KEY-2", "primary key"),
            ("connectionstring", "connection string"),
            ("sshprivatekey", "sshprivate key"),
            ("adminpassword", "admin password"),
            ("npassword", "n password"),
            ("skey", "skey"),
            ("keyvaulturi", "key vault uri"),
            ("monkey", "monkey"),
            ("x-api-key", "x api key"),
            ("Ocp-Apim-Subscription-Key", "ocp apim subscription key"),
            ("", ""),
            ("größe", "größe"),
        ] {
            assert_eq!(split_name(name).words.join(" "), expected, "{name}");
        }
    }
}
