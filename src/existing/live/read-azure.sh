#!/usr/bin/env bash
# Reads from Azure what di-gen judges, and prints it as one JSON document:
#
#   bash read-azure.sh [SCOPE...] > live.json
#   di-gen access --existing live.json
#
# A SCOPE is a subscription or a resource group with its ID, or a Document Intelligence account, which stands for its resource
# group. Without one, it is the subscription that is selected in the Azure CLI. Networks, private DNS zones and role assignments
# are often elsewhere: name their groups as well, or the subscription.
#
# Read-only: every request is a GET, and none of them returns a key or a secret. Needs the Azure CLI and no extension; the role
# Reader is enough. What may not be read is in the document as well, so that it is not taken for absent.
set -euo pipefail

# Each line: type, API version, where it is listed (at the scope, at its subscription, or below each resource of a type), path.
lists='
@LISTS@
'

umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
: >"$work/reads"
page=$work/page errors=$work/errors comma=''
# With Git for Windows, IDs are not paths.
export MSYS_NO_PATHCONV=1

fail() {
  printf '%s\n' "$1" >&2
  exit 2
}

# Whether a text is the same in a URL and in JSON.
is_plain() {
  case $1 in
    *[[:cntrl:][:space:]\"\\?\#\<\>\`\{\}]*) return 1 ;;
    *) return 0 ;;
  esac
}

# What is read of callers, whose other settings may contain secrets: their identity, and what leads to their subnet.
outline='value[*].{id: id, name: name, type: type, location: location, kind: kind, identity: identity, properties: properties.{
  virtualNetworkSubnetId: virtualNetworkSubnetId, managedEnvironmentId: managedEnvironmentId, environmentId: environmentId,
  virtualNetworkConfiguration: virtualNetworkConfiguration.{subnetResourceId: subnetResourceId},
  vnetConfiguration: vnetConfiguration.{infrastructureSubnetId: infrastructureSubnetId},
  networkProfile: networkProfile.{networkInterfaces: networkInterfaces}}}'

# Requests one page of a list: request URL VALUE. $result and $code tell whether that succeeded.
request() {
  local attempt message
  for attempt in 1 2 4 8; do
    code=''
    if az rest --method get --url "$1" --query "{nextLink: nextLink, ids: value[*].id, value: $2}" \
      --output json --only-show-errors </dev/null >"$page" 2>"$errors"; then
      if grep -q '^  "value": \[' "$page"; then result=ok; else result=failed code=NoList; fi
      return
    fi
    message=$(cat "$errors")
    if [[ $message =~ \"code\":[[:space:]]*\"([A-Za-z0-9_.]+)\" ]]; then code=${BASH_REMATCH[1]}; fi
    case $message in
      *'Forbidden('* | *'AuthorizationFailed'*) result=forbidden ;;
      *'Not Found('*) result=notFound ;;
      *'Too Many Requests('*) result=failed; sleep "$((attempt * 15))"; continue ;;
      *) result=failed; printf '%s\n' "$message" >&2 ;;
    esac
    return
  done
}

# Reads all pages of a list, and adds their resource IDs to those of the type: read_list TYPE SCOPE URL
read_list() {
  local link=$3 before='' separator='' value=value
  case $1 in
    Microsoft.Web/* | Microsoft.App/* | Microsoft.ApiManagement/* | Microsoft.Search/* | Microsoft.Compute/*) value=$outline ;;
  esac
  printf 'reading %s\n' "${3%%\?*}" >&2
  : >"$work/pages"
  while [ -n "$link" ]; do
    request "$link" "$value"
    if [ "$result" != ok ]; then break; fi
    printf '%s' "$separator" >>"$work/pages"
    cat "$page" >>"$work/pages"
    separator=,
    # The Azure CLI writes one value per line, with two spaces for each level.
    sed -n '/^  "ids": \[$/,/^  \]/s/^    "\(.*\)",\{0,1\}$/\1/p' "$page" >>"$work/ids.${1//\//.}"
    before=$link
    link=$(sed -n 's/^  "nextLink": "\(.*\)",\{0,1\}$/\1/p' "$page")
    if [ "$link" = "$before" ] || [[ $link == *\\* ]] || [[ -n $link && $link != http*://* ]]; then
      result=failed code=NextLink
      break
    fi
  done
  {
    printf '%s{"type": "%s", "scope": "%s", "url": "%s", ' "$comma" "$1" "$2" "$3"
    printf '"result": "%s", "code": "%s", "pages": [\n' "$result" "$code"
    cat "$work/pages"
    printf ']}'
  } >>"$work/reads"
  comma=$',\n'
}

# Reads every list at a scope.
read_scope() {
  local scope=$1 subscription rest type version place path parent id
  rest=${scope#/subscriptions/}
  subscription=/subscriptions/${rest%%/*}
  rm -f "$work"/ids.*
  while read -r type version place path; do
    case $place in
      '') ;;
      scope) read_list "$type" "$scope" "$scope/$path?api-version=$version" ;;
      subscription) read_list "$type" "$subscription" "$subscription/$path?api-version=$version" ;;
      *)
        parent=$work/ids.${place//\//.}
        if [ ! -e "$parent" ]; then continue; fi
        while read -r id; do
          if is_plain "$id"; then
            read_list "$type" "$id" "$id/$path?api-version=$version"
          else
            printf 'skipped, since its name is unusual: %s\n' "$id" >&2
          fi
        done <"$parent"
        ;;
    esac
  done <<<"$lists"
}

command -v az >/dev/null || fail 'install the Azure CLI: https://aka.ms/installazurecli'
selected=$(az account show --query id --output tsv </dev/null) || fail 'sign in first: az login'
if [ "$#" -eq 0 ]; then set -- "$selected"; fi
scopes='' separator=''
for scope in "$@"; do
  if [[ $scope =~ ^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$ ]]; then scope=/subscriptions/$scope; fi
  scope=${scope%/}
  if ! is_plain "$scope" || [[ ! $scope =~ ^/subscriptions/[0-9A-Fa-f-]{36}(/|$) ]]; then
    fail "not a subscription, a resource group or an account: $scope"
  fi
  scope=${scope%%/providers/*}
  read_scope "$scope"
  scopes+="$separator\"$scope\""
  separator=', '
done
grep -q '"result": "ok"' "$work/reads" || fail 'nothing could be read'
printf '{"diGenLive": 1, "readAt": "%s", "scopes": [%s], "reads": [\n' "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$scopes"
cat "$work/reads"
printf '\n]}\n'
