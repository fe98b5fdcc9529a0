param name string
param location string
param identities { systemAssigned: bool?, userAssignedResourceIds: string[]? }?
param publicNetworkAccess string?
param networkAcls object?
param allowedFqdnList string[]?
param disableLocalAuth bool = true
param restrictOutboundNetworkAccess bool = true
param roleAssignments { principalId: string, roleDefinitionIdOrName: string, principalType: string? }[]?
param diagnosticSettings { name: string?, workspaceResourceId: string? }[]?
param privateEndpoints { name: string?, subnetResourceId: string, service: string?, zoneIds: string[]? }[]?

var formattedUserAssigned = reduce(
  map((identities.?userAssignedResourceIds ?? []), id => { '${id}': {} }),
  {},
  (cur, next) => union(cur, next)
)
var identity = !empty(identities)
  ? {
      type: (identities.?systemAssigned ?? false)
        ? (!empty(identities.?userAssignedResourceIds ?? {}) ? 'SystemAssigned, UserAssigned' : 'SystemAssigned')
        : (!empty(identities.?userAssignedResourceIds ?? {}) ? 'UserAssigned' : null)
      userAssignedIdentities: !empty(formattedUserAssigned) ? formattedUserAssigned : null
    }
  : null
var builtInRoleNames = {
  'Cognitive Services User': subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'a97b65f3-24c7-4388-baec-2e87135dc908')
}
var formattedRoleAssignments = [
  for (assignment, index) in (roleAssignments ?? []): union(assignment, {
    roleDefinitionId: builtInRoleNames[?assignment.roleDefinitionIdOrName] ?? (contains(assignment.roleDefinitionIdOrName, '/providers/Microsoft.Authorization/roleDefinitions/')
      ? assignment.roleDefinitionIdOrName
      : subscriptionResourceId('Microsoft.Authorization/roleDefinitions', assignment.roleDefinitionIdOrName))
  })
]

resource account 'Microsoft.CognitiveServices/accounts@2025-06-01' = {
  name: name
  kind: 'FormRecognizer'
  location: location
  identity: identity
  sku: { name: 'S0' }
  properties: {
    customSubDomainName: name
    publicNetworkAccess: publicNetworkAccess != null ? publicNetworkAccess : (!empty(networkAcls) ? 'Enabled' : 'Disabled')
    networkAcls: !empty(networkAcls ?? {})
      ? {
          bypass: networkAcls.?bypass
          defaultAction: networkAcls.?defaultAction
          virtualNetworkRules: networkAcls.?virtualNetworkRules ?? []
          ipRules: networkAcls.?ipRules ?? []
        }
      : null
    allowedFqdnList: allowedFqdnList
    disableLocalAuth: disableLocalAuth
    restrictOutboundNetworkAccess: restrictOutboundNetworkAccess
  }
}

resource settings 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = [
  for (setting, index) in (diagnosticSettings ?? []): {
    name: setting.?name ?? '${name}-settings'
    scope: account
    properties: {
      workspaceId: setting.?workspaceResourceId
      logs: [for group in (setting.?logGroups ?? ['allLogs']): { categoryGroup: group, enabled: true }]
    }
  }
]

resource assignments 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (assignment, index) in (formattedRoleAssignments ?? []): {
    name: guid(account.id, assignment.principalId, assignment.roleDefinitionId)
    scope: account
    properties: {
      roleDefinitionId: assignment.roleDefinitionId
      principalId: assignment.principalId
      principalType: assignment.?principalType
    }
  }
]

module endpoints 'endpoint.bicep' = [
  for (endpoint, index) in (privateEndpoints ?? []): {
    name: '${uniqueString(deployment().name, location)}-endpoint-${index}'
    scope: resourceGroup(split(endpoint.subnetResourceId, '/')[2], split(endpoint.subnetResourceId, '/')[4])
    params: {
      name: endpoint.?name ?? 'pep-${last(split(account.id, '/'))}-${endpoint.?service ?? 'account'}-${index}'
      location: location
      subnetResourceId: endpoint.subnetResourceId
      targetId: account.id
      service: endpoint.?service ?? 'account'
      zoneIds: endpoint.?zoneIds
    }
  }
]

output resourceId string = account.id
output endpoint string = account.properties.endpoint
output systemAssignedPrincipalId string? = account.?identity.?principalId
