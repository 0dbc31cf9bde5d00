#!/usr/bin/env bash
# Brings the branch up to date, builds, and publishes what is due. For cron and systemd: prints nothing where nothing
# happens, and ends with the exit code of `smm publish`.
#
# Tokens: lines NAME=value in the file $SMM_TOKENS, or in the credential `tokens` that systemd hands over.
set -uo pipefail

cd "$(dirname "$(readlink --canonicalize "$0")")/.." || exit 2
tokens=${SMM_TOKENS:-${CREDENTIALS_DIRECTORY:+$CREDENTIALS_DIRECTORY/tokens}}

# one run at a time; the lock is let go of with the process, whatever ends it
mkdir -p .smm
exec 9>.smm/deploy.lock
flock --nonblock 9 || exit 0

git pull --quiet --ff-only 9>&- || exit 2 # what git does in the background must not hold the lock
said=$(.venv/bin/smm build 2>&1)
built=$?
if [ "$built" -ne 0 ]; then echo "$said"; fi
if [ "$built" -gt 1 ]; then exit "$built"; fi

if [ -n "$tokens" ]; then
  while IFS='=' read -r name value || [ -n "$name" ]; do
    case $name in '' | '#'*) continue ;; esac
    export "$name=$value"
  done <"$tokens"
fi
said=$(.venv/bin/smm "${@:-publish}" 2>&1)
code=$?
if [ "$code" -ne 0 ] || [ -t 1 ]; then echo "$said"; fi
exit "$code"
