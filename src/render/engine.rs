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

const AZURE_TEMPLATES: &[(&str, &str)] = &kinds!("azure":
    "diagnostic_setting", "log_analytics_workspace", "management_lock",
    "bastion_host", "blob_container", "blob_service", "cognitive_account", "federated_credential", "key_vault",
    "key_vault_access_policies", "key_vault_key", "key_vault_secret", "nat_gateway", "network_interface",
    "network_security_group", "private_dns_zone", "private_dns_zone_group", "private_endpoint", "public_ip_address",
    "role_assignment", "route_table", "shutdown_schedule", "storage_account", "subnet", "user_assigned_identity",
    "virtual_machine", "virtual_machine_extension", "virtual_network", "virtual_network_link",
);

const BICEP_TEMPLATES: &[(&str, &str)] = &kinds!("bicep": "head", "resource", "existing", "module", "outputs");

const TERRAFORM_TEMPLATES: &[(&str, &str)] = &kinds!("terraform":
    "diagnostic_setting", "log_analytics_workspace", "management_lock", "cognitive_account_key", "storage_account_key",
    "bastion_host", "blob_container", "cognitive_account", "federated_credential", "key_vault",
    "key_vault_access_policies", "key_vault_key", "key_vault_secret", "nat_gateway", "network_interface",
    "network_security_group",
    "private_dns_zone", "private_endpoint", "public_ip_address", "role_assignment", "route_table", "shutdown_schedule",
    "storage_account", "subnet", "user_assigned_identity", "virtual_machine", "virtual_machine_extension", "virtual_network",
    "virtual_network_link", "common", "versions", "provider", "variables", "main", "moved", "outputs",
    "test",
);

const RUNBOOK_TEMPLATES: &[(&str, &str)] = &kinds!("runbook":
    "prepare", "upload_training", "verify", "rotate_keys", "rotate_cmk", "remove", "remove_cmk", "teardown", "sign_in", "markdown",
    "script",
);

/// Renders the templates of one language.
pub(crate) struct TemplateEngine(Tera);

pub(super) static BICEP_ENGINE: LazyLock<TemplateEngine> = LazyLock::new(|| {
    TemplateEngine::for_resources(&[AZURE_TEMPLATES, BICEP_TEMPLATES], |text| match text.strip_prefix('\'') {
        Some(_) => text.to_owned(),
        None => format!("'${{{text}}}'"),
    })
});

pub(super) static ARM_ENGINE: LazyLock<TemplateEngine> =
    LazyLock::new(|| TemplateEngine::for_resources(&[AZURE_TEMPLATES], str::to_owned));

pub(super) static TERRAFORM_ENGINE: LazyLock<TemplateEngine> =
    LazyLock::new(|| TemplateEngine::for_resources(&[TERRAFORM_TEMPLATES], str::to_owned));

/// Runbooks are Markdown that contains bash. The filters `quote`, `in_double_quotes` and `comment` write a string into
/// bash, `code` and `prose` into Markdown; an interpolation without a filter is a number or text that was already
/// rendered.
pub(crate) static RUNBOOK_ENGINE: LazyLock<TemplateEngine> = LazyLock::new(|| {
    TemplateEngine::load_templates(&[RUNBOOK_TEMPLATES], |tera| {
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
    fn for_resources(directories: &[&'static [(&'static str, &'static str)]], key: fn(&str) -> String) -> Self {
        Self::load_templates(directories, |tera| {
            register_filter(tera, "key", key);
            register_filter(tera, "label", snake_case);
            register_filter(tera, "pascal", pascal_case);
        })
    }

    #[allow(clippy::expect_used, reason = "embedded templates, which every test renders")]
    fn load_templates(
        directories: &[&'static [(&'static str, &'static str)]],
        register_filters: impl FnOnce(&mut Tera),
    ) -> Self {
        let mut tera = Tera::new();
        tera.autoescape_on(Vec::<&str>::new());
        register_filters(&mut tera);
        tera.add_raw_templates(directories.iter().copied().flatten().copied()).expect("embedded templates parse");
        Self(tera)
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
        let names = self.0.get_template_variables(template).expect("the template exists");
        names.into_iter().map(ToOwned::to_owned).collect()
    }

    fn render_context(&self, text: &mut String, template: &str, context: &Context) {
        let mut rendered = std::mem::take(text).into_bytes();
        rendered.clear();
        let fail = |cause: &dyn std::fmt::Display| -> ! { panic!("template {template}: {cause}") };
        self.0.render_to(template, context, &mut rendered).unwrap_or_else(|error| fail(&error));
        *text = String::from_utf8(rendered).unwrap_or_else(|error| fail(&error));
    }
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
