//! What the removal and the replacement of a storage account, its key, its blob service and its containers mean.

use super::{
    Heading, Outcome, When,
    lifecycle::{Collision, Lifecycle, Meaning, ParentMatch, Removal},
    storage::{
        CONTAINER_IN_TERRAFORM, CONTAINER_RETENTION, DELETED_STORAGE, STORAGE_IN_PLACE, STORAGE_KEY_ACCOUNT,
        STORAGE_KEY_REMOVED, STORAGE_NAME_IN_USE,
    },
};

const STORAGE_DELETED: &[Meaning] = &[Meaning {
    engine: None,
    heading: Heading::LosesData,
    text: "its containers and blobs are deleted; soft delete does not keep them, and recovery within 14 days is a best effort",
    fact: &DELETED_STORAGE,
}];

pub(super) const STORAGE_ACCOUNT: Lifecycle = Lifecycle {
    destroyed: STORAGE_DELETED,
    replaced: STORAGE_DELETED,
    replaced_with_same_name: &[Meaning {
        engine: None,
        heading: Heading::CannotBeUndone,
        text: "the deleted storage account cannot be recovered, since the new one has its name",
        fact: &DELETED_STORAGE,
    }],
    collisions: &[
        Collision {
            parent: ParentMatch::Same,
            fields: &["name"],
            outcome: Outcome::refused(When::Always, "StorageAccountInAnotherResourceGroup", &STORAGE_NAME_IN_USE),
        },
        Collision {
            parent: ParentMatch::Elsewhere,
            fields: &["name"],
            outcome: Outcome::refused(When::Always, "StorageAccountAlreadyTaken", &STORAGE_NAME_IN_USE),
        },
    ],
    in_place: Some(&STORAGE_IN_PLACE),
    ..Lifecycle::new(Removal::Left)
};

pub(super) const STORAGE_ACCOUNT_KEY: Lifecycle = Lifecycle {
    destroyed: &[Meaning {
        engine: None,
        heading: Heading::ProtectsLess,
        text: "data of the storage account is encrypted with the Microsoft-managed key",
        fact: &STORAGE_KEY_REMOVED,
    }],
    in_place: Some(&STORAGE_KEY_ACCOUNT),
    ..Lifecycle::new(Removal::WithParent)
};

pub(super) const BLOB_SERVICE: Lifecycle =
    Lifecycle { in_place: Some(&STORAGE_IN_PLACE), ..Lifecycle::new(Removal::WithParent) };

const CONTAINER_DELETED: &[Meaning] = &[Meaning {
    engine: None,
    heading: Heading::LosesData,
    text: "its blobs are deleted; it can be recovered with them only within the soft-delete retention of containers",
    fact: &CONTAINER_RETENTION,
}];

pub(super) const BLOB_CONTAINER: Lifecycle = Lifecycle {
    destroyed: CONTAINER_DELETED,
    replaced: CONTAINER_DELETED,
    in_place: Some(&CONTAINER_IN_TERRAFORM),
    ..Lifecycle::new(Removal::Left)
};
