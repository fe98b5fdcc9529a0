//! What `--fix` leaves to a person: words that may mean the opposite, what other people rely on, and what allows access.

use di_gen::{advise::is_fixed_unasked, diagnostic::Code, report::fix_source, source::SourceText, topology::PolicySet};

use super::{diagnostics_of, options};

/// Files in which something is wrong or reported, and the start of its code. None of their changes is made unasked.
const UNDECIDED: &[(&str, &str)] = &[
    // The nearest word is the opposite.
    ("account: { noLocalAuth: true }", "DI0101"),
    ("account: { localAuthOff: true }", "DI0101"),
    ("storage: { noSharedKeys: true }", "DI0101"),
    ("testMachine: { noNatGateway: true }", "DI0101"),
    ("account: { outbound: { unrestricted: false } }", "DI0101"),
    ("keyVault: { noTrustedServices: true }", "DI0101"),
    ("allow: { studio: nobrowser }", "DI0104"),
    ("account: { publicNetworkAccess: unselected }", "DI0104"),
    // A tag that is newer than the list.
    (
        "network: { subnets: { workloads: [{ name: snet-app, prefix: 10.20.0.64/27, rules: [{ name: in, priority: 200, direction: Inbound, \
         access: Allow, protocol: Tcp, sourceAddressPrefixes: [Intranet], destinationAddressPrefixes: ['*'], destinationPortRanges: ['22'] }] }] } }",
        "DI0416",
    ),
    // The assertion may be about what was removed.
    (
        "network: { subnets: { workloads: [{ name: snet-app1, prefix: 10.20.0.64/27 }] } }\nexpect: [subnet snet-app2 to account is not denied]",
        "DI2002",
    ),
    // The assertion may be wrong, or the firewall.
    (
        "account: { publicNetworkAccess: selected }\nallow: { addresses: [8.8.8.8] }\nexpect: [address 9.9.9.9 reaches account]",
        "DI2",
    ),
    ("expect: [account identity writes container training]", "DI2"),
];

#[test]
fn what_may_be_meant_in_another_way_is_left_to_a_person() {
    for (text, code) in UNDECIDED {
        let source = SourceText::new("di-gen.yaml", format!("name: claims\n{text}\n"));
        let diagnostics = diagnostics_of(&source);
        let about: Vec<_> = diagnostics.iter().filter(|one| one.code.as_str().starts_with(code)).collect();
        assert!(!about.is_empty(), "{text}: {diagnostics:#?}");
        assert!(about.iter().all(|one| !is_fixed_unasked(one)), "{text}: {about:#?}");
        let fixed = fix_source(&source, &options());
        assert_eq!(fixed.source.text, source.text);
    }
}

#[test]
fn what_a_policy_asks_for_is_left_to_a_person() {
    let text = "name: claims\naccount: { localAuth: true }\nkeys: { secretName: my-key }\n";
    for set in [PolicySet::AlzCorp, PolicySet::Mcsb] {
        let options = di_gen::report::CheckOptions { policies: vec![set], ..options() };
        let fixed = fix_source(&SourceText::new("di-gen.yaml", text), &options);
        assert_eq!(fixed.source.text, text, "{set:?}");
        assert!(fixed.undecided > 0, "{set:?}");
    }
}

/// A slip of one letter is corrected all the same.
#[test]
fn a_slip_is_corrected() {
    for (wrong, right) in [
        ("account: { localAut: false }", "account: { localAuth: false }"),
        ("account: { locla_auth: false }", "account: { localAuth: false }"),
        ("account: { publicNetworkAccess: Selceted }", "account: { publicNetworkAccess: selected }"),
    ] {
        let fixed = fix_source(&SourceText::new("di-gen.yaml", format!("name: claims\n{wrong}\n")), &options());
        assert_eq!(fixed.source.text, format!("name: claims\n{right}\n"));
    }
}

