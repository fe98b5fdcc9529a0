//! `explain` knows what people paste: each example has the code that it must find, and how it is given.

use crate::{
    cli::{Run, example},
    support::topologies::stories,
};

/// Examples in `tests/explain/examples.txt`: a header line `== code [= service]`, then the pasted text.
fn examples() -> Vec<(String, Option<String>, String)> {
    split_examples(include_str!("explain/examples.txt"))
}

/// Messages without their codes, in `tests/explain/messages.txt`.
fn messages() -> Vec<(String, Option<String>, String)> {
    split_examples(include_str!("explain/messages.txt"))
}

fn split_examples(text: &str) -> Vec<(String, Option<String>, String)> {
    let parts = text.split("\n== ").skip(1).map(|part| {
        let (head, body) = part.split_once('\n').expect("a header and a text");
        let (name, service) = match head.split_once(" = ") {
            Some((name, service)) => (name, Some(service.to_owned())),
            None => (head, None),
        };
        (name.to_owned(), service, body.to_owned())
    });
    parts.collect()
}

#[test]
fn every_pasted_example_is_explained_by_its_innermost_code() {
    let all = examples();
    assert!(all.len() >= 45, "{}", all.len());
    for (name, service, text) in all {
        let explained = di_gen::explain(&text).unwrap_or_else(|| panic!("{name} is not found in\n{text}"));
        assert!(explained.starts_with(&name), "{name} expected\n{text}\n---\n{explained}");
        if let Some(service) = service {
            let errors = di_gen::explain::explain_text(&text).expect("known").errors;
            assert_eq!(errors.first().map(|error| error.service.to_string()), Some(service), "{text}\n{explained}");
        }
    }
}

#[test]
fn every_message_is_explained_without_its_code() {
    for (name, service, text) in messages() {
        let explained =
            di_gen::explain::explain_text(&text).unwrap_or_else(|| panic!("{name} is not found in\n{text}"));
        assert_eq!(explained.name, name, "{text}");
        assert_eq!(explained.errors.first().map(|error| error.service.to_string()), service, "{text}");
    }
}

/// Errors of deployments, storage and vaults whose message no page or thread shows that was read.
const WITHOUT_MESSAGE: &[&str] = &[
    "StorageAccountAlreadyExists",
    "StorageAccountNotFound",
    "AccountPropertyCannotBeSet",
    "Forbidden",
    "RegionNotSupported",
    "SkuNotSupported",
    "MissingRegistrationForLocation",
    "SubscriptionNotRegistered",
    "InvalidSubscriptionRegistrationState",
    "RegionDoesNotAllowProvisioning",
    "SubscriptionIsOverQuotaForSku",
    "InvalidTemplate",
    "MultipleErrorsOccurred",
    "BadRequest",
    "Conflict",
    "NotFound",
    "InternalServerError",
    "LinkedInvalidPropertyId",
    "DeploymentActiveAndUneditable",
    "DeploymentQuotaExceeded",
    "PropertyChangeNotAllowed",
    "InvalidParameter",
    "InvalidRequestContent",
    "InvalidRequestFormat",
    "SubnetMissingRequiredDelegation",
    "NetcfgInvalidSubnet",
    "PrivateIPAddressInReservedRange",
    "PrivateIPAddressNotInSubnet",
    "DuplicateResourceName",
    "IPv4BasicSkuPublicIpCountLimitReached",
    "DnsRecordInUse",
    "OverlappingSubnetsNotPermittedInSecurityRule",
];

#[test]
fn every_error_of_deployments_storage_and_vaults_is_found_by_its_message() {
    use di_gen::catalog::errors::{Service, all_errors};
    let covered = messages();
    for error in all_errors() {
        let is_meant = [Service::ResourceManager, Service::Network, Service::Storage, Service::KeyVault];
        if !is_meant.contains(&error.service) {
            continue;
        }
        let is_covered = covered.iter().any(|(name, _, _)| name == error.name);
        let is_excepted = WITHOUT_MESSAGE.contains(&error.name);
        assert!(is_covered != is_excepted, "{} of {}: covered {is_covered}", error.name, error.service);
    }
}

