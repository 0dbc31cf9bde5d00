#!/usr/bin/env bash
# ledger.sh FOLDER: brings the branch of the ledger into the clone in FOLDER, so that the check knows which posts are live.
# Without the branch, which the first publication makes, there is nothing to know.
#
# LEDGER_TOKEN: the token with which git reads the repository.
set -uo pipefail

. "$(dirname "$0")/git-auth.sh"
git -C "$1" fetch --quiet --depth=1 origin '+refs/heads/smm-ledger:refs/smm/ledger/origin/smm-ledger' || true
