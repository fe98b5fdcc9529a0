//! The posture rules on what exists. A rule fires on what the input shows, and never because something was not seen: what the
//! absence of a resource or of a property means is decided here, for each rule.

use super::{
    AzureId, ExistingResource, InputKind, Inventory, ResolvedAccount, Unseen, decided_by::at_pointer,
    nested::property_of, resolve::KEY,
};
use crate::{
    analyse::posture::check_posture,
    arm_template::Value,
    catalog::ResourceKind,
    diagnostic::{Code, Diagnostic, Severity, SourceLocation},
    plan::{Body, Resource},
};

/// What must have been seen for a rule to fire.
#[derive(Debug, Clone, Copy)]
enum Evidence {
    /// The settings that the rule looks at decide: where one of them is not known, the rule does not look at the resource.
    Settings,
    /// All private endpoints of the service.
    Endpoints,
    /// All role assignments on the service.
    Roles,
    /// The property itself.
    Property(&'static str),
    /// The property with this value; or its absence in what Azure reports.
    Value(&'static str, &'static str),
    /// The absence of the property in what Azure reports.
    Absence(&'static str),
    /// All diagnostic settings of the service, and that there is none.
    Logs,
    /// The retention of deleted blobs and containers.
    Retention,
}

/// A rule as it applies to existing resources.
struct ExistingRule {
    code: Code,
    /// The symbolic name of the resource; none if the violation names it.
    service: Option<&'static str>,
    /// The property that decides, as a pointer.
    property: &'static str,
    evidence: Evidence,
    /// What to do, in terms of the resource.
    help: &'static str,
}

const fn rule(
    code: Code,
    service: &'static str,
    property: &'static str,
    evidence: Evidence,
    help: &'static str,
) -> ExistingRule {
    let service = if service.is_empty() { None } else { Some(service) };
    ExistingRule { code, service, property, evidence, help }
}

const ACCOUNT: &str = "account";
const STORAGE: &str = "storageAccount";
const VAULT: &str = "keyVault";

/// Every rule that can fire; those about the test VM, Studio and new resources cannot.
const RULES: &[ExistingRule] = &[
    rule(
        Code::ACCOUNT_KEYS,
        ACCOUNT,
        "/properties/disableLocalAuth",
        Evidence::Settings,
        "assign roles to the clients, then set `disableLocalAuth` to true (azurerm: `local_auth_enabled = false`)",
    ),
    rule(
        Code::ACCOUNT_OPEN,
        ACCOUNT,
        "/properties/publicNetworkAccess",
        Evidence::Settings,
        "set `networkAcls.defaultAction` to Deny, or `publicNetworkAccess` to Disabled",
    ),
    rule(
        Code::ACCOUNT_OPEN_WITH_KEYS,
        ACCOUNT,
        "/properties/publicNetworkAccess",
        Evidence::Settings,
        "set `networkAcls.defaultAction` to Deny, or `disableLocalAuth` to true",
    ),
    rule(
        Code::ACCOUNT_ENDPOINT,
        ACCOUNT,
        "",
        Evidence::Endpoints,
        "create a private endpoint for its subresource `account`",
    ),
    rule(Code::ACCOUNT_IDENTITY, ACCOUNT, "/identity", Evidence::Settings, "enable its system-assigned identity"),
    rule(
        Code::ACCOUNT_OUTBOUND,
        ACCOUNT,
        "/properties/restrictOutboundNetworkAccess",
        Evidence::Settings,
        "set `restrictOutboundNetworkAccess` to true, and list the hosts in `allowedFqdnList`",
    ),
    rule(
        Code::ACCOUNT_ENCRYPTION,
        ACCOUNT,
        "/properties/encryption",
        Evidence::Value("/properties/encryption/keySource", "Microsoft.CognitiveServices"),
        "set a customer-managed key where a policy requires it",
    ),
    rule(
        Code::STORAGE_KEYS,
        STORAGE,
        "/properties/allowSharedKeyAccess",
        Evidence::Settings,
        "assign roles to the clients, then set `allowSharedKeyAccess` to false (azurerm: `shared_access_key_enabled = false`)",
    ),
    rule(
        Code::STORAGE_PUBLIC,
        STORAGE,
        "/properties/publicNetworkAccess",
        Evidence::Settings,
        "set `publicNetworkAccess` to Disabled if no client connects from outside the network",
    ),
    rule(
        Code::STORAGE_ENDPOINT,
        STORAGE,
        "",
        Evidence::Endpoints,
        "create a private endpoint for its subresource `blob`",
    ),
    rule(
        Code::STORAGE_DOUBLE_ENCRYPTION,
        STORAGE,
        "/properties/encryption",
        Evidence::Value("/properties/encryption/requireInfrastructureEncryption", "false"),
        "only a new storage account can have it",
    ),
    rule(
        Code::STORAGE_SOFT_DELETE,
        "blobService",
        "/properties",
        Evidence::Retention,
        "enable `deleteRetentionPolicy` and `containerDeleteRetentionPolicy` for at least 7 days",
    ),
    rule(
        Code::STORAGE_ONE_REGION,
        STORAGE,
        "/sku",
        Evidence::Property("/sku/name"),
        "use the redundancy GRS or GZRS if the data may leave the region and the region has a pair; it costs about twice as much",
    ),
    rule(
        Code::STORAGE_ENCRYPTION,
        STORAGE,
        "/properties/encryption",
        Evidence::Value("/properties/encryption/keySource", "Microsoft.Storage"),
        "set a customer-managed key where a policy requires it",
    ),
    rule(
        Code::STORAGE_QUEUE_AND_TABLE_KEYS,
        STORAGE,
        "/properties/encryption/services/queue",
        Evidence::Property("/properties/encryption/services/queue/keyType"),
        "only a new storage account can have the key type Account for queues and tables",
    ),
    rule(
        Code::STORAGE_SAS_POLICY,
        STORAGE,
        "/properties",
        Evidence::Absence("/properties/sasPolicy"),
        "set `allowSharedKeyAccess` to false, or set a `sasPolicy`",
    ),
    rule(
        Code::STORAGE_TRUSTED_SERVICES,
        STORAGE,
        "/properties/networkAcls/bypass",
        Evidence::Settings,
        "leave AzureServices out of `networkAcls.bypass` to keep only the rule; no page documents it alone for every feature",
    ),
    rule(
        Code::STORAGE_INSTANCES,
        STORAGE,
        "/properties/networkAcls/resourceAccessRules",
        Evidence::Settings,
        "remove the rules of resources that do not use this storage account",
    ),
    rule(
        Code::VAULT_PURGE,
        VAULT,
        "/properties/enablePurgeProtection",
        Evidence::Settings,
        "enable purge protection, which cannot be disabled again",
    ),
    rule(
        Code::VAULT_ACCESS_POLICIES,
        VAULT,
        "/properties/enableRbacAuthorization",
        Evidence::Settings,
        "set `enableRbacAuthorization` to true, after the roles are assigned",
    ),
    rule(Code::VAULT_ENDPOINT, VAULT, "", Evidence::Endpoints, "create a private endpoint for its subresource `vault`"),
    rule(
        Code::VAULT_RULE_UNUSED,
        VAULT,
        "/properties/networkAcls",
        Evidence::Roles,
        "remove the rules, or set `publicNetworkAccess` to Disabled",
    ),
    rule(
        Code::VAULT_ENDPOINT_UNUSED,
        VAULT,
        "",
        Evidence::Roles,
        "remove the private endpoint unless Terraform runs inside the network",
    ),
    rule(
        Code::VAULT_UNREACHABLE,
        VAULT,
        "/properties/publicNetworkAccess",
        Evidence::Endpoints,
        "create a private endpoint for its subresource `vault`, or remove the roles of the clients on it",
    ),
    rule(
        Code::WIDE_ROLE,
        "",
        "",
        Evidence::Settings,
        "assign a role for its operations: Cognitive Services User for calls, Storage Blob Data Reader or Contributor for blobs",
    ),
    rule(Code::ROLE_ADMINISTRATION, "", "", Evidence::Settings, "assign only the roles that the client needs"),
    rule(
        Code::SUBSCRIPTION_ROLE,
        "",
        "",
        Evidence::Settings,
        "assign the role on the account, the storage account, a container or the vault",
    ),
    rule(
        Code::NO_LOGS,
        ACCOUNT,
        "",
        Evidence::Logs,
        "add a diagnostic setting, which sends logs to a workspace and is billed per gigabyte",
    ),
    rule(
        Code::OPEN_SECURITY_RULE,
        "",
        "",
        Evidence::Settings,
        "set the sources of the rule to `VirtualNetwork` or to CIDR ranges of clients",
    ),
];

/// The least number of days for which deleted data can be recovered.
const LEAST_DAYS: i64 = 7;

/// Violations of the posture rules. Each is located at a key of the places of the account: `/existing/3/properties/a`.
#[must_use]
pub fn check_existing_posture(account: &ResolvedAccount, inventory: &Inventory) -> Vec<Diagnostic> {
    let view = View { account, inventory };
    let mut found: Vec<Diagnostic> = Vec::new();
    for diagnostic in check_posture(&account.plan, &[]) {
        let Some(rule) = RULES.iter().find(|rule| rule.code == diagnostic.code) else { continue };
        // The plan of an account has several violations of a rule that a file has for several keys.
        let shown = view.apply(rule, diagnostic).filter(|violation| violation.is_shown);
        found.extend(shown.map(|violation| violation.diagnostic).filter(|one| !found.contains(one)));
    }
    found
}

/// Whether the input shows that a resource does not violate a rule: all of what the rule looks at was seen. A resource that
/// is not there violates nothing.
#[must_use]
pub fn shows_compliance(account: &ResolvedAccount, inventory: &Inventory, id: &AzureId, code: Code) -> bool {
    let is_whole = |resource: &Resource| !matches!(resource.body, Body::Existing);
    let mut own =
        account.plan.resources.iter().filter(|one| account.place_of(one).is_some_and(|place| place.id == *id));
    if inventory.find(id).is_some() && !own.all(|resource| is_whole(resource)) {
        return false;
    }
    let view = View { account, inventory };
    let is_of_rule = |diagnostic: &Diagnostic| diagnostic.code == code;
    let Some(rule) = RULES.iter().find(|rule| rule.code == code) else { return true };
    let mut violations = check_posture(&account.plan, &[]).into_iter().filter(is_of_rule);
    !violations.any(|diagnostic| view.apply(rule, diagnostic).is_some_and(|violation| violation.resource == *id))
}

/// A violation of a resource.
struct Violation {
    diagnostic: Diagnostic,
    resource: AzureId,
    /// Whether the input shows it; otherwise, something that was not seen may comply.
    is_shown: bool,
}

struct View<'a> {
    account: &'a ResolvedAccount,
    inventory: &'a Inventory,
}

impl View<'_> {
    /// The violation as one of the existing resource.
    fn apply(&self, rule: &ExistingRule, violation: Diagnostic) -> Option<Violation> {
        let key = match (rule.service, &violation.location) {
            (Some(symbol), _) => self.account.plan.find(&symbol.into())?.origin.clone(),
            (None, SourceLocation::Value(pointer)) => pointer.replacen("/rules/", "/properties/securityRules/", 1),
            (None, _) => return None,
        };
        let end = key[KEY.len()..].find('/').map_or(key.len(), |end| KEY.len() + end);
        let (own, inner) = key.split_at(end);
        let place = self.account.places.get(own.strip_prefix(KEY)?.parse::<usize>().ok()?)?;
        let resource = self.inventory.find(&place.id)?;
        let property = if inner.is_empty() { rule.property } else { inner };
        let key = match at_pointer(&resource.body, property) {
            Some(_) if !property.is_empty() => format!("{own}{property}"),
            _ => own.to_owned(),
        };
        let mut help = vec![rule.help.to_owned()];
        help.extend(violation.help.iter().filter(|line| line.starts_with("required by ")).cloned());
        let mut diagnostic = Diagnostic { fix: None, help, ..violation.at_value(key) };
        if rule.code == Code::STORAGE_PUBLIC {
            "its firewall allows access from networks that have a rule".clone_into(&mut diagnostic.label);
        }
        if rule.code == Code::STORAGE_PUBLIC && self.is_open(STORAGE) {
            diagnostic.severity = Severity::Warning;
            "its firewall allows access from all networks".clone_into(&mut diagnostic.label);
            "set `networkAcls.defaultAction` to Deny, or `publicNetworkAccess` to Disabled"
                .clone_into(&mut diagnostic.help[0]);
        }
        let is_shown = self.is_shown(rule.evidence, resource);
        Some(Violation { diagnostic, resource: place.id.clone(), is_shown })
    }

