//! Storage properties.

/// Methods that Studio's browser page uses on blob storage. Source: MicrosoftDocs/azure-ai-docs
/// `document-intelligence` (Studio custom projects), which lists all eight.
pub const CORS_METHODS: &[&str] = &["DELETE", "GET", "HEAD", "MERGE", "OPTIONS", "PATCH", "POST", "PUT"];

/// How long a browser may cache the preflight response, in seconds. Same source.
pub const CORS_MAX_AGE_SECONDS: i64 = 120;
