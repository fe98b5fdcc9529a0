//! Which changes of security rules protect less: a table, and random rules beside every packet that they can tell apart.
//!
//! Rules are processed by priority and the first match decides, then Azure's default rules: inbound, they allow what comes from the
//! network and deny the rest; outbound, they allow all that is reachable
//! (MicrosoftDocs/azure-docs articles/virtual-network/network-security-groups-overview.md, 2025-07-15).

use serde_json::{Value, json};

use super::plan;

/// `A 200 Deny Outbound Tcp * to 10.20.0.0/26 443`: name, priority, access, direction, protocol, sources, destinations, ports.
fn rule(text: &str) -> Value {
    let words: Vec<&str> = text.split(' ').collect();
    let [name, priority, access, direction, protocol, source, "to", destination, ports] = words[..] else {
        panic!("{text}")
    };
    let list = |text: &str| text.split(',').map(str::to_owned).collect::<Vec<_>>();
    json!({
        "name": name, "priority": priority.parse::<u16>().expect("a priority"), "access": access, "direction": direction,
        "protocol": protocol, "sourceAddressPrefixes": list(source), "destinationAddressPrefixes": list(destination),
        "destinationPortRanges": list(ports),
    })
}

fn topology(rules: &[&str]) -> Value {
    let rules: Vec<Value> = rules.iter().map(|text| rule(text)).collect();
    let workload = json!({ "name": "snet-app", "prefix": "10.20.0.64/26", "rules": rules });
    let subnets = json!({ "endpoints": { "prefix": "10.20.0.0/26" }, "workloads": [workload] });
    json!({ "network": { "addressSpace": ["10.20.0.0/24"], "subnets": subnets } })
}

/// The lines under "Protects less", each as the name of the rule with what it does.
fn weaker(old: &[&str], new: &[&str]) -> Vec<String> {
    let (old, new) = (plan("old", &topology(old)), plan("new", &topology(new)));
    let report = di_gen::report::changes::render_json(&di_gen::compare::compare_topologies(&old, &new));
    let lines = report["consequences"].as_array().cloned().unwrap_or_default();
    let lines = lines.iter().filter(|line| line["heading"] == "protectsLess").map(|line| {
        let text = line["text"].as_str().unwrap_or_default();
        let words: Vec<&str> = text.strip_prefix("rule ").unwrap_or(text).split(' ').collect();
        let length = match words[1..] {
            ["no", "longer", "denies", "a", "part", ..] => 6,
            ["no", "longer", ..] => 4,
            _ => 2,
        };
        words[..length].join(" ")
    });
    lines.collect()
}

