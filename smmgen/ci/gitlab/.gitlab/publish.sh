#!/usr/bin/env bash
# publish.sh [ARGUMENTS...]: builds, then runs `smm publish`, or `smm ARGUMENTS`. Ends with its exit code.
#
# SMM: the program. SMM_PROJECT: the folder of the project. LEDGER_PUSH_TOKEN: with which git reads and pushes the branch
# of the ledger; it is not passed on to smm.
set -uo pipefail

# the branch as it is now: a job that is run again has the commit of its first run
git fetch --quiet origin "+refs/heads/$CI_COMMIT_BRANCH:refs/remotes/origin/$CI_COMMIT_BRANCH" || exit 2
git checkout --quiet --detach "origin/$CI_COMMIT_BRANCH" || exit 2

if [ -n "${LEDGER_PUSH_TOKEN:-}" ]; then
  git remote set-url --push origin "$CI_SERVER_URL/$CI_PROJECT_PATH.git"
  header=$(printf 'smm:%s' "$LEDGER_PUSH_TOKEN" | base64 --wrap=0)
  export GIT_CONFIG_COUNT=1
  export GIT_CONFIG_KEY_0="http.$CI_SERVER_URL/.extraheader"
  export GIT_CONFIG_VALUE_0="Authorization: Basic $header"
  unset LEDGER_PUSH_TOKEN
fi

"$SMM" -C "$SMM_PROJECT" build
built=$?
[ "$built" -le 1 ] || exit "$built"
[ $# -gt 0 ] || set -- publish
"$SMM" -C "$SMM_PROJECT" "$@"
