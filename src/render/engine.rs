//! Templates: embedded in the program, one strict engine per language (an undefined name is an error).

use std::sync::LazyLock;

use serde::Serialize;
use tera::{Context, Kwargs, State, Tera};

use super::{
    context::TemplateContext,
    expression::{bash, markdown, snake_case},
};

macro_rules! kinds {
    ($directory:literal: $($name:literal),+ $(,)?) => {
        [$((
            concat!($directory, "/", $name),
            include_str!(concat!("../../templates/", $directory, "/", $name, ".tera")),
        )),+]
    };
}

/// Templates as name and text.
type Templates = &'static [(&'static str, &'static str)];

/// The templates of nearly every topology. Parsing all of them would take most of the time of a small one.
const COMMON_AZURE_TEMPLATES: Templates = &kinds!("azure":
    "blob_container", "blob_service", "cognitive_account", "network_security_group", "private_dns_zone",
    "private_dns_zone_group", "private_endpoint", "role_assignment", "storage_account", "subnet", "virtual_network",
    "virtual_network_link",
);

const OTHER_AZURE_TEMPLATES: Templates = &kinds!("azure":
    "bastion_host", "diagnostic_setting", "federated_credential", "key_vault", "key_vault_access_policies",
    "key_vault_key", "key_vault_secret", "log_analytics_workspace", "management_lock", "nat_gateway",
    "network_interface", "public_ip_address", "route_table", "shutdown_schedule", "user_assigned_identity",
    "virtual_machine", "virtual_machine_extension",
);

const COMMON_TERRAFORM_TEMPLATES: Templates = &kinds!("terraform":
    "blob_container", "cognitive_account", "network_security_group", "private_dns_zone", "private_endpoint",
    "role_assignment", "storage_account", "subnet", "virtual_network", "virtual_network_link", "versions", "provider",
    "variables", "main", "moved",
);

const OTHER_TERRAFORM_TEMPLATES: Templates = &kinds!("terraform":
    "bastion_host", "cognitive_account_key", "diagnostic_setting", "federated_credential", "key_vault",
    "key_vault_access_policies", "key_vault_key", "key_vault_secret", "log_analytics_workspace", "management_lock",
    "nat_gateway", "network_interface", "public_ip_address", "route_table", "shutdown_schedule", "storage_account_key",
    "user_assigned_identity", "virtual_machine", "virtual_machine_extension",
);

/// What templates of both groups use.
const TERRAFORM_COMPONENTS: Templates = &kinds!("terraform": "common");

const RUNBOOK_TEMPLATES: Templates = &kinds!("runbook":
    "prepare", "upload_training", "verify", "rotate_keys", "rotate_cmk", "remove", "remove_cmk", "teardown", "sign_in", "markdown",
    "script",
);

/// Renders the templates of one language.
pub(crate) struct TemplateEngine {
    common: Tera,
    /// Parsed on first use.
    others: LazyLock<Tera, Box<dyn FnOnce() -> Tera + Send>>,
}

pub(super) static BICEP_ENGINE: LazyLock<TemplateEngine> = LazyLock::new(|| {
    let key = |text: &str| match text.strip_prefix('\'') {
        Some(_) => text.to_owned(),
        None => format!("'${{{text}}}'"),
    };
    TemplateEngine::for_resources(&[COMMON_AZURE_TEMPLATES], &[OTHER_AZURE_TEMPLATES], key)
});

pub(super) static ARM_ENGINE: LazyLock<TemplateEngine> =
    LazyLock::new(|| TemplateEngine::for_resources(&[COMMON_AZURE_TEMPLATES], &[OTHER_AZURE_TEMPLATES], str::to_owned));

pub(super) static TERRAFORM_ENGINE: LazyLock<TemplateEngine> = LazyLock::new(|| {
    TemplateEngine::for_resources(
        &[TERRAFORM_COMPONENTS, COMMON_TERRAFORM_TEMPLATES],
        &[TERRAFORM_COMPONENTS, OTHER_TERRAFORM_TEMPLATES],
        str::to_owned,
    )
});

