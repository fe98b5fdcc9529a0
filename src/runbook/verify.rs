//! Does it work from inside, and is it closed from outside?

use super::{Runbook, Step, shell::quote};
use crate::{
    plan::{Body, Expr, Plan, Symbol},
    topology::{PublicNetworkAccess, Topology},
};

/// A page with a few words, as PDF in base64.
const PAGE: &str = include_str!("page.base64");

const PRIVATE: &[&str] = &[
    "# Whether an address lies in a range.",
    "inside() {",
    "  local a b c d low bits",
    "  IFS=. read -r a b c d <<<\"$1\"",
    "  local address=$(((a << 24) + (b << 16) + (c << 8) + d))",
    "  IFS=./ read -r a b c d bits <<<\"$2\"",
    "  low=$(((a << 24) + (b << 16) + (c << 8) + d))",
    "  [ $((address >> (32 - bits))) -eq $((low >> (32 - bits))) ]",
    "}",
    "",
    "private() {",
    "  local address range",
    "  address=$(getent ahostsv4 \"$1\" | awk 'NR == 1 { print $1 }')",
    "  for range in $private_ranges; do",
    "    if [ -n \"$address\" ] && inside \"$address\" \"$range\"; then",
    "      echo \"ok: $1 is $address\"",
    "      return",
    "    fi",
    "  done",
    "  echo \"failed: $1 is ${address:-not known}, which is not in $private_ranges: look at the zone, its link and the endpoint\" >&2",
    "  return 1",
    "}",
];

/// Where endpoints have their addresses, where the file does not say it: the private ranges of RFC 1918.
const PRIVATE_RANGES: &str = "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16";

const TOKEN: &[&str] = &[
    "token=$(curl --silent --show-error --fail --header 'Metadata: true' \\",
    "  \"http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=$token_resource\" |",
    "  sed -E 's/.*\"access_token\" *: *\"([^\"]+)\".*/\\1/')",
    "echo \"ok: a token of ${#token} characters\"",
];

const CALL: &[&str] = &[
    "# The token goes in through a file descriptor, so that no list of processes shows it.",
    "call() {",
    "  curl --silent --show-error --config <(printf 'header = \"Authorization: Bearer %s\"\\n' \"$token\") \"$@\"",
    "}",
    "",
    "# Starts something long, waits for its end, and prints what came of it.",
    "await() {",
    "  local headers operation answer",
    "  headers=$(call --request POST --header 'Content-Type: application/json' --data \"$2\" --include \"$1\")",
    "  operation=$(printf '%s' \"$headers\" | awk 'tolower($1) == \"operation-location:\" { print $2 }' | tr -d '\\r')",
    "  if [ -z \"$operation\" ]; then",
    "    printf 'refused: %s\\n' \"$(printf '%s' \"$headers\" | tr -d '\\r')\"",
    "    return",
    "  fi",
    "  for _ in $(seq 60); do",
    "    answer=$(call \"$operation\")",
    "    case \"$answer\" in",
    "      *'\"status\":\"succeeded\"'* | *'\"status\":\"failed\"'*) break ;;",
    "    esac",
    "    sleep 5",
    "  done",
    "  printf '%s\\n' \"$answer\"",
    "}",
];

const ANALYZE: &[&str] = &[
    "answer=$(await \"https://$account_host/documentintelligence/documentModels/prebuilt-read:analyze?api-version=$api_version\" \\",
    "  \"{\\\"base64Source\\\":\\\"$page\\\"}\")",
    "case \"$answer\" in",
    "  *'\"status\":\"succeeded\"'*) echo 'ok: the page was read' ;;",
    "  *)",
    "    echo \"failed: $answer\" >&2",
    "    exit 1",
    "    ;;",
    "esac",
];

const TRAIN: &[&str] = &[
    "model=\"di-gen-verify-$(date +%s)\"",
    "answer=$(await \"https://$account_host/documentintelligence/documentModels:build?api-version=$api_version\" \\",
    "  \"{\\\"modelId\\\":\\\"$model\\\",\\\"buildMode\\\":\\\"template\\\",\\\"azureBlobSource\\\":{\\\"containerUrl\\\":\\\"https://$blob_host/$container\\\"}}\")",
    "case \"$answer\" in",
    "  *'\"status\":\"succeeded\"'*) echo 'ok: the account trained with the container' ;;",
    "  *ContentSourceNotAccessible* | *AuthorizationFailure* | *AccessDenied*)",
    "    echo \"failed: the account does not read the container: $answer\" >&2",
    "    exit 1",
    "    ;;",
    "  # It looked into the container and missed something there.",
    "  *TrainingContentMissing* | *ModelBuildError*) echo 'ok: the account read the container' ;;",
    "  *)",
    "    echo \"failed: ${answer:-no answer}\" >&2",
    "    exit 1",
    "    ;;",
    "esac",
    "call --request DELETE --output /dev/null \"https://$account_host/documentintelligence/documentModels/$model?api-version=$api_version\"",
];

