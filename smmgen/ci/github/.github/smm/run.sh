#!/usr/bin/env bash
# run.sh NAME ARGUMENTS...: runs `smm ARGUMENTS` in the project, keeps what it says in $RUNNER_TEMP/NAME.txt, and gives its
# exit code as the step's output `code`: what follows decides what it means.
#
# LEDGER_TOKEN: the token with which git reads and pushes the branch of the ledger. It is not passed on to smm.
set -uo pipefail

PATH="$RUNNER_TEMP/smmgen/bin:$PATH"
name=$1
shift

. "$(dirname "$0")/git-auth.sh"

# what smm prints may hold names of files: none of it is a command for the runner
word=$(cat /proc/sys/kernel/random/uuid)
echo "::stop-commands::$word"
smm -C "$SMM_PROJECT" "$@" 2>&1 | tee "$RUNNER_TEMP/$name.txt"
code=${PIPESTATUS[0]}
echo "::$word::"
echo "code=$code" >>"$GITHUB_OUTPUT"