/// Each slip alone, in another key, below one that is not known, in an environment, and beside another error.
const OPENING: &[(&str, &str)] = &[
    ("acount: { publicNetworkAcces: opn }", "account: { publicNetworkAccess: open }"),
    ("account: { publicNetworkAccess: opn }", "account: { publicNetworkAccess: open }"),
    ("account: { publicNetworkAccess: All networks }", "account: { publicNetworkAccess: open }"),
    ("account: { publicNetworkAcces: open }", "account: { publicNetworkAccess: open }"),
    ("acount: { publicNetworkAccess: open }", "account: { publicNetworkAccess: open }"),
    ("account: { localAut: true }", "account: { localAuth: true }"),
    ("account: { localAuth: 'yes' }", "account: { localAuth: true }"),
    (
        "account: { localAuth: true, publicNetworkAcces: open }",
        "account: { localAuth: true, publicNetworkAccess: open }",
    ),
    ("account: { outbound: { restrictd: false } }", "account: { outbound: { restricted: false } }"),
    ("storage: { sharedKey: true }", "storage: { sharedKeys: true }"),
    (
        "clients: [{ name: app, type: group, roles: [{ role: owner }] }]",
        "clients: [{ name: app, type: group, roles: [{ role: Owner }] }]",
    ),
    // Any role, its scope and its keys, also in another case; and a wide one below a key that is not known.
    (
        "clients: [{ name: app, type: group, roles: [{ role: cognitive services USER }] }]",
        "clients: [{ name: app, type: group, roles: [{ role: Cognitive Services User }] }]",
    ),
    (
        "clients: [{ name: app, type: group, roles: [{ role: contributor, on: resourceGroup }] }]",
        "clients: [{ name: app, type: group, roles: [{ role: Contributor, on: resourceGroup }] }]",
    ),
    (
        "keys: { expires: 2030-01-01 }\nclients: [{ name: app, type: group, roles: [{ role: key vault administrator, on: vault }] }]",
        "keys: { expires: 2030-01-01 }\nclients: [{ name: app, type: group, roles: [{ role: Key Vault Administrator, on: vault }] }]",
    ),
    (
        "clients: [{ name: app, type: group, roles: [{ role: Reader, on: ResourceGroup }] }]",
        "clients: [{ name: app, type: group, roles: [{ role: Reader, on: resourceGroup }] }]",
    ),
    (
        "clients: [{ name: app, type: group, roles: [{ rol: Contributor, on: resourceGroup }] }]",
        "clients: [{ name: app, type: group, roles: [{ role: Contributor, on: resourceGroup }] }]",
    ),
    (
        "clients: [{ name: app, type: group, rols: [{ role: Cognitive Services User }] }]",
        "clients: [{ name: app, type: group, roles: [{ role: Cognitive Services User }] }]",
    ),
    (
        "client: [{ name: app, type: group, roles: [{ role: Contributor, on: resourceGroup }] }]",
        "clients: [{ name: app, type: group, roles: [{ role: Contributor, on: resourceGroup }] }]",
    ),
    (
        "environments: { dev: { clients: [{ name: app, type: group, roles: [{ role: contributor, on: resourceGroup }] }] } }",
        "environments: { dev: { clients: [{ name: app, type: group, roles: [{ role: Contributor, on: resourceGroup }] }] } }",
    ),
    (
        "environments: { dev: { account: { publicNetworkAcces: open } } }",
        "environments: { dev: { account: { publicNetworkAccess: open } } }",
    ),
    (
        "network: { subnets: { workloads: [{ name: snet-app, prefix: 10.20.0.64/27, rules: [{ name: in, priority: 200, direction: Inbound, \
         access: Alow, protocol: Tcp, sourceAddressPrefixes: [Internet], destinationAddressPrefixes: ['*'], destinationPortRanges: ['22'] }] }] } }",
        "network: { subnets: { workloads: [{ name: snet-app, prefix: 10.20.0.64/27, rules: [{ name: in, priority: 200, direction: Inbound, \
         access: Allow, protocol: Tcp, sourceAddressPrefixes: [Internet], destinationAddressPrefixes: ['*'], destinationPortRanges: ['22'] }] }] } }",
    ),
];

