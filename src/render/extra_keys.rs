//! Additional settings for which the file has a key of its own.

use crate::{plan::ResourceKind, source::join_pointer};

/// Settings that had no key of their own in earlier versions: the kind, the end of the path in either vocabulary, and the
/// key of the file that determines them now.
const SETTINGS_WITH_NEW_KEYS: &[(ResourceKind, &str, &str)] = &[
    (ResourceKind::StorageAccount, "/services/queue/enabled", "storage.queueAndTableKeyType"),
    (ResourceKind::StorageAccount, "/services/queue/keyType", "storage.queueAndTableKeyType"),
    (ResourceKind::StorageAccount, "/services/table/enabled", "storage.queueAndTableKeyType"),
    (ResourceKind::StorageAccount, "/services/table/keyType", "storage.queueAndTableKeyType"),
    (ResourceKind::StorageAccount, "/queue_encryption_key_type", "storage.queueAndTableKeyType"),
    (ResourceKind::StorageAccount, "/table_encryption_key_type", "storage.queueAndTableKeyType"),
    (ResourceKind::StorageAccount, "/allowedCopyScope", "storage.copyScope"),
    (ResourceKind::StorageAccount, "/allowed_copy_scope", "storage.copyScope"),
    (ResourceKind::StorageAccount, "/sasPolicy/sasExpirationPeriod", "storage.sasPolicy"),
    (ResourceKind::StorageAccount, "/sasPolicy/expirationAction", "storage.sasPolicy"),
    (ResourceKind::StorageAccount, "/sas_policy/expiration_period", "storage.sasPolicy"),
    (ResourceKind::StorageAccount, "/sas_policy/expiration_action", "storage.sasPolicy"),
];

/// The key of the file that determines a setting, where it is listed.
pub(super) fn key_of_setting(kind: ResourceKind, key: &str, pointer: &str) -> Option<&'static str> {
    let path = join_pointer(pointer, key).to_lowercase();
    let has_path = |(of, end, _): &&(ResourceKind, &str, &str)| *of == kind && path.ends_with(&end.to_lowercase());
    SETTINGS_WITH_NEW_KEYS.iter().find(has_path).map(|(_, _, own)| *own)
}
