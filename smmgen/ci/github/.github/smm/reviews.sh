#!/usr/bin/env bash
# Records in the ledger who approved the pull requests that were merged since the publisher last succeeded, for projects
# whose smm.toml has [[review]]. Signatures in approvals/ need none of this.
#
# GITHUB_TOKEN: reads reviews. LEDGER_TOKEN: pushes the branch of the ledger. SMM_PROJECT: the folder of the project.
set -uo pipefail

PATH="$RUNNER_TEMP/smmgen/bin:$PATH"
here=$(dirname "$0")
grep --quiet review "$SMM_PROJECT/smm.toml" || exit 0 # nobody has to approve anything

python3 "$here/reviews.py" "$RUNNER_TEMP/reviews" "$GITHUB_REF_NAME" || exit 1
unset GITHUB_TOKEN
. "$here/git-auth.sh"

word=$(cat /proc/sys/kernel/random/uuid)
echo "::stop-commands::$word"
failed=0
shopt -s nullglob
for file in "$RUNNER_TEMP"/reviews/*.json; do
  name=$(basename "$file" .json)
  git fetch --quiet origin "refs/pull/${name%%-*}/head" &&
    smm -C "$SMM_PROJECT" approve --from-reviews "$file" --base "${name#*-}" || failed=1
done
echo "::$word::"
exit "$failed"
