//! azurerm's virtual machines and their shutdown schedule as ARM bodies.

use serde_json::{Value, json};

use super::azure_functions::{items, truth};
use super::azurerm::{identity_of, placed, reference, word};
use super::hcl::Block;

pub(super) fn linux(block: &mut Block) -> Value {
    let user = block.take("admin_username");
    let keys = block.each("admin_ssh_key", |it| {
        let owner = it.take("username");
        let path = format!("/home/{}/.ssh/authorized_keys", owner.as_str().unwrap_or_default());
        json!({ "path": path, "keyData": it.take("public_key") })
    });
    let system = json!({ "linuxConfiguration": {
        "disablePasswordAuthentication": block.or("disable_password_authentication", true),
        "patchSettings": patches(block, "ImageDefault"),
        "provisionVMAgent": block.or("provision_vm_agent", true),
        "ssh": { "publicKeys": keys },
    } });
    machine(block, &user, system)
}

pub(super) fn windows(block: &mut Block) -> Value {
    let user = block.take("admin_username");
    let system = json!({ "windowsConfiguration": {
        "enableAutomaticUpdates": block.or("automatic_updates_enabled", true),
        "patchSettings": patches(block, "AutomaticByOS"),
        "provisionVMAgent": block.or("provision_vm_agent", true),
        "timeZone": block.take("timezone"),
    } });
    machine(block, &user, system)
}

fn patches(block: &mut Block, default: &str) -> Value {
    json!({
        "assessmentMode": block.or("patch_assessment_mode", "ImageDefault"),
        "patchMode": block.or("patch_mode", default),
    })
}

fn machine(block: &mut Block, user: &Value, mut system: Value) -> Value {
    system["adminUsername"] = user.clone();
    system["adminPassword"] = block.take("admin_password");
    system["computerName"] = block.take("computer_name");
    system["allowExtensionOperations"] = block.or("allow_extension_operations", true);
    system["customData"] = block.take("custom_data");
    let (secure_boot, vtpm) = (block.or("secure_boot_enabled", false), block.or("vtpm_enabled", false));
    let trusted = truth(&secure_boot) || truth(&vtpm);
    let disk = block.only("os_disk", |it| {
        json!({
            "caching": it.take("caching"),
            "diskSizeGB": it.take("disk_size_gb"),
            "managedDisk": {
                        "storageAccountType": it.take("storage_account_type"),
                "diskEncryptionSet": reference(it.take("disk_encryption_set_id")),
                    },
            "name": it.take("name"),
        })
    });
    let image = block.only("source_image_reference", |it| {
        json!({
            "publisher": it.take("publisher"),
            "offer": it.take("offer"),
            "sku": it.take("sku"),
            "version": it.take("version"),
        })
    });
    let plan = block.only(
        "plan",
        |it| json!({ "name": it.take("name"), "product": it.take("product"), "publisher": it.take("publisher") }),
    );
    let boot = block.only(
        "boot_diagnostics",
        |it| json!({ "bootDiagnostics": { "enabled": true, "storageUri": it.take("storage_account_uri") } }),
    );
    let cards = block.or("network_interface_ids", json!([]));
    let zone = block.take("zone");
    let security = json!({
        "encryptionAtHost": block.or("encryption_at_host_enabled", false),
        "securityType": if trusted { json!("TrustedLaunch") } else { Value::Null },
        "uefiSettings": { "secureBootEnabled": secure_boot, "vTpmEnabled": vtpm },
    });
    let body = json!({
        "identity": identity_of(block),
        "plan": plan,
        "zones": if zone.is_null() { json!([]) } else { json!([zone]) },
        "properties": {
            "diagnosticsProfile": boot,
            "hardwareProfile": { "vmSize": block.take("size") },
            "licenseType": block.take("license_type"),
            "networkProfile": {
                "networkInterfaces": items(&cards).iter().map(|id| reference(id.clone())).collect::<Value>(),
            },
            "osProfile": system,
            "securityProfile": security,
            "storageProfile": { "imageReference": image, "osDisk": disk },
        },
    });
    placed(block, body)
}

pub(super) fn extension(block: &mut Block) -> Value {
    block.take("virtual_machine_id");
    let properties = json!({
        "publisher": block.take("publisher"),
        "type": block.take("type"),
        "typeHandlerVersion": block.take("type_handler_version"),
        "autoUpgradeMinorVersion": block.or("auto_upgrade_minor_version", false),
        "enableAutomaticUpgrade": block.or("automatic_upgrade_enabled", false),
        "suppressFailures": block.or("failure_suppression_enabled", false),
        "settings": block.take("settings"),
        "protectedSettings": block.take("protected_settings"),
    });
    placed(block, json!({ "properties": properties }))
}

pub(super) fn shutdown(block: &mut Block) -> Value {
    let enabled = block.or("enabled", true);
    let notice = block.only("notification_settings", |it| {
        let enabled = it.take("enabled");
        json!({
            "status": word(&enabled, "Enabled", "Disabled"),
            "emailRecipient": it.take("email"),
            "timeInMinutes": it.or("time_in_minutes", 30),
            "webhookUrl": it.take("webhook_url"),
        })
    });
    let properties = json!({
        "dailyRecurrence": { "time": block.take("daily_recurrence_time") },
        "notificationSettings": notice,
        "status": word(&enabled, "Enabled", "Disabled"),
        "targetResourceId": block.take("virtual_machine_id"),
        "taskType": "ComputeVmShutdownTask",
        "timeZoneId": block.take("timezone"),
    });
    placed(block, json!({ "properties": properties }))
}
