//! Changes that are certain, and open nothing: duplicates, names in assertions, and findings whose key is removed.

use di_gen::{advise::is_fixed_unasked, diagnostic::Code, report::fix_source, source::SourceText};

use super::{diagnostics_of, options};

/// The text after `--fix`.
fn fixed(text: &str) -> String {
    fix_source(&SourceText::new("di-gen.yaml", text), &options()).source.text
}

#[test]
fn a_role_or_identity_that_is_repeated_is_kept_once() {
    let id = "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities";
    for (repeated, once) in [
        (
            "clients: [{ name: app, type: group, roles: [{ role: Cognitive Services User }, { role: Cognitive Services User }, { role: Cognitive Services User, on: account }] }]",
            "clients: [{ name: app, type: group, roles: [{ role: Cognitive Services User }] }]",
        ),
        (
            &format!("testMachine: {{ identities: [{id}/a, {id}/A, {id}/a2] }}"),
            &format!("testMachine: {{ identities: [{id}/a, {id}/a2] }}"),
        ),
    ] {
        let file = |text: &str| format!("name: claims\n{text}\n");
        assert_eq!(fixed(&file(repeated)), file(once));
    }
}

#[test]
fn a_misspelt_name_in_an_assertion_is_corrected() {
    let file = |line: &str| {
        format!(
            "name: claims\nstorage: {{ containers: [{{ name: training }}] }}\nclients: [{{ name: app, type: group }}]\nexpect: [{line}] # ours\n"
        )
    };
    for (wrong, right) in [
        ("intrnet to acount is denied", "internet to account is denied"),
        ("acount identity raeds container training", "account identity reads container training"),
        ("account identiy reads storage", "account identity reads storage"),
        ("client APP to account is not allowed", "client app to account is not allowed"),
        ("clients app calls account from internet", "clients app calls account from internet"),
        // Another name may be that of what was removed, or nothing is near, or the corrected one does not hold: that is for a person.
        ("client ap to account is not allowed", "client ap to account is not allowed"),
        ("account identity reads container trainings", "account identity reads container trainings"),
        ("client other calls account", "client other calls account"),
        ("somebody calls account", "somebody calls account"),
        ("intrnet to account is allowed", "internet to account is allowed"),
    ] {
        assert_eq!(fixed(&file(wrong)), file(right), "{wrong}");
    }
}

/// What takes something away that may be in use is offered, and never made unasked.
#[test]
fn the_removal_of_a_permissive_key_is_offered() {
    for (key, code) in [
        ("account: { outbound: { restricted: false } }", "DI1106"),
        ("keyVault: { purgeProtection: false }", "DI1301"),
        ("storage: { softDelete: { blobDays: 2 } }", "DI1205"),
    ] {
        let text = format!("name: claims\n{key}\n");
        let source = SourceText::new("di-gen.yaml", text.clone());
        let found = diagnostics_of(&source);
        let finding = found
            .iter()
            .find(|one| one.code.is_posture() && !one.edits.is_empty() && one.code != Code::UNUSED_SUPPRESSION);
        let finding = finding.unwrap_or_else(|| panic!("{code}: {found:#?}"));
        assert!(!is_fixed_unasked(finding), "{code}");
        let changed = source.with_edits(&finding.edits);
        assert!(!diagnostics_of(&changed).iter().any(|one| one.code == finding.code), "{code}: {}", changed.text);
        assert_eq!(fixed(&text), text, "{code}");
    }
}

/// Of two items with one name and different values, which is right is not known.
#[test]
fn an_item_that_is_listed_again_is_removed_if_it_is_the_same() {
    const NETWORK: &str = "network: { subnets: { workloads: [{ name: snet-app, prefix: 10.20.0.64/27";
    let rule = "{ name: in, priority: 200, direction: Inbound, access: Deny, protocol: Tcp, sourceAddressPrefixes: [VirtualNetwork], destinationAddressPrefixes: ['*'], destinationPortRanges: ['22'] }";
    let route = "{ name: out, addressPrefix: 10.9.0.0/16, nextHopType: None }";
    let credential =
        "{ name: main, issuer: 'https://gitlab.com', subject: 'project_path:a/b:ref_type:branch:ref:main' }";
    let custom = "{ id: 00000000-0000-0000-0000-0000000000a1, actions: ['*/read'] }";
    let (open, close) = (format!("{NETWORK}, rules: ["), "] }] } }");
    let routes = format!("{NETWORK}, routeTable: {{ routes: [");
    for (before, item, other, after) in [
        ("storage: { containers: [", "{ name: training }", "{ name: training, role: reader }", "] }"),
        ("clients: [", "{ name: app, type: group }", "{ name: app, type: user }", "]"),
        (
            "clients: [{ name: app, type: managedIdentity, federatedCredentials: [",
            credential,
            &credential.replace("main' }", "dev' }"),
            "] }]",
        ),
        ("customRoles: [", custom, &custom.replace("read", "write"), "]"),
        ("account: { identity: { userAssigned: [", "{ name: id-app }", "", "] } }"),
        (&open, rule, &rule.replace("Tcp", "Udp"), close),
        (&routes, route, &route.replace("10.9.", "10.8."), "] } }] } }"),
    ] {
        let file = |items: &[&str]| format!("name: claims\n{before}{}{after}\n", items.join(", "));
        assert_eq!(fixed(&file(&[item, item, item])), file(&[item]), "{before}");
        if !other.is_empty() {
            let different = file(&[item, other]);
            assert_eq!(fixed(&different), different, "{before}");
        }
    }
}
