variable "admin_password" {
  type      = string
  sensitive = true
}

variable "resource_group_name" {
  type = string
}

resource "azurerm_bastion_host" "this" {
  name                = "bas"
  resource_group_name = var.resource_group_name
  location            = "x"
  sku                 = "Standard"
  copy_paste_enabled  = false
  tunneling_enabled   = true

  ip_configuration {
    name                 = "bastion"
    subnet_id            = "/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/virtualNetworks/v/subnets/AzureBastionSubnet"
    public_ip_address_id = "/subscriptions/s/resourceGroups/r/providers/Microsoft.Network/publicIPAddresses/p"
  }
}

resource "azurerm_windows_virtual_machine" "this" {
  name                      = "vm"
  resource_group_name       = var.resource_group_name
  location                  = "x"
  size                      = "Standard_D4s_v5"
  admin_username            = "ada"
  admin_password            = var.admin_password
  computer_name             = "vm"
  automatic_updates_enabled = true
  patch_mode                = "AutomaticByPlatform"
  network_interface_ids     = []

  identity {
    type = "SystemAssigned"
  }

  os_disk {
    caching              = "ReadWrite"
    disk_size_gb         = 256
    storage_account_type = "Premium_LRS"
  }
}

data "azurerm_resource_group" "this" {
  name = var.resource_group_name
}
