param storageName string
param roleAssignments { principalId: string?, roleDefinitionIdOrName: string }[]

var roles = {
  'Storage Blob Data Reader': '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'
  'Storage Blob Data Contributor': 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'
}

resource storage 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  name: storageName
}

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for assignment in filter(roleAssignments, found => found.?principalId != null): {
    name: guid(storage.id, assignment.principalId!, roles[assignment.roleDefinitionIdOrName])
    scope: storage
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', roles[assignment.roleDefinitionIdOrName])
      principalId: assignment.principalId!
      principalType: 'ServicePrincipal'
    }
  }
]
