resource clientsNsg 'Microsoft.Network/networkSecurityGroups@2025-05-01' = {
  name: 'nsg-clients'
  location: resourceGroup().location
}

module subnets 'modules/subnets.bicep' = {
  name: 'subnets-${uniqueString(deployment().name)}'
  scope: resourceGroup('s-1', 'rg-network')
  params: {
    group: clientsNsg.id
  }
}

resource virtualNetwork 'Microsoft.Network/virtualNetworks@2025-05-01' existing = {
  name: 'vnet-hub'
  scope: resourceGroup('s-1', 'rg-network')
}

resource clientsSubnet 'Microsoft.Network/virtualNetworks/subnets@2025-05-01' existing = {
  parent: virtualNetwork
  name: 'snet-clients'
}

resource card 'Microsoft.Network/networkInterfaces@2025-05-01' = {
  name: 'nic-vm'
  location: resourceGroup().location
  properties: {
    ipConfigurations: [
      {
        name: 'primary'
        properties: {
          subnet: {
            id: clientsSubnet.id
          }
        }
      }
    ]
    networkSecurityGroup: {
      id: clientsNsg.id
    }
  }
  dependsOn: [
    subnets
  ]
}
