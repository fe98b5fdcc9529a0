//! An error that a service returns: its name, its service, its cause, what to do, and where this was read.

use std::fmt;

use crate::catalog::fact::Source;

/// The service that returns an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    /// The account of Document Intelligence, and operations on models.
    DocumentIntelligence,
    /// Document Intelligence Studio, as a page in a browser.
    Studio,
    /// What all Azure AI services check before a request reaches one of them: network, keys, tokens.
    AiServices,
    /// Blob storage.
    Storage,
    /// Key Vault.
    KeyVault,
    /// Azure Resource Manager and the resource providers, during a deployment.
    ResourceManager,
    /// The resource provider of networks, during a deployment.
    Network,
    /// No service: the azurerm provider of Terraform reports it.
    Terraform,
    /// No service: the client reports it.
    Client,
}

impl Service {
    /// Its name in a sentence.
    #[must_use]
    pub const fn display_name(self) -> &'static str {
        match self {
            Self::DocumentIntelligence => "Document Intelligence",
            Self::Studio => "Document Intelligence Studio",
            Self::AiServices => "Azure AI services",
            Self::Storage => "Azure Storage",
            Self::KeyVault => "Key Vault",
            Self::ResourceManager => "Azure Resource Manager",
            Self::Network => "Azure networking",
            Self::Terraform => "Terraform",
            Self::Client => "Clients",
        }
    }

    /// Text that identifies the service in an error message, in lower case.
    #[must_use]
    pub const fn hints(self) -> &'static [&'static str] {
        match self {
            Self::DocumentIntelligence => &["documentintelligence", "formrecognizer"],
            Self::Studio => &["documentintelligence.ai.azure.com", "formrecognizer.appliedai.azure.com"],
            Self::AiServices => &["cognitiveservices", "services.ai.azure"],
            Self::Storage => &[".blob.core.", "microsoft.storage", "x-ms-error-code", "containers#", "blobs#"],
            Self::KeyVault => &[".vault.azure.", "keyvault", "vault:", "key vault"],
            Self::ResourceManager => {
                &["template deployment", "deployments", "/providers/microsoft.", "management.azure.", "resource group"]
            }
            Self::Network => &["microsoft.network"],
            Self::Terraform => &["azurerm", "terraform"],
            Self::Client => &[],
        }
    }
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.display_name())
    }
}

/// An error that a service returns.
#[derive(Debug, PartialEq, Eq)]
pub struct ServiceError {
    /// The error code in the response, or the message that a person sees.
    pub name: &'static str,
    /// The service that returns it: the same code can have another meaning elsewhere.
    pub service: Service,
    /// The HTTP status, where a source documents it.
    pub status: Option<u16>,
    /// The cause.
    pub cause: &'static str,
    /// What to do.
    pub remedy: &'static str,
    /// What to do where Terraform deploys the topology, if that differs.
    pub terraform_remedy: Option<&'static str>,
    /// Where it was read.
    pub sources: &'static [Source],
    /// Other texts by which it is recognized, in lower case; `*` stands for any short text, such as a name.
    pub phrases: &'static [&'static str],
    /// The codes that come with its message and are less specific.
    pub beside: &'static [&'static str],
    /// Whether it says only that something failed, and a more specific code is usually in the same response.
    pub is_general: bool,
    /// The keys of a topology file that decide it, as JSON pointers.
    pub keys: &'static [&'static str],
    /// The name that the access analysis uses for this answer, if it is another one.
    pub answer: &'static str,
}

impl ServiceError {
    /// An error without optional fields.
    pub(crate) const fn new(
        service: Service,
        name: &'static str,
        status: Option<u16>,
        sources: &'static [Source],
        cause: &'static str,
        remedy: &'static str,
    ) -> Self {
        Self {
            name,
            service,
            status,
            cause,
            remedy,
            terraform_remedy: None,
            sources,
            phrases: &[],
            beside: &[],
            is_general: false,
            keys: &[],
            answer: name,
        }
    }

    /// Whether its name is a message and not a code.
    #[must_use]
    pub fn is_message(&self) -> bool {
        self.name.contains(' ')
    }
}

/// The date on which the sources of the errors were read.
pub(crate) const READ: &str = "2026-11-29";

/// Declares errors of one service as constants, and `ALL`, the list of them.
///
/// ```text
/// errors! { Service::Storage;
///     SYMBOL = "Name", Some(403), [SOURCE], "Cause.", "What to do.", phrases: &["as people see it"], is_general: true;
/// }
/// ```
macro_rules! errors {
    ($service:expr; $($symbol:ident = $name:literal, $status:expr, [$($source:expr),* $(,)?],
        $cause:literal, $remedy:literal $(, $field:ident: $value:expr)*;)+) => {
        $(
            #[doc = concat!("The error `", $name, "`.")]
            pub const $symbol: $crate::catalog::errors::ServiceError = $crate::catalog::errors::ServiceError {
                $($field: $value,)*
                ..$crate::catalog::errors::ServiceError::new($service, $name, $status, &[$($source),*], $cause, $remedy)
            };
        )+

        /// The errors of this file.
        pub const ALL: &[&$crate::catalog::errors::ServiceError] = &[$(&$symbol),+];
    };
}
pub(crate) use errors;
