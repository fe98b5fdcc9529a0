# shellcheck shell=bash
# What a check of a pull request does on every service: ci/action.sh reads this file, and ci/azure-pipelines.yml has copies of its
# parts, since a template comes without files (a test compares them). A part ends with a line `end of`.
#
# Files of the workspace are the pull request's: no program is found and no setting is read there.
set -eo pipefail

# path: a relative entry is a folder of the workspace. The program that the first step installs is beside the workspace.
PATH=$(IFS=:; set -f; for entry in $PATH; do case $entry in /*) printf ':%s' "$entry";; esac; done)
PATH=${PATH#:}
installed=${RUNNER_TEMP:-$AGENT_TEMPDIRECTORY}/di-gen-program
if command -v cygpath >/dev/null; then installed=$(cygpath -u "$installed"); fi
PATH=$installed/bin:$PATH
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

# outside: directories with files that the topology may extend, one a line. One of the workspace is the pull request's, which could
# make it a link to any other; files of the workspace need no entry.
read_outside() {
  local directory root=${GITHUB_WORKSPACE:-${BUILD_SOURCESDIRECTORY:-$PWD}}
  outside=()
  while IFS= read -r directory; do
    directory=${directory%$'\r'}
    case $directory in
      '') ;;
      "$root"/../*) outside+=(--allow-outside "$directory") ;;
      "$root" | "$root"[/\\]*)
        echo "A directory to allow is in the workspace: $directory. Its files may be extended without an entry."
        return 2
        ;;
      /* | [A-Za-z]:[/\\]*) outside+=(--allow-outside "$directory") ;;
      *)
        echo "A directory to allow has no absolute path: $directory"
        return 2
        ;;
    esac
  done <<< "$ALLOW_OUTSIDE"
}
# end of outside

# plan: outputs of `terraform show -json`, one a line, that are checked instead of a topology. Nothing prints them: they can contain
# secrets. A name that begins like an option is one of a file.
read_plan() {
  local file
  existing=()
  while IFS= read -r file; do
    file=${file%$'\r'}
    case $file in
      '') ;;
      /* | [A-Za-z]:[/\\]*) existing+=(--existing "$file") ;;
      *) existing+=(--existing "./$file") ;;
    esac
  done <<< "$PLAN"
}
read_plan
# end of plan

# install: the program of a release, from an archive that matches its checksum. Only a release without an archive for this machine
# (status 404), or a repository that is not published, leads to a build; any other failure is an error.
download() {
  # No settings of curl are read (-q), and a redirection leads to HTTPS only.
  curl -q --silent --show-error --location --proto "=${1%%:*}" --proto-redir =https --connect-timeout 20 --max-time 300 --retry 2 \
    --write-out '%{http_code}' --output "$2" "$1"
}
print_checksum() { if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1; }
# Arguments: the repository, the version, or nothing for no archive, and what cargo installs otherwise.
install_di_gen() {
  local repository=${1%/} version=$2 target='' archive releases status=404 expected actual program empty
  shift 2
  repository=${repository%.git}
  rm -rf "$installed"
  mkdir -p "$installed/bin"
  case "$(uname -s) $(uname -m)" in
    'Linux x86_64') target=x86_64-unknown-linux-musl ;;
    'Linux aarch64' | 'Linux arm64') target=aarch64-unknown-linux-musl ;;
    'Darwin arm64') target=aarch64-apple-darwin ;;
    'Darwin x86_64') target=x86_64-apple-darwin ;;
    MINGW*' x86_64' | MSYS*' x86_64') target=x86_64-pc-windows-msvc ;;
  esac
  archive=di-gen-v$version-$target.tar.gz
  if [[ $target == *windows* ]]; then archive=${archive%.tar.gz}.zip; fi
  releases=$repository/releases/download/v$version
  if [ -n "$version" ] && [ -n "$target" ] && [[ $repository != *.invalid/* ]]; then
    status=$(download "$releases/$archive" "$installed/$archive") || { echo "$releases/$archive cannot be downloaded."; return 1; }
  fi
  if [ "$status" = 200 ]; then
    status=$(download "$releases/SHA256SUMS" "$installed/SHA256SUMS") || status=none
    if [ "$status" != 200 ]; then echo "$releases/SHA256SUMS cannot be downloaded (status $status)."; return 1; fi
    expected=$(awk -v name="$archive" '$2 == name { print $1 }' "$installed/SHA256SUMS")
    actual=$(print_checksum "$installed/$archive")
    if [ "$actual" != "$expected" ]; then
      echo "$releases/$archive has the SHA-256 checksum $actual, which is not the one in SHA256SUMS. It is not used."
      return 1
    fi
    if [[ $target == *windows* ]]; then
      program=di-gen.exe
      unzip -p "$installed/$archive" "${archive%.zip}/$program" > "$installed/bin/$program"
    else
      program=di-gen
      tar -xzOf "$installed/$archive" "${archive%.tar.gz}/$program" > "$installed/bin/$program"
    fi
    chmod 755 "$installed/bin/$program"
    actual=$("$installed/bin/$program" --version)
    if [ "$actual" != "di-gen $version" ]; then echo "$releases/$archive holds another version."; return 1; fi
    echo "di-gen $version: $releases/$archive"
  elif [ "$status" = 404 ]; then
    # cargo starts in an empty folder outside the workspace, with RUSTUP_TOOLCHAIN, which precedes toolchain files (rust-lang/rustup
    # doc/user-guide/src/overrides.md, 2455e53101).
    empty=$(mktemp -d "$temp/di-gen.XXXXXX")
    export RUSTUP_TOOLCHAIN=${RUSTUP_TOOLCHAIN:-stable}
    echo "di-gen${version:+ $version has no archive for this machine: it} is built from source."
    cd "$empty"
    cargo install --locked --quiet --root "$installed" "$@"
  else
    echo "$releases/$archive cannot be downloaded (status $status)."
    return 1
  fi
}
# end of install

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
# Compares the topology with the base, or what exists with what the plan leaves. Arguments are further options.
compare() {
  if [ -n "$PLAN" ]; then
    di-gen diff "${existing[@]}" --format markdown "$@"
    return
  fi
  local path=${TOPOLOGY#"$PWD"/}
  di-gen diff "git:$base:$path" "$path" --or-private --format markdown "${outside[@]}" "$@"
}
# The options of inputs that may have spaces.
options=()
if [ -n "$FAIL_ON" ]; then options+=(--fail-on "${FAIL_ON// /}"); fi
if [ -n "$DEPLOYED_LANGUAGE" ] && [ -z "$PLAN" ]; then options+=(--language "${DEPLOYED_LANGUAGE// /}"); fi
# end of comparison
