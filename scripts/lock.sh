#!/bin/sh
# Writes requirements/run.txt and dev.txt: exact versions with hashes, and no download address.
set -eu
cd "$(dirname "$0")/.."
uv=$(command -v uv || echo .venv-tools/bin/uv)
compile() {
  "$uv" pip compile -q --universal --python-version 3.12 --generate-hashes --no-header \
    --no-emit-index-url --no-emit-find-links --group build "$@"
}
compile pyproject.toml -o requirements/run.txt
compile --extra dev -c requirements/run.txt pyproject.toml -o requirements/dev.txt
