param group string

resource virtualNetwork 'Microsoft.Network/virtualNetworks@2025-05-01' existing = {
  name: 'vnet-hub'
}

resource clientsSubnet 'Microsoft.Network/virtualNetworks/subnets@2025-05-01' = {
  parent: virtualNetwork
  name: 'snet-clients'
  properties: {
    addressPrefix: '10.0.1.0/26'
    networkSecurityGroup: {
      id: group
    }
  }
}
