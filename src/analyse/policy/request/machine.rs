//! The request for the test VM.

use super::builder::Builder;
use crate::{
    analyse::policy::value::{AzureValue, object},
    plan::{VirtualMachine, VirtualMachineExtension},
};

pub(super) fn extension_body(extension: &VirtualMachineExtension) -> AzureValue {
    object! {
        "properties": object! { "publisher": extension.publisher, "type": extension.extension_type },
    }
}

impl Builder<'_> {
    pub(super) fn virtual_machine(self, machine: &VirtualMachine) -> AzureValue {
        object! {
            "location": self.text(&machine.location),
            "zones": machine.zone.map_or(AzureValue::Absent, |zone| AzureValue::List(vec![zone.into()])),
            "identity": object! {
                "type": if machine.user_assigned_identities.is_empty() {
                    "SystemAssigned"
                } else {
                    "SystemAssigned, UserAssigned"
                },
            },
            "properties": object! {
                "securityProfile": object! {
                    "encryptionAtHost": machine.encryption_at_host,
                    "securityType": machine.trusted_launch.then_some("TrustedLaunch"),
                    "uefiSettings": machine.trusted_launch.then(|| object! {
                        "secureBootEnabled": true,
                        "vTpmEnabled": true,
                    }),
                },
                "storageProfile": object! {
                    "imageReference": object! {
                        "publisher": machine.image.publisher,
                        "offer": machine.image.offer,
                        "sku": machine.image.sku,
                    },
                    "osDisk": object! {
                        "createOption": "FromImage",
                        "managedDisk": object! {
                            "storageAccountType": "Premium_LRS",
                            "diskEncryptionSet": machine
                                .disk_encryption_set
                                .as_ref()
                                .map(|set| object! { "id": self.text(set) }),
                        },
                    },
                },
                "osProfile": object! {
                    "allowExtensionOperations": machine.allow_extension_operations,
                    "linuxConfiguration": machine.linux.as_ref().map(|_| object! {
                        "disablePasswordAuthentication": true,
                    }),
                    "windowsConfiguration": machine.windows.as_ref().map(|_| object! {
                        "enableAutomaticUpdates": true,
                    }),
                },
            },
        }
    }
}
