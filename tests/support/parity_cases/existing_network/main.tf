data "azurerm_resource_group" "this" {
  name = "rg-docs"
}

resource "azurerm_network_security_group" "clients" {
  name                = "nsg-clients"
  resource_group_name = data.azurerm_resource_group.this.name
  location            = data.azurerm_resource_group.this.location
}

resource "azurerm_subnet" "clients" {
  provider             = azurerm.network
  name                 = "snet-clients"
  resource_group_name  = "rg-network"
  virtual_network_name = "vnet-hub"
  address_prefixes     = ["10.0.1.0/26"]
}

resource "azurerm_subnet_network_security_group_association" "clients" {
  subnet_id                 = azurerm_subnet.clients.id
  network_security_group_id = azurerm_network_security_group.clients.id
}

resource "azurerm_network_interface" "vm" {
  name                = "nic-vm"
  resource_group_name = data.azurerm_resource_group.this.name
  location            = data.azurerm_resource_group.this.location

  ip_configuration {
    name                          = "primary"
    subnet_id                     = azurerm_subnet.clients.id
    private_ip_address_allocation = "Dynamic"
  }
}

resource "azurerm_network_interface_security_group_association" "vm" {
  network_interface_id      = azurerm_network_interface.vm.id
  network_security_group_id = azurerm_network_security_group.clients.id
}
