//! The list of codes. A code never changes its meaning and is never reused.
//!
//! `DI0xxx` input, `DI1xxx` posture, `DI2xxx` access assertions, `DI3xxx` files, `DI4xxx` policies.

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

    /// A short description of the code.
    #[must_use]
    pub fn summary(self) -> &'static str {
        ALL.iter().find(|(code, _)| *code == self).map_or("", |(_, summary)| summary)
    }

    /// Whether it is the code of a posture rule.
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
    DUPLICATE_KEY = "DI0002", "a key is duplicated in one mapping";
    YAML_FEATURE = "DI0003", "a YAML feature that di-gen does not support";
    TOO_LARGE = "DI0004", "the file is too large";
    TOO_DEEP = "DI0005", "the file is nested too deeply";
    NOT_TEXT = "DI0006", "the file is not UTF-8 text";
    SECRET = "DI0007", "the file contains a secret";
    OTHER_VERSION = "DI0008", "the file is for another version of di-gen";
    UNKNOWN_ENVIRONMENT = "DI0009", "an environment that is not in the file";
    EXTENDS = "DI0010", "a file that cannot be extended";
    MORE = "DI0011", "more diagnostics than are shown";
    EXISTING_INPUT = "DI0012", "existing resources that cannot be read";
    // The structure.
    UNKNOWN_KEY = "DI0101", "a key that is not in the schema";
    MISSING_KEY = "DI0102", "a required key is missing";
    WRONG_TYPE = "DI0103", "a value of the wrong type";
    UNKNOWN_VALUE = "DI0104", "a value that is not one of the allowed values";
    OUT_OF_RANGE = "DI0105", "a number or a length outside its limits";
    DUPLICATE_ENTRY = "DI0106", "a list contains a duplicate";
    EXTRA = "DI0107", "a setting of a resource that is not valid under `extra`";
    UNKNOWN_ASSIGNMENT = "DI0108", "a name for a role assignment that is not in the topology";
    // Single values.
    BAD_NAME = "DI0201", "a name that Azure does not accept";
    BAD_PREFIX = "DI0202", "not a CIDR range of a private network";
    BAD_PUBLIC_RANGE = "DI0203", "not a public IP address or CIDR range";
    BAD_RESOURCE_ID = "DI0204", "not a resource ID of the required type";
    BAD_VALUE = "DI0205", "a value that Azure does not accept";
    // The account, storage and firewall rules.
    SKU_FOR_KIND = "DI0302", "a SKU that the account kind does not support";
    STORAGE_IDENTITY = "DI0303", "only the system-assigned identity can read storage";
    RULES_WHILE_PRIVATE = "DI0304", "an allow list that a private resource would ignore";
    STUDIO_SERVICE = "DI0305", "the Studio service cannot be allowed here";
    BYPASS_FOR_KIND = "DI0306", "the account kind has no bypass for trusted Azure services";
    EXISTING_STORAGE = "DI0307", "a setting that is not valid for existing storage";
    EXISTING_AND_NEW = "DI0308", "both an existing resource and settings of a new one";
    OUTBOUND = "DI0309", "allowed FQDNs without outbound restriction";
    ALLOWED_SUBNET = "DI0310", "an allowed subnet that is not in the topology";
    CONTAINER_ROLE = "DI0311", "container roles do not match the scope of the role";
    DERIVED_NAME = "DI0313", "a derived name that Azure does not accept";
    CLEARTEXT_ORIGIN = "DI0314", "a CORS origin without TLS";
    STORAGE_DENIES_ACCOUNT = "DI0315", "the storage firewall denies access from the account";
    CLIENT = "DI0316", "a setting that is not valid for a client";
    EXISTING_VAULT = "DI0317", "a setting that is not valid for an existing vault";
    KEYS = "DI0318", "settings of account keys while key authentication is disabled";
    ENCRYPTION = "DI0319", "a customer-managed key that cannot be used";
    EXISTING_ACCOUNT = "DI0320", "a setting that is valid only for a new account, or only for an existing one";
    REDUNDANCY = "DI0321", "storage redundancy that the region does not have";
    RULE_LIMIT = "DI0322", "more IP rules than the account accepts";
    SAS_POLICY = "DI0323", "a SAS policy while shared key access is disabled";
    RESOURCE_INSTANCE = "DI0324", "a resource instance rule for the account in the list of other resources";
    TRUSTED_LAUNCH = "DI0327", "a VM that cannot have Trusted Launch";
    MACHINE_ZONE = "DI0328", "a VM in an availability zone that its region does not have";
    EXTENSIONS = "DI0329", "extensions of a VM that does not allow them";
    DISCONNECTED = "DI0330", "an account for disconnected containers without keys";
    STACK_UNUSED = "DI0342", "a deployment stack that no output uses";
    // The network.
    OVERLAP = "DI0401", "CIDR ranges overlap";
    OUTSIDE = "DI0402", "a CIDR range outside the address space";
    TOO_SMALL = "DI0403", "a subnet that is too small";
    STATIC_ADDRESS = "DI0404", "a static IP address that is not available in the subnet";
    MISSING_SUBNET = "DI0405", "a required subnet is missing";
    ENDPOINT_NEEDED = "DI0406", "a private resource without a private endpoint";
    ENDPOINT_UNUSED = "DI0407", "settings of a private endpoint that is not created";
    ENDPOINT_SUBRESOURCES = "DI0408", "the number of static IP addresses does not match the endpoint";
    SAME_NAME = "DI0409", "two resources of one type with the same name";
    UNUSED_SUBNET = "DI0410", "a subnet that is not used";
    OTHER_SUBSCRIPTION = "DI0411", "a resource that must be in the subscription of its network or its VM";
    ROUTE = "DI0412", "a route table that the subnet or Azure does not accept";
    DNS_SERVER = "DI0413", "a DNS server at an IP address that no DNS server has";
    SECURITY_RULE = "DI0414", "a security rule that Azure does not accept";
    RULE_PLACE = "DI0415", "a security rule in the place of another one";
    SERVICE_TAG = "DI0416", "a service tag that is not documented";
    DELEGATED_RANGE = "DI0417", "an address range that the service of a delegated subnet does not accept";
    BASTION_RULE = "DI0418", "a security rule that denies sessions of Azure Bastion";
    // DNS and clouds.
    ZONES_NEEDED = "DI0501", "private DNS zones must be specified";
    ZONE_NAME = "DI0502", "a private DNS zone with the wrong name";
    ZONES_UNUSED = "DI0503", "private DNS zones that the topology does not use";
    UNKNOWN_NETWORK = "DI0504", "a link name for a network that is not in the topology";
    LINKS_UNUSED = "DI0505", "virtual network links of zones that are not linked here";
    REGION_OF_OTHER_CLOUD = "DI0506", "a region of another cloud";
    // The test VM.
    MACHINE = "DI0601", "a setting that is not valid for the test VM";
    BASTION = "DI0602", "a setting that is not valid for Bastion";
    // Logs and locks.
    MONITORING = "DI0651", "a setting that is not valid for logs or locks";
    // Languages.
    RESTORE_IN_TERRAFORM = "DI0701", "azurerm cannot recover a soft-deleted account";
    NEEDS_FOLDER = "DI0702", "Bicep needs module files, which require a directory";
    // Runbooks.
    NO_RUNBOOK = "DI0801", "a runbook for a resource or setting that is not in the topology";
    REMOVAL_NEEDS_FILES = "DI0340", "a removal without the files to compare";
    REMOVAL_FROM_TWO_PLACES = "DI0341", "a removal from two subscriptions or clouds at once";
    // Explanations.
    NO_EXPLANATION = "DI0802", "a code that does not exist";
    NO_IMPORT = "DI0803", "a resource that cannot be imported";
    NO_UPGRADE = "DI0804", "an edition that cannot be used";
    USAGE = "DI0805", "arguments that the command line does not accept";
    // Notes.
    NAMES_TO_OVERRIDE = "DI0901", "globally unique names without your own seed";
    REQUIRED_STEP = "DI0902", "a required step on a resource that is managed outside this topology";
    SAME_SUBSCRIPTION = "DI0903", "Terraform writes to an existing resource of a specified subscription";
    RULES_ON_ONE = "DI0904", "IP rules and virtual network rules that apply only to the account, or only to storage";
    MANAGEMENT_ROLE = "DI0905", "a client that manages the account and cannot send requests to it";
    KEYS_IN_STATE = "DI0906", "Terraform state contains the account keys";
    VAULT_NETWORK_ACCESS = "DI0907", "Terraform needs network access to the vault";
    KEY_ROTATION = "DI0908", "a key whose new versions the account does not use automatically";
    TWO_PASSES = "DI0909", "a customer-managed key that is set after its resource is created";
    EXTRA_FOR_ONE_LANGUAGE = "DI0910", "additional settings for only some of the output languages";
    UNKNOWN_REGION = "DI0911", "settings that depend on a region that is not known";
    NETWORK_REGION = "DI0912", "an existing network whose region is not known";
    BASTION_IN_NATIONAL_CLOUD = "DI0913", "Bastion beside private DNS zones in a national cloud";
    STUDIO_FUNCTIONS = "DI0914", "functions of Studio that do not work with this topology";
    ROLE_DELAY = "DI0915", "a deployment that may fail before a new role takes effect";
    EXPIRATION = "DI0916", "an expiration date in the past or within 30 days";
    SAME_REGION = "DI0917", "resources that have to be in one region";
    FALLBACK_DISABLED = "DI0921", "virtual network links that hide other private resources from existing networks";
    POLICY_WRITES_ONE_ZONE = "DI0922", "Azure Policy writes one of the private DNS zones of the account";
    MANUAL_APPROVAL = "DI0923", "manual approval of a private endpoint of a resource that this topology creates";
    POLICY_SKIPS_MANUAL = "DI0924", "Azure Policy may write no DNS records for a manually approved private endpoint";
    TAGS_OF_ZONES = "DI0925", "tags that private DNS zones do not support";
    FEDERATION_REGION = "DI0926", "federated credentials in a region that may not support them";
    FREE_TIER = "DI0927", "a free account, which analyses the start of a document only";
    FOUNDRY_KEY = "DI0928", "a Foundry resource that cannot return from its customer-managed key";
    SECURITY_GROUP_LATER = "DI0929", "subnets that azurerm 4 creates before it assigns their network security group";
    DELEGATION_ACTIONS = "DI0930", "a delegation whose actions are not known, so that no Terraform plan is empty";
    ROUTE_TABLE_LATER = "DI0931", "subnets that azurerm 4 creates before it assigns their route table";
    ROUTE_LOOP = "DI0932", "a route to a virtual appliance in the subnet of the route table";
    INSTANCE_TYPE = "DI0933", "a resource instance rule for a resource type that storage may not accept";
    DELEGATION_SERVICE = "DI0934", "a delegation to a service that is not known";
    // Posture.
    NO_OUTBOUND_ACCESS = "DI1001", "the test VM cannot load the Studio page";
    UNUSED_SUPPRESSION = "DI1002", "a suppression that matches nothing";
    MACHINE_WITHOUT_BROWSER = "DI1003", "no browser can be used on the test VM";
    STUDIO_WITHOUT_NETWORK = "DI1004", "no browser can use Studio with this topology";
    ACCOUNT_KEYS = "DI1101", "key authentication is enabled on the account";
    ACCOUNT_OPEN = "DI1102", "the account allows access from any network";
    ACCOUNT_OPEN_WITH_KEYS = "DI1103", "the account allows access from any network, and key authentication is enabled";
    ACCOUNT_ENDPOINT = "DI1104", "the account has no private endpoint";
    ACCOUNT_IDENTITY = "DI1105", "the account has no managed identity";
    ACCOUNT_OUTBOUND = "DI1106", "the account may connect to any host";
    ACCOUNT_ENCRYPTION = "DI1107", "the account is encrypted with a Microsoft-managed key";
    STUDIO_SIGN_IN = "DI1108", "people cannot sign in to Studio with Entra ID for this kind of account";
    KEY_NOT_ACCEPTED = "DI1109", "a client has only a key or a SAS, and key authentication is disabled";
    MACHINE_EXTENSIONS = "DI1110", "the test VM allows extensions";
    MACHINE_IDENTITIES = "DI1111", "the test VM has identities with roles that are managed outside this topology";
    POLICY_ADDS_IDENTITY = "DI1112", "a policy assigns an identity to the test VM that the next deployment removes";
    STORAGE_KEYS = "DI1201", "shared key access is enabled on storage";
    STORAGE_PUBLIC = "DI1202", "public network access to storage is enabled";
    STORAGE_ENDPOINT = "DI1203", "storage has no private endpoint";
    STORAGE_DOUBLE_ENCRYPTION = "DI1204", "infrastructure encryption is disabled on storage";
    STORAGE_SOFT_DELETE = "DI1205", "soft-delete retention of blobs or containers is short or disabled";
    STORAGE_ONE_REGION = "DI1206", "the data is in one region";
    STORAGE_ENCRYPTION = "DI1207", "storage is encrypted with a Microsoft-managed key";
    STUDIO_IDENTITY_ROLE = "DI1208", "the account's identity cannot write what the Studio service labels";
    STORAGE_TRUSTED_SERVICES = "DI1209", "storage allows trusted Azure services, the wider exception, besides the account's resource instance rule";
    STORAGE_QUEUE_AND_TABLE_KEYS = "DI1210", "queues and tables of storage cannot get a customer-managed key";
    STORAGE_SAS_POLICY = "DI1211", "shared key access is enabled on storage, without a SAS policy";
    STORAGE_INSTANCES = "DI1212", "the storage firewall has resource instance rules for other resources";
    VAULT_PURGE = "DI1301", "purge protection is disabled on the vault";
    VAULT_ACCESS_POLICIES = "DI1302", "the vault uses access policies";
    VAULT_ENDPOINT = "DI1303", "the vault has no private endpoint";
    SECRET_WITHOUT_EXPIRATION = "DI1304", "the secret does not expire";
    KEY_WITHOUT_EXPIRATION = "DI1305", "a key neither expires nor rotates";
    KEY_IN_SOFTWARE = "DI1306", "a key is software-protected";
    VAULT_RULE_UNUSED = "DI1307", "the vault allows networks, but no client uses it";
    VAULT_ENDPOINT_UNUSED = "DI1308", "the vault has a private endpoint, but no client uses it";
    VAULT_UNREACHABLE = "DI1309", "a client has a role on a vault that no network reaches";
    TWO_SETTINGS = "DI1310", "a policy adds a second diagnostic setting";
    MACHINE_ENCRYPTION = "DI1401", "encryption at host is disabled on the test VM";
    WIDE_ROLE = "DI1501", "a client may list the keys of a resource that it sends requests to";
    ROLE_ADMINISTRATION = "DI1502", "a client may assign roles";
    SUBSCRIPTION_ROLE = "DI1503", "a client has a role for data on the whole subscription";
    NO_LOGS = "DI1601", "no logs are collected";
    ON_PREMISES_TAG = "DI1701", "on-premises ranges are listed, but the endpoint subnet allows all of them";
    OPEN_SECURITY_RULE = "DI1702", "a security rule allows inbound traffic from public addresses";
    // Access assertions.
    BAD_ASSERTION = "DI2001", "an access assertion that cannot be parsed";
    EMPTY_ASSERTION = "DI2002", "an access assertion about an actor or target that is not in the topology";
    ASSERTION_FAILED = "DI2003", "an access assertion that does not hold";
    CONFLICT = "DI2004", "an access assertion that conflicts with another one or with a setting";
    // Files.
    NOT_GENERATED = "DI3001", "a file that di-gen did not write";
    EDITED = "DI3004", "a file that does not match its seal";
    OUTSIDE_FOLDER = "DI3005", "a path outside its directory";
    STALE = "DI3006", "a generated file that is not up to date";
    INTERRUPTED = "DI3007", "a run that was interrupted while it wrote files";
    SHARED_FOLDER = "DI3008", "two outputs in one directory";
    NO_OUTPUTS = "DI3009", "nothing to generate";
    CANNOT_READ = "DI3002", "reading failed";
    CANNOT_WRITE = "DI3003", "writing failed";
    // Policies.
    POLICY_REFUSES = "DI4001", "a policy refuses the deployment";
    POLICY_CHANGES = "DI4002", "a policy changes or adds something";
    POLICY_REPORTS = "DI4003", "a policy reports the resource as non-compliant";
    POLICY_MAY_REFUSE = "DI4004", "a policy may refuse the deployment";
    POLICY_LIMITS = "DI4005", "what a prediction of policies does not know";
    POLICY_DISABLES_KEYS = "DI4006", "a policy of many landing zones disables key authentication";
}