type Row = (&'static str, &'static [&'static str], &'static [&'static str], &'static [&'static str]);

const ROWS: &[Row] = &[
    // Nothing is weaker.
    (
        "wider destinations and protocols",
        &["A 200 Deny Outbound Tcp * to 10.20.0.0/26 443"],
        &["A 200 Deny Outbound * * to 10.20.0.0/24 443"],
        &[],
    ),
    ("any protocol", &["A 200 Deny Outbound Tcp * to * 443"], &["A 200 Deny Outbound * * to * 443"], &[]),
    ("another priority", &["A 200 Deny Outbound Tcp * to * 443"], &["A 250 Deny Outbound Tcp * to * 443"], &[]),
    ("all addresses", &["A 200 Deny Outbound Tcp * to * 443"], &["A 200 Deny Outbound Tcp * to 0.0.0.0/0 443"], &[]),
    ("and back", &["A 200 Deny Outbound Tcp * to 0.0.0.0/0 443"], &["A 200 Deny Outbound Tcp * to * 443"], &[]),
    ("another name", &["A 200 Deny Outbound Tcp * to * 443"], &["B 200 Deny Outbound Tcp * to * 443"], &[]),
    (
        "split by destination",
        &["A 200 Deny Outbound Tcp * to 10.1.0.0/16,10.2.0.0/16 443"],
        &["A 200 Deny Outbound Tcp * to 10.1.0.0/16 443", "B 201 Deny Outbound Tcp * to 10.2.0.0/16 443"],
        &[],
    ),
    (
        "split by port and joined by halves",
        &["A 200 Deny Outbound Tcp * to 10.2.0.0/15 400-500"],
        &[
            "A 200 Deny Outbound Tcp * to 10.2.0.0/16 400-449",
            "B 201 Deny Outbound Tcp * to 10.3.0.0/16 400-449",
            "C 202 Deny Outbound Tcp * to 10.2.0.0/15 450-500",
        ],
        &[],
    ),
    (
        "a tag within another",
        &["A 200 Deny Outbound Tcp * to Storage.WestEurope 443"],
        &["A 200 Deny Outbound Tcp * to Storage 443"],
        &[],
    ),
    (
        "a tag within the internet",
        &["A 200 Deny Outbound Tcp * to Storage 443"],
        &["A 200 Deny Outbound Tcp * to Internet 443"],
        &[],
    ),
    (
        "a service within Azure",
        &["A 200 Deny Outbound Tcp * to AzureKeyVault 443"],
        &["A 200 Deny Outbound Tcp * to azurecloud 443"],
        &[],
    ),
    (
        "the network by its tag",
        &["A 200 Deny Outbound Tcp * to 10.20.0.0/24 443"],
        &["A 200 Deny Outbound Tcp * to VirtualNetwork 443"],
        &[],
    ),
    ("an allow of less", &["A 200 Allow Inbound Tcp * to * 22"], &["A 200 Allow Inbound Tcp 10.0.0.0/8 to * 22"], &[]),
    ("an allow with another name", &["A 200 Allow Inbound Tcp * to * 22"], &["B 210 Allow Inbound Tcp * to * 22"], &[]),
    ("an allow of what defaults allow", &[], &["A 200 Allow Outbound Tcp * to Storage 443"], &[]),
    ("a deny of what di-gen denies", &["A 200 Deny Inbound Tcp Internet to * 443"], &[], &[]),
    (
        "an allow after the deny",
        &["A 200 Deny Outbound Tcp * to * 443"],
        &["A 200 Deny Outbound Tcp * to * 443", "B 300 Allow Outbound Tcp * to 10.9.0.0/16 443"],
        &[],
    ),
    (
        "a deny that another hid",
        &["A 200 Deny Outbound Tcp * to * 443", "B 300 Deny Outbound Tcp * to 10.9.0.0/16 443"],
        &["A 200 Deny Outbound Tcp * to * 443"],
        &[],
    ),
    // Something is.
    ("no deny", &["A 200 Deny Outbound Tcp * to * 443"], &[], &["A no longer denies"]),
    (
        "a narrower deny",
        &["A 200 Deny Outbound Tcp * to 10.20.0.0/24 443"],
        &["A 200 Deny Outbound Tcp * to 10.20.0.0/26 443"],
        &["A no longer denies a part"],
    ),
    (
        "fewer protocols",
        &["A 200 Deny Outbound * * to 10.20.0.0/24 443"],
        &["A 200 Deny Outbound Udp * to 10.20.0.0/24 443"],
        &["A no longer denies a part"],
    ),
    (
        "a split with a gap",
        &["A 200 Deny Outbound Tcp * to 10.2.0.0/15 443"],
        &["A 200 Deny Outbound Tcp * to 10.2.0.0/16 443", "B 201 Deny Outbound Tcp * to 10.3.0.0/17 443"],
        &["A no longer denies a part"],
    ),
    (
        "an allow that comes first now",
        &["A 200 Deny Outbound Tcp * to * 443", "B 300 Allow Outbound Tcp * to 10.9.0.0/16 443"],
        &["A 200 Deny Outbound Tcp * to * 443", "B 100 Allow Outbound Tcp * to 10.9.0.0/16 443"],
        &["B allows", "A no longer denies a part"],
    ),
    (
        "a deny that comes last now",
        &["A 200 Deny Outbound Tcp * to 10.9.0.0/16 443", "B 300 Allow Outbound Tcp * to 10.9.0.0/16 443"],
        &["A 400 Deny Outbound Tcp * to 10.9.0.0/16 443", "B 300 Allow Outbound Tcp * to 10.9.0.0/16 443"],
        &["A no longer denies"],
    ),
    (
        "a deny that allows now",
        &["A 200 Deny Outbound Tcp * to 10.9.0.0/16 443"],
        &["A 200 Allow Outbound Tcp * to 10.9.0.0/16 443"],
        &["A allows", "A no longer denies"],
    ),
    ("a new allow", &[], &["A 200 Allow Inbound Tcp * to * 22"], &["A allows"]),
    (
        "an allow of more",
        &["A 200 Allow Inbound Tcp 40.1.0.0/16 to * 22"],
        &["A 200 Allow Inbound Tcp 40.0.0.0/8 to * 22,23"],
        &["A allows"],
    ),
    (
        "another tag",
        &["A 200 Deny Outbound Tcp * to Storage 443"],
        &["A 200 Deny Outbound Tcp * to Storage.WestEurope 443"],
        &["A no longer denies a part"],
    ),
    (
        "a range of a tag",
        &["A 200 Deny Outbound Tcp * to VirtualNetwork 443"],
        &["A 200 Deny Outbound Tcp * to 10.20.0.0/24 443"],
        &["A no longer denies a part"],
    ),
];

#[test]
fn rules_protect_less_where_traffic_is_allowed_that_was_denied() {
    let mut wrong = Vec::new();
    for (name, old, new, expected) in ROWS {
        let found = weaker(old, new);
        if found != *expected {
            wrong.push(format!("{name}: {found:?} instead of {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A rule of the random lists: outbound, within the network.
struct Simple {
    priority: u16,
    denies: bool,
    protocol: &'static str,
    /// The first quarter of the network, and how many.
    quarters: (u8, u8),
    ports: (u16, u16),
}

impl Simple {
    fn text(&self, name: &str) -> String {
        let (first, count) = self.quarters;
        let length = if count == 1 { 26 } else { 25 };
        let access = if self.denies { "Deny" } else { "Allow" };
        let (low, high) = self.ports;
        let ports = if low == high { low.to_string() } else { format!("{low}-{high}") };
        let (priority, protocol) = (self.priority, self.protocol);
        format!(
            "{name} {priority} {access} Outbound {protocol} * to 10.20.0.{}/{length} {ports}",
            u16::from(first) * 64
        )
    }

    fn applies(&self, (protocol, quarter, port): (&str, u8, u16)) -> bool {
        let (first, count) = self.quarters;
        (self.protocol == "*" || self.protocol == protocol)
            && (first..first + count).contains(&quarter)
            && (self.ports.0..=self.ports.1).contains(&port)
    }
}

#[test]
fn random_rules_protect_less_exactly_where_a_packet_passes_that_did_not() {
    let mut state = 7_u32;
    let mut next = |bound: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) % bound
    };
    let packets: Vec<(&str, u8, u16)> = ["Tcp", "Udp", "Icmp"]
        .into_iter()
        .flat_map(|protocol| (0..4).flat_map(move |quarter| (100..104).map(move |port| (protocol, quarter, port))))
        .collect();
    let mut weaker_lists = 0;
    for _ in 0..60 {
        let mut list = || -> Vec<Simple> {
            let mut priorities: Vec<u16> =
                (0..=next(4)).map(|_| 100 + u16::try_from(next(50)).expect("small")).collect();
            priorities.sort_unstable();
            priorities.dedup();
            let mut simple = |priority: u16| {
                let count = u8::try_from(1 + next(2)).expect("small");
                let quarter = u8::try_from(next(4)).expect("small");
                let low = 100 + u16::try_from(next(4)).expect("small");
                let high = low + u16::try_from(next(u32::from(104 - low))).expect("small");
                let protocol = ["Tcp", "Udp", "*"][next(3) as usize];
                let quarters = (quarter / count * count, count);
                Simple { priority, denies: next(3) > 0, protocol, quarters, ports: (low, high) }
            };
            priorities.into_iter().map(&mut simple).collect()
        };
        let (old, new) = (list(), list());
        let decide = |rules: &[Simple], packet| rules.iter().position(|rule| rule.applies(packet));
        let mut expected: Vec<String> = Vec::new();
        for packet in &packets {
            let (before, after) = (decide(&old, *packet), decide(&new, *packet));
            let denied = before.filter(|index| old[*index].denies);
            let is_allowed = after.is_none_or(|index| !new[index].denies);
            if let (Some(denied), true) = (denied, is_allowed) {
                expected.push(format!("O{denied} no longer denies"));
                expected.extend(after.map(|index| format!("N{index} allows")));
            }
        }
        expected.sort();
        expected.dedup();
        let texts = |rules: &[Simple], prefix: &str| -> Vec<String> {
            rules.iter().enumerate().map(|(index, rule)| rule.text(&format!("{prefix}{index}"))).collect()
        };
        let (old, new) = (texts(&old, "O"), texts(&new, "N"));
        let words = |texts: &'_ [String]| {
            texts.iter().map(|text| text.split_once(' ').expect("a rule").1.to_owned()).collect::<Vec<_>>()
        };
        // An allow that both lists have is not reported: the deny before it is.
        let same = |line: &String| {
            let index: Option<usize> = line.strip_prefix('N').and_then(|rest| rest.split(' ').next()?.parse().ok());
            index.is_some_and(|index| words(&old).contains(&words(&new)[index]))
        };
        expected.retain(|line| !same(line));
        let (before, after): (Vec<&str>, Vec<&str>) =
            (old.iter().map(String::as_str).collect(), new.iter().map(String::as_str).collect());
        let mut found = weaker(&before, &after);
        found.iter_mut().for_each(|line| *line = line.trim_end_matches(" a part").to_owned());
        found.sort();
        assert_eq!(found, expected, "{old:?} to {new:?}");
        weaker_lists += usize::from(!found.is_empty());
    }
    assert!((20..60).contains(&weaker_lists), "{weaker_lists}");
}
