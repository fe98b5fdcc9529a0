//! Expressions of a plan as text.

use crate::plan::{Attribute, Expr, Plan};

/// A path or a value with the names of resources instead of their symbolic names.
pub(super) fn humanize(plan: &Plan, text: &str) -> String {
    let words = text.split(' ').map(|word| match plan.find(&word.into()) {
        Some(resource) if word.contains(char::is_uppercase) => self::text(plan, &resource.name),
        _ => word.to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The values of an expression.
pub(super) enum Texts {
    One(String),
    Many(Vec<String>),
}

/// An expression with the defaults of parameters.
pub(super) fn value(plan: &Plan, expr: &Expr) -> Texts {
    match expr {
        Expr::List(items) | Expr::Concat(items) => Texts::Many(
            items
                .iter()
                .flat_map(|item| match value(plan, item) {
                    Texts::One(text) => vec![text],
                    Texts::Many(texts) => texts,
                })
                .collect(),
        ),
        Expr::Map(entries) => {
            Texts::Many(entries.iter().map(|(key, item)| format!("{key}={}", text(plan, item))).collect())
        }
        Expr::Parameter(name) => {
            let default = plan.parameters.iter().find(|p| p.name == *name).and_then(|p| p.default.as_ref());
            default.map_or_else(|| Texts::One(format!("the parameter {name}")), |default| value(plan, default))
        }
        Expr::Variable(name) => match plan.variables.iter().find(|variable| variable.name == *name) {
            Some(variable) => value(plan, &variable.value),
            None => Texts::One(name.clone()),
        },
        other => Texts::One(text(plan, other)),
    }
}

/// An expression as one text.
pub(crate) fn text(plan: &Plan, expr: &Expr) -> String {
    match expr {
        Expr::Text(text) => text.clone(),
        Expr::Number(number) => number.to_string(),
        Expr::Attribute(symbol, attribute) => {
            // Something else that exists is something else, also under the same name in the plan.
            let id = plan.find(symbol).and_then(|resource| resource.existing.as_ref());
            let what = match (attribute, id) {
                (Attribute::Id, Some(id)) => return id.to_string(),
                (Attribute::Id | Attribute::Name, _) => return symbol.as_str().to_owned(),
                (Attribute::PrincipalId | Attribute::ClientId, _) => "identity",
                (Attribute::Key1, _) => "key 1",
                (Attribute::Key2, _) => "key 2",
                (Attribute::VaultUri | Attribute::KeyUri | Attribute::KeyUriWithVersion, _) => "address",
                (Attribute::Endpoint | Attribute::BlobEndpoint, _) => "endpoint",
            };
            format!("{what} of {}", symbol.as_str())
        }
        Expr::Join(parts) => parts.iter().map(|part| text(plan, part)).collect(),
        Expr::Guid(parts) => parts.iter().map(|part| text(plan, part)).collect::<Vec<_>>().join("/"),
        Expr::RoleDefinition(inner) | Expr::LastSegment(inner) => text(plan, inner),
        Expr::StorageSuffix => plan.cloud.facts().storage_suffix.to_owned(),
        Expr::VaultSuffix => plan.cloud.facts().vault_suffix.to_owned(),
        Expr::TenantId => "the tenant".to_owned(),
        Expr::SubscriptionId => "the subscription".to_owned(),
        Expr::DeployerId => "whoever deploys".to_owned(),
        Expr::ResourceGroupLocation => "the region of the resource group".to_owned(),
        Expr::DeploymentHash => "a hash".to_owned(),
        Expr::List(_) | Expr::Concat(_) | Expr::Map(_) | Expr::Parameter(_) | Expr::Variable(_) => {
            match value(plan, expr) {
                Texts::One(text) => text,
                Texts::Many(texts) => texts.join(", "),
            }
        }
    }
}
