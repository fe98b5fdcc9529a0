param networkName string
param name string
param addressPrefixes string[]
param groupId string?

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' existing = {
  name: networkName
}

resource subnet 'Microsoft.Network/virtualNetworks/subnets@2024-05-01' = {
  name: name
  parent: network
  properties: {
    addressPrefix: length(addressPrefixes) == 1 ? addressPrefixes[0] : null
    addressPrefixes: length(addressPrefixes) > 1 ? addressPrefixes : null
    networkSecurityGroup: !empty(groupId) ? { id: groupId! } : null
  }
}