/// Runbooks are Markdown that contains bash. The filters `quote`, `in_double_quotes` and `comment` write a string into
/// bash, `code` and `prose` into Markdown; an interpolation without a filter is a number or text that was already
/// rendered.
pub(crate) static RUNBOOK_ENGINE: LazyLock<TemplateEngine> = LazyLock::new(|| {
    TemplateEngine::new(&[RUNBOOK_TEMPLATES], &[], |tera| {
        register_filter(tera, "quote", bash::quote);
        register_filter(tera, "in_double_quotes", bash::in_double_quotes);
        register_filter(tera, "comment", bash::comment);
        register_filter(tera, "code", markdown::code);
        register_filter(tera, "prose", markdown::prose);
    })
});

impl TemplateEngine {
    /// Loads the templates of resources. The filter `key` writes an expression as a property name, `label` a symbolic
    /// name as a Terraform label, `pascal` an Azure value in azurerm's spelling: `wrapKey`, `WrapKey`.
    fn for_resources(common: &[Templates], others: &'static [Templates], key: fn(&str) -> String) -> Self {
        Self::new(common, others, move |tera| {
            register_filter(tera, "key", key);
            register_filter(tera, "label", snake_case);
            register_filter(tera, "pascal", pascal_case);
        })
    }

    fn new(
        common: &[Templates],
        others: &'static [Templates],
        register_filters: impl Fn(&mut Tera) + Send + 'static,
    ) -> Self {
        let common = load_templates(common, &register_filters);
        Self { common, others: LazyLock::new(Box::new(move || load_templates(others, &register_filters))) }
    }

    /// The parsed templates that contain this one.
    fn templates_with(&self, template: &str) -> &Tera {
        if self.common.contains_template(template) { &self.common } else { &self.others }
    }

    /// Renders a template.
    ///
    /// # Panics
    /// If the template uses a name that the context does not define: a bug in di-gen, which its tests find.
    pub(super) fn render_template(&self, template: &str, entries: TemplateContext) -> String {
        let mut text = String::new();
        self.render_template_into(&mut text, template, entries);
        text
    }

    /// Renders a template into an existing string, which is overwritten, so that many templates need one allocation.
    ///
    /// # Panics
    /// As [`Self::render_template`].
    pub(super) fn render_template_into(&self, text: &mut String, template: &str, entries: TemplateContext) {
        let mut context = Context::new();
        for (name, value) in entries {
            context.insert_value(name, value);
        }
        self.render_context(text, template, &context);
    }

    /// Renders a template from the fields of a struct.
    ///
    /// # Panics
    /// As [`Self::render_template`].
    pub(crate) fn render_fields(&self, template: &str, fields: &impl Serialize) -> String {
        let context = Context::from_serialize(fields).unwrap_or_else(|error| panic!("template {template}: {error}"));
        let mut text = String::new();
        self.render_context(&mut text, template, &context);
        text
    }

    /// The names that a template and the templates that it includes use.
    #[cfg(test)]
    pub(crate) fn variable_names(&self, template: &str) -> std::collections::BTreeSet<String> {
        let names = self.templates_with(template).get_template_variables(template).expect("the template exists");
        names.into_iter().map(ToOwned::to_owned).collect()
    }

    fn render_context(&self, text: &mut String, template: &str, context: &Context) {
        let mut rendered = std::mem::take(text).into_bytes();
        rendered.clear();
        let fail = |cause: &dyn std::fmt::Display| -> ! { panic!("template {template}: {cause}") };
        self.templates_with(template).render_to(template, context, &mut rendered).unwrap_or_else(|error| fail(&error));
        *text = String::from_utf8(rendered).unwrap_or_else(|error| fail(&error));
    }
}

#[allow(clippy::expect_used, reason = "embedded templates, which every test renders")]
fn load_templates(groups: &[Templates], register_filters: impl Fn(&mut Tera)) -> Tera {
    let mut tera = Tera::new();
    tera.autoescape_on(Vec::<&str>::new());
    register_filters(&mut tera);
    tera.add_raw_templates(groups.iter().copied().flatten().copied()).expect("embedded templates parse");
    tera
}

/// Registers a filter for strings.
fn register_filter(tera: &mut Tera, name: &'static str, filter: fn(&str) -> String) {
    tera.register_filter(name, move |text: &str, _: Kwargs, _: &State| filter(text));
}

/// A word with its first letter in upper case.
fn pascal_case(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}
