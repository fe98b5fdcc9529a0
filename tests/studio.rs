//! Document Intelligence Studio: expectations from Microsoft's FAQ (2025-11-18), its page on managed identities
//! (2024-05-23) and the comparison of Azure Bastion SKUs (2025-11-24), written before the program was asked.

use di_gen::{
    diagnostic::Diagnostic,
    plan::{Body, ResolvedTopology, lower_topology},
    source::SourceText,
};

fn plan(text: &str) -> ResolvedTopology {
    lower_topology(&di_gen::read::read_topology(&SourceText::new("x", text)).expect("valid"))
}

fn roles_of_account(plan: &ResolvedTopology) -> Vec<String> {
    let roles: Vec<String> = plan
        .resources
        .iter()
        .filter(|resource| resource.symbol.as_str().starts_with("accountOn"))
        .filter_map(|resource| match &resource.body {
            Body::RoleAssignment(role) => Some(format!("{:?}", role.role_definition)),
            _ => None,
        })
        .collect();
    assert!(!roles.is_empty(), "no role of the account");
    roles
}

fn posture(text: &str) -> Vec<String> {
    let diagnostics = di_gen::analyse::posture::check_posture(&plan(text), &[]);
    diagnostics.iter().map(|diagnostic: &Diagnostic| diagnostic.code.as_str().to_owned()).collect()
}

fn notes(text: &str) -> Vec<String> {
    plan(text).notes.iter().map(|note| note.diagnostic.message.clone()).collect()
}

/// Storage Blob Data Contributor: the Studio service writes labels with the account's identity.
#[test]
fn the_studio_service_gets_an_identity_that_writes() {
    let service = "name: invoices\naccount: { publicNetworkAccess: selected }\nallow: { addresses: [198.51.100.7], studio: service }\n";
    assert!(roles_of_account(&plan(service)).iter().all(|role| role.contains("BlobDataContributor")), "by default");
    assert!(!posture(service).contains(&"DI1208".to_owned()));
    let reader = format!("{service}storage: {{ identityAccess: {{ role: reader }} }}\n");
    assert!(posture(&reader).contains(&"DI1208".to_owned()), "a reader cannot write labels");
    let browser = service.replace("service", "browser");
    assert!(roles_of_account(&plan(&browser)).iter().all(|role| role.contains("BlobDataReader")), "the narrowest");
    assert!(!posture(&browser).contains(&"DI1208".to_owned()));
}

/// RDP to Linux and native clients need the SKU Standard.
#[test]
fn a_linux_machine_has_a_browser_behind_bastion_standard_only() {
    let machine = |more: &str, studio: &str| {
        format!("name: invoices\nallow: {{ studio: {studio} }}\ntestMachine: {{ natGateway: true{more} }}\n")
    };
    let reports = |text: String| posture(&text).contains(&"DI1003".to_owned());
    assert!(reports(machine("", "browser")));
    assert!(reports(machine(", bastion: { sku: Developer }", "browser")));
    assert!(!reports(machine(", bastion: { sku: Standard }", "browser")));
    assert!(!reports(machine(", os: windows", "browser")));
    assert!(!reports(machine("", "off")), "without Studio, a shell is sufficient");
    assert!(!reports(machine(", bastion: { enabled: false, existingPrefix: 10.9.0.0/26 }", "browser")), "not known");
}

/// Auto label before v4.0, project management and human in the loop need public access; Fetch needs open storage.
#[test]
fn functions_that_do_not_work_are_named() {
    let functions = |text: &str| {
        let found = notes(text).into_iter().find(|note| note.contains("functions of Studio"));
        found.unwrap_or_default()
    };
    let private = functions("name: invoices\nallow: { studio: browser }\n");
    for name in ["Fetch from URL", "human in the loop", "project sharing", "before v4.0"] {
        assert!(private.contains(name), "{name}: {private}");
    }
    let service = "name: invoices\naccount: { publicNetworkAccess: selected }\nallow: { addresses: [198.51.100.7], studio: service }\n";
    let selected = functions(service);
    assert!(selected.contains("Fetch from URL") && !selected.contains("auto label"), "{selected}");
    assert_eq!(functions("name: invoices\n"), "");
}

