//! The two account keys, one after the other, so that one of them always works.
//!
//! The order is that of "Rotate keys" in Microsoft's documentation of Azure AI services.

use super::{Runbook, Step, guard::guard, shell::quote};
use crate::{
    diagnostic::{Code, Diagnostic},
    plan::Plan,
    topology::{ActiveKey, Keys, Topology},
};

const FUNCTIONS: &[&str] = &[
    "# Keys go from the account to the vault through pipes: no argument, no file and no screen shows them.",
    "key() {",
    "  az cognitiveservices account keys list --name \"$account\" --resource-group \"$resource_group\" --query \"$1\" --output tsv |",
    "    tr -d '\\n'",
    "}",
    "",
    "regenerate() {",
    "  az cognitiveservices account keys regenerate --name \"$account\" --resource-group \"$resource_group\" --key-name \"$1\" --output none",
    "}",
    "",
    "# What the account answers to a key.",
    "answer() {",
    "  curl --silent --output /dev/null --write-out '%{http_code}' \\",
    "    --config <(printf 'header = \"Ocp-Apim-Subscription-Key: %s\"\\n' \"$1\") \\",
    "    \"https://$account_host/documentintelligence/info?api-version=2024-11-30\"",
    "}",
    "",
];

const OLD_KEYS: &[&str] = &["old_key1=$(key key1)", "old_key2=$(key key2)"];

/// Puts a key into the vault, as the deployment does.
fn store(keys: &Keys) -> Vec<String> {
    let expires =
        keys.expires.map(|day| format!(" --expires {}", quote(&format!("{day}T00:00:00Z")))).unwrap_or_default();
    vec![
        "store() {".to_owned(),
        "  key \"key$1\" | az keyvault secret set --vault-name \"$vault\" --name \"$secret\" --file /dev/stdin --encoding utf-8 \\".to_owned(),
        format!("    --content-type \"Key $1 of a Document Intelligence account\"{expires} --output none"),
        "}".to_owned(),
        String::new(),
    ]
}

pub(super) fn runbook(topology: &Topology, plan: &Plan) -> Result<Runbook, Vec<Diagnostic>> {
    if topology.account.existing.is_some() {
        return Err(vec![
            Diagnostic::error(Code::NO_RUNBOOK, "the keys of an existing account are its owner's to rotate")
                .at("/account/existing")
                .label("not made here"),
        ]);
    }
    let Some(keys) = topology.kept_key() else {
        return Err(vec![
            Diagnostic::error(Code::NO_RUNBOOK, "there are no account keys to rotate")
                .at("/account/localAuth")
                .label("keys are off")
                .help("with Entra ID alone there is nothing to rotate"),
        ]);
    };
    let variables = vec![
        ("resource_group", "${RESOURCE_GROUP:?set RESOURCE_GROUP to the resource group of the account}".to_owned()),
        ("account", plan.name_word("account").unwrap_or_default()),
        ("account_host", quote(&plan.account_host())),
        ("vault", plan.name_word("keyVault").unwrap_or_default()),
        ("secret", quote(keys.secret_name.as_str())),
    ];
    // The key that callers are on comes back to them at the end.
    let (first, other) = match keys.active_key {
        ActiveKey::Key1 => (1, 2),
        ActiveKey::Key2 => (2, 1),
    };
    let callers = Step {
        title: format!("Callers are on key {first}"),
        text: "The file says so (`keys.activeKey`), and the secret holds that key.".to_owned(),
        commands: [
            FUNCTIONS.iter().map(ToString::to_string).collect(),
            store(&keys),
            OLD_KEYS.iter().map(ToString::to_string).collect(),
        ]
        .concat(),
    };
    let mut steps = vec![guard(topology, plan), callers];
    for (key, why) in [(other, "Nobody uses it now."), (first, "Nobody uses it any more.")] {
        let (regenerate, store) = (format!("regenerate Key{key}"), format!("store {key}"));
        steps.push(Step::new(format!("Regenerate key {key}"), why, &[&regenerate]));
        steps.push(Step::new(format!("Store key {key}"), "The secret gets a new version.", &[&store]));
        steps.push(Step::new(format!("Callers move to key {key}"), moving(key), &[]));
    }
    steps.extend([
        Step::new(
            "The old keys are refused",
            "401 for both. From a place that the firewall keeps out, the answer is 403 whatever the key is: run this step where callers run.",
            &[
                "for old in \"$old_key1\" \"$old_key2\"; do",
                "  status=$(answer \"$old\")",
                "  if [ \"$status\" != 401 ]; then",
                "    echo \"failed: an old key was answered with $status, where 401 was expected\" >&2",
                "    exit 1",
                "  fi",
                "done",
                "echo 'ok: both old keys are refused'",
            ],
        ),
        Step::new(
            "Old versions of the secret",
            "They hold keys that no longer work. Disabling them keeps anybody from using one by mistake.",
            &[
                "az keyvault secret list-versions --vault-name \"$vault\" --name \"$secret\" --query \"sort_by([?attributes.enabled], &attributes.created)[:-1].id\" --output tsv |",
                "  while read -r version; do",
                "    az keyvault secret set-attributes --id \"$version\" --enabled false --output none",
                "  done",
            ],
        ),
    ]);
    Ok(Runbook {
        edition: plan.edition,
        name: "rotate-keys",
        title: "Rotate the account keys without interruption".to_owned(),
        before: vec![
            "Needs the Azure CLI, signed in with the right to list and regenerate the keys of the account and to set the secret, and a way to the vault over the network.".to_owned(),
            "If a key has leaked, do not wait for callers: regenerate that key at once, and live with the interruption.".to_owned(),
        ],
        variables,
        steps,
    })
}

fn moving(key: u8) -> String {
    format!(
        "Wait until every caller has read the secret again, which now holds key {key}. Callers that cache it need a restart, or as long as their cache lives. Set `keys.activeKey: key{key}` in the file, generate and deploy, so that no later run writes the other key back; with Terraform, raise account_key_version too."
    )
}
