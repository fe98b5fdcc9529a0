// A template in the idioms of Azure Verified Modules: optional parameters with safe access, conditions, loops over
// parameters, roles by name, endpoints in nested modules, and outputs that other modules use.
@description('Short name of the workload.')
@maxLength(10)
param workload string = 'idioms'
param location string = resourceGroup().location
param enablePrivateNetworking bool = false
param enableMonitoring bool = false
@maxLength(5)
param token string = substring(uniqueString(subscription().id, resourceGroup().name, workload), 0, 5)

var suffix = toLower(trim(replace(replace('${workload}${token}', '-', ''), '_', '')))
var zones = [
  'privatelink.cognitiveservices.azure.com'
  'privatelink.blob.${environment().suffixes.storage}'
]
var zoneIndex = { account: 0, blob: 1 }

module identity 'modules/identity.bicep' = {
  name: take('identity-${suffix}', 64)
  params: { name: 'id-${suffix}', location: location }
}

module workspace 'modules/workspace.bicep' = if (enableMonitoring) {
  name: take('workspace-${suffix}', 64)
  params: { name: 'log-${suffix}', location: location }
}

module network 'modules/network.bicep' = if (enablePrivateNetworking) {
  name: take('network-${suffix}', 64)
  params: {
    name: 'vnet-${suffix}'
    location: location
    addressPrefixes: ['10.0.0.0/20']
    subnets: [
      {
        name: 'app'
        addressPrefixes: ['10.0.0.0/24']
        networkSecurityGroup: { name: 'nsg-app', securityRules: [] }
      }
      { name: 'endpoints', addressPrefixes: ['10.0.1.0/24'] }
    ]
  }
}

module privateZones 'modules/zone.bicep' = [
  for (zone, i) in zones: if (enablePrivateNetworking) {
    name: take('zone-${i}-${suffix}', 64)
    params: {
      name: zone
      links: [{ name: 'link-${suffix}', networkId: network!.outputs.resourceId }]
    }
  }
]

module account 'modules/account.bicep' = {
  name: take('account-${suffix}', 64)
  params: {
    name: 'di-${suffix}'
    location: location
    identities: { systemAssigned: true, userAssignedResourceIds: [identity.outputs.resourceId] }
    publicNetworkAccess: enablePrivateNetworking ? 'Disabled' : 'Enabled'
    networkAcls: { bypass: 'AzureServices', defaultAction: enablePrivateNetworking ? 'Deny' : 'Allow' }
    allowedFqdnList: ['${storageName}.blob.${environment().suffixes.storage}']
    diagnosticSettings: enableMonitoring ? [{ workspaceResourceId: workspace!.outputs.resourceId }] : null
    roleAssignments: [
      {
        principalId: identity.outputs.principalId
        roleDefinitionIdOrName: 'Cognitive Services User'
        principalType: 'ServicePrincipal'
      }
    ]
    privateEndpoints: enablePrivateNetworking
      ? [
          {
            name: 'pep-di-${suffix}'
            subnetResourceId: network!.outputs.subnets.endpoints
            service: 'account'
            zoneIds: [privateZones[zoneIndex.account]!.outputs.resourceId]
          }
        ]
      : []
  }
}

var storageName = take('st${suffix}', 24)
module storage 'modules/storage.bicep' = {
  name: take('storage-${suffix}', 64)
  params: {
    name: storageName
    location: location
    publicNetworkAccess: enablePrivateNetworking ? 'Disabled' : 'Enabled'
    networkAcls: { bypass: 'AzureServices', defaultAction: enablePrivateNetworking ? 'Deny' : 'Allow' }
    containers: [{ name: 'documents' }]
    roleAssignments: [
      { principalId: identity.outputs.principalId, roleDefinitionIdOrName: 'Storage Blob Data Reader' }
    ]
    privateEndpoints: enablePrivateNetworking
      ? [
          {
            subnetResourceId: network!.outputs.subnets.endpoints
            service: 'blob'
            zoneIds: [privateZones[zoneIndex.blob]!.outputs.resourceId]
          }
        ]
      : []
  }
}

// The account's own identity, through one more module.
module rolesOfIdentities 'modules/roles.bicep' = {
  name: take('roles-${suffix}', 64)
  params: {
    storageName: storage.outputs.name
    roleAssignments: concat(
      [{ principalId: account.outputs.?systemAssignedPrincipalId, roleDefinitionIdOrName: 'Storage Blob Data Contributor' }],
      []
    )
  }
}

output endpoint string = account.outputs.endpoint
output accountId string = account.outputs.resourceId
