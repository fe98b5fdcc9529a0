param name string
param location string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
}

output resourceId string = identity.id
output principalId string = identity.properties.principalId
