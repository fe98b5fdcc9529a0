//! The list of codes. A code never changes its meaning and is never used again for something else.
//!
//! `DI0xxx` input, `DI1xxx` posture, `DI2xxx` expectations, `DI3xxx` files.

use std::fmt;

/// A stable diagnostic code such as `DI0202`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code(&'static str);

impl Code {
    /// The code as written in messages.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }

    /// What the code is about, in a few words.
    #[must_use]
    pub fn summary(self) -> &'static str {
        ALL.iter().find(|(code, _)| *code == self).map_or("", |(_, summary)| summary)
    }

    /// Whether it is that of a posture rule.
    #[must_use]
    pub fn is_posture(self) -> bool {
        self.0.starts_with("DI1")
    }

    /// Every code, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        ALL.iter().map(|(code, _)| *code)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

macro_rules! codes {
    ($($name:ident = $code:literal, $summary:literal;)+) => {
        impl Code {
            $(#[doc = $summary] pub const $name: Self = Self($code);)+
        }
        const ALL: &[(Code, &str)] = &[$((Code::$name, $summary)),+];
    };
}

codes! {
    // The text.
    YAML_SYNTAX = "DI0001", "the text is not YAML";
    DUPLICATE_KEY = "DI0002", "a key stands twice in one mapping";
    YAML_FEATURE = "DI0003", "a YAML feature that di-gen refuses";
    TOO_LARGE = "DI0004", "the file is too large";
    TOO_DEEP = "DI0005", "the file is nested too deeply";
    NOT_TEXT = "DI0006", "the file is not UTF-8 text";
    SECRET = "DI0007", "a secret stands in the file";
    OTHER_VERSION = "DI0008", "the file is for another version of di-gen";
    UNKNOWN_ENVIRONMENT = "DI0009", "an environment that the file does not have";
    EXTENDS = "DI0010", "a file that cannot be extended";
    MORE = "DI0011", "more problems than are shown";
    // The shape.
    UNKNOWN_KEY = "DI0101", "a key that the schema does not know";
    MISSING_KEY = "DI0102", "a required key is missing";
    WRONG_TYPE = "DI0103", "a value of the wrong type";
    UNKNOWN_WORD = "DI0104", "a word that is not one of those allowed";
    OUT_OF_RANGE = "DI0105", "too many, too few, too large or too small";
    LISTED_TWICE = "DI0106", "a list says the same thing twice";
    EXTRA = "DI0107", "a setting of a resource that cannot stand under `extra`";
    // Single values.
    BAD_NAME = "DI0201", "a name that Azure refuses";
    BAD_PREFIX = "DI0202", "not an address range of a private network";
    BAD_PUBLIC_RANGE = "DI0203", "not a public address or range";
    BAD_RESOURCE_ID = "DI0204", "not the resource ID that belongs here";
    BAD_VALUE = "DI0205", "a value that Azure refuses";
    // The account, storage and allow-lists.
    SKU_FOR_KIND = "DI0302", "a SKU that the account kind does not have";
    STORAGE_IDENTITY = "DI0303", "storage is read only with the system-assigned identity";
    RULES_WHILE_PRIVATE = "DI0304", "an allow-list that a private resource would void";
    STUDIO_SERVICE = "DI0305", "Studio's service cannot be let in here";
    BYPASS_FOR_KIND = "DI0306", "the account kind has no bypass for trusted services";
    EXISTING_STORAGE = "DI0307", "a setting that cannot be written on existing storage";
    EXISTING_AND_NEW = "DI0308", "both an existing resource and settings of a new one";
    OUTBOUND = "DI0309", "an outbound allow-list without outbound restriction";
    ALLOWED_SUBNET = "DI0310", "an allowed subnet that the topology does not have";
    CONTAINER_ROLE = "DI0311", "container roles and the scope of the role do not fit";
    DERIVED_NAME = "DI0313", "a derived name that Azure refuses";
    CLEARTEXT_ORIGIN = "DI0314", "a CORS origin without TLS";
    STORAGE_CLOSED_TO_ACCOUNT = "DI0315", "the storage firewall keeps the account out";
    CLIENT = "DI0316", "a setting that a client cannot have";
    EXISTING_VAULT = "DI0317", "a setting that cannot be written on an existing vault";
    KEYS = "DI0318", "settings of account keys that are off";
    ENCRYPTION = "DI0319", "a customer-managed key that cannot be used";
    EXISTING_ACCOUNT = "DI0320", "a setting that does not fit whether the account exists";
    // The network.
    OVERLAP = "DI0401", "address ranges overlap";
    OUTSIDE = "DI0402", "an address range outside the address space";
    TOO_SMALL = "DI0403", "a subnet that is too small";
    STATIC_ADDRESS = "DI0404", "a static address that the subnet cannot give";
    MISSING_SUBNET = "DI0405", "a subnet that the topology needs is missing";
    ENDPOINT_NEEDED = "DI0406", "a private resource without a private endpoint";
    ENDPOINT_UNUSED = "DI0407", "settings of a private endpoint that is not made";
    ENDPOINT_MEMBERS = "DI0408", "the number of static addresses does not fit the endpoint";
    SAME_NAME = "DI0409", "two resources of one type with the same name";
    UNUSED_SUBNET = "DI0410", "a subnet that nothing uses";
    OTHER_SUBSCRIPTION = "DI0411", "something that must be in the subscription of its network";
    // DNS and clouds.
    ZONES_NEEDED = "DI0501", "the DNS zones have to be given";
    ZONE_NAME = "DI0502", "a DNS zone with the wrong name";
    ZONES_UNUSED = "DI0503", "DNS zones that the topology does not use";
    UNKNOWN_NETWORK = "DI0504", "a link name for a network that is not there";
    LINKS_UNUSED = "DI0505", "links of zones that are not linked here";
    // The test machine.
    MACHINE = "DI0601", "a setting that the test machine cannot have";
    BASTION = "DI0602", "a setting that Bastion cannot have";
    // Logs and locks.
    MONITORING = "DI0651", "a setting that logs or locks cannot have";
    // Languages.
    RESTORE_IN_TERRAFORM = "DI0701", "azurerm cannot restore a deleted account";
    NEEDS_FOLDER = "DI0702", "Bicep needs module files, so a folder";
    // Runbooks.
    NO_RUNBOOK = "DI0801", "a runbook about something that the topology does not have";
    // Explanations.
    NO_STORY = "DI0802", "a code that does not exist";
    NO_IMPORT = "DI0803", "a resource that cannot be imported";
    NO_UPGRADE = "DI0804", "an edition that cannot be taken";
    // Things to know.
    NAMES_TO_OVERRIDE = "DI0901", "globally unique names without a seed of your own";
    REQUIRED_STEP = "DI0902", "a step that only the owner of an existing resource can take";
    SAME_SUBSCRIPTION = "DI0903", "Terraform writes into an existing resource of a named subscription";
    RULES_ON_ONE = "DI0904", "allow-lists reach only one of the two accounts";
    MANAGEMENT_ROLE = "DI0905", "a client that manages the account and cannot call it";
    KEYS_IN_STATE = "DI0906", "Terraform's state holds the account keys";
    VAULT_IN_SIGHT = "DI0907", "Terraform has to reach the vault over the network";
    KEY_ROTATION = "DI0908", "a key whose new versions the account does not follow";
    TWO_STEPS = "DI0909", "a key that each deployment sets anew";
    ONE_SIDED_EXTRA = "DI0910", "settings of its own that one family of languages lacks";
    // Posture.
    NO_WAY_OUT = "DI1001", "the test machine cannot load the Studio page";
    UNUSED_SUPPRESSION = "DI1002", "a suppression that matches nothing";
    ACCOUNT_KEYS = "DI1101", "the account takes keys";
    ACCOUNT_OPEN = "DI1102", "the account is open to every network";
    ACCOUNT_OPEN_WITH_KEYS = "DI1103", "the account is open to every network, and takes keys";
    ACCOUNT_ENDPOINT = "DI1104", "the account has no private endpoint";
    ACCOUNT_IDENTITY = "DI1105", "the account has no managed identity";
    ACCOUNT_OUTBOUND = "DI1106", "the account may connect to every host";
    ACCOUNT_ENCRYPTION = "DI1107", "the account is encrypted with Azure's key";
    STORAGE_KEYS = "DI1201", "storage takes account keys";
    STORAGE_PUBLIC = "DI1202", "storage has public network access";
    STORAGE_ENDPOINT = "DI1203", "storage has no private endpoint";
    STORAGE_TWICE = "DI1204", "storage is encrypted once";
    STORAGE_SOFT_DELETE = "DI1205", "deleted blobs or containers are soon gone";
    STORAGE_ONE_REGION = "DI1206", "the data is in one region";
    STORAGE_ENCRYPTION = "DI1207", "storage is encrypted with Azure's key";
    VAULT_PURGE = "DI1301", "the vault can be purged";
    VAULT_OWN_LIST = "DI1302", "the vault keeps its own list";
    VAULT_ENDPOINT = "DI1303", "the vault has no private endpoint";
    SECRET_WITHOUT_END = "DI1304", "the secret does not expire";
    KEY_WITHOUT_END = "DI1305", "a key neither expires nor rotates";
    KEY_IN_SOFTWARE = "DI1306", "a key is kept in software";
    MACHINE_ENCRYPTION = "DI1401", "temporary disks of the machine are not encrypted at the host";
    WIDE_ROLE = "DI1501", "a client may list the keys of what it is to call";
    NO_LOGS = "DI1601", "no logs are kept";
    // Expectations.
    BAD_STATEMENT = "DI2001", "a statement that cannot be read";
    EMPTY_STATEMENT = "DI2002", "a statement about something that the topology does not have";
    NOT_MET = "DI2003", "an expectation that does not hold";
    CONFLICT = "DI2004", "two goals that rule each other out";
    // Files.
    NOT_OURS = "DI3001", "a file that di-gen did not write";
    EDITED = "DI3004", "a file that was edited since di-gen wrote it";
    OUTSIDE_FOLDER = "DI3005", "a path that leads out of its folder";
    STALE = "DI3006", "a generated file that is not up to date";
    INTERRUPTED = "DI3007", "a set of files that was interrupted";
    SHARED_FOLDER = "DI3008", "two outputs in one folder";
    NO_OUTPUTS = "DI3009", "nothing to generate";
    CANNOT_READ = "DI3002", "reading failed";
    CANNOT_WRITE = "DI3003", "writing failed";
}
