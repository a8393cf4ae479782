#!/bin/sh
# Makes an environment in MAP with the engine alone: its locked packages, and the wheel from the file.
# Usage: scripts/engine.sh dist/overstap_cohorts-0.1.0-py3-none-any.whl MAP
set -eu
wheel=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
mkdir -p "$2"
map=$(cd "$2" && pwd)
cd "$(dirname "$0")/.."
lock=requirements/cohorts.txt
python=.venv/bin/python
. scripts/uv.sh
find_uv
if [ -n "$uv" ]; then
  "$uv" venv -q --clear --python "$python" "$map"
  "$uv" pip sync -q --python "$map/bin/python" --require-hashes "$lock"
  "$uv" pip install -q --python "$map/bin/python" --no-deps "$wheel"
else
  "$python" -m venv --clear "$map"
  "$map/bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r "$lock"
  "$map/bin/python" -m pip install -q --disable-pip-version-check --no-deps "$wheel"
fi
