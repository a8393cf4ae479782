.PHONY: demo demo-data test test-all check setup wheels lock sql stop clean format
.DEFAULT_GOAL := demo
PORT ?= 8000
SIZE ?= small
# Compiled once and kept: without it every command starts 3 seconds later.
unexport PYTHONDONTWRITEBYTECODE

# Start the site with invented people on http://127.0.0.1:PORT (SIZE=small or region); Ctrl-C stops.
demo:
	@scripts/setup.sh run
	@exec .venv/bin/overstap demo --port $(PORT) --size $(SIZE) $(if $(RESET),--reset)

# Fill the demo's database anew, without serving it.
demo-data:
	@scripts/setup.sh run
	@.venv/bin/overstap demo --no-serve --reset --size $(SIZE)

# Run all tests, browser journeys included.
test:
	@scripts/setup.sh dev
	@scripts/test.sh

# Run all tests, and whole what `make test` samples: random inputs, long lists, kills. An hour.
test-all:
	@scripts/setup.sh dev
	@OVERSTAP_WHOLE=1 scripts/test.sh

# Look at style, types, direction between rooms, templates and migrations.
check:
	@scripts/setup.sh dev
	@scripts/check.sh

# Make the environment for development (.venv).
setup:
	@scripts/setup.sh dev

# Build the wheels of the engine and of the site into dist/.
wheels:
	@scripts/setup.sh dev
	@scripts/wheels.sh dist

# Write the hashed lock files from pyproject.toml.
lock:
	@scripts/lock.sh

# Write the policies and rights of the tables (sql/shapes.sql) from what the models declare.
sql:
	@.venv/bin/python scripts/shapes.py

# Stop the databases of the demo and the tests that still run.
stop:
	@.venv/bin/overstap stop

# Remove the environment and what tools leave behind; the demo's data stays.
clean:
	@rm -rf .venv .venv-tools .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache test-results
	@find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

# Put code in the one format. Templates have none that a tool makes: `make check` reads their style.
format:
	@.venv/bin/ruff check -q --fix src tests || true
	@.venv/bin/ruff format -q src tests
