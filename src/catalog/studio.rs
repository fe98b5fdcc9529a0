//! Document Intelligence Studio: what its functions need.

use super::fact::{documented, facts};

facts! {
    STUDIO_WRITES_BLOBS = "Auto label, human in the loop and project sharing of Studio write blobs with the account's identity, which needs Storage Blob Data Contributor where storage is behind a firewall",
        [documented("MicrosoftDocs/azure-ai-docs articles/ai-services/document-intelligence/authentication/managed-identities.md", "2024-05-23", "2026-11-29")];
    STUDIO_ADDRESS = "For v4.0 (2024-11-30), auto label needs no IP rule; for earlier versions, requests come from 20.3.165.95",
        [documented("MicrosoftDocs/azure-ai-docs articles/ai-services/document-intelligence/faq.yml", "2025-11-18", "2026-11-29")];
    STUDIO_NEEDS_PUBLIC_ACCESS = "Auto label before v4.0, project management and human in the loop do not work while public network access of the account is disabled",
        [documented("MicrosoftDocs/azure-ai-docs articles/ai-services/document-intelligence/faq.yml", "2025-11-18", "2026-11-29")];
    STUDIO_READER = "A person needs at least Reader on the subscription to use Studio, besides Cognitive Services User, and Storage Blob Data Contributor to label",
        [documented("MicrosoftDocs/azure-ai-docs articles/ai-services/document-intelligence/faq.yml", "2025-11-18", "2026-11-29")];
    STUDIO_FETCH = "Fetch from URL cannot read blobs of a storage account that is behind a firewall or does not accept keys",
        [documented("MicrosoftDocs/azure-ai-docs articles/ai-services/document-intelligence/faq.yml", "2025-11-18", "2026-11-29")];
    BASTION_AND_LINUX = "Azure Bastion Basic and Developer offer neither RDP to Linux nor native clients",
        [documented("MicrosoftDocs/azure-docs articles/bastion/bastion-sku-comparison.md", "2025-11-24", "2026-11-29")];
    STUDIO_ORIGINS = "The Studio page has the origin `https://documentintelligence.ai.azure.com`, earlier `https://formrecognizer.appliedai.azure.com`, in Azure Government the latter with `.us`, in China with `.cn`",
        [
            documented("MicrosoftDocs/azure-ai-docs articles/ai-services/document-intelligence/quickstarts/try-document-intelligence-studio.md", "2024-08-07", "2026-11-29"),
            documented("MicrosoftDocs/azure-ai-docs articles/ai-services/document-intelligence/faq.yml", "2024-11-19", "2026-11-29"),
        ];
    STUDIO_SINGLE_SERVICE = "Entra ID authentication in Studio needs a single-service account",
        [
            documented("MicrosoftDocs/azure-ai-docs articles/ai-services/document-intelligence/quickstarts/try-document-intelligence-studio.md", "2024-08-07", "2026-11-29"),
            documented("MicrosoftDocs/azure-ai-docs articles/ai-services/document-intelligence/quickstarts/get-started-studio.md", "2025-03-17", "2026-11-29"),
        ];
}
