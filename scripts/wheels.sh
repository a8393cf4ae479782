#!/bin/sh
# Builds both wheels: overstap-cohorts (the engine alone) and overstap (the site, which needs it).
# Usage: scripts/wheels.sh [MAP]      MAP: where they come (dist)
set -eu
cd "$(dirname "$0")/.."
out=${1:-dist}
mkdir -p "$out"
out=$(cd "$out" && pwd)

# From a copy: what an earlier build left behind would come along, and nothing is left behind here.
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -R LICENSE README.md pyproject.toml packages src "$copy"
rm -rf "$copy"/src/*.egg-info "$copy"/build "$copy"/packages/*/build
find "$copy" -name __pycache__ -type d -prune -exec rm -rf {} +

python=$(pwd)/.venv/bin/python
for folder in packages/overstap-cohorts .; do
  (cd "$copy/$folder" && "$python" -c '
import sys
from setuptools import build_meta
build_meta.build_wheel(sys.argv[1])' "$out") >"$copy/said" 2>&1 || { cat "$copy/said" >&2; exit 1; }
done
