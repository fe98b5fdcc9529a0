type subnetType = {
  name: string
  addressPrefixes: string[]
  networkSecurityGroup: { name: string, securityRules: object[] }?
}
param name string
param location string
param addressPrefixes string[]
param subnets subnetType[]

@batchSize(1)
resource groups 'Microsoft.Network/networkSecurityGroups@2024-05-01' = [
  for (subnet, i) in subnets: if (!empty(subnet.?networkSecurityGroup)) {
    name: '${subnet.?networkSecurityGroup.?name ?? 'none-${i}'}-${name}'
    location: location
    properties: { securityRules: subnet.?networkSecurityGroup.?securityRules }
  }
]

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' = {
  name: name
  location: location
  properties: { addressSpace: { addressPrefixes: addressPrefixes } }
}

@batchSize(1)
module parts 'subnet.bicep' = [
  for (subnet, i) in subnets: {
    name: '${uniqueString(deployment().name, location)}-subnet-${i}'
    params: {
      networkName: network.name
      name: subnet.name
      addressPrefixes: subnet.addressPrefixes
      groupId: !empty(subnet.?networkSecurityGroup) ? groups[i].id : null
    }
  }
]

output resourceId string = network.id
output subnets object = toObject(range(0, length(subnets)), i => subnets[i].name, i => resourceId('Microsoft.Network/virtualNetworks/subnets', name, subnets[i].name))
