#!/bin/sh
# Runs the tests: the rights on the machine's PostgreSQL 15 where it is, then all on the embedded 18.
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

debian=/usr/lib/postgresql/15/bin
if [ -x $debian/initdb ] && [ -d tests/access ] && [ $# = 0 ]; then
  echo "De rechten op PostgreSQL 15:"
  OVERSTAP_PG_BIN=$debian .venv/bin/pytest -q -n 2 --dist loadfile tests/access tests/config/test_embedded.py
  echo "Alles op PostgreSQL 18:"
fi
# A file is one walk: the tests of a journey go on where the one before them stopped.
exec .venv/bin/pytest -q -n 2 --dist loadfile "$@"
