//! Templates: embedded in the program, loaded strictly, one engine per language.

use std::sync::LazyLock;

use tera::{Context, Kwargs, State, Tera};

use super::{context::Entries, pen::snake};

macro_rules! kinds {
    ($folder:literal: $($name:literal),+ $(,)?) => {
        [$((concat!($folder, "/", $name), include_str!(concat!("../../templates/", $folder, "/", $name, ".tera")))),+]
    };
}

const AZURE: &[(&str, &str)] = &kinds!("azure":
    "diagnostic_setting", "log_analytics_workspace", "management_lock",
    "bastion_host", "blob_container", "blob_service", "cognitive_account", "federated_credential", "key_vault",
    "key_vault_access_policies", "key_vault_key", "key_vault_secret", "nat_gateway", "network_interface",    "network_security_group", "private_dns_zone", "private_dns_zone_group", "private_endpoint", "public_ip_address",
    "role_assignment", "shutdown_schedule", "storage_account", "subnet", "user_assigned_identity", "virtual_machine",
    "virtual_network", "virtual_network_link",
);

const BICEP_FRAME: &[(&str, &str)] = &kinds!("bicep": "head", "resource", "existing", "module", "outputs");

const TERRAFORM: &[(&str, &str)] = &kinds!("terraform":
    "diagnostic_setting", "log_analytics_workspace", "management_lock", "cognitive_account_key", "storage_account_key",
    "bastion_host", "blob_container", "cognitive_account", "federated_credential", "key_vault",
    "key_vault_access_policies", "key_vault_key", "key_vault_secret", "nat_gateway", "network_interface",
    "network_security_group",
    "private_dns_zone", "private_endpoint", "public_ip_address", "role_assignment", "shutdown_schedule",
    "storage_account", "subnet", "user_assigned_identity", "virtual_machine", "virtual_network",
    "virtual_network_link", "common", "versions", "provider", "variables", "main", "moved", "outputs",
    "test",
);

/// Draws templates of one language.
pub(super) struct Engine(Tera);

pub(super) static BICEP: LazyLock<Engine> = LazyLock::new(|| {
    Engine::load(&[AZURE, BICEP_FRAME], |text| match text.strip_prefix('\'') {
        Some(_) => text.to_owned(),
        None => format!("'${{{text}}}'"),
    })
});

pub(super) static ARM: LazyLock<Engine> = LazyLock::new(|| Engine::load(&[AZURE], str::to_owned));

pub(super) static HCL: LazyLock<Engine> = LazyLock::new(|| Engine::load(&[TERRAFORM], str::to_owned));

impl Engine {
    /// Loads templates. The filter `key` writes an expression where a property name stands, `label` a
    /// symbol where Terraform wants one, `pascal` a word of Azure's as azurerm spells it: `wrapKey`, `WrapKey`.
    #[allow(clippy::expect_used, reason = "embedded templates, which every test draws")]
    fn load(folders: &[&'static [(&'static str, &'static str)]], key: fn(&str) -> String) -> Self {
        let mut tera = Tera::new();
        tera.autoescape_on(Vec::<&str>::new());
        tera.register_filter("key", move |text: &str, _: Kwargs, _: &State| key(text));
        tera.register_filter("label", move |text: &str, _: Kwargs, _: &State| snake(text));
        tera.register_filter("pascal", move |text: &str, _: Kwargs, _: &State| pascal(text));
        tera.add_raw_templates(folders.iter().copied().flatten().copied()).expect("the templates are sound");
        Self(tera)
    }

    /// Draws a template.
    ///
    /// # Panics
    /// If the template asks for something that the plan does not say: a fault of di-gen that its tests find.
    pub(super) fn draw(&self, template: &str, entries: Entries) -> String {
        let mut text = String::new();
        self.draw_over(&mut text, template, entries);
        text
    }

    /// Draws a template in place of another one's text, so that many need one piece of memory.
    ///
    /// # Panics
    /// As [`Self::draw`].
    pub(super) fn draw_over(&self, text: &mut String, template: &str, entries: Entries) {
        let mut context = Context::new();
        for (name, value) in entries {
            context.insert_value(name, value);
        }
        let mut drawn = std::mem::take(text).into_bytes();
        drawn.clear();
        let fault = |what: &dyn std::fmt::Display| -> ! { panic!("template {template}: {what}") };
        self.0.render_to(template, &context, &mut drawn).unwrap_or_else(|error| fault(&error));
        *text = String::from_utf8(drawn).unwrap_or_else(|error| fault(&error));
    }
}

/// A word with a capital.
fn pascal(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}