#[test]
fn an_unknown_inner_code_is_named_before_its_wrapper() {
    for (text, unknown, wrapper) in [
        (
            r#"{"code":"InvalidTemplateDeployment","message":"m","details":[{"code":"NoticeableThing","message":"m"}]}"#,
            "NoticeableThing",
            "InvalidTemplateDeployment",
        ),
        (
            r#"{"error":{"code":"InvalidRequest","message":"Invalid request.","innererror":{"code":"SomethingNew","message":"m"}}}"#,
            "SomethingNew",
            "InvalidRequest",
        ),
        (
            r#"{"code":"DeploymentFailed","details":[{"code":"Conflict","message":"{\"error\":{\"code\":\"SomethingNew\"}}"}]}"#,
            "SomethingNew",
            "Conflict",
        ),
        // The inner code is in a known one that is not general.
        (
            r#"{"code":"RequestDisallowedByPolicy","details":[{"code":"SomethingNew"}]}"#,
            "SomethingNew",
            "RequestDisallowedByPolicy",
        ),
        (
            "Status=<nil> Code=\"BadRequest\" Message=\"m\" InnerError={\"code\":\"SomethingNew\"}",
            "SomethingNew",
            "BadRequest",
        ),
        ("DeploymentFailed: m (Code: DeploymentFailed)\n - m (Code:SomethingNew)", "SomethingNew", "DeploymentFailed"),
    ] {
        let explained = di_gen::explain::explain_text(text).expect("known");
        assert_eq!(explained.unknown_code.as_deref(), Some(unknown), "{text}");
        assert_eq!(explained.name, wrapper, "{text}");
        let first = explained.text.lines().next().expect("a line");
        assert!(first.starts_with(unknown) && first.contains("not a known one"), "{first}");
        assert!(explained.text.contains(&format!("\n{wrapper}")), "{}", explained.text);
    }
    // A known code that is as deep, a message that is known, a state or a number is no reason to doubt.
    for text in [
        r#"{"code":"InvalidTemplateDeployment","details":[{"code":"SomethingNew"},{"code":"ScopeLocked"}]}"#,
        r#"{"code":"SomethingNew","message":"The storage account named x is already taken."}"#,
        r#"{"status":"Failed","error":{"code":"DeploymentFailed","details":[{"code":"403"}]}}"#,
        "(AuthorizationFailed) m\nCode: AuthorizationFailed",
        r#"{"error":{"code":"InvalidRequest","token":"AbcDefGhi"}}"#,
    ] {
        assert_eq!(di_gen::explain::explain_text(text).expect("known").unknown_code, None, "{text}");
    }
    let similar = di_gen::explain(r#"{"code":"InvalidRequest","innererror":{"code":"ContentSourceNotAccesible"}}"#)
        .expect("known");
    let flat = similar.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("The most similar known code is ContentSourceNotAccessible."), "{similar}");
}

#[test]
fn an_answer_of_no_certain_service_is_explained_for_each() {
    let explained = di_gen::explain("Operation returned an invalid status code 'Unauthorized'").expect("known");
    for part in ["https://cognitiveservices.azure.com/", "https://vault.azure.net/"] {
        assert!(explained.contains(part), "{explained}");
    }
}

#[test]
fn other_names_end_with_one_period() {
    let text = "Public access is disabled. Please configure private endpoint. Access denied due to Virtual Network/Firewall rules.";
    let explained = di_gen::explain(text).expect("known");
    assert!(explained.contains("Also in the text: ") && !explained.contains(".."), "{explained}");
}

#[test]
fn text_comes_from_arguments_or_standard_input_with_the_same_result() {
    for (name, _, text) in examples() {
        let piped = Run::new("explain -").input(&text).run().ends(0).out();
        assert!(piped.starts_with(&name), "{name}\n{piped}");
        let mut one = Run::new("explain");
        one.arguments.extend(["--".to_owned(), text]);
        assert_eq!(one.run().ends(0).out(), piped, "{name}");
    }
    let words =
        Run::new("explain (403) Public access is disabled. Please configure private endpoint").run().ends(0).out();
    assert!(words.starts_with("Public access is disabled."), "{words}");
    let utf_16: Vec<u8> = "\u{feff}Code: ScopeLocked".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(Run::new("explain -").input(utf_16).run().ends(0).out().starts_with("ScopeLocked"));
}

