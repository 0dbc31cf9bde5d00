#!/usr/bin/env bash
# Checks the merge request that is checked out here and writes into smm-review/ what its reviewers see. It is data: none of
# its code is run. Ends with the exit code of `smm check`.
#
# SMM: the program. SMM_PROJECT: the folder of the project. CI_MERGE_REQUEST_DIFF_BASE_SHA: what is compared with.
set -uo pipefail

base=$CI_MERGE_REQUEST_DIFF_BASE_SHA
project=$PWD/$SMM_PROJECT
site=$project/build/site
out=$(mktemp -d)

if [ ! -f "$project/smm.toml" ] || [ "$(realpath "$project")" != "$(realpath --no-symlinks "$project")" ]; then
  echo "error: the merge request has no smm.toml, or a symbolic link in place of its folder"
  exit 2
fi
"$SMM" -C "$project" check --no-hooks --changed-since "$base" --format gitlab >"$out/gl-code-quality-report.json"
code=$?
"$SMM" -C "$project" diff "$base" HEAD --format markdown >"$out/changes.md"
if "$SMM" -C "$project" build --no-hooks || [ $? = 1 ]; then
  if [ "$(realpath "$site")" = "$(realpath --no-symlinks "$site")" ] && [ -z "$(find "$site" -type l -print -quit)" ]; then
    cp --recursive "$site" "$out/preview"
    "$SMM" -C "$project" diff "$base" HEAD --format html --output "$out/preview" # old and new cards, side by side
  fi
fi

rm --recursive --force smm-review # whatever the merge request has there, a link included
mv "$out" smm-review
chmod 755 smm-review
exit "$code"
