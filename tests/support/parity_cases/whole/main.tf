terraform {
  required_version = ">= 1.11, < 2.0"

  required_providers {
    azurerm = {
      source                = "hashicorp/azurerm"
      version               = ">= 5.0, < 6.0"
      configuration_aliases = [azurerm.hub]
    }
  }
}

variable "resource_group_name" {
  type     = string
  nullable = false
}

variable "location" {
  type    = string
  default = null
}

variable "allowed_addresses" {
  type    = set(string)
  default = ["20.3.165.95"]
}

variable "admin_username" {
  type = string
}

variable "admin_public_key" {
  type      = string
  sensitive = true
}

data "azurerm_client_config" "current" {}

data "azurerm_resource_group" "this" {
  name = var.resource_group_name
}

locals {
  location = coalesce(var.location, data.azurerm_resource_group.this.location)
  tags     = { workload = "docs" }
}

resource "azurerm_user_assigned_identity" "this" {
  name                = "id-docs-dev"
  resource_group_name = data.azurerm_resource_group.this.name
  location            = local.location
  tags                = local.tags
}

resource "azurerm_network_security_group" "endpoints" {
  name                = "nsg-endpoints"
  resource_group_name = data.azurerm_resource_group.this.name
  location            = local.location

  security_rule {
    name                         = "AllowHttpsFromNetwork"
    access                       = "Allow"
    direction                    = "Inbound"
    priority                     = 100
    protocol                     = "Tcp"
    source_address_prefix        = "VirtualNetwork"
    source_port_range            = "*"
    destination_address_prefixes = ["10.20.0.64/26", "10.20.0.0/26"]
    destination_port_range       = "443"
  }

  dynamic "security_rule" {
    for_each = { DenyAllInbound = 4096 }

    content {
      name                       = security_rule.key
      access                     = "Deny"
      direction                  = "Inbound"
      priority                   = security_rule.value
      protocol                   = "*"
      source_address_prefix      = "*"
      source_port_range          = "*"
      destination_address_prefix = "*"
      destination_port_range     = "*"
    }
  }
}

resource "azurerm_public_ip" "nat" {
  name                = "pip-nat"
  resource_group_name = data.azurerm_resource_group.this.name
  location            = local.location
  allocation_method   = "Static"
  sku                 = "Standard"
  zones               = ["1", "2", "3"]
}

resource "azurerm_nat_gateway" "this" {
  name                = "nat-docs-dev"
  resource_group_name = data.azurerm_resource_group.this.name
  location            = local.location
  sku_name            = "Standard"
}

resource "azurerm_nat_gateway_public_ip_association" "this" {
  nat_gateway_id       = azurerm_nat_gateway.this.id
  public_ip_address_id = azurerm_public_ip.nat.id
}

resource "azurerm_virtual_network" "this" {
  name                = "vnet-docs-dev"
  resource_group_name = data.azurerm_resource_group.this.name
  location            = local.location
  address_space       = ["10.20.0.0/24"]
}

resource "azurerm_subnet" "endpoints" {
  name                              = "snet-endpoints"
  resource_group_name               = data.azurerm_resource_group.this.name
  virtual_network_name              = azurerm_virtual_network.this.name
  address_prefixes                  = ["10.20.0.0/26"]
  default_outbound_access_enabled   = false
  private_endpoint_network_policies = "Enabled"
}

resource "azurerm_subnet" "clients" {
  name                              = "snet-clients"
  resource_group_name               = data.azurerm_resource_group.this.name
  virtual_network_name              = azurerm_virtual_network.this.name
  address_prefixes                  = ["10.20.0.64/26"]
  default_outbound_access_enabled   = false
  private_endpoint_network_policies = "Disabled"

  service_endpoint {
    service = "Microsoft.CognitiveServices"
  }

  service_endpoint {
    service = "Microsoft.Storage"
  }
}

resource "azurerm_subnet_network_security_group_association" "endpoints" {
  subnet_id                 = azurerm_subnet.endpoints.id
  network_security_group_id = azurerm_network_security_group.endpoints.id
}

resource "azurerm_subnet_network_security_group_association" "clients" {
  subnet_id                 = azurerm_subnet.clients.id
  network_security_group_id = azurerm_network_security_group.endpoints.id
}

resource "azurerm_subnet_nat_gateway_association" "clients" {
  subnet_id      = azurerm_subnet.clients.id
  nat_gateway_id = azurerm_nat_gateway.this.id
}

resource "azurerm_cognitive_account" "this" {
  name                               = "di-docs-dev"
  resource_group_name                = data.azurerm_resource_group.this.name
  location                           = local.location
  kind                               = "FormRecognizer"
  sku_name                           = "S0"
  custom_subdomain_name              = "di-docs-dev"
  public_network_access_enabled      = true
  local_auth_enabled                 = false
  outbound_network_access_restricted = true
  fqdns                              = ["stdocsdev.blob.core.windows.net"]
  tags                               = local.tags

  identity {
    type         = "SystemAssigned, UserAssigned"
    identity_ids = [azurerm_user_assigned_identity.this.id]
  }

  network_acls {
    default_action = "Deny"
    ip_rules       = var.allowed_addresses

    virtual_network_rules {
      subnet_id = azurerm_subnet.clients.id
    }
  }
}

