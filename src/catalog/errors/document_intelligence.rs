//! Errors of Document Intelligence: every row of its error guide, and what batch analysis returns.

use super::model::{READ, Service, errors};
use crate::catalog::fact::{Source, documented, reported};

const GUIDE: Source = documented(
    "MicrosoftDocs/azure-ai-docs articles/ai-services/document-intelligence/how-to-guides/resolve-errors.md",
    "2026-04-18",
    READ,
);
const SECURED_ACCESS: Source = documented(
    "MicrosoftDocs/azure-ai-docs articles/ai-services/document-intelligence/authentication/managed-identities-secured-access.md",
    "2025-11-18",
    READ,
);
const LIMITS: Source = documented(
    "MicrosoftDocs/azure-ai-docs articles/ai-services/document-intelligence/service-limits.md",
    "2026-09-08",
    READ,
);
const BATCH_ISSUE: Source = reported("Azure/azure-sdk-for-python issue 43359", "", READ);
const IDENTITY_ISSUE: Source =
    reported("Azure-Samples/chat-with-your-data-solution-accelerator issue 1391", "2024-10-07", READ);

errors! { Service::DocumentIntelligence;
    INVALID_REQUEST = "InvalidRequest", Some(400), [GUIDE],
        "The request is invalid. The inner code names the reason.",
        "Read the inner code of the response. Where there is none, compare the request with the API version that it names.",
        is_general: true;
    INVALID_ARGUMENT = "InvalidArgument", Some(400), [GUIDE],
        "An argument of the request is invalid. The inner code names the kind.",
        "Read the inner code of the response, and correct the parameter that the message names.",
        is_general: true;
    FORBIDDEN = "Forbidden", Some(403), [GUIDE],
        "A policy or another setting denies access. The inner code names it.",
        "Read the inner code: OutboundAccessForbidden is about the allowed FQDN list, AuthorizationFailed about permissions, InvalidDataProtectionKey about the customer-managed key.",
        is_general: true;
    NOT_FOUND = "NotFound", Some(404), [GUIDE],
        "The model, the operation or the path does not exist.",
        "Check the model ID, the operation ID, and the path: API versions before 4.0 use formrecognizer/ in place of documentintelligence/.",
        is_general: true;
    METHOD_NOT_ALLOWED = "MethodNotAllowed", Some(405), [GUIDE],
        "The path exists, but not with this HTTP method.",
        "Use the method that the API reference names for this operation: analyses and builds are started with POST.";
    CONFLICT = "Conflict", Some(409), [GUIDE],
        "The request conflicts with something that exists, for example a model of the same name.",
        "Read the inner code. Use another model ID, or delete the existing model first.",
        is_general: true;
    UNSUPPORTED_MEDIA_TYPE = "UnsupportedMediaType", Some(415), [GUIDE],
        "The service does not support the content type of the request.",
        "Send application/json with urlSource or base64Source, or the document itself with its own content type.";
    INTERNAL_SERVER_ERROR = "InternalServerError", Some(500), [GUIDE],
        "An unexpected error occurred in the service.",
        "Look for a more specific code under details. Where there is none, repeat the request, and contact support if it keeps failing.",
        is_general: true;
    SERVICE_UNAVAILABLE = "ServiceUnavailable", Some(503), [GUIDE],
        "A transient error occurred in the service.",
        "Repeat the request after a pause that grows with every attempt.";
    MODEL_EXISTS = "ModelExists", Some(409), [GUIDE],
        "A model of this ID exists already.",
        "Use another model ID, or delete the existing model first.";
    AUTHORIZATION_FAILED = "AuthorizationFailed", Some(403), [GUIDE],
        "The request is authenticated, but the principal lacks a permission. The message has the details.",
        "For documents in storage, check the role of the account's identity; for the API itself, the role of the client.";
    INVALID_DATA_PROTECTION_KEY = "InvalidDataProtectionKey", Some(403), [GUIDE],
        "The account has a customer-managed key that the service cannot use: it is disabled, expired or deleted, or the vault refuses the identity.",
        "Check the key, the role of the encryption identity on it, and the vault firewall: `di-gen access --from 'account encryption'`. While outbound access is restricted, the allowed FQDN list needs the vault's host.",
        keys: &["/encryption/account"];
    OUTBOUND_FORBIDDEN = "OutboundAccessForbidden", Some(403), [GUIDE],
        "The request names a host that the account may not connect to: outbound access is restricted, and the allowed FQDN list does not contain the host. The outer code is Forbidden.",
        "Add the host to `account.outbound.allowedFqdns`, or send the document in the request in place of its URL.",
        phrases: &[
            "contains a disallowed domain name",
            "contains a domain name that is not allowed by the current access control policy",
            "outbound network access is restricted",
            "is not in the allowed fqdn list for this resource",
        ],
        keys: &["/account/outbound/restricted", "/account/outbound/allowedFqdns"];
    UNKNOWN = "Unknown", Some(500), [GUIDE],
        "The service reports no more precise reason for an internal error.",
        "Repeat the request, and contact support with the request ID if it keeps failing.";
    INVALID_CONTENT_SOURCE_FORMAT = "InvalidContentSourceFormat", Some(400), [GUIDE],
        "The source of the documents is not in a valid form, for example the container URL of a batch or a training set.",
        "Use the URL of the container, without a blob name, and put a path into the prefix. The message has the details.";
    INVALID_PARAMETER = "InvalidParameter", Some(400), [GUIDE],
        "A parameter of the request is invalid. The message names it.",
        "Correct the parameter; the API reference of the version in the request lists its values.",
        is_general: true;
    INVALID_PARAMETER_LENGTH = "InvalidParameterLength", Some(400), [GUIDE],
        "A parameter has more characters than it may have. The message names both.",
        "Shorten the value.";
    INVALID_SAS_TOKEN = "InvalidSasToken", Some(400), [GUIDE],
        "The SAS URL in the request is invalid: expired, truncated, wrongly encoded, or without a permission that the operation needs.",
        "Create a new one with the permissions read and list (write and delete for a results container), or use the account's identity and a URL without a token. While shared key access is disabled, only user delegation SAS tokens work.",
        keys: &["/storage/sharedKeys"];
    PARAMETER_MISSING = "ParameterMissing", Some(400), [GUIDE],
        "A required parameter is missing. The message names it.",
        "Add the parameter to the request.";
    CONTENT_SOURCE = "ContentSourceNotAccessible", Some(400), [GUIDE, SECURED_ACCESS],
        "Document Intelligence has an identity but could not read the content source: the identity has no role on the blobs, or the storage firewall allows neither trusted Azure services nor the account. A host that is not on the allowed FQDN list returns OutboundAccessForbidden, an account without an identity InvalidManagedIdentity.",
        "Two things are required: a role on the blobs for the account's system-assigned identity, and an exception in the storage firewall, for trusted Azure services or by a resource instance rule. A private endpoint for storage is not required: the service does not connect through your network. `di-gen access --from 'account identity'` shows what is missing.",
        phrases: &["content is not accessible:", "content isn't accessible:"],
        keys: &["/storage/identityAccess/role", "/storage/trustedServices"];
    MANAGED_IDENTITY = "InvalidManagedIdentity", None, [BATCH_ISSUE, IDENTITY_ISSUE],
        "The request makes the account read or write storage with its managed identity, and the account has none, or not the one that is needed. Batch analysis and API version 4.0 return this code. It is reported in public threads; no page of the documentation lists it.",
        "Enable the system-assigned identity (`account.identity.systemAssigned: true`) and give it a role on the blobs: Storage Blob Data Contributor where results are written. The code also appears where a SAS URL is not recognized as one.",
        phrases: &["the managed identity configuration is invalid", "managed identity is not enabled for the current resource"],
        keys: &["/account/identity/systemAssigned"];
    RATE_LIMIT = "exceeded call rate limit", Some(429),
        [LIMITS, reported("Azure/azure-sdk-for-net issue 31914", "2022-10-20", READ)],
        "The account receives more requests per second than its tier allows. There is one limit each for analyses, for polling results, for operations on models, and for lists.",
        "Wait for the time in the Retry-After header, poll less often, and increase the load step by step. The tier F0 allows 1 request per second; the limits of S0 are increased by a support request.",
        phrases: &["exceeded call rate limit of your current", "exceeded rate limit of your current"], beside: &["429"],
        keys: &["/account/sku"];
    TOO_MANY_REQUESTS = "429", Some(429), [LIMITS],
        "The account receives more requests per second than its tier allows. There is one limit each for analyses, for polling results, for operations on models, and for lists.",
        "Wait for the time in the Retry-After header, poll less often, and increase the load step by step. The tier F0 allows 1 request per second; the limits of S0 are increased by a support request.",
        phrases: &["429 too many requests", "429 (too many requests)", "status code 429"],
        keys: &["/account/sku"], is_general: true;
    CALL_QUOTA = "Out of call volume quota", Some(403),
        [reported("Azure/azure-sdk-for-python issue 20042", "2021-08-02", READ)],
        "The account of the tier F0 has used its allowance of this month. The Retry-After header can name days.",
        "Wait for the next month, or set `account.sku: S0`.",
        phrases: &["out of call volume quota"], beside: &["Forbidden", "403"], keys: &["/account/sku"];
    CONTENT_SOURCE_TIMEOUT = "ContentSourceTimeout", Some(400), [GUIDE],
        "The service did not receive the file in time.",
        "Check the network between client and service, reduce the file, or send its URL.";
    DOCUMENT_MODEL_LIMIT = "DocumentModelLimit", Some(400), [GUIDE],
        "The account has as many models as it may have.",
        "Delete models that are not used, or use another account.";
    DOCUMENT_MODEL_LIMIT_NEURAL = "DocumentModelLimitNeural", Some(400), [GUIDE],
        "The account has built as many custom neural models this month as it may.",
        "Wait for the next month, build a template model, or ask support for more.";
    DOCUMENT_MODEL_LIMIT_COMPOSED = "DocumentModelLimitComposed", Some(400), [GUIDE],
        "The composed model has more component models than the account allows.",
        "Compose fewer models, or split them into several composed models.";
    INVALID_CONTENT = "InvalidContent", Some(400), [GUIDE],
        "The file is corrupt, or of a format that the service does not support. A URL that returns an error page in place of the document has the same effect.",
        "Open the file, check its format and password, and download the URL without signing in to see what the service receives.";
    INVALID_CONTENT_DIMENSIONS = "InvalidContentDimensions", Some(400), [GUIDE],
        "The image is too small or too large in pixels.",
        "Scale the image to the dimensions that the input requirements name.";
    INVALID_CONTENT_LENGTH = "InvalidContentLength", Some(400), [GUIDE],
        "The file has more bytes than the tier allows.",
        "Reduce or split the file; the tier F0 allows less than S0.",
        keys: &["/account/sku"];
    INVALID_FIELDS_DEFINITION = "InvalidFieldsDefinition", Some(400), [GUIDE],
        "The definition of the fields (fields.json) of a training set is invalid.",
        "Correct fields.json; the message has the details.";
    INVALID_TRAINING_CONTENT_LENGTH = "InvalidTrainingContentLength", Some(400), [GUIDE],
        "The training set has more bytes than one build may have.",
        "Remove documents from the set. The message has both numbers.";
    INVALID_TRAINING_CONTENT_PAGE_COUNT = "InvalidTrainingContentPageCount", Some(400), [GUIDE],
        "The training set has more pages than one build may have.",
        "Remove documents or pages from the set. The message has both numbers.";
    MODEL_ANALYZE_ERROR = "ModelAnalyzeError", Some(400), [GUIDE],
        "The document could not be analyzed with this custom model.",
        "Read the details in the message, and try a document of the training set to tell model from document.";
    MODEL_BUILD_ERROR = "ModelBuildError", Some(400), [GUIDE],
        "The custom model could not be built from this training set.",
        "Read the details in the message: labels without documents, too few documents, or documents of different kinds are frequent.";
    MODEL_COMPOSE_ERROR = "ModelComposeError", Some(400), [GUIDE],
        "The models could not be composed into one.",
        "Read the details in the message; all models have to exist in this account and to be ready.";
    MODEL_NOT_READY = "ModelNotReady", Some(400), [GUIDE],
        "The model is still being built, or its build failed.",
        "Wait until the operation has succeeded, or read why it failed.";
    MODEL_READ_ONLY = "ModelReadOnly", Some(400), [GUIDE],
        "The model cannot be changed or deleted.",
        "Change or delete only models of this account.";
    NOT_SUPPORTED_API_VERSION = "NotSupportedApiVersion", Some(400), [GUIDE],
        "The operation or the model needs a newer API version. The message names it.",
        "Set api-version to at least the version in the message. Some clouds and regions do not have the newest version.";
    OPERATION_NOT_CANCELLABLE = "OperationNotCancellable", Some(400), [GUIDE],
        "The operation has gone too far to be cancelled.",
        "Wait for its end, and delete its result.";
    TRAINING_CONTENT_MISSING = "TrainingContentMissing", Some(400), [GUIDE],
        "The container or the prefix has no training data.",
        "Check the prefix (it is case-sensitive), and that documents and their labels are in the same directory.";
    UNSUPPORTED_CONTENT = "UnsupportedContent", Some(400), [GUIDE],
        "The service does not support content of this kind.",
        "Convert the document to a supported format, or use a model that supports it.";
    MODEL_NOT_FOUND = "ModelNotFound", Some(404), [GUIDE],
        "The model does not exist in this account: it was deleted, is still being built, or belongs to another account.",
        "List the models of this account, and check the endpoint.";
    OPERATION_NOT_FOUND = "OperationNotFound", Some(404), [GUIDE],
        "The operation does not exist: its ID is wrong, or its result has expired.",
        "Start the analysis again, and fetch its result soon after its end.";
}