#[test]
fn other_codes_in_the_text_are_named() {
    let text =
        r#"{"error":{"code":"DeploymentFailed","details":[{"code":"ScopeLocked"},{"code":"RoleAssignmentExists"}]}}"#;
    let explained = di_gen::explain(text).expect("known");
    assert!(explained.starts_with("ScopeLocked"), "{explained}");
    assert!(explained.ends_with("Also in the text: RoleAssignmentExists, DeploymentFailed.\n"), "{explained}");
}

/// The list of the issue, and the meaning that belongs to each.
#[test]
fn codes_that_people_asked_for_are_known() {
    for (name, word) in [
        ("OutboundAccessForbidden", "allowed FQDN list"),
        ("InvalidManagedIdentity", "system-assigned identity"),
        ("InvalidSasToken", "SAS URL"),
        ("FlagMustBeSetForRestore", "soft-deleted"),
        ("AccountProvisioningStateInvalid", "Accepted"),
        ("NetworkAclsBypassNotSupported", "AIServices"),
        ("SubnetMissingRequiredDelegation", "delegation"),
        ("RequestDisallowedByPolicy", "Azure Policy"),
        ("ScopeLocked", "lock"),
        ("RoleAssignmentExists", "role"),
        ("RoleAssignmentUpdateNotPermitted", "identity was deleted"),
        ("PrincipalNotFound", "tenant"),
        ("RedundancyConfigurationNotAvailableInRegion", "paired region"),
        ("AuthenticationTypeDisabled", "key authentication is disabled"),
        ("Public access is disabled. Please configure private endpoint", "private endpoint"),
        ("Traffic is not from an approved private endpoint", "approved"),
        ("Access denied due to Virtual Network/Firewall rules.", "IP rule"),
        ("Access denied due to invalid subscription key or wrong API endpoint", "account key"),
        ("AccessDenied", "access policies"),
        ("ContentSourceNotAccessible", "has no role on the blobs"),
        ("Failed to access Blob container", "without CORS headers"),
        ("connection timed out", "No service answered"),
    ] {
        let explained = di_gen::explain(name).unwrap_or_else(|| panic!("{name} is unknown"));
        let flat = explained.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(word), "{name}: `{word}` is missing\n{explained}");
    }
}

#[test]
fn every_row_of_the_error_guide_is_known() {
    let rows = "InvalidRequest InvalidArgument Forbidden NotFound MethodNotAllowed Conflict UnsupportedMediaType \
        InternalServerError ServiceUnavailable ModelExists AuthorizationFailed InvalidDataProtectionKey \
        OutboundAccessForbidden Unknown InvalidContentSourceFormat InvalidParameter InvalidParameterLength InvalidSasToken \
        ParameterMissing ContentSourceNotAccessible ContentSourceTimeout DocumentModelLimit DocumentModelLimitNeural \
        DocumentModelLimitComposed InvalidContent InvalidContentDimensions InvalidContentLength InvalidFieldsDefinition \
        InvalidTrainingContentLength InvalidTrainingContentPageCount ModelAnalyzeError ModelBuildError ModelComposeError \
        ModelNotReady ModelReadOnly NotSupportedApiVersion OperationNotCancellable TrainingContentMissing UnsupportedContent \
        ModelNotFound OperationNotFound";
    for row in rows.split_whitespace() {
        let explained = di_gen::explain(row).unwrap_or_else(|| panic!("{row} is unknown"));
        assert!(explained.contains("that Document Intelligence returns"), "{row}: {explained}");
        let body = format!(
            r#"{{"error":{{"code":"InvalidRequest","message":"m","innererror":{{"code":"{row}","message":"m"}}}}}}"#
        );
        assert!(di_gen::explain(&body).expect("known").starts_with(row), "{row}");
    }
}

