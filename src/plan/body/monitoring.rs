//! Logs: the Log Analytics workspace, and the diagnostic settings that send logs to it.

use crate::{
    catalog::changes,
    plan::{expr::Expr, property_tree::record},
};

record!(
    /// A Log Analytics workspace.
    #[billing(ByExistence)]
    LogAnalyticsWorkspace {
        /// Region.
        #[property(on_change(&changes::general::LOCATION))]
        location: Expr,
        /// Tags.
        tags: Expr,
        /// Retention of logs, in days.
        #[property(on_change(&changes::monitoring::RETENTION), cost(&changes::cost::RETENTION))]
        retention_days: i64,
    }
);

record!(
    /// A diagnostic setting: where the logs of a resource are sent.
    DiagnosticSetting {
        /// The ID of the workspace.
        workspace: Expr,
        /// `allLogs` or `audit`.
        #[property(on_change(&changes::monitoring::LOG_GROUP), cost(&changes::cost::LOG_GROUP), named("log category group"))]
        log_group: &'static str,
        /// Whether metrics are sent, too.
        #[property(cost(&changes::cost::METRICS))]
        metrics: bool,
    }
);
