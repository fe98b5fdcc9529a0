# shellcheck shell=bash
# The scripts of action.yml: each step reads this file and calls one function.
#
# The log contains text of the topology, and the runner executes commands that it finds in a log. Standard error joins standard
# output, since the runner reads them in no order, and commands are stopped up to a word of 128 random bits, also where the script
# fails. GitHub asks for a word that is random in each run (github/docs
# content/actions/reference/workflows-and-actions/workflow-commands.md, 28492001e8); the runner starts each script with commands
# enabled (actions/runner src/Runner.Worker/Handlers/Handler.cs, 258d6c857d).
set -eo pipefail
exec 3>&1 2>&1
# shellcheck source=ci/pull-request.sh
. "$GITHUB_ACTION_PATH/ci/pull-request.sh"
word=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
note=
# shellcheck disable=SC2154 # the trap reads the word later
trap 'echo "::$word::" >&3; if [ -n "$note" ]; then echo "::notice title=di-gen::$note" >&3; fi' EXIT
echo "::stop-commands::${word:?}"

# Version and repository are those of the action's own folder: the ref of an action is empty or another one's where it is used by
# another action. A commit after a release may have the version of that release: then its own sources are built.
install_program() {
  local repository version
  repository=$(read_manifest repository)
  version=$(read_manifest version)
  install_di_gen "$repository" "$version" --path "$GITHUB_ACTION_PATH"
  if [ -f "$installed/SHA256SUMS" ] && ! is_built_from_own_sources "$version"; then
    echo "The release $version was built from other sources than those of this commit."
    install_di_gen "$repository" '' --path "$GITHUB_ACTION_PATH"
  fi
  echo "$temp/di-gen-program/bin" >> "$GITHUB_PATH"
}
is_built_from_own_sources() {
  local expected
  expected=$(awk -v name="di-gen-v$1.sources" '$2 == name { print $1 }' "$installed/SHA256SUMS")
  print_sources > "$installed/sources"
  [ "$(print_checksum "$installed/sources")" = "$expected" ]
}
# As `write_sources` of ci/release/project.py. On Windows, the program marks binary files with an asterisk.
print_sources() (
  cd "$GITHUB_ACTION_PATH"
  program=(shasum -a 256)
  if command -v sha256sum > /dev/null; then program=(sha256sum); fi
  {
    grep -v '^repository = ' Cargo.toml | "${program[@]}" | sed 's/-$/Cargo.toml/'
    find Cargo.lock schemas src templates -type f -print0 | xargs -0 "${program[@]}"
  } | sed 's/ \*/  /' | LC_ALL=C sort -k 2
)
read_manifest() { sed -n "s/^$1 = \"\(.*\)\"\$/\1/p" "$GITHUB_ACTION_PATH/Cargo.toml" | head -n 1; }

# Also the files of the topology itself, wherever it is: the search leaves out some folders, and files of other names. The report
# of the change is shown in any case, so the exit status is evaluated later.
check_generated() {
  local status=0
  read_outside
  di-gen generate "$GENERATED" "$TOPOLOGY" --check "${outside[@]}" || status=$?
  echo "status=$status" >> "$GITHUB_OUTPUT"
}

# The log is uploaded in any case, so the exit status is evaluated later.
validate() {
  local status=0 checked
  read_outside
  checked=(-f "$TOPOLOGY" "${outside[@]}")
  if [ -n "$PLAN" ]; then
    checked=("${existing[@]}")
    if [ -n "$CHECKS" ]; then checked+=("--checks=$CHECKS"); fi
  fi
  di-gen validate "${checked[@]}" --format sarif > "$temp/di-gen.sarif" || status=$?
  di-gen validate "${checked[@]}" || true
  echo "status=$status" >> "$GITHUB_OUTPUT"
}

show_changes() {
  local status=0 differs=false report=$temp/di-gen.md compared=topology
  if [ -n "$PLAN" ]; then
    compared=plan
  else
    read_outside
    find_base
  fi
  compare "${options[@]}" > "$report" || status=$?
  if [ "$status" -gt 1 ]; then
    echo "**The $compared cannot be compared: di-gen exited with status $status, and the log shows why.**" > "$report"
  else
    compare --fail-on any > "$temp/di-gen-any.md" 2>&1 || differs=true
  fi
  cat "$report" >> "$GITHUB_STEP_SUMMARY"
  echo "changed=$differs" >> "$GITHUB_OUTPUT"
  echo "status=$status" >> "$GITHUB_OUTPUT"
}

