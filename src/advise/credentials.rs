//! The trial of a client that has only a key: what it is answered, and what it is answered after the key of the file is set
//! to its other value.

use serde_json::{Value, json};

use super::{Advisor, edit::Edit, edit::append_value, edit::set_value};
use crate::{
    analyse::access::{AccessAnalysis, AccessTarget, Actor, EvaluatedPath, Operation, Verdict},
    catalog::errors::{self, ServiceError},
    plan::{self, ResolvedTopology},
    read,
};

/// What a client with only a key is answered, before and after a change.
#[derive(Debug, Clone, PartialEq)]
pub struct CredentialTrial {
    /// The credential, for a sentence: `an account key`.
    pub credential: &'static str,
    /// The access path with the file as it is.
    pub path: EvaluatedPath,
    /// The change.
    pub edit: Edit,
    /// The verdict on the access path after the change.
    pub verdict: Verdict,
}

/// A kind of client that has only a key, and the answer that it gets while keys are disabled.
struct Credential {
    answer: &'static ServiceError,
    kind: &'static str,
    display_name: &'static str,
    operation: Operation,
    target: AccessTarget,
    key: &'static str,
}

const CREDENTIALS: &[Credential] = &[
    Credential {
        answer: &errors::AUTHENTICATION_DISABLED,
        kind: "accountKey",
        display_name: "an account key",
        operation: Operation::Call,
        target: AccessTarget::Account,
        key: "/account/localAuth",
    },
    Credential {
        answer: &errors::KEYS_NOT_PERMITTED,
        kind: "sas",
        display_name: "a SAS that is signed with a storage account key",
        operation: Operation::Read,
        target: AccessTarget::Storage,
        key: "/storage/sharedKeys",
    },
];

impl Advisor<'_> {
    /// Tries whether a client with only a key would be allowed access, and whether the key of the file is the cause.
    #[must_use]
    pub fn try_credential(&self, answer: &ServiceError) -> Option<CredentialTrial> {
        let credential = CREDENTIALS.iter().find(|credential| credential.answer == answer)?;
        let mut file = self.file.clone();
        // A name that no client of the file has.
        let name = (0..100).map(|number| format!("holder-{number}")).find(|name| !self.has_client(name))?;
        append_value("/clients", json!({ "name": name, "type": credential.kind })).apply(&mut file);
        let path = evaluate_client(&resolve(&file)?, &name, credential)?;
        if path.service_error() != Some(answer) {
            return None;
        }
        let edit = set_value(credential.key, true);
        edit.apply(&mut file);
        let verdict = evaluate_client(&resolve(&file)?, &name, credential)?.verdict();
        (verdict != Verdict::Denied).then_some(CredentialTrial {
            credential: credential.display_name,
            path,
            edit,
            verdict,
        })
    }

    fn has_client(&self, name: &str) -> bool {
        let clients = self.file.get("clients").and_then(Value::as_array);
        clients.is_some_and(|clients| clients.iter().any(|client| client["name"] == name))
    }
}

fn resolve(file: &Value) -> Option<ResolvedTopology> {
    Some(plan::lower_topology(&read::read_json(file).ok()?))
}

fn evaluate_client(plan: &ResolvedTopology, name: &str, credential: &Credential) -> Option<EvaluatedPath> {
    let actor = Actor::Client(name.to_owned());
    AccessAnalysis::new(plan).evaluate_path(&actor, None, credential.operation, &credential.target)
}
