//! Templates: embedded in the program, loaded strictly, one engine per language.

use std::sync::LazyLock;

use serde::Serialize;
use tera::{Context, Kwargs, State, Tera};

use super::{
    context::TemplateContext,
    expression::{bash, markdown, snake_case},
};

macro_rules! kinds {
    ($folder:literal: $($name:literal),+ $(,)?) => {
        [$((concat!($folder, "/", $name), include_str!(concat!("../../templates/", $folder, "/", $name, ".tera")))),+]
    };
}

const AZURE_TEMPLATES: &[(&str, &str)] = &kinds!("azure":
    "diagnostic_setting", "log_analytics_workspace", "management_lock",
    "bastion_host", "blob_container", "blob_service", "cognitive_account", "federated_credential", "key_vault",
    "key_vault_access_policies", "key_vault_key", "key_vault_secret", "nat_gateway", "network_interface",    "network_security_group", "private_dns_zone", "private_dns_zone_group", "private_endpoint", "public_ip_address",
    "role_assignment", "shutdown_schedule", "storage_account", "subnet", "user_assigned_identity", "virtual_machine",
    "virtual_network", "virtual_network_link",
);

const BICEP_TEMPLATES: &[(&str, &str)] = &kinds!("bicep": "head", "resource", "existing", "module", "outputs");

const TERRAFORM_TEMPLATES: &[(&str, &str)] = &kinds!("terraform":
    "diagnostic_setting", "log_analytics_workspace", "management_lock", "cognitive_account_key", "storage_account_key",
    "bastion_host", "blob_container", "cognitive_account", "federated_credential", "key_vault",
    "key_vault_access_policies", "key_vault_key", "key_vault_secret", "nat_gateway", "network_interface",
    "network_security_group",
    "private_dns_zone", "private_endpoint", "public_ip_address", "role_assignment", "shutdown_schedule",
    "storage_account", "subnet", "user_assigned_identity", "virtual_machine", "virtual_network",
    "virtual_network_link", "common", "versions", "provider", "variables", "main", "moved", "outputs",
    "test",
);

const RUNBOOK_TEMPLATES: &[(&str, &str)] = &kinds!("runbook":
    "verify", "rotate_keys", "rotate_cmk", "teardown", "sign_in", "markdown", "script",
);

/// Draws templates of one language.
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

/// Runbooks are Markdown with bash in it. The filters `quote` and `in_double_quotes` write a text into bash, `code` and
/// `prose` into Markdown; a hole without one of them is a number.
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
    /// Loads templates of resources. The filter `key` writes an expression where a property name stands, `label` a
    /// symbol where Terraform wants one, `pascal` a word of Azure's as azurerm spells it: `wrapKey`, `WrapKey`.
    fn for_resources(folders: &[&'static [(&'static str, &'static str)]], key: fn(&str) -> String) -> Self {
        Self::load_templates(folders, |tera| {
            register_filter(tera, "key", key);
            register_filter(tera, "label", snake_case);
            register_filter(tera, "pascal", pascal_case);
        })
    }

    #[allow(clippy::expect_used, reason = "embedded templates, which every test draws")]
    fn load_templates(
        folders: &[&'static [(&'static str, &'static str)]],
        register_filters: impl FnOnce(&mut Tera),
    ) -> Self {
        let mut tera = Tera::new();
        tera.autoescape_on(Vec::<&str>::new());
        register_filters(&mut tera);
        tera.add_raw_templates(folders.iter().copied().flatten().copied()).expect("the templates are sound");
        Self(tera)
    }

    /// Draws a template.
    ///
    /// # Panics
    /// If the template asks for something that the plan does not say: a fault of di-gen that its tests find.
    pub(super) fn render_template(&self, template: &str, entries: TemplateContext) -> String {
        let mut text = String::new();
        self.render_template_into(&mut text, template, entries);
        text
    }

    /// Draws a template in place of another one's text, so that many need one piece of memory.
    ///
    /// # Panics
    /// As [`Self::draw`].
    pub(super) fn render_template_into(&self, text: &mut String, template: &str, entries: TemplateContext) {
        let mut context = Context::new();
        for (name, value) in entries {
            context.insert_value(name, value);
        }
        self.render_context(text, template, &context);
    }

    /// Draws a template from the fields of a struct.
    ///
    /// # Panics
    /// As [`Self::draw`].
    pub(crate) fn render_fields(&self, template: &str, fields: &impl Serialize) -> String {
        let context = Context::from_serialize(fields).unwrap_or_else(|error| panic!("template {template}: {error}"));
        let mut text = String::new();
        self.render_context(&mut text, template, &context);
        text
    }

    /// The names that a template and what it includes ask for.
    #[cfg(test)]
    pub(crate) fn variable_names(&self, template: &str) -> std::collections::BTreeSet<String> {
        let names = self.0.get_template_variables(template).expect("a template");
        names.into_iter().map(ToOwned::to_owned).collect()
    }

    fn render_context(&self, text: &mut String, template: &str, context: &Context) {
        let mut drawn = std::mem::take(text).into_bytes();
        drawn.clear();
        let fault = |what: &dyn std::fmt::Display| -> ! { panic!("template {template}: {what}") };
        self.0.render_to(template, context, &mut drawn).unwrap_or_else(|error| fault(&error));
        *text = String::from_utf8(drawn).unwrap_or_else(|error| fault(&error));
    }
}

/// Registers a filter of a text.
fn register_filter(tera: &mut Tera, name: &'static str, filter: fn(&str) -> String) {
    tera.register_filter(name, move |text: &str, _: Kwargs, _: &State| filter(text));
}

/// A word with a capital.
fn pascal_case(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}
