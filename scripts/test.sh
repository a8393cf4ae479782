#!/bin/sh
# Runs the tests: all on the embedded PostgreSQL 18, and the rights on the machine's 15 where it is.
set -eu
cd "$(dirname "$0")/.."

find_chromium() {
  command -v chromium || command -v chromium-browser || command -v google-chrome
}

if ! find_chromium >/dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Chromium wordt geïnstalleerd voor de tests in een echte browser …"
    (apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium) \
      >/dev/null 2>&1 || true
  fi
  find_chromium >/dev/null ||
    echo "Geen Chromium: de tests in een echte browser worden overgeslagen. Installeer chromium."
fi

# The rights on PostgreSQL 15 run beside all on 18, in a third process: it has the processor while
# the others wait for a browser, a server or a template. What it says comes after theirs.
debian=/usr/lib/postgresql/15/bin
said=''
if [ -x $debian/initdb ] && [ -d tests/access ] && [ $# = 0 ]; then
  said=$(mktemp)
  OVERSTAP_PG_BIN=$debian .venv/bin/pytest -q -p no:cacheprovider \
    tests/access tests/config/test_embedded.py >"$said" 2>&1 &
  beside=$!
  # Also after Ctrl-C: what runs in the background does not hear it.
  trap 'kill $beside 2>/dev/null || true; rm -f "$said"' EXIT
  trap 'exit 130' INT TERM
  echo "Alles op PostgreSQL 18, en de rechten ernaast op 15:"
fi
# A file is one walk: the tests of a journey go on where the one before them stopped. Files start
# in the order of tests/conftest.py: the longest first.
# As many processes as processors, eight at most: each has a browser and a database. The whole suite is held to its budget (tests/budget.toml).
processes=$(nproc 2>/dev/null || echo 2)
[ "$processes" -ge 2 ] || processes=2
[ "$processes" -le 8 ] || processes=8
[ $# != 0 ] || [ "${OVERSTAP_WHOLE:-}" = 1 ] || set -- --budget
code=0
.venv/bin/pytest -q -n "$processes" --dist loadfile --no-loadscope-reorder "$@" || code=$?
if [ -n "$said" ]; then
  wait $beside || code=$?
  echo "De rechten op PostgreSQL 15:"
  cat "$said"
fi
exit $code
