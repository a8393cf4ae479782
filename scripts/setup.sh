#!/bin/sh
# Makes .venv with a Python 3.12 or 3.13 and the locked packages; does nothing when all is there.
# Usage: scripts/setup.sh [run|dev]      run: what the demo needs; dev (default): the tests too
set -eu
cd "$(dirname "$0")/.."
kind=${1:-dev}
lock=requirements/$kind.txt

say() { printf '%s\n' "$*" >&2; }

# 0 when $1 is a Python 3.12 or 3.13 that really runs (a pyenv shim may only look like one)
works() {
  "$1" -c 'import sys, venv, ssl; sys.exit(not (3, 12) <= sys.version_info[:2] <= (3, 13))' \
    2>/dev/null
}

find_python() {
  for name in python3.13 python3.12 python3; do
    path=$(command -v "$name" 2>/dev/null) && works "$path" && { echo "$path"; return; }
  done
  for minor in 13 12; do
    for path in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.$minor.*/bin/python3; do
      [ -x "$path" ] && works "$path" && { echo "$path"; return; }
    done
  done
  return 1
}

. scripts/uv.sh

stamp_of() { cat pyproject.toml packages/*/pyproject.toml "$lock" scripts/setup.sh | cksum | tr ' ' -; }

stamp="$kind $(stamp_of)"
kept=$(cat .venv/stamp 2>/dev/null || true)
if .venv/bin/python -c 'import overstap, overstap_cohorts' 2>/dev/null; then
  [ "$kept" = "$stamp" ] && exit 0
  # The tests' environment holds all that the demo needs.
  [ "$kind" = run ] && [ "$kept" = "dev $(lock=requirements/dev.txt; stamp_of)" ] && exit 0
fi

python=$(find_python || true)
find_uv
if [ ! -x .venv/bin/python ] || ! works .venv/bin/python; then
  rm -rf .venv
  if [ -n "$python" ]; then
    "$python" -m venv --without-pip .venv
  elif [ -n "$uv" ] && "$uv" venv -q --python 3.13 .venv 2>/dev/null; then
    :
  else
    say "Overstap heeft Python 3.12 of 3.13 nodig, die staat niet op deze machine en kon niet" \
      "gehaald worden: installeer er een en doe het opnieuw."
    exit 1
  fi
fi

say "De pakketten worden geïnstalleerd …"
if [ -n "$uv" ]; then
  "$uv" pip sync -q --python .venv/bin/python --require-hashes "$lock"
  "$uv" pip install -q --python .venv/bin/python --no-deps --no-build-isolation \
    -e . -e packages/overstap-cohorts
else
  .venv/bin/python -m ensurepip -q 2>/dev/null || .venv/bin/python -m ensurepip >/dev/null
  .venv/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r "$lock"
  .venv/bin/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation \
    -e . -e packages/overstap-cohorts
fi
echo "$stamp" > .venv/stamp