#[test]
fn nothing_of_the_text_is_printed_back() {
    for secret in ["sig=SECRET", "\u{1b}[31mSECRET", "SECRET\u{202e}", "SECRET\u{0}\u{7}"] {
        for text in
            [format!("{secret} (ScopeLocked) {secret}"), format!("AccesDenied {secret}"), format!("Nonsense{secret}")]
        {
            let ended = Run::new("explain -").input(&text).run();
            let all = format!("{}{}", ended.out(), ended.err());
            assert!(!all.contains("SECRET") && !all.contains('\u{1b}') && !all.contains('\u{7}'), "{all}");
        }
    }
}

#[test]
fn hostile_text_is_read_in_bounded_time_and_never_panics() {
    let wide = format!("{{\"w\":[{}0],\"n\":", "1,".repeat(4000));
    let mut texts = vec![
        "{".repeat(1 << 20),
        "{\"a\":".repeat(200_000),
        wide.repeat(120),
        "{}".repeat(500_000),
        "\\\"".repeat(500_000),
        "code ".repeat(200_000),
        "\u{1b}[".repeat(300_000),
        "ä".repeat(1 << 20),
        format!("{}ScopeLocked", "é".repeat((1 << 19) - 3)),
        String::new(),
        " \n\t".to_owned(),
        "}".repeat(100) + "{\"code\":\"ScopeLocked\"}",
    ];
    let mut encoded = r#"{"code":"ScopeLocked"}"#.to_owned();
    for _ in 0..12 {
        encoded = serde_json::json!({ "message": encoded }).to_string();
    }
    texts.push(encoded);
    for (name, _, text) in examples() {
        let middle = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
        texts.extend([text[..middle].to_owned(), text[middle..].to_owned(), format!("{name}{text}{text}")]);
    }
    for text in texts {
        let _ = di_gen::explain(&text);
    }
}

