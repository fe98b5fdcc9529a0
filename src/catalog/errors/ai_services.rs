//! Errors of Azure AI services: what is checked before a request reaches Document Intelligence, and what a deployment of an
//! account returns.

use super::model::{READ, Service, errors};
use crate::catalog::fact::{Source, documented, reported};

const SECURED_ACCESS: Source = documented(
    "MicrosoftDocs/azure-ai-docs articles/ai-services/document-intelligence/authentication/managed-identities-secured-access.md",
    "2025-11-18",
    READ,
);
const DISABLE_LOCAL_AUTH: Source =
    documented("MicrosoftDocs/azure-ai-docs articles/ai-services/disable-local-auth.md", "2026-05-31", READ);
const RECOVER: Source =
    documented("MicrosoftDocs/azure-ai-docs articles/ai-services/recover-purge-resources.md", "2025-10-02", READ);

const SUBDOMAINS_NEEDED: Source = reported("Azure/azure-sdk-for-net issue 12813", "2020-06-16", READ);
const SUBDOMAINS: Source = documented(
    "MicrosoftDocs/azure-ai-docs articles/ai-services/cognitive-services-custom-subdomains.md",
    "2024-10-30",
    READ,
);

errors! { Service::AiServices;
    ACCESS_DENIED = "AccessDenied", Some(403), [SECURED_ACCESS],
        "The account denies access from the client's network: no IP rule or virtual network rule matches. The page that names this error does not name the setting; reports of accounts with public network access disabled have another message. Studio shows the same error.",
        "An account with selected networks accepts connections only from networks that have a rule. A private account accepts connections only through private endpoints, so its name has to resolve to a private IP address on the client. In Studio, this error means that the IP address of the browser is not allowed. `di-gen access --to account` shows which networks are.",
        keys: &["/account/publicNetworkAccess", "/allow/addresses"];
    FIREWALL_RULES = "Access denied due to Virtual Network/Firewall rules.", Some(403),
        [reported("Azure-Samples/azure-sql-db-chatbot issue 3", "2025-04-23", READ)],
        "The account allows selected networks, and no IP rule or virtual network rule matches the client's address as the account sees it.",
        "Allow the address in `allow.addresses` or the subnet in `allow.subnets`, or send requests through the private endpoint. Behind NAT or a proxy, the address is that of the gateway.",
        phrases: &["access denied due to virtual network/firewall rules"], beside: &["AccessDenied", "Forbidden"],
        keys: &["/allow/addresses", "/allow/subnets"], answer: "AccessDenied";
    PUBLIC_ACCESS_DISABLED = "Public access is disabled. Please configure private endpoint", Some(403),
        [reported("Azure-Samples/azure-search-openai-demo issue 1157", "2024-01-19", READ)],
        "Public network access to the account is disabled, and the request did not arrive through a private endpoint.",
        "Send the request from a network with the private endpoint, and check there that the account's name resolves to its private IP address. If it resolves to a public one, the private DNS zone or its virtual network link is missing.",
        phrases: &["public access is disabled. please configure private endpoint"], beside: &["AccessDenied", "Forbidden"],
        keys: &["/account/publicNetworkAccess", "/privateEndpoints/account/enabled"];
    NOT_APPROVED_ENDPOINT = "Traffic is not from an approved private endpoint.", Some(403),
        [reported("Microsoft Q&A learn.microsoft.com/en-us/answers/a/12755231", "2026-04-25", READ)],
        "Public network access to the account is disabled, and the request did not arrive through a private endpoint whose connection is approved.",
        "Check that the connection of the private endpoint is approved, that the client resolves the account's name to the private IP address, and that its traffic does not pass a proxy or a NAT gateway.",
        phrases: &["traffic is not from an approved private endpoint"], beside: &["AccessDenied", "Forbidden"],
        keys: &["/privateEndpoints/account/enabled", "/account/publicNetworkAccess"], answer: "Public access is disabled. Please configure private endpoint";
    VIRTUAL_NETWORK_ENDPOINT = "A Virtual Network is configured for this resource. Please use the correct endpoint for making requests.", Some(403),
        [reported("continuedev/continue issue 12547", "2026-06-04", READ)],
        "The account has network rules, and the request went to an endpoint of the region and not to the account's own host.",
        "Use the endpoint with the account's custom subdomain.",
        phrases: &["a virtual network is configured for this resource"], keys: &["/account/subdomain"];
    TOKEN_INVALID = "Access token is missing, invalid, audience is incorrect, or have expired.", Some(401),
        [reported("Azure-Samples/azure-search-openai-demo issue 458", "2024-01-25", READ)],
        "The request has no valid Microsoft Entra token for Azure AI services: the token is missing, expired, or issued for another audience. A key in the header `Authorization` has the same effect.",
        "Request the token for https://cognitiveservices.azure.com/ (scope `https://cognitiveservices.azure.com/.default`; another audience in other clouds), and renew it before it expires. Send an account key in the header `Ocp-Apim-Subscription-Key`.",
        phrases: &["access token is missing, invalid, audience is incorrect", "access token is missing, invalid, and the audience is incorrect"],
        beside: &["Unauthorized"];
    AI_UNAUTHORIZED = "Unauthorized", Some(401),
        [reported("microsoft/Cognitive-Samples-IntelligentKiosk issue 102", "2020-07-02", READ)],
        "The account does not accept the credentials of the request: the key or the token is missing, expired, or for another account, audience or tenant.",
        "Compare key and endpoint. Request a token for https://cognitiveservices.azure.com/ in the tenant of the account. The body of the response has a more specific message.",
        is_general: true;
    TOKEN_NEEDS_SUBDOMAIN = "Please provide a custom subdomain for token authentication", Some(400),
        [SUBDOMAINS_NEEDED, reported("Azure/azure-sdk-for-net issue 12789", "2020-08-05", READ)],
        "The request has a Microsoft Entra token and went to the endpoint of a region, which accepts only account keys. An older wording asks for an authentication key.",
        "Send the request to the custom subdomain of the account, `https://<subdomain>.cognitiveservices.azure.com/`.",
        phrases: &["please provide a custom subdomain for token authentication", "please provide an authentication key"],
        beside: &["BadRequest"], keys: &["/account/subdomain"];
    PERMISSION_DENIED = "PermissionDenied", Some(401),
        [reported("Azure/azure-sdk-for-net issue 12814", "2020-07-24", READ)],
        "The token is valid, but its principal has no role with the data action. Roles that manage the account, including Owner, do not contain it.",
        "Assign *Cognitive Services User*, and wait: a role assignment takes some minutes to take effect.",
        phrases: &["principal does not have access to api/operation", "lacks the required data action"],
        keys: &["/clients"];
    AUTHENTICATION_DISABLED = "AuthenticationTypeDisabled", Some(403),
        [reported("microsoft/sample-app-aoai-chatGPT issue 1000", "2024-07-12", READ), DISABLE_LOCAL_AUTH],
        "The request contains an account key, and key authentication is disabled for the account. Threads report this code; the page on key authentication names another answer, the 401 for an invalid key.",
        "Send a Microsoft Entra token of a principal with *Cognitive Services User*. `account.localAuth: true` enables keys again, which takes minutes to hours to take effect.",
        phrases: &["key based authentication is disabled for this resource"], keys: &["/account/localAuth"];
    WRONG_KEY = "Access denied due to invalid subscription key or wrong API endpoint.", Some(401), [DISABLE_LOCAL_AUTH],
        "The account key is not one of this account, or the endpoint belongs to another account or region. After key authentication is disabled, valid keys get this answer too.",
        "Compare key and endpoint, and check whether key authentication is enabled (`account.localAuth`). After a key rotation, old keys get this answer.",
        phrases: &["access denied due to invalid subscription key or wrong api endpoint"], keys: &["/account/localAuth"];
    SUBDOMAIN_UNKNOWN = "Subdomain does not map to a resource.", None,
        [reported("Azure-Samples/azure-search-openai-demo issue 294", "2023-06-09", READ)],
        "No account has the custom subdomain in the host of the request.",
        "Compare the host with the endpoint of the account; a new subdomain takes some minutes to take effect.",
        phrases: &["subdomain does not map to a resource"], keys: &["/account/subdomain"];
    CUSTOM_DOMAIN_IN_USE = "CustomDomainInUse", Some(409),
        [reported("Azure-Samples/azuresandbox issue 164", "2025-06-13", READ), RECOVER],
        "Another account in Azure has this custom subdomain. A soft-deleted account reserves its custom subdomain for 48 hours.",
        "Set another `account.subdomain`, or recover or purge the deleted account.",
        keys: &["/account/subdomain", "/name"];
    CUSTOM_DOMAIN_INVALID = "CustomDomainInvalid", Some(400),
        [reported("microsoft/microsoft-foundry-for-vscode issue 121", "2025-08-08", READ), SUBDOMAINS],
        "The custom subdomain has a character that is not allowed, or is too short or too long.",
        "Set an `account.subdomain` of 2 to 64 letters, digits and hyphens that does not end with a hyphen. The name of an account may contain `_` and `.`, its subdomain may not.",
        keys: &["/account/subdomain", "/account/name"];
    OWN_STORAGE_NOT_ENABLED = "BringOwnFeatureNotEnabled", None,
        [reported("hashicorp/terraform-provider-azurerm issue 29386", "2025-04-25", READ)],
        "The template attaches a storage account to the account itself, which kind `FormRecognizer` does not support.",
        "Remove that setting under `extra`: Document Intelligence reads training data with its identity.",
        keys: &["/extra"];
    FLAG_FOR_RESTORE = "FlagMustBeSetForRestore", Some(409),
        [reported("Azure/azure-cli issue 18146", "2021-05-19", READ), RECOVER],
        "An account of this name in this resource group was deleted within the last 48 hours, and is still soft-deleted.",
        "Recover it with `account.restore: true` and remove that line afterwards, or purge it (`di-gen runbook teardown` has the command). As an alternative, set another `account.name`. azurerm cannot recover an account: for Terraform, use `az cognitiveservices account recover` and `terraform import`.",
        terraform_remedy: Some("azurerm cannot recover an account. Recover it with `az cognitiveservices account recover` and add it to the state with `terraform import`, or purge it with `az cognitiveservices account purge`: the script of `di-gen runbook prepare` does either, with `--recover` or `--purge`. As an alternative, set another `account.name`."),
        phrases: &["to restore the resource, you must specify 'restore' to be 'true'"], keys: &["/account/name", "/name"];
    RESTORE_NOTHING = "CanNotRestoreANonExistingResource", None,
        [reported("microsoft/OpenAIWorkshop issue 50", "2023-03-24", READ)],
        "The template asks to recover a soft-deleted account, and there is none of this name: it never existed, or it was purged.",
        "Remove `account.restore: true`.",
        keys: &["/account/restore"];
    RESTORE_ACTIVE = "CanNotRestoreAnActiveResource", None,
        [reported("Azure/azure-dev issue 7263", "2026-03-23", READ)],
        "The template asks to recover an account that exists and is not deleted.",
        "Remove `account.restore: true`.",
        keys: &["/account/restore"];
    ACCOUNT_STATE = "AccountProvisioningStateInvalid", Some(400),
        [reported("hashicorp/terraform-provider-azurerm issue 31712", "2026-05-06", READ)],
        "Another resource, in most reports a private endpoint, was created before the account had left the state Accepted.",
        "Deploy again after some minutes: the account is ready by then. A private endpoint has to be created last.",
        keys: &["/privateEndpoints/account/enabled"];
    BYPASS_NOT_SUPPORTED = "NetworkAclsBypassNotSupported", Some(400),
        [reported("hashicorp/terraform-provider-azurerm pull request 28221", "2024-12-19", READ)],
        "The template sets `networkAcls.bypass` (trusted Azure services) for a kind of account that does not have it.",
        "Remove `account.trustedServices`, or use the kind `AIServices`.",
        keys: &["/account/trustedServices", "/account/kind"];
    FREE_ACCOUNT_EXISTS = "CanNotCreateMultipleFreeAccounts", None,
        [reported("MicrosoftDocs/azure-docs issue 83566", "2021-11-08", READ)],
        "A subscription has one account with the tier F0 for each kind, and has one already. A soft-deleted one may count.",
        "Set `account.sku: S0`, or delete and purge the other account.",
        phrases: &["only one free account is allowed"], keys: &["/account/sku"];
    FEATURE_REQUIRED = "SpecialFeatureOrQuotaIdRequired", None,
        [reported("OfficeDev/microsoft-365-agents-toolkit-samples pull request 1412", "2025-03-27", READ)],
        "The subscription lacks an offer or a feature that this kind and tier needs, or the tier is not offered any more.",
        "Check kind and tier, and use a subscription whose offer includes them.",
        phrases: &["the subscription does not have quotaid/feature required by sku"], keys: &["/account/sku", "/account/kind"];
    KIND_UNAVAILABLE = "InvalidApiSetId", None,
        [reported("microsoft/azurechat issue 274", "2023-12-10", READ)],
        "The kind of account does not exist, or is not available in this region.",
        "Check `account.kind` and `location`. One report ended with signing in again.",
        phrases: &["is either invalid or unavailable in given region"], keys: &["/account/kind", "/location"];
}
