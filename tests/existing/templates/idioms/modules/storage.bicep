param name string
param location string
param publicNetworkAccess string?
param networkAcls object?
param containers { name: string }[] = []
param roleAssignments { principalId: string, roleDefinitionIdOrName: string }[]?
param privateEndpoints { name: string?, subnetResourceId: string, service: string?, zoneIds: string[]? }[]?

resource storage 'Microsoft.Storage/storageAccounts@2025-01-01' = {
  name: name
  location: location
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: {
    allowSharedKeyAccess: false
    allowBlobPublicAccess: false
    publicNetworkAccess: publicNetworkAccess
    networkAcls: !empty(networkAcls)
      ? union(
          {
            resourceAccessRules: networkAcls.?resourceAccessRules
            defaultAction: networkAcls.?defaultAction ?? 'Deny'
          },
          contains(networkAcls!, 'bypass') ? { bypass: networkAcls.?bypass } : {}
        )
      : { bypass: 'AzureServices', defaultAction: 'Deny' }
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-01-01' = {
  name: 'default'
  parent: storage
  properties: { cors: { corsRules: [] } }
}

resource containersOfBlobs 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-01-01' = [
  for container in containers: {
    name: container.name
    parent: blobs
    properties: { publicAccess: 'None' }
  }
]

module roles 'roles.bicep' = {
  name: '${uniqueString(deployment().name, location)}-roles'
  params: { storageName: storage.name, roleAssignments: roleAssignments ?? [] }
}

module endpoints 'endpoint.bicep' = [
  for (endpoint, index) in (privateEndpoints ?? []): {
    name: '${uniqueString(deployment().name, location)}-endpoint-${index}'
    scope: resourceGroup(split(endpoint.subnetResourceId, '/')[2], split(endpoint.subnetResourceId, '/')[4])
    params: {
      name: endpoint.?name ?? 'pep-${last(split(storage.id, '/'))}-${endpoint.?service ?? 'blob'}-${index}'
      location: location
      subnetResourceId: endpoint.subnetResourceId
      targetId: storage.id
      service: endpoint.?service ?? 'blob'
      zoneIds: endpoint.?zoneIds
    }
  }
]

output resourceId string = storage.id
output name string = storage.name
