//! Storage properties.

use super::fact::{documented, facts};

facts! {
    STUDIO_CORS = "Studio needs one CORS rule on blob storage: its origin, all eight methods, all headers, cached for 120 seconds",
        [documented("MicrosoftDocs/azure-ai-docs articles/ai-services/document-intelligence/studio-custom-project.md", "", "2026-11-29")];
}

/// Methods that Studio's browser page uses on blob storage: see [`STUDIO_CORS`].
pub const CORS_METHODS: &[&str] = &["DELETE", "GET", "HEAD", "MERGE", "OPTIONS", "PATCH", "POST", "PUT"];

/// How long a browser may cache the preflight response, in seconds: see [`STUDIO_CORS`].
pub const CORS_MAX_AGE_SECONDS: i64 = 120;
