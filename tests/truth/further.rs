//! Further cases of the table: expectation and source came before di-gen was asked.

use super::*;

#[test]
fn a_key_is_in_a_vault_of_the_same_cloud() {
    let found = diagnostic("key-of-another-cloud", "DI0319");
    assert_eq!(found.severity, Severity::Error);
    assert!(format!("{found:?}").contains("kv-keys.vault.usgovcloudapi.net"), "{found:?}");
}

#[test]
fn storage_keeps_the_version_of_a_key() {
    assert_each("storage-key-with-a-version", STORAGE, |body| {
        let key = &body["properties"]["encryption"]["keyvaultproperties"];
        key["keyname"] == json!("permits") && key["keyversion"] == json!("0123456789abcdef0123456789abcdef")
    });
}

#[test]
fn federated_credentials_do_not_exist_in_every_region() {
    let found = diagnostic("federated-credential-in-new-zealand", "DI0926");
    assert!(found.message.contains("newzealandnorth"), "{}", found.message);
}

#[test]
fn service_endpoints_of_storage_cross_regions_by_another_name() {
    const NAME: &str = "subnet-of-another-region";
    let services = |body: &Value| -> Vec<String> {
        let list = body["serviceEndpoints"].as_array().or_else(|| body["properties"]["serviceEndpoints"].as_array());
        let services = list.into_iter().flatten().map(|endpoint| endpoint["service"].as_str().expect("a service"));
        services.map(ToOwned::to_owned).collect()
    };
    assert_each(NAME, SUBNETS, |body| services(body) == ["Microsoft.CognitiveServices", "Microsoft.Storage.Global"]);
    assert_verdict(NAME, "subnet snet-app reaches storage", "allowed", None);
    // The pair of West Europe, and West Europe itself.
    for region in ["northeurope", "westeurope"] {
        let story = Story {
            name: region.to_owned(),
            text: text(&format!("{NAME}.yaml")).replace("location: eastus", &format!("location: {region}")),
        };
        for output in ReadBack::new(story).outputs {
            for (_, body) in output.of_kind(SUBNETS) {
                assert!(services(body).contains(&"Microsoft.Storage".to_owned()), "{region}: {body:#}");
            }
        }
    }
}

#[test]
fn an_invalid_subdomain_is_explained() {
    let found = di_gen::explain(&text("custom-domain-invalid.txt")).expect("known");
    assert!(found.starts_with("CustomDomainInvalid"), "{found}");
    assert!(found.contains("account.subdomain") && found.contains("hyphen"), "{found}");
}

#[test]
fn a_missing_data_action_is_explained_by_the_role_in_the_file() {
    let found = explained("missing-data-action", "missing-data-action");
    assert!(found.starts_with("PermissionDenied (HTTP 401)"), "{found}");
    let expected =
        ["missing-data-action.yaml:6 (clients[0].roles)", "client importer calls account", "Cognitive Services User"];
    for part in expected {
        assert!(found.contains(part), "{part}: {found}");
    }
    let path = "client importer from subnet workloads calls account";
    assert_verdict("missing-data-action", path, "denied", Some("PermissionDenied"));
}

#[test]
fn entra_id_needs_a_single_service_account() {
    let found = diagnostic("studio-with-a-multi-service-account", "DI1108");
    assert_eq!(found.severity, Severity::Warning);
    assert!(format!("{found:?}").contains("account.kind: FormRecognizer"), "{found:?}");
}

#[test]
fn a_person_that_manages_resources_does_not_use_them() {
    const NAME: &str = "studio-person-with-contributor";
    assert_verdict(NAME, "client person calls account", "denied", Some("PermissionDenied"));
    let read = "client person reads container training";
    assert_verdict(NAME, read, "denied", Some("AuthorizationPermissionMismatch"));
}

#[test]
fn zones_do_not_keep_every_tag() {
    let found = diagnostic("tag-with-a-space", "DI0925");
    assert_eq!(found.severity, Severity::Warning);
    for part in ["`Cost Center`", "`owner:team`", "Private DNS zones"] {
        assert!(found.message.contains(part), "{}", found.message);
    }
    assert!(!codes("bastion-beside-private-zones").contains(&"DI0925"));
}

#[test]
fn bastion_works_beside_zones_of_private_link() {
    assert!(!codes("bastion-beside-private-zones").contains(&"DI0913"));
}

#[test]
fn an_account_accepts_a_hundred_addresses() {
    let found = diagnostic("hundred-and-one-addresses", "DI0322");
    assert_eq!(found.severity, Severity::Error);
    let fewer: Vec<String> = text("hundred-and-one-addresses.yaml").lines().map(ToOwned::to_owned).collect();
    let fewer = fewer[..fewer.len() - 1].join("\n");
    assert!(di_gen::read::read_topology(&SourceText::new("100", fewer.clone())).is_ok(), "a hundred");
    let studio = fewer.replace("allow:\n", "allow:\n  studio: service\n");
    let found = di_gen::read::read_topology(&SourceText::new("101", studio)).expect_err("with Studio's address");
    assert_eq!(found[0].code.as_str(), "DI0322");
}

