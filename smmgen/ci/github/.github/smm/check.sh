#!/usr/bin/env bash
# check.sh FOLDER: checks the pull request that was fetched into ./pull-request and writes into FOLDER what its reviewers
# see: comment/ and preview/. The pull request is data: none of its code is run, and nothing is written into places that
# its files could lead elsewhere. Ends with the exit code of `smm check`.
#
# SMM_PROJECT: the folder of the project in the repository. NUMBER: that of the pull request.
set -uo pipefail

PATH="$RUNNER_TEMP/smmgen/bin:$PATH"
out=$1
project=$PWD/pull-request/$SMM_PROJECT
site=$project/build/site

mkdir -p "$out/comment"
echo "$NUMBER" >"$out/comment/number"

# names of files are printed below: none of them is a command for the runner
word=$(cat /proc/sys/kernel/random/uuid)
echo "::stop-commands::$word"

if [ ! -f "$project/smm.toml" ] || [ "$(realpath "$project")" != "$(realpath --no-symlinks "$project")" ]; then
  echo "The pull request has no smm.toml, or a symbolic link in place of its folder." | tee "$out/comment/comment.md"
  exit 2
fi

smm -C "$project" check --no-hooks --changed-since 'HEAD^1' --format github >"$out/annotations"
code=$?
smm -C "$project" diff 'HEAD^1' HEAD --format markdown --max-chars 60000 >"$out/comment/comment.md" 2>"$out/diff.txt" ||
  { printf 'The changes cannot be shown; the log of the check says why.\n' >>"$out/comment/comment.md"; cat "$out/diff.txt"; }
if smm -C "$project" build --no-hooks || [ $? = 1 ]; then
  if [ "$(realpath "$site")" = "$(realpath --no-symlinks "$site")" ] && [ -z "$(find "$site" -type l -print -quit)" ]; then
    cp --recursive "$site" "$out/preview"
    smm -C "$project" diff 'HEAD^1' HEAD --format html --output "$out/preview" # old and new cards, side by side
  fi
fi

echo "::$word::"
grep --extended-regexp '^::(error|warning|notice) ' "$out/annotations"
exit "$code"
