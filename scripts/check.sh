#!/bin/sh
# Looks at the code without running it: style, types, direction, templates, migrations, locks,
# dependencies.
# Every check runs, so that one visit shows everything that is wrong; the exit code is 1 if any is.
set -u
cd "$(dirname "$0")/.."
bin=.venv/bin
failed=''

# The settings are read by the type checker and by makemigrations: any key will do, no database.
key=0000000000000000000000000000000000000000000000000000000000000000
export DJANGO_SETTINGS_MODULE=overstap.config.settings DATABASE_URL=postgresql://nobody@127.0.0.1:1/x
export OVERSTAP_SECRET_KEY=$key OVERSTAP_ACTOR_KEY=$key OVERSTAP_LOOKUP_KEY=$key

check() {
  name=$1
  shift
  if ! output=$("$@" 2>&1); then
    printf '✗ %s\n%s\n' "$name" "$output"
    failed="$failed $name"
  else
    printf '✓ %s\n' "$name"
  fi
}

no_addresses() { ! grep -nE 'https?://|--(extra-)?index-url|--find-links|file:' requirements/*.txt; }

# What is imported is declared: of the site, of the engine alone, and of the tests.
declared() {
  $bin/deptry --no-ansi src/overstap &&
    $bin/deptry --no-ansi src/overstap_cohorts src/overstap_paper \
      --config packages/overstap-cohorts/pyproject.toml &&
    $bin/deptry --no-ansi tests --exclude '^$' --ignore DEP002,DEP004
}

# The longest has a processor to itself, beside the others.
types=$(mktemp)
trap 'rm -f "$types"' EXIT
$bin/mypy >"$types" 2>&1 &
typing=$!
typed() { cat "$types"; return $1; }

check style $bin/ruff check -q src tests
check format $bin/ruff format --check -q src tests
check direction $bin/lint-imports --no-logo
check templates $bin/djlint src/overstap --lint --quiet
check migrations $bin/python -W ignore -m django makemigrations --check --dry-run
check locks no_addresses
check dependencies declared
wait $typing
check types typed $?

[ -z "$failed" ] || { printf 'Niet in orde:%s\n' "$failed"; exit 1; }
