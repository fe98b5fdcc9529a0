//! Other checked strings: locations, host names, origins, keys and times.

use super::checked::{Refusal, checked, checked_text, refuse, refuse_for, refuse_with};
use crate::diagnostic::{Code, quote};

const CODE: Code = Code::BAD_VALUE;

checked_text!(
    /// An Azure region by its short name.
    Location, "di-gen-location", "^[a-z][a-z0-9]{2,39}$", "westeurope", "An Azure region by its short name: westeurope.",
    |text| {
        let short: String = text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
        let good = |text: &str| {
            (3..=40).contains(&text.len())
                && text.starts_with(|c: char| c.is_ascii_lowercase())
                && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        match (good(text), good(&short)) {
            (true, _) => Ok(()),
            (false, true) => {
                refuse_for(CODE, "a region is specified by its short name", short, |meant| format!("use `{meant}`"))
            }
            _ => refuse_with(CODE, "not the short name of a region", "use a short name such as `westeurope`"),
        }
    }
);

checked_text!(
    /// A host name.
    Fqdn, "di-gen-fqdn", r"^(([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]|((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\.){3}(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9]))$", "contoso.blob.core.windows.net", "A host name without scheme, port, path or wildcard, or an IPv4 address: contoso.blob.core.windows.net.",
    |text| {
        if text.contains("://") || text.contains('/') {
            return refuse_with(CODE, "a host name has no scheme and no path", "use only the host name, such as `contoso.example.com`");
        }
        if text.contains('*') {
            return refuse_with(CODE, "outbound restriction does not support wildcards", "list each host");
        }
        if is_host(text) || text.parse::<std::net::Ipv4Addr>().is_ok() { Ok(()) } else { refuse_with(CODE, "not a host name", "use lower case, such as `contoso.example.com`") }
    }
);

checked_text!(
    /// The service that a subnet is delegated to, by its resource provider and type.
    ServiceName, "di-gen-service-name", r"^[A-Za-z][A-Za-z0-9]*(\.[A-Za-z0-9]+)+(/[A-Za-z0-9]+)+$", "Microsoft.App/environments", "A service by its resource provider and type: Microsoft.App/environments.",
    |text| {
        let word = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric());
        let good = text.split_once('/').is_some_and(|(provider, types)| {
            provider.contains('.')
                && provider.starts_with(|c: char| c.is_ascii_alphabetic())
                && provider.split('.').all(word)
                && types.split('/').all(word)
        });
        if good && text.len() <= 80 {
            return Ok(());
        }
        refuse_with(CODE, "not the name of a service", "use its resource provider and type, such as `Microsoft.App/environments`")
    }
);

checked_text!(
    /// The origin of a web page: scheme, host and port.
    Origin, "di-gen-origin", r"^(https?://(localhost|127\.0\.0\.1)|https://([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9])(:[0-9]{1,5})?$", "https://label.contoso.example", "An origin for CORS: https://label.contoso.example, without a path.",
    |text| {
        let Some((scheme, rest)) = text.split_once("://") else {
            return refuse_with(CODE, "an origin starts with its scheme", format!("use {}", quote(&format!("https://{text}"))));
        };
        if text == "*" || rest.contains('*') {
            return refuse_with(CODE, "a wildcard would allow any page to read the training files", "list the origins you use");
        }
        if let Some((origin, _)) = rest.split_once('/') {
            return refuse_with(CODE, "an origin has no path", format!("use {}", quote(&format!("{scheme}://{origin}"))));
        }
        if scheme != "https" && scheme != "http" {
            return refuse(CODE, format!("{} is not a scheme for web pages", quote(scheme)));
        }
        let (host, port) = rest.split_once(':').unwrap_or((rest, "443"));
        let local = host == "localhost" || host == "127.0.0.1";
        if port.parse::<u16>().is_err() || !(is_host(host) || local) {
            return refuse_with(CODE, "not an origin", "use lower case, such as `https://label.contoso.example`");
        }
        if scheme == "http" && !local {
            return refuse_with(Code::CLEARTEXT_ORIGIN, "a page loaded without TLS can be modified in transit", format!("use `https://{rest}`; only localhost may omit TLS"));
        }
        Ok(())
    }
);

