# shellcheck shell=bash
# To be sourced: lets git use LEDGER_TOKEN for the forge, and passes the token itself on to nobody. Nothing is written to
# the disk.
if [ -n "${LEDGER_TOKEN:-}" ]; then
  header=$(printf 'x-access-token:%s' "$LEDGER_TOKEN" | base64 --wrap=0)
  echo "::add-mask::$header"
  export GIT_CONFIG_COUNT=1
  export GIT_CONFIG_KEY_0="http.$GITHUB_SERVER_URL/.extraheader"
  export GIT_CONFIG_VALUE_0="Authorization: Basic $header"
  unset LEDGER_TOKEN
fi