resource "azurerm_storage_account" "this" {
  name                              = "stdocsdev"
  resource_group_name               = data.azurerm_resource_group.this.name
  location                          = local.location
  account_kind                      = "StorageV2"
  account_tier                      = "Standard"
  account_replication_type          = "GRS"
  min_tls_version                   = "TLS1_2"
  https_traffic_only_enabled        = true
  allow_nested_items_to_be_public   = false
  shared_access_key_enabled         = false
  default_to_oauth_authentication   = true
  local_user_enabled                = false
  cross_tenant_replication_enabled  = false
  infrastructure_encryption_enabled = true
  public_network_access_enabled     = true
  tags                              = merge(local.tags, { part = "storage" })

  blob_properties {
    versioning_enabled = true

    cors_rule {
      allowed_origins    = ["https://documentintelligence.ai.azure.com"]
      allowed_methods    = ["PUT", "GET"]
      allowed_headers    = ["*"]
      exposed_headers    = ["*"]
      max_age_in_seconds = 120
    }

    delete_retention_policy {
      days = 14
    }
  }

  network_rules {
    default_action = "Deny"
    bypass         = ["AzureServices"]
    ip_rules       = var.allowed_addresses

    private_link_access {
      endpoint_resource_id = azurerm_cognitive_account.this.id
      endpoint_tenant_id   = data.azurerm_client_config.current.tenant_id
    }
  }
}

resource "azurerm_storage_container" "this" {
  for_each = toset(["training", "results"])

  name                  = each.value
  storage_account_id    = azurerm_storage_account.this.id
  container_access_type = "private"
}

resource "azurerm_role_assignment" "account_reads_storage" {
  scope                = azurerm_storage_account.this.id
  role_definition_name = "Storage Blob Data Reader"
  principal_id         = azurerm_cognitive_account.this.identity[0].principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_role_assignment" "identity_uses_account" {
  scope                = azurerm_cognitive_account.this.id
  role_definition_name = "Cognitive Services User"
  principal_id         = azurerm_user_assigned_identity.this.principal_id
  principal_type       = "ServicePrincipal"
}

resource "azurerm_private_dns_zone" "blob" {
  name                = "privatelink.blob.core.windows.net"
  resource_group_name = data.azurerm_resource_group.this.name
}

resource "azurerm_private_dns_zone_virtual_network_link" "blob" {
  name                 = "link-docs-dev"
  private_dns_zone_id  = azurerm_private_dns_zone.blob.id
  virtual_network_id   = azurerm_virtual_network.this.id
  registration_enabled = false
}

resource "azurerm_private_dns_zone_virtual_network_link" "account" {
  provider = azurerm.hub

  name                 = "link-docs-dev"
  private_dns_zone_id  = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-hub/providers/Microsoft.Network/privateDnsZones/privatelink.cognitiveservices.azure.com"
  virtual_network_id   = azurerm_virtual_network.this.id
  registration_enabled = false
}

resource "azurerm_private_endpoint" "blob" {
  name                          = "pe-blob"
  resource_group_name           = data.azurerm_resource_group.this.name
  location                      = local.location
  subnet_id                     = azurerm_subnet.endpoints.id
  custom_network_interface_name = "nic-pe-blob"

  private_service_connection {
    name                           = "blob"
    private_connection_resource_id = azurerm_storage_account.this.id
    subresource_names              = ["blob"]
    is_manual_connection           = false
  }

  private_dns_zone_group {
    name                 = "default"
    private_dns_zone_ids = [azurerm_private_dns_zone.blob.id]
  }
}

resource "azurerm_private_endpoint" "account" {
  name                          = "pe-account"
  resource_group_name           = data.azurerm_resource_group.this.name
  location                      = local.location
  subnet_id                     = azurerm_subnet.endpoints.id
  custom_network_interface_name = "nic-pe-account"

  private_service_connection {
    name                           = "account"
    private_connection_resource_id = azurerm_cognitive_account.this.id
    subresource_names              = ["account"]
    is_manual_connection           = false
  }

  ip_configuration {
    name               = "account"
    private_ip_address = "10.20.0.10"
    subresource_name   = "account"
    member_name        = "default"
  }

  private_dns_zone_group {
    name                 = "default"
    private_dns_zone_ids = ["/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-hub/providers/Microsoft.Network/privateDnsZones/privatelink.cognitiveservices.azure.com"]
  }

  depends_on = [
    azurerm_role_assignment.account_reads_storage,
    azurerm_private_dns_zone_virtual_network_link.account,
  ]
}

resource "azurerm_network_interface" "vm" {
  name                = "nic-vm"
  resource_group_name = data.azurerm_resource_group.this.name
  location            = local.location

  ip_configuration {
    name                          = "primary"
    subnet_id                     = azurerm_subnet.clients.id
    private_ip_address_allocation = "Dynamic"
  }
}

resource "azurerm_linux_virtual_machine" "this" {
  name                       = "vm-docs"
  resource_group_name        = data.azurerm_resource_group.this.name
  location                   = local.location
  size                       = "Standard_D4s_v5"
  admin_username             = var.admin_username
  computer_name              = "vm-docs"
  allow_extension_operations = false
  encryption_at_host_enabled = true
  network_interface_ids      = [azurerm_network_interface.vm.id]
  patch_mode                 = "AutomaticByPlatform"
  secure_boot_enabled        = true
  vtpm_enabled               = true

  admin_ssh_key {
    username   = var.admin_username
    public_key = var.admin_public_key
  }

  os_disk {
    caching              = "ReadWrite"
    storage_account_type = "Premium_LRS"
  }

  source_image_reference {
    publisher = "microsoft-dsvm"
    offer     = "ubuntu-2204"
    sku       = "2204-gen2"
    version   = "latest"
  }
}

resource "azurerm_dev_test_global_vm_shutdown_schedule" "this" {
  virtual_machine_id    = azurerm_linux_virtual_machine.this.id
  location              = local.location
  daily_recurrence_time = "1900"
  timezone              = "UTC"

  notification_settings {
    enabled = false
  }
}

output "endpoint" {
  value = azurerm_cognitive_account.this.endpoint
}