checked_text!(
    /// A public SSH key.
    SshPublicKey, "di-gen-ssh-public-key", r"^ssh-(rsa|ed25519) [A-Za-z0-9+/]+=*( [^\x00-\x1f\x7f-\x9f]*)?$", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKb0Zz3J1dPlN8sXyQ5mXbT2kqvC1rW9Zs0uYt4hQe7L azureuser", "A public SSH key, ssh-rsa or ssh-ed25519, in one line.",
    |text| {
        let mut words = text.splitn(3, ' ');
        let (kind, body) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        if kind != "ssh-rsa" && kind != "ssh-ed25519" {
            return refuse_with(CODE, "Azure accepts ssh-rsa and ssh-ed25519 keys", "use the single line of your `.pub` file");
        }
        let digits = body.strip_suffix("==").or_else(|| body.strip_suffix('=')).unwrap_or(body);
        let complete = body.len() >= 60 && digits.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/'));
        if !complete || !body.starts_with("AAAA") || text.chars().any(char::is_control) {
            return refuse_with(CODE, "the key is incomplete", "use the single line of your `.pub` file");
        }
        Ok(())
    }
);

checked_text!(
    /// A time of day.
    DailyTime, "di-gen-time", "^([01][0-9]|2[0-3])[0-5][0-9]$", "1900", "A time of day as four digits in quotes: '1900'.",
    |text| {
        let digits = text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit());
        if digits && &text[..2] < "24" && &text[2..] < "60" {
            return Ok(());
        }
        refuse_with(CODE, "not a time of day", "use hours and minutes as four digits in quotes, such as '1900'")
    }
);

checked_text!(
    /// A Windows time zone name.
    TimeZone, "di-gen-time-zone", r"^[A-Za-z][A-Za-z0-9 ().+-]{1,49}$", "UTC", "A Windows time zone name: UTC, W. Europe Standard Time.",
    |text| {
        let good = (2..=50).contains(&text.len())
            && text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.bytes().all(|b| b.is_ascii_alphanumeric() || b" ().+-".contains(&b));
        if good { Ok(()) } else { refuse_with(CODE, "not a Windows time zone name", "use a name such as `UTC` or `W. Europe Standard Time`") }
    }
);

checked_text!(
    /// A size of a virtual machine.
    VmSize, "di-gen-vm-size", r"^Standard_[A-Za-z0-9_-]{2,40}$", "Standard_D4s_v5", "A size of a virtual machine: Standard_D4s_v5.",
    |text| {
        let rest = text.strip_prefix("Standard_").unwrap_or_default();
        let good = (2..=40).contains(&rest.len()) && rest.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-');
        if good { Ok(()) } else { refuse_with(CODE, "not a VM size", "use a size such as `Standard_D4s_v5`") }
    }
);

fn is_host(text: &str) -> bool {
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last = text.rsplit('.').next().unwrap_or_default();
    text.len() <= 253
        && text.contains('.')
        && text.split('.').all(label)
        && last.len() >= 2
        && last.starts_with(|c: char| c.is_ascii_lowercase())
}

/// A calendar date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Date(time::Date);

impl Date {
    /// Seconds from 1970 to the start of the day, in UTC.
    #[must_use]
    pub const fn unix_seconds(self) -> i64 {
        self.0.midnight().assume_utc().unix_timestamp()
    }

    /// The day, in UTC, of a number of seconds from 1970.
    #[must_use]
    pub fn from_unix_seconds(seconds: i64) -> Option<Self> {
        time::OffsetDateTime::from_unix_timestamp(seconds).ok().map(|moment| Self(moment.date()))
    }

    /// How many days this date is after another one; negative if it is before.
    #[must_use]
    pub fn days_after(self, other: Self) -> i64 {
        (self.0 - other.0).whole_days()
    }
}

impl std::str::FromStr for Date {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        let parts: Vec<&str> = text.split('-').collect();
        let digits = |part: &str, length: usize| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
        if let [year, month, day] = parts.as_slice()
            && digits(year, 4)
            && digits(month, 2)
            && digits(day, 2)
            && let (Ok(year), Ok(month), Ok(day)) = (year.parse(), month.parse::<u8>(), day.parse())
            && let Ok(month) = time::Month::try_from(month)
            && let Ok(date) = time::Date::from_calendar_date(year, month, day)
            && year >= 2020
        {
            return Ok(Self(date));
        }
        refuse_with(CODE, "not a calendar date", "use year, month and day, such as 2027-06-30")
    }
}

impl std::fmt::Display for Date {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), u8::from(self.0.month()), self.0.day())
    }
}

checked!(
    Date,
    "di-gen-date",
    "^(20[2-9][0-9]|2[1-9][0-9]{2}|[3-9][0-9]{3})-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|[12][0-9]))$",
    "2027-06-30",
    ""
);