#[test]
fn ranges_that_azure_uses_are_no_address_space() {
    assert_eq!(codes("link-local-address-space"), ["DI0202"]);
}

#[test]
fn a_lock_refuses_to_remove_a_role() {
    let changes = di_gen::compare::compare_topologies(&plan("lock-over-a-role"), &plan("lock-over-a-role-removed"));
    let role = "client exporter has Cognitive Services User on di-permits-dev";
    assert_eq!(changes.roles_removed(), [role]);
    assert_eq!(changes.refused_by_locks, [format!("{role}: di-permits-dev is locked")]);
    let shown = di_gen::report::changes::render_text(&changes);
    assert!(shown.contains("ScopeLocked"), "{shown}");
    // Without the lock, nothing is refused.
    let unlocked = |name: &str| {
        let text = text(&format!("{name}.yaml")).replace("locks: [account]\n", "");
        lower_topology(&di_gen::read::read_topology(&SourceText::new("x", text)).expect("valid"))
    };
    for (old, new) in [
        (unlocked("lock-over-a-role"), unlocked("lock-over-a-role-removed")),
        (plan("lock-over-a-role"), unlocked("lock-over-a-role-removed")),
        (plan("lock-over-a-role-removed"), plan("lock-over-a-role")),
    ] {
        assert_eq!(di_gen::compare::compare_topologies(&old, &new).refused_by_locks, [""; 0]);
    }
}

#[test]
fn credentials_of_one_identity_are_written_one_after_the_other() {
    const NAME: &str = "federated-credentials-in-government";
    const CREDENTIALS: &str = "Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials";
    assert_each(NAME, CREDENTIALS, |body| {
        body["properties"]["audiences"] == json!(["api://AzureADTokenExchangeUSGov"])
    });
    for output in outputs(NAME).iter().filter(|output| !output.language.is_terraform()) {
        let written = |name: &str| {
            let steps = output.deployed.steps.iter();
            let found = steps.filter(|(_, step)| step.writes.iter().any(|(key, _)| key.ends_with(name)));
            found.map(|(symbol, step)| (symbol.clone(), step.waits.clone())).next().expect("a credential")
        };
        let ((first, _), (_, after)) = (written("/test"), written("/prod"));
        assert!(after.contains(&first), "{}: {after:?}", output.language);
    }
}

#[test]
fn a_free_account_analyses_two_pages() {
    let found = diagnostic("free-tier", "DI0927");
    assert_eq!(found.severity, Severity::Note);
    assert!(found.message.contains("two pages") && found.message.contains("4 MB"), "{}", found.message);
}

#[test]
fn sizes_of_generation_1_do_not_run_the_image() {
    assert_eq!(diagnostic("size-of-generation-1", "DI0601").severity, Severity::Error);
    let found = di_gen::explain(&text("size-of-generation-1.txt")).expect("known");
    assert!(found.starts_with("cannot boot Hypervisor Generation '2'"), "{found}");
    assert!(found.contains("testMachine.size"), "{found}");
}

#[test]
fn roles_decide_by_their_data_actions() {
    const NAME: &str = "roles-of-foundry";
    assert_verdict(NAME, "client analyst from subnet workloads calls account", "allowed", None);
    let developer = "client developer from subnet workloads calls account";
    assert_verdict(NAME, developer, "denied", Some("PermissionDenied"));
}

#[test]
fn an_expired_secret_is_read() {
    assert_verdict("expired-secret", "client importer from subnet workloads reads secret", "allowed", None);
    let validate = |today: &str| {
        let mut run = Run::new(&format!("validate --today {today} -f"));
        run.arguments.push(path("expired-secret.yaml").display().to_string());
        run.run().ends(0).err()
    };
    assert!(validate("2026-11-29").contains("warning[DI0916]"), "an expiration date in the past");
    assert!(!validate("2025-11-29").contains("DI0916"), "two months before it");
}

#[test]
fn an_identity_trusts_each_token_once() {
    assert_eq!(codes("one-trust-twice"), ["DI0106"]);
}

#[test]
fn the_default_subdomain_has_allowed_characters() {
    assert_each("account-name-with-a-dot", ACCOUNTS, |body| {
        let subdomain = body["properties"]["customSubDomainName"].as_str().expect("a subdomain");
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-';
        subdomain.chars().all(allowed) && !subdomain.ends_with('-') && !subdomain.starts_with('-')
    });
}