pub(super) fn runbook(topology: &Topology, plan: &Plan) -> Runbook {
    let storage = plan.find(&Symbol::from("storageAccount")).and_then(|storage| plan.text(&storage.name));
    let blob = Expr::Join(vec![Expr::text(storage.unwrap_or_default()), Expr::text(".blob."), Expr::StorageSuffix]);
    let blob = plan.text(&blob).unwrap_or_default();
    let container = topology.storage.containers.first().map(|c| c.name.to_string()).unwrap_or_default();
    let facts = plan.cloud.facts();
    let vault = plan.find(&Symbol::from("keyVault")).and_then(|vault| plan.text(&vault.name)).unwrap_or_default();
    let resource = format!("https%3A%2F%2F{}", facts.cognitive_services_suffix);
    let variables = vec![
        ("account_host", quote(&plan.account_host())),
        ("blob_host", quote(&blob)),
        ("vault_host", quote(&format!("{vault}{}", facts.vault_suffix))),
        ("container", quote(&container)),
        ("token_resource", quote(&resource)),
        ("api_version", quote("2024-11-30")),
        ("private_ranges", quote(&private_ranges(plan))),
        ("page", quote(PAGE.trim())),
    ];
    let mut steps = vec![outside(topology)];
    let hosts = hosts(plan);
    if !hosts.is_empty() {
        let mut step = Step::new(
            "Names lead to private addresses",
            "A name that leads to a public address means that the zone, its link or the zone group is missing.",
            PRIVATE,
        );
        step.commands.extend(hosts.iter().map(|host| format!("private {host}")));
        steps.push(step);
    }
    steps.push(Step::new(
        "A token of the machine's identity",
        "The machine asks the instance metadata service; nothing leaves it. The identity needs Cognitive Services User.",
        TOKEN,
    ));
    let mut analyze = Step::new("The account reads a page", "Sends a small PDF with the token.", CALL);
    analyze.commands.push(String::new());
    analyze.commands.extend(ANALYZE.iter().map(ToString::to_string));
    steps.push(analyze);
    if topology.account_uses_storage() {
        steps.push(Step::new(
            "The account reads the training container",
            "Starts a custom model. With an empty container it ends for want of training data, and that is enough: what counts is that the account came in. ContentSourceNotAccessible means that its role or the firewall's exception is missing.",
            TRAIN,
        ));
    }
    Runbook {
        edition: plan.edition,
        name: "verify",
        title: "Does the topology work, and is it closed?".to_owned(),
        before: vec![
            "Run it on the test machine, or on another machine in the network that has a managed identity. It needs bash, curl and getent, as Linux has them, and nothing from the internet; a test machine with Windows has them in the Windows Subsystem for Linux. From anywhere else, run it with `outside` to see the refusal.".to_owned(),
            "Names are the defaults of the parameters; change them below if the deployment had others.".to_owned(),
        ],
        variables,
        steps,
    }
}

/// The hosts that endpoints lead to, as words of the shell.
fn hosts(plan: &Plan) -> Vec<String> {
    let leads_to = |group: &str| {
        plan.resources.iter().any(|r| matches!(&r.body, Body::PrivateEndpoint(body) if body.group == group))
    };
    let mut hosts = Vec::new();
    if leads_to("account") {
        hosts.push("\"$account_host\"".to_owned());
        // An account of several services has a name in each of its zones.
        let zones = plan.resources.iter().filter(|r| ["openAiZone", "servicesAiZone"].contains(&r.symbol.as_str()));
        let zones = zones.filter_map(|zone| plan.text(&zone.name));
        hosts.extend(zones.filter_map(|zone| {
            zone.strip_prefix("privatelink.").map(|zone| format!("\"${{account_host%%.*}}\".{}", quote(zone)))
        }));
    }
    if leads_to("blob") {
        hosts.push("\"$blob_host\"".to_owned());
    }
    if leads_to("vault") {
        hosts.push("\"$vault_host\"".to_owned());
    }
    hosts
}

/// The range that endpoints have their addresses from.
fn private_ranges(plan: &Plan) -> String {
    let subnet = plan.find(&Symbol::from("endpointsSubnet")).map(|subnet| &subnet.body);
    match subnet {
        Some(Body::Subnet(subnet)) => plan.text(&subnet.prefix).unwrap_or_else(|| PRIVATE_RANGES.to_owned()),
        _ => PRIVATE_RANGES.to_owned(),
    }
}

/// The refusal to expect; what an existing account answers is its owner's, and is only shown.
fn outside(topology: &Topology) -> Step {
    if topology.account.existing.is_some() {
        let text = "The firewall of the existing account is its owner's: from outside, 403 means closed, and 401 open to whoever has a token.";
        return Step::new(
            "The answer from outside",
            text,
            &[
                "if [ \"${1:-inside}\" = outside ]; then",
                "  curl --silent --output /dev/null --write-out '%{http_code}\\n' \\",
                "    \"https://$account_host/documentintelligence/info?api-version=$api_version\"",
                "  exit 0",
                "fi",
            ],
        );
    }
    let (expected, text) = match topology.account.public_network_access {
        PublicNetworkAccess::Private => ("403", "From outside of the network, the account answers 403 to everybody."),
        PublicNetworkAccess::Selected => {
            ("403", "From an address that is not on the allow-list, the account answers 403.")
        }
        PublicNetworkAccess::Open => ("401", "The account is open: without a token it answers 401."),
    };
    let mut step = Step::new("The refusal from outside", text, &[]);
    step.commands = vec![
        "if [ \"${1:-inside}\" = outside ]; then".to_owned(),
        "  status=$(curl --silent --output /dev/null --write-out '%{http_code}' \\".to_owned(),
        "    \"https://$account_host/documentintelligence/info?api-version=$api_version\" || true)".to_owned(),
        format!("  if [ \"$status\" = {expected} ]; then"),
        format!("    echo 'ok: refused with {expected}'"),
        "    exit 0".to_owned(),
        "  fi".to_owned(),
        format!("  echo \"failed: $status, where {expected} was expected\" >&2"),
        "  exit 1".to_owned(),
        "fi".to_owned(),
    ];
    step
}
