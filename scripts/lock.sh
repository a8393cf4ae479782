#!/bin/sh
# Writes requirements/run.txt, dev.txt and cohorts.txt (the engine alone): exact versions with hashes,
# and no download address. The engine comes from this clone: it stands in none of them.
set -eu
cd "$(dirname "$0")/.."
uv=$(command -v uv || echo .venv-tools/bin/uv)
compile() {
  "$uv" pip compile -q --universal --python-version 3.12 --generate-hashes --no-header \
    --no-emit-index-url --no-emit-find-links --no-emit-package overstap-cohorts "$@"
}
compile --group build pyproject.toml -o requirements/run.txt
compile --group build --extra dev -c requirements/run.txt pyproject.toml -o requirements/dev.txt
compile -c requirements/run.txt packages/overstap-cohorts/pyproject.toml -o requirements/cohorts.txt