    fn is_open(&self, symbol: &str) -> bool {
        let observed = self.account.plan.observed();
        observed.is_some_and(|observed| observed.open_firewalls.contains(&symbol.into()))
    }

    fn is_shown(&self, evidence: Evidence, resource: &ExistingResource) -> bool {
        let at = |pointer: &str| at_pointer(&resource.body, pointer).filter(|value| !matches!(value, Value::Null));
        let is_live = resource.origin.input == InputKind::Live;
        match evidence {
            Evidence::Settings => true,
            Evidence::Endpoints => Unseen::PrivateEndpoint.is_seen(self.inventory, &resource.id),
            Evidence::Roles => Unseen::RoleAssignment.is_seen(self.inventory, &resource.id),
            Evidence::Property(pointer) => at(pointer).is_some_and(|value| value.as_text().is_some()),
            Evidence::Value(pointer, expected) => match at(pointer) {
                Some(Value::Bool(value)) => value.to_string() == expected,
                Some(value) => value.as_text().is_some_and(|text| text.eq_ignore_ascii_case(expected)),
                None => is_live,
            },
            Evidence::Absence(pointer) => is_live && at(pointer).is_none(),
            Evidence::Logs => self.has_no_logs(&resource.id),
            Evidence::Retention => ["deleteRetentionPolicy", "containerDeleteRetentionPolicy"]
                .iter()
                .any(|name| property_of(&resource.body, name).is_some_and(is_short)),
        }
    }

    fn has_no_logs(&self, service: &AzureId) -> bool {
        let kind = ResourceKind::DiagnosticSetting.arm_type();
        self.inventory.completeness.is_complete(kind, service)
            && !self.inventory.of_type(kind).any(|setting| setting.id.is_inside(service))
    }
}

/// Whether a policy of retention is disabled, or keeps data for less than a week.
fn is_short(policy: &Value) -> bool {
    let Some(policy) = policy.as_object() else { return false };
    match (policy.get("enabled"), policy.get("days")) {
        (Some(Value::Bool(false)), _) => true,
        (_, Some(Value::Integer(days))) => *days < LEAST_DAYS,
        _ => false,
    }
}