#[test]
fn unknown_text_ends_with_2_and_the_nearest_name() {
    Run::new("explain -")
        .input(r#"{"error":{"code":"ContentSourceNotAccesible"}}"#)
        .run()
        .ends(2)
        .silent()
        .says("did you mean `ContentSourceNotAccessible`?");
    Run::new("explain -").input("Everything is fine today.\n".repeat(20)).run().ends(2).silent().says("DI0802");
    Run::new("explain -").input("").run().ends(2).silent();
    Run::new("explain - -f -").input("name: x").run().ends(2).silent().says("cannot be both");
    // A word of a name, a path or a host is no code.
    Run::new("explain -").input("GET https://x/ScopeLocked/a rg-NotFound my.Conflict").run().ends(2).silent();
}

fn explain_with(name: &str, text: &str) -> String {
    let mut run = Run::new("explain");
    run.arguments.extend([text.to_owned(), "-f".to_owned(), example(name).display().to_string()]);
    run.run().ends(0).out()
}

/// `explain` of a text with a topology that is written here.
fn explain_with_file(topology: &str, text: &str) -> String {
    let mut run = Run::new("explain");
    run.arguments.extend([text.to_owned(), "-f".to_owned(), "-".to_owned()]);
    run.input(topology).run().ends(0).out()
}

/// The part of an output that belongs to the topology, in one line.
fn causes(output: &str) -> String {
    let lines =
        output.lines().skip_while(|line| !line.starts_with("Source: ")).filter(|line| !line.starts_with("Source: "));
    lines.map(str::trim).collect::<Vec<_>>().join(" ")
}

#[test]
fn with_a_topology_it_names_the_line_and_a_change_that_was_tried() {
    let full = causes(&explain_with("full-featured", "ForbiddenByRbac"));
    assert!(full.contains("full-featured.yaml:46 (clients[2].roles)"), "{full}");
    assert!(full.contains("client labellers reads secret to allow it: "), "{full}");
    let absent = explain_with("minimal", "ForbiddenByPolicy");
    assert!(absent.contains("No access path of") && absent.contains("returns this error"), "{absent}");
    let deployment = explain_with("minimal", "RedundancyConfigurationNotAvailableInRegion");
    assert!(deployment.contains("storage.redundancy"), "{deployment}");
}

#[test]
fn the_internet_stays_denied_where_a_network_can_connect() {
    let text = r#"{"error":{"code":"403","message":"Public access is disabled. Please configure private endpoint."}}"#;
    let minimal = causes(&explain_with("minimal", text));
    assert!(
        minimal.contains("internet reaches account connect from a network that is allowed: subnet workloads"),
        "{minimal}"
    );
    assert!(minimal.contains("`dns.link`"), "{minimal}");
    assert!(!minimal.contains("open`"), "{minimal}");
    // Nothing else can connect: the widest change is marked, and comes last.
    let closed = causes(&explain_with_file(
        "name: invoices\naccount: { publicNetworkAccess: selected }\nprivateEndpoints: { account: { enabled: false } }\n",
        "Access denied due to Virtual Network/Firewall rules.",
    ));
    if let Some(open) = closed.find("account.publicNetworkAccess: open") {
        let internet = closed.find("internet reaches account").expect("a path");
        let marked = closed.find("last of all: this is wider").expect("a mark");
        assert!(internet < marked && marked < open, "{closed}");
    }
}

#[test]
fn terraform_is_not_advised_to_recover_an_account() {
    for outputs in ["outputs: [{ language: terraform, folder: infra }]\n", "terraform: { azurerm: 4 }\n"] {
        let out = explain_with_file(&format!("name: invoices\n{outputs}"), "FlagMustBeSetForRestore");
        for part in ["az cognitiveservices account recover", "terraform import", "runbook prepare", "account.name"] {
            assert!(out.contains(part), "{part}: {out}");
        }
        assert!(!out.contains("account.restore"), "{out}");
    }
    let bicep = explain_with_file("name: invoices\n", "FlagMustBeSetForRestore");
    assert!(bicep.contains("`account.restore: true`"), "{bicep}");
}

#[test]
fn a_vault_that_only_terraform_uses_names_its_addresses() {
    // A vault answers ForbiddenByFirewall while its public network access is enabled, else ForbiddenByConnection.
    for (name, example, is_answer) in [
        ("ForbiddenByFirewall", "keys-in-vault", true),
        ("ForbiddenByConnection", "keys-in-vault", false),
        ("ForbiddenByFirewall", "customer-managed-keys", false),
        ("ForbiddenByConnection", "customer-managed-keys", true),
    ] {
        let found = causes(&explain_with(example, name));
        assert!(!is_answer || found.contains("keyVault.deployerAddresses"), "{example}, {name}: {found}");
        let is_named = found.contains("The identity that runs Terraform");
        assert_eq!(is_named, is_answer, "{example}, {name}: {found}");
    }
}

/// managed-identities-secured-access (2025-11-18) of Document Intelligence: storage needs a CORS rule, and access from the
/// network of the browser; an answer of the firewall has no CORS headers.
#[test]
fn a_firewall_that_refuses_the_browser_is_a_cause_of_cors_errors() {
    let file = "name: invoices\naccount: { publicNetworkAccess: selected }\nallow: { studio: browser }\n";
    let found = causes(&explain_with_file(file, "has been blocked by CORS policy"));
    assert!(found.contains("studio browser labels storage"), "{found}");
    assert!(!found.contains("No access path"), "{found}");
}

#[test]
fn references_to_resources_of_other_teams_are_all_named() {
    const ID: &str = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers";
    let file = format!(
        "name: invoices\naccount:\n  identity:\n    userAssigned:\n      - {{ existing: {ID}/Microsoft.ManagedIdentity/userAssignedIdentities/id }}\nmonitoring:\n  existing: {ID}/Microsoft.OperationalInsights/workspaces/log\n"
    );
    let found = causes(&explain_with_file(&file, "LinkedAuthorizationFailed"));
    for part in [
        ":5 (account.identity.userAssigned[0].existing)",
        ":7 (monitoring.existing)",
        "`network.linkedNetworks`",
        "`dns.ids`",
        "`network.subnets.workloads[].existing`",
        "`network.subnets.endpoints.existing`",
        "`network.existing`",
    ] {
        assert!(found.contains(part), "{part}: {found}");
    }
}

#[test]
fn a_default_that_is_the_cause_is_tried_with_a_client_that_has_only_a_key() {
    for (name, key) in [
        ("AuthenticationTypeDisabled", "account.localAuth"),
        ("KeyBasedAuthenticationNotPermitted", "storage.sharedKeys"),
    ] {
        let default = causes(&explain_with_file("name: invoices\n", name));
        assert!(default.contains(&format!("default, {key}: ")), "{default}");
        assert!(default.contains(&format!("with `{key}: true`")), "{default}");
        let (section, field) = key.split_once('.').expect("two parts");
        let written = causes(&explain_with_file(&format!("name: invoices\n{section}:\n  {field}: false\n"), name));
        assert!(written.contains(&format!(":3 ({key}): ")), "{written}");
        // With keys enabled, nothing in the file is the cause.
        let enabled = causes(&explain_with_file(&format!("name: invoices\n{section}:\n  {field}: true\n"), name));
        assert!(!enabled.contains("was tried"), "{enabled}");
    }
    let holder = causes(&explain_with_file(
        "name: invoices\nclients: [{ name: scanner, type: accountKey }]\n",
        "AuthenticationTypeDisabled",
    ));
    assert!(holder.contains("client scanner calls account") && !holder.contains("was tried"), "{holder}");
}

/// Every error that the access analysis predicts leads back to the access paths that get it.
#[test]
fn every_predicted_error_is_explained_with_the_topology_that_predicts_it() {
    for story in stories().into_iter().take(12) {
        let source = di_gen::source::SourceText::new("di-gen.yaml", story.text.clone());
        let plan = di_gen::plan::lower_topology(&di_gen::read::read_topology(&source).expect("valid"));
        let paths = di_gen::analyse::access::AccessAnalysis::new(&plan).all_paths();
        let locator = di_gen::report::SourceLocator::new(&source);
        for path in paths.iter().filter(|path| path.service_error().is_some()) {
            let error = path.service_error().expect("an error");
            let explanation = di_gen::explain::explain_text(error.name).expect("an explanation");
            assert!(explanation.errors.iter().any(|known| known == &error), "{}", error.name);
            let text = di_gen::report::causes::render_causes(&explanation.errors, &paths, &locator, None);
            assert!(text.starts_with("Access paths of di-gen.yaml"), "{}: {text}", error.name);
        }
    }
}

/// A key that an error names exists: the schema would report it otherwise.
#[test]
fn every_key_of_an_error_is_in_the_schema() {
    let schema: serde_json::Value = serde_json::from_str(di_gen::topology_schema()).expect("JSON");
    for error in di_gen::catalog::errors::all_errors() {
        for key in error.keys {
            let found = key.split('/').skip(1).try_fold(vec![&schema], |nodes, part| {
                let next: Vec<&serde_json::Value> = nodes
                    .iter()
                    .flat_map(|node| variants(&schema, node))
                    .flat_map(|node| children(node, part))
                    .collect();
                (!next.is_empty()).then_some(next)
            });
            assert!(found.is_some(), "{}: {key}", error.name);
        }
    }
}

/// The schemas of a key, or of all keys and entries.
fn children<'a>(node: &'a serde_json::Value, part: &str) -> Vec<&'a serde_json::Value> {
    if part != "*" {
        return node["properties"].get(part).into_iter().collect();
    }
    let properties = node["properties"].as_object().into_iter().flat_map(|map| map.values());
    properties.chain(node.get("items")).chain(node.get("additionalProperties")).collect()
}

/// A schema with what it refers to, and its alternatives.
fn variants<'a>(root: &'a serde_json::Value, node: &'a serde_json::Value) -> Vec<&'a serde_json::Value> {
    let mut all = vec![node];
    if let Some(target) = node["$ref"].as_str().and_then(|target| root.pointer(target.trim_start_matches('#'))) {
        all.extend(variants(root, target));
    }
    for list in ["anyOf", "oneOf", "allOf"] {
        all.extend(node[list].as_array().into_iter().flatten().flat_map(|other| variants(root, other)));
    }
    all
}
