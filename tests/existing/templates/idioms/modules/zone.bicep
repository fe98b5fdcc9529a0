param name string
param links { name: string?, networkId: string }[]?

resource zone 'Microsoft.Network/privateDnsZones@2024-06-01' = {
  name: name
  location: 'global'
}

resource zoneLinks 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (link, i) in (links ?? []): {
    parent: zone
    name: link.?name ?? '${last(split(link.networkId, '/'))}-link'
    location: 'global'
    properties: { registrationEnabled: false, virtualNetwork: { id: link.networkId } }
  }
]

output resourceId string = zone.id