call() {
  if gh api "$@" 2> di-gen-error.txt; then return 0; fi
  # Standard output of a call may be a file.
  cat di-gen-error.txt >&2
  # 403 and 404: the token of a pull request from a fork may only read, or may not see the repository.
  if grep -q 'HTTP 40[34]' di-gen-error.txt; then
    note='The token may not write comments; the summary of the run has the report.'
    exit 0
  fi
  return 1
}

# Each topology, and each plan, has a comment of its own, which begins with a hash of its path. Only a comment of the token's own
# author is updated: anyone can write one that begins like it. A comment whose change was taken back shows that nothing changes.
comment() {
  local path=${TOPOLOGY#"$PWD"/} marker author own id summary
  if [ -n "$PLAN" ]; then path="plan ${PLAN//"$PWD"\//}"; fi
  # git and gh do not look at the workspace.
  cd "$temp"
  export GH_HOST=${GITHUB_SERVER_URL#*://} GH_ENTERPRISE_TOKEN=$GH_TOKEN
  if [ -z "$GH_TOKEN" ]; then
    note='There is no token for comments, as in a pull request from a fork; the summary of the run has the report.'
    exit 0
  fi
  marker="<!-- di-gen $(printf '%s' "${path#./}" | git hash-object --stdin) -->"
  # The token of an app may not read /user, and the login of an app ends with [bot] here and in comments
  # (joshjohanning/bulk-github-repo-settings-sync-action pull request 194). github.token is that of github-actions[bot].
  author=$(gh api graphql -f query='{viewer{login}}' --jq .data.viewer.login 2> di-gen-error.txt) || author=
  if [[ ! $author =~ ^[A-Za-z0-9_-]+(\[bot\])?$ ]]; then
    if [ "$IS_DEFAULT_TOKEN" != true ]; then
      cat di-gen-error.txt
      note='The author of comments with this token is unknown; the summary of the run has the report.'
      exit 0
    fi
    author='github-actions[bot]'
  fi
  own=".[] | select(.user.login == \"$author\" and ((.body // \"\") | startswith(\"$marker\"))) | .id"
  call --paginate "repos/$GITHUB_REPOSITORY/issues/$NUMBER/comments?per_page=100" --jq "$own" > di-gen-comments.txt
  read -r id < di-gen-comments.txt || true
  if [ -z "$id" ] && [ "$CHANGED" != true ]; then exit 0; fi
  summary="$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID"
  { echo "$marker"; cat di-gen.md; printf '\n[Summary of the run](%s)\n' "$summary"; } > di-gen-comment.md
  # GitHub refuses 65,536 characters and more.
  if [ "$(LC_ALL=C.UTF-8 wc -m < di-gen-comment.md)" -ge 65536 ]; then
    printf '%s\n**The report is too long for a comment.**\n\n[Summary of the run](%s)\n' "$marker" "$summary" > di-gen-comment.md
  fi
  if [ -n "$id" ]; then
    call --silent --method PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$id" -F body=@di-gen-comment.md
  else
    call --silent --method POST "repos/$GITHUB_REPOSITORY/issues/$NUMBER/comments" -F body=@di-gen-comment.md
  fi
}

# Fails with the highest exit status of the steps before, and names each step that failed.
report_result() {
  local highest=0
  add_status 'Generated files are up to date' "${UP_TO_DATE:-0}"
  add_status 'Validate' "${VALIDATED:-0}"
  if [ "$UPLOADED" = failure ]; then add_status 'Upload diagnostics' 1; fi
  add_status 'What the change means' "${COMPARED:-0}"
  exit "$highest"
}
add_status() {
  if [ "$2" -gt 0 ]; then echo "The step \"$1\" failed with status $2; its log shows why."; fi
  if [ "$2" -gt "$highest" ]; then highest=$2; fi
}
