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
