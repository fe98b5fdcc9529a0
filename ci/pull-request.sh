# shellcheck shell=bash
# What a check of a pull request does on every service: ci/action.sh reads this file, and ci/azure-pipelines.yml has copies of its
# parts, since a template comes without files (a test compares them). A part ends with a line `end of`.
#
# Files of the workspace are the pull request's: no program is found and no setting is read there.
set -eo pipefail

# path: a relative entry is a folder of the workspace.
PATH=$(IFS=:; set -f; for entry in $PATH; do case $entry in /*) printf ':%s' "$entry";; esac; done)
PATH=${PATH#:}
# end of path

# homes: cargo reads config.toml in its home, rustup toolchains, git and gh their settings in HOME. A home that is relative or in
# the workspace, after links are resolved, is not used.
temp=${RUNNER_TEMP:-$AGENT_TEMPDIRECTORY}
workspace=${GITHUB_WORKSPACE:-${BUILD_SOURCESDIRECTORY:-$PWD}}
is_in_workspace() {
  local root folder path
  case $1 in /* | [A-Za-z]:*) ;; *) return 0 ;; esac
  path=$(tr -s / <<< "$1")
  root=$(cd -P -- "$workspace" 2>/dev/null && pwd) || root=$workspace
  folder=$(cd -P -- "$path" 2>/dev/null && pwd) || folder=$(cd -P -- "${path%/*}" 2>/dev/null && pwd)/${path##*/} || folder=$path
  case $folder in "$root" | "$root"[/\\]*) return 0 ;; esac
  case $path in "$workspace" | "$workspace"[/\\]*) return 0 ;; esac
  return 1
}
for name in CARGO_HOME RUSTUP_HOME CARGO_TARGET_DIR XDG_CONFIG_HOME GH_CONFIG_DIR GIT_CONFIG_GLOBAL GIT_CONFIG_SYSTEM; do
  if [ -n "${!name}" ] && is_in_workspace "${!name}"; then unset "$name"; fi
done
if [ -z "$HOME" ] || is_in_workspace "$HOME"; then HOME=$(mktemp -d "$temp/di-gen-home.XXXXXX"); export HOME; fi
# end of homes

# cargo: it starts in an empty folder outside the workspace, with RUSTUP_TOOLCHAIN, which precedes toolchain files (rust-lang/rustup
# doc/user-guide/src/overrides.md, 2455e53101). Arguments say what is installed.
install_di_gen() {
  local empty
  empty=$(mktemp -d "$temp/di-gen.XXXXXX")
  export RUSTUP_TOOLCHAIN=${RUSTUP_TOOLCHAIN:-stable}
  root=${CARGO_HOME:-$HOME/.cargo}
  cd "$empty"
  cargo install --locked --quiet --root "$root" "$@"
}
# end of cargo

# comparison: with the base commit, which find_base finds.
git() {
  GIT_TERMINAL_PROMPT=0 GIT_NO_REPLACE_OBJECTS=1 command git -c safe.bareRepository=explicit -c core.fsmonitor= \
    -c core.hooksPath=/dev/null -c maintenance.auto=false -c gc.auto=0 "$@"
}
# Fetches a commit that is missing, into no ref. A shallow clone gets no more history, and .git/shallow stays as it is.
fetch_commit() {
  if GIT_NO_LAZY_FETCH=1 git cat-file -e "$1^{commit}" 2>/dev/null; then return 0; fi
  local shallow depth='' failed=0
  shallow=$(git rev-parse --git-path shallow)
  if [ -f "$shallow" ]; then depth=--depth=1; cp "$shallow" "$temp/di-gen-shallow"; fi
  git fetch --quiet --no-tags --no-recurse-submodules --no-write-fetch-head ${depth:+"$depth"} origin "$1" || failed=1
  if [ -n "$depth" ]; then cp "$temp/di-gen-shallow" "$shallow"; fi
  if [ "$failed" = 1 ]; then echo "Commit $1 cannot be fetched. A checkout with a depth of 2 contains it."; fi
  return "$failed"
}
# Fetches the topology, YAML files and links of a commit that a partial clone lacks, all at once: di-gen uses no network.
fetch_files() {
  if ! git config --get-regexp '^remote\..*\.promisor$' >/dev/null; then return 0; fi
  {
    git ls-tree -r "$1" | sed -n 's/^120000 blob \([0-9a-f]*\).*/\1/p; s/^[0-9]* blob \([0-9a-f]*\).*\.ya\{0,1\}ml"\{0,1\}$/\1/p'
    GIT_NO_LAZY_FETCH=1 git rev-parse --quiet --verify "$1:${TOPOLOGY#"$PWD"/}" || true
  } |
    GIT_NO_LAZY_FETCH=1 git cat-file --batch-check | sed -n 's/ missing$//p' > "$temp/di-gen-missing"
  if [ ! -s "$temp/di-gen-missing" ]; then return 0; fi
  git -c fetch.negotiationAlgorithm=noop fetch --quiet --no-tags --no-recurse-submodules --no-write-fetch-head \
    --filter=blob:none --stdin origin < "$temp/di-gen-missing"
}
# Of a pull request, the base is the first parent of the merge commit that the service made and that is checked out: what the
# pull request alone changes. HEAD^1 is unknown in a shallow clone, but the commit names it. Any other merge could be one of the
# pull request: then, and in a merge group, the base is where the branch left TARGET_COMMIT.
find_base() {
  local head commit parents
  head=$(git rev-parse --verify 'HEAD^{commit}')
  commit=$(git cat-file commit "$head")
  parents=$(sed -n 's/^parent //p' <<< "${commit%%$'\n\n'*}")
  if [ "$head" = "${MERGE_COMMIT:-$head}" ] && [[ ${MERGE_REF-refs/pull/0/merge} == refs/pull/*/merge ]] &&
      [ "$(wc -l <<< "$parents")" -eq 2 ]; then
    base=${parents%%$'\n'*}
    fetch_commit "$base"
  else
    [ -n "$TARGET_COMMIT" ] || TARGET_COMMIT=$(git ls-remote origin "refs/heads/${TARGET_BRANCH#refs/heads/}" | cut -f1)
    if [ -z "$TARGET_COMMIT" ]; then
      echo "origin has no branch ${TARGET_BRANCH#refs/heads/}: there is no target branch to compare with."
      return 1
    fi
    fetch_commit "$TARGET_COMMIT"
    base=$(git merge-base "$TARGET_COMMIT" "$head" 2>/dev/null) || base=$TARGET_COMMIT
    echo "No merge commit of a pull request is checked out: comparing with $base of the target branch."
  fi
  fetch_files "$base"
}
# Compares the topology with the base. Arguments are further options.
compare() {
  local path=${TOPOLOGY#"$PWD"/}
  di-gen diff "git:$base:$path" "$path" --or-private --format markdown "$@"
}
# The options of inputs that may have spaces.
options=()
if [ -n "$FAIL_ON" ]; then options+=(--fail-on "${FAIL_ON// /}"); fi
if [ -n "$DEPLOYED_LANGUAGE" ]; then options+=(--language "${DEPLOYED_LANGUAGE// /}"); fi
# end of comparison
