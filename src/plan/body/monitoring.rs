//! Logs: the workspace, and the diagnostic settings that send to it.

use crate::plan::{expr::Expr, property_tree::record};

record!(
    /// A Log Analytics workspace.
    #[billing(ByExistence)]
    LogAnalyticsWorkspace {
        /// Region.
        #[property(immutable_region)]
        location: Expr,
        /// Tags.
        tags: Expr,
        /// Days that logs are kept.
        #[property(cost)]
        retention_days: i64,
    }
);

record!(
    /// Where the logs of a resource go.
    DiagnosticSetting {
        /// The ID of the workspace.
        workspace: Expr,
        /// `allLogs` or `audit`.
        #[property(cost)]
        log_group: &'static str,
        /// Whether metrics go there too.
        metrics: bool,
    }
);
