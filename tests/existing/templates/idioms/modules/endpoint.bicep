param name string
param location string
param subnetResourceId string
param targetId string
param service string
param zoneIds string[]?

resource endpoint 'Microsoft.Network/privateEndpoints@2024-10-01' = {
  name: name
  location: location
  properties: {
    subnet: { id: subnetResourceId }
    privateLinkServiceConnections: [
      { name: name, properties: { privateLinkServiceId: targetId, groupIds: [service] } }
    ]
  }
}

resource zoneGroup 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2024-10-01' = if (!empty(zoneIds)) {
  parent: endpoint
  name: 'default'
  properties: {
    privateDnsZoneConfigs: [
      for id in (zoneIds ?? []): { name: last(split(id, '/')), properties: { privateDnsZoneId: id } }
    ]
  }
}