#[test]
fn a_slip_whose_correction_opens_access_is_left_to_a_person() {
    for (wrong, right) in OPENING {
        for other in ["", "storage: { nothing: 1, containers: [{ name: training }] }\n"] {
            // Errors of an environment are shown once the file has none.
            if !other.is_empty() && (wrong.starts_with("storage") || wrong.starts_with("environments")) {
                continue;
            }
            let file = |text: &str| format!("name: claims\n{other}{text}\n");
            let source = SourceText::new("di-gen.yaml", file(wrong));
            let fixed = fix_source(&source, &options());
            assert_eq!((fixed.source.text, fixed.undecided), (source.text.clone(), 1), "{wrong}");
            // It is offered all the same.
            let found = diagnostics_of(&source);
            let offered = found.iter().find(|one| source.with_edits(&one.edits).text == file(right));
            assert!(offered.is_some_and(|one| !is_fixed_unasked(one)), "{wrong}: {found:#?}");
        }
    }
}

/// What does not open stays with what is made unasked, also beside what does, and where access is open already.
#[test]
fn a_slip_beside_one_that_opens_access_is_corrected() {
    for (wrong, right) in [
        (
            "acount: { publicNetworkAcces: opn }\nstorag: { contaners: [{ name: training }] }\n",
            "acount: { publicNetworkAcces: opn }\nstorage: { containers: [{ name: training }] }\n",
        ),
        ("acount: { publicNetworkAcces: privat }\n", "account: { publicNetworkAccess: private }\n"),
        (
            "account: { publicNetworkAccess: open, loclAuth: false }\n",
            "account: { publicNetworkAccess: open, localAuth: false }\n",
        ),
        (
            "clients: [{ nam: app, type: group, roles: [{ role: contributor }] }]\n",
            "clients: [{ name: app, type: group, roles: [{ role: contributor }] }]\n",
        ),
        ("clinets: [{ name: app, type: group }]\n", "clients: [{ name: app, type: group }]\n"),
        (
            "acount: { publicNetworkAccess: selected }\nallow: { adresses: [8.8.8.8] }\n",
            "account: { publicNetworkAccess: selected }\nallow: { addresses: [8.8.8.8] }\n",
        ),
    ] {
        let fixed = fix_source(&SourceText::new("di-gen.yaml", format!("name: claims\n{wrong}")), &options());
        assert_eq!(fixed.source.text, format!("name: claims\n{right}"));
    }
}

/// A key of an item with more words than one of its own is that one. What the item has already is not set twice, and what belongs
/// elsewhere is said where the mapping is the only one.
#[test]
fn a_longer_key_of_an_item_is_one_of_the_same_item() {
    let client = "clients: [{ name: app, type: group, principalId: 11111111-1111-1111-1111-111111111111 }]";
    let set = "clients: [{ name: app, type: group, id: 11111111-1111-1111-1111-111111111111, secretName: x }]";
    for (text, help, changed) in [
        (client, "did you mean `id`?", Some(client.replace("principalId", "id"))),
        (set, "move `secretName` to `keys`", None),
        ("account: { secretName: x }", "move `secretName` to `keys`", None),
        ("account: { resourceName: ocr }", "did you mean `name`?", Some("account: { name: ocr }".to_owned())),
    ] {
        let source = SourceText::new("di-gen.yaml", format!("name: claims\n{text}\n"));
        let found = diagnostics_of(&source);
        let unknown = found.iter().find(|one| one.code == Code::UNKNOWN_KEY).expect("a key that is not known");
        assert_eq!(unknown.help[0], help, "{text}");
        let edited = (!unknown.edits.is_empty()).then(|| source.with_edits(&unknown.edits).text);
        assert_eq!(edited, changed.map(|line| format!("name: claims\n{line}\n")), "{text}");
        assert!(!is_fixed_unasked(unknown), "{text}");
    }
}
