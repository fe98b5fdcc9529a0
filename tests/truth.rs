//! What Azure answers: the inputs of `tests/truth`, whose expectations and sources `tests/truth/README.md` lists. They were
//! written before the program was asked.

use std::{fs, path::PathBuf};

use di_gen::{
    Severity,
    analyse::{
        access::{AccessAnalysis, EvaluatedPath, combined_verdict},
        posture::check_posture,
    },
    diagnostic::Diagnostic,
    plan::{ResolvedTopology, lower_topology},
    source::SourceText,
    topology::values::Statement,
};
use serde_json::{Value, json};

use crate::{
    cli::Run,
    support::{
        read_back::{Output, ReadBack},
        topologies::Story,
    },
};

fn path(file: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/truth").join(file)
}

fn text(file: &str) -> String {
    fs::read_to_string(path(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn read(name: &str) -> Result<ResolvedTopology, Vec<Diagnostic>> {
    let file = format!("{name}.yaml");
    di_gen::read::read_topology(&SourceText::new(file.clone(), text(&file))).map(|topology| lower_topology(&topology))
}

fn plan(name: &str) -> ResolvedTopology {
    read(name).unwrap_or_else(|found| panic!("{name}: {found:?}"))
}

/// Every diagnostic of a file: its errors, or its notes and posture.
fn diagnostics(name: &str) -> Vec<Diagnostic> {
    match read(name) {
        Err(found) => found,
        Ok(plan) => {
            let notes = plan.notes.iter().map(|note| note.diagnostic.clone());
            notes.chain(check_posture(&plan, &[])).collect()
        }
    }
}

fn codes(name: &str) -> Vec<&'static str> {
    diagnostics(name).iter().map(|found| found.code.as_str()).collect()
}

/// The one diagnostic with this code.
fn diagnostic(name: &str, code: &str) -> Diagnostic {
    let mut found = diagnostics(name);
    found.retain(|diagnostic| diagnostic.code.as_str() == code);
    assert_eq!(found.len(), 1, "{name}: {code} among {:?}", codes(name));
    found.remove(0)
}

fn paths(plan: &ResolvedTopology, statement: &str) -> Vec<EvaluatedPath> {
    let parsed: Statement = statement.parse().unwrap_or_else(|refusal| panic!("{statement}: {refusal}"));
    AccessAnalysis::new(plan).paths_for_statement(&parsed).unwrap_or_else(|missing| panic!("{}", missing.message))
}

/// The verdict of an access path, and the error that the service returns.
fn verdict(name: &str, statement: &str) -> (String, Option<&'static str>) {
    let plan = plan(name);
    let paths = paths(&plan, statement);
    let error = paths.iter().find_map(EvaluatedPath::service_error).map(|error| error.name);
    (combined_verdict(&paths).expect("an access path").to_string(), error)
}

#[track_caller]
fn assert_verdict(name: &str, statement: &str, expected: &str, error: Option<&str>) {
    assert_eq!(verdict(name, statement), (expected.to_owned(), error), "{name}: {statement}");
}

/// What every language deploys.
fn outputs(name: &str) -> Vec<Output> {
    let read = ReadBack::new(Story { name: name.to_owned(), text: text(&format!("{name}.yaml")) });
    assert_eq!(read.outputs.len(), 4, "{name}");
    read.outputs
}

/// The resources of a type in each language; there is at least one.
fn assert_each(name: &str, kind: &str, holds: impl Fn(&Value) -> bool) {
    for output in outputs(name) {
        let resources = output.of_kind(kind);
        assert!(!resources.is_empty(), "{name}: {}: {kind}", output.language);
        for (key, body) in resources {
            assert!(holds(body), "{name}: {}: {key}: {body:#}", output.language);
        }
    }
}

/// `explain` of a pasted text, with a topology.
fn explained(name: &str, topology: &str) -> String {
    let mut run = Run::new("explain - -f").input(text(&format!("{name}.txt")));
    run.arguments.push(path(&format!("{topology}.yaml")).display().to_string());
    run.run().ends(0).out()
}

const ACCOUNTS: &str = "Microsoft.CognitiveServices/accounts";
const STORAGE: &str = "Microsoft.Storage/storageAccounts";
const SUBNETS: &str = "Microsoft.Network/virtualNetworks/subnets";

mod further {
    //! The twenty further cases.

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
            let list =
                body["serviceEndpoints"].as_array().or_else(|| body["properties"]["serviceEndpoints"].as_array());
            let services = list.into_iter().flatten().map(|endpoint| endpoint["service"].as_str().expect("a service"));
            services.map(ToOwned::to_owned).collect()
        };
        assert_each(NAME, SUBNETS, |body| {
            services(body) == ["Microsoft.CognitiveServices", "Microsoft.Storage.Global"]
        });
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
        let expected = [
            "missing-data-action.yaml:6 (clients[0].roles)",
            "client importer calls account",
            "Cognitive Services User",
        ];
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
        assert_eq!(changes.roles_removed, [role]);
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
}

mod reviewed {
    //! The sixteen inputs of the review.

    use di_gen::topology::AzurermMajor;

    use super::*;
    use crate::terraform_test::{failures, mocked, module, texts};

    #[test]
    fn a_closed_vault_is_conditional_for_the_account() {
        const NAME: &str = "encryption-behind-a-closed-vault";
        assert_verdict(NAME, "account encryption uses key", "conditional", None);
        assert_verdict(NAME, "storage encryption uses key", "allowed", None);
        let plan = plan(NAME);
        for aspect in ["Outbound", "Network"] {
            let paths = paths(&plan, "account encryption uses key");
            let step = paths[0].steps.iter().find(|step| format!("{:?}", step.aspect) == aspect).expect("a step");
            assert_eq!(step.outcome.to_string(), "conditional", "{aspect}");
        }
        assert_each(NAME, ACCOUNTS, |body| {
            let hosts = body["properties"]["allowedFqdnList"].as_array().expect("a list");
            let ends = |suffix: &str| hosts.iter().any(|host| host.as_str().is_some_and(|host| host.ends_with(suffix)));
            body["properties"]["restrictOutboundNetworkAccess"] == json!(true)
                && ends(".blob.core.windows.net")
                && ends(".vault.azure.net")
        });
    }

    #[test]
    fn storage_without_a_pair_is_zone_redundant() {
        const NAME: &str = "region-without-a-pair";
        assert_each(NAME, STORAGE, |body| body["sku"]["name"] == json!("Standard_ZRS"));
        let explicit = format!("{}storage: {{ redundancy: GRS }}\n", text(&format!("{NAME}.yaml")));
        let found = di_gen::read::read_topology(&SourceText::new("x", explicit)).expect_err("no pair");
        assert_eq!(found[0].code.as_str(), "DI0321");
    }

    #[test]
    fn addresses_have_no_zones_where_the_region_has_none() {
        let zones = |body: &Value| body["zones"].as_array().is_none_or(Vec::is_empty);
        assert_each("addresses-in-a-region-without-zones", "Microsoft.Network/publicIPAddresses", zones);
    }

    #[test]
    fn the_own_host_is_reached_by_the_identity_and_not_by_its_address() {
        const NAME: &str = "own-host-is-expected";
        let fetch = "account identity fetches stpermitsown.blob.core.windows.net";
        let plan = plan(NAME);
        let path = paths(&plan, fetch).remove(0);
        assert_eq!(path.verdict().to_string(), "denied");
        let step = path.deciding_step().expect("a step");
        // Not the list of hosts: the firewall of storage.
        assert_eq!(format!("{:?}", step.aspect), "Network", "{}", step.reason);
        assert!(path.service_error().is_none_or(|error| error.name != "OutboundAccessForbidden"));
        assert_verdict(NAME, "account identity reads storage", "allowed", None);
    }

    #[test]
    fn the_own_host_is_listed_once() {
        assert_each("own-host-is-listed", ACCOUNTS, |body| {
            let hosts = body["properties"]["allowedFqdnList"].as_array().expect("a list");
            hosts.len() == 1 && hosts[0] == json!("stpermitsown.blob.core.windows.net")
        });
    }

    #[test]
    fn studio_needs_an_identity_that_writes_and_a_person_that_reads() {
        const NAME: &str = "studio-with-a-reader";
        assert_eq!(diagnostic(NAME, "DI1208").severity, Severity::Warning);
        let steps = diagnostics(NAME).into_iter().filter(|found| found.code.as_str() == "DI0902");
        assert!(steps.map(|step| step.message).any(|step| step.contains("Reader") && step.contains("`person`")));
    }

    #[test]
    fn no_browser_on_linux_behind_basic_bastion() {
        assert_eq!(diagnostic("linux-behind-basic-bastion", "DI1003").severity, Severity::Warning);
    }

    #[test]
    fn bastion_in_government() {
        assert_eq!(codes("bastion-in-government"), ["DI0602"], "Developer does not exist there");
        let standard = text("bastion-in-government.yaml").replace("Developer", "Standard");
        let topology = di_gen::read::read_topology(&SourceText::new("x", standard)).expect("valid");
        let notes = lower_topology(&topology).notes;
        assert!(notes.iter().any(|note| note.diagnostic.code.as_str() == "DI0913"), "zones beside Bastion");
    }

    #[test]
    fn an_endpoint_is_in_the_region_of_its_network() {
        const NAME: &str = "network-of-another-region";
        assert_eq!(diagnostic(NAME, "DI0912").severity, Severity::Note);
        let known = text(&format!("{NAME}.yaml")).replace("  addressSpace", "  location: northeurope\n  addressSpace");
        for output in ReadBack::new(Story { name: NAME.to_owned(), text: known }).outputs {
            for kind in ["Microsoft.Network/privateEndpoints", "Microsoft.Network/networkSecurityGroups"] {
                let resources = output.of_kind(kind);
                assert!(!resources.is_empty(), "{kind}");
                assert!(resources.iter().all(|(_, body)| body["location"] == json!("northeurope")), "{kind}");
            }
        }
    }

    #[test]
    fn links_to_shared_networks_fall_back() {
        const LINKS: &str = "Microsoft.Network/privateDnsZones/virtualNetworkLinks";
        for output in outputs("zones-linked-to-a-shared-network") {
            let (shared, own): (Vec<_>, Vec<_>) = output
                .of_kind(LINKS)
                .iter()
                .partition(|(_, body)| body["properties"]["virtualNetwork"].to_string().contains("vnet-shared"));
            assert!(!shared.is_empty() && !own.is_empty(), "{}", output.language);
            let policy = |body: &Value| body["properties"]["resolutionPolicy"].clone();
            assert!(shared.iter().all(|(_, body)| policy(body) == json!("NxDomainRedirect")), "{}", output.language);
        }
    }

    #[test]
    fn on_premises_ranges_are_no_list() {
        const NAME: &str = "on-premises-is-no-list";
        assert!(format!("{:?}", diagnostic(NAME, "DI1701")).contains("network.endpointSources: listed"));
        let listed = text(&format!("{NAME}.yaml")).replace("onPremises", "endpointSources: listed, onPremises");
        let topology = di_gen::read::read_topology(&SourceText::new("x", listed)).expect("valid");
        let posture = check_posture(&lower_topology(&topology), &[]);
        assert!(!posture.iter().any(|found| found.code.as_str() == "DI1701"));
    }

    #[test]
    fn an_account_does_not_use_a_key_of_4096() {
        assert_eq!(codes("account-key-of-4096"), ["DI0319"]);
        let storage = text("account-key-of-4096.yaml").replace("account:", "storage:");
        assert!(di_gen::read::read_topology(&SourceText::new("x", storage)).is_ok());
    }

    #[test]
    fn china_has_the_older_paths() {
        for kind in ["verify", "upload-training"] {
            let mut run = Run::new(&format!("runbook {kind} --format sh -f"));
            run.arguments.push(path("versions-in-china.yaml").display().to_string());
            let script = run.run().ends(0).out();
            assert!(script.contains("formrecognizer") && script.contains("2023-07-31"), "{kind}");
            assert!(!script.contains("documentintelligence") && !script.contains("2024-11-30"), "{kind}");
        }
    }

    #[test]
    fn a_vault_without_clients_stays_closed() {
        assert_each("vault-without-clients", "Microsoft.KeyVault/vaults", |body| {
            let properties = &body["properties"];
            let rules = properties["networkAcls"]["ipRules"].as_array().is_none_or(Vec::is_empty);
            properties["publicNetworkAccess"].to_string().to_lowercase().contains("disabled")
                && properties["networkAcls"]["bypass"] == json!("AzureServices")
                && rules
        });
    }

    #[test]
    fn disconnected_containers_need_keys_and_a_plan() {
        assert_eq!(codes("disconnected-containers"), ["DI0330"]);
        let keys = text("disconnected-containers.yaml").replace("sku: DC0", "sku: DC0, localAuth: true");
        let topology = di_gen::read::read_topology(&SourceText::new("x", keys)).expect("valid");
        let notes = lower_topology(&topology).notes;
        assert!(notes.iter().any(|note| note.diagnostic.message.contains("commitment plan")), "a plan");
    }

    #[test]
    fn the_test_of_the_module_knows_containers_and_secrets() {
        const NAME: &str = "identity-on-each-container";
        let story = Story { name: NAME.to_owned(), text: text(&format!("{NAME}.yaml")) };
        for azurerm in [AzurermMajor::V4, AzurermMajor::V5] {
            let (files, test) = module(&story, azurerm).expect("Terraform");
            for name in ["azurerm_storage_container.id", "azurerm_key_vault_secret.resource_versionless_id"] {
                assert!(mocked(&test.text).contains(&format!("resource {name}")), "{azurerm:?}: {name}");
            }
            assert!(failures(&test.text, &texts(&files)).is_empty(), "{azurerm:?}");
            for (from, to) in [
                ("allow_nested_items_to_be_public   = false", "allow_nested_items_to_be_public   = true"),
                ("= \"TLS1_2\"", "= \"TLS1_0\""),
                ("bypass ", "ip_rules = [\"198.51.100.77\"]\n    bypass "),
            ] {
                let edited: Vec<(String, String)> =
                    texts(&files).into_iter().map(|(path, text)| (path, text.replace(from, to))).collect();
                assert_ne!(edited, texts(&files), "{from}");
                assert!(!failures(&test.text, &edited).is_empty(), "{azurerm:?}: {to} goes unnoticed");
            }
        }
    }
}