/// FAQ (2025-11-18): before v4.0, auto label needs a rule for the address of the Studio service; managed-identities
/// (2024-05-23): what writes blobs needs a contributor.
#[test]
fn auto_label_is_listed_by_version() {
    let listed = |yaml: &str| -> Vec<String> {
        let all = notes(&format!("name: invoices\n{yaml}"));
        let note = all.into_iter().find(|note| note.contains("functions of Studio")).unwrap_or_default();
        note.rsplit(": ").next().unwrap_or_default().split(", ").map(ToOwned::to_owned).collect()
    };
    let has = |listed: &[String], name: &str| listed.iter().any(|one| one.contains(name));
    let selected = "account: { publicNetworkAccess: selected }\nstorage: { identityAccess: { role: contributor } }\n";
    let browser = listed(&format!("{selected}allow: {{ addresses: [198.51.100.7], studio: browser }}\n"));
    assert!(has(&browser, "auto label of versions before v4.0") && !has(&browser, "auto label of v4.0"), "{browser:?}");
    let own_rule = listed(&format!("{selected}allow: {{ addresses: [20.3.165.95], studio: browser }}\n"));
    assert!(!has(&own_rule, "auto label"), "a range that contains the address allows it: {own_rule:?}");
    let open = listed(&format!("{}allow: {{ studio: browser }}\n", selected.replace("selected", "open")));
    assert!(!has(&open, "auto label"), "{open:?}");
    let reader =
        listed("account: { publicNetworkAccess: selected }\nallow: { addresses: [198.51.100.7], studio: browser }\n");
    assert!(has(&reader, "auto label of v4.0") && has(&reader, "human in the loop"), "{reader:?}");
    // China has v3.1 and no published address of the Studio service.
    let china =
        listed(&format!("cloud: AzureChinaCloud\n{selected}allow: {{ addresses: [198.51.100.7], studio: browser }}\n"));
    assert!(has(&china, "auto label of versions before v4.0") && !has(&china, "of v4.0"), "{china:?}");
    let open = listed(&format!(
        "cloud: AzureChinaCloud\n{}allow: {{ studio: browser }}\n",
        selected.replace("selected", "open")
    ));
    assert!(!has(&open, "auto label"), "{open:?}");
}

/// A topology for Studio that no browser can use asks for the key that is missing.
#[test]
fn a_studio_without_a_network_asks_for_one() {
    let found = |yaml: &str| -> Vec<String> {
        let diagnostics = di_gen::analyse::posture::check_posture(&plan(&format!("name: invoices\n{yaml}")), &[]);
        let all = diagnostics.into_iter().filter(|found| found.code.as_str() == "DI1004");
        all.map(|found| found.help.join(" ")).collect()
    };
    for yaml in [
        "account: { publicNetworkAccess: selected }\nallow: { studio: browser }\n",
        "account: { publicNetworkAccess: selected }\nallow: { studio: service }\n",
        "account: { publicNetworkAccess: open }\nstorage: { publicNetworkAccess: private }\nallow: { studio: browser }\n",
        "account: { publicNetworkAccess: open }\nallow: { studio: browser }\n",
    ] {
        let found = found(yaml);
        assert!(found.len() == 1 && found[0].contains("`allow.addresses`"), "{yaml}: {found:?}");
    }
    let private = found("allow: { studio: browser }\n");
    assert!(private.len() == 1 && private[0].contains("`network.onPremises`"), "{private:?}");
    for yaml in [
        "allow: { studio: off }\n",
        "account: { publicNetworkAccess: selected }\nallow: { addresses: [198.51.100.7], studio: browser }\n",
        "network: { onPremises: [192.168.0.0/16] }\nallow: { studio: browser }\n",
        "testMachine: { os: windows, natGateway: true }\nallow: { studio: browser }\n",
        // Other diagnostics name what is missing.
        "testMachine: { os: windows }\nallow: { studio: browser }\n",
        "testMachine: { natGateway: true }\nallow: { studio: browser }\n",
        "account: { kind: AIServices }\nnetwork: { onPremises: [192.168.0.0/16] }\nallow: { studio: browser }\n",
    ] {
        assert_eq!(found(yaml), Vec::<String>::new(), "{yaml}");
    }
}

/// Account and storage are private for one reason, so one diagnostic says so.
#[test]
fn the_studio_service_of_a_private_topology_is_refused_once() {
    let errors = |yaml: &str| {
        let source = SourceText::new("x", format!("name: invoices\nallow: {{ studio: service }}\n{yaml}"));
        let found = di_gen::read::read_topology(&source).expect_err("refused");
        found.into_iter().filter(|one| one.code.as_str() == "DI0305").collect::<Vec<_>>()
    };
    let both = errors("");
    assert_eq!(both.len(), 1, "{both:?}");
    assert!(both[0].help.iter().any(|help| help.contains("account.publicNetworkAccess")), "{both:?}");
    assert_eq!(errors("storage: { publicNetworkAccess: selected }\n").len(), 1);
    let storage = errors("account: { publicNetworkAccess: selected }\nstorage: { publicNetworkAccess: private }\n");
    assert!(storage.len() == 1 && storage[0].help.iter().any(|help| help.contains("storage.public")), "{storage:?}");
}

/// People need Reader to find the resources in Studio.
#[test]
fn people_without_reader_are_named() {
    let with = |roles: &str| {
        let text =
            format!("name: invoices\nallow: {{ studio: browser }}\nclients: [{{ name: ana, type: user{roles} }}]\n");
        notes(&text).iter().any(|note| note.contains("Assign Reader") && note.contains("`ana`"))
    };
    assert!(with(""));
    assert!(!with(", roles: [{ role: Cognitive Services User }, { role: Reader }]"));
}
