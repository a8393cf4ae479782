# Sourced from the top of the clone. `find_uv` sets uv to a working uv, installed beside the environment
# (with $python) when it is not on the PATH; else to ''.
tools=.venv-tools
find_uv() {
  # pip's settings say where packages come from; uv reads its own names for them.
  [ -n "${PIP_INDEX_URL:-}" ] && export UV_INDEX_URL="${UV_INDEX_URL:-$PIP_INDEX_URL}"
  [ -n "${PIP_FIND_LINKS:-}" ] && export UV_FIND_LINKS="${UV_FIND_LINKS:-$PIP_FIND_LINKS}"
  [ -n "${PIP_CERT:-}" ] && export SSL_CERT_FILE="${SSL_CERT_FILE:-$PIP_CERT}"
  export UV_LINK_MODE="${UV_LINK_MODE:-copy}"
  uv=$(command -v uv 2>/dev/null) && "$uv" --version >/dev/null 2>&1 && return
  uv=$tools/bin/uv
  "$uv" --version >/dev/null 2>&1 && return
  maker=${python:-$(command -v python3 || true)}
  [ -n "$maker" ] && "$maker" -m venv "$tools" >/dev/null 2>&1 &&
    "$tools/bin/python" -m pip install -q --disable-pip-version-check uv >/dev/null 2>&1 &&
    "$uv" --version >/dev/null 2>&1 && return
  uv=''
}
