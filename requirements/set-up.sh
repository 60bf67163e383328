# Sourced by ./audit and ./test with $root set: makes .venv from the hashed lock files and finds a browser.
# Nothing is done twice: copies of the lock files inside .venv say what is installed.

say() { printf '%s\n' "$*" >&2; }
die() { say "$1"; exit 5; }

find_python() {
  for name in python3 python3.13 python3.12 python3.11 python3.14 python; do
    if command -v "$name" >/dev/null 2>&1 &&
      "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
      command -v "$name"
      return 0
    fi
  done
  return 1
}

# set_up LOCK: the environment holds exactly what requirements/LOCK.txt names, and the project itself.
set_up() {
  lock=$root/requirements/$1.txt
  venv=$root/.venv
  if cmp -s "$lock" "$venv/.locked-$1" && cmp -s "$root/pyproject.toml" "$venv/.pyproject" &&
    [ "$(cat "$venv/.root" 2>/dev/null)" = "$root" ]; then
    return 0
  fi
  say "Setting up ${root}/.venv (once; a minute or so) …"
  uv=$(command -v uv || true)
  if [ "$(cat "$venv/.root" 2>/dev/null)" != "$root" ]; then rm -rf "$venv"; fi
  if [ ! -x "$venv/bin/python" ]; then
    python=$(find_python) || die "Python 3.11 or newer is needed; install it and start again."
    if [ -n "$uv" ]; then
      uv venv -q --python "$python" "$venv" || die "Could not make a virtual environment in $venv."
    else
      "$python" -m venv "$venv" || die "Could not make a virtual environment in $venv; is Python's venv module installed (Debian: python3-venv)?"
    fi
    printf '%s\n' "$root" >"$venv/.root"
  fi
  if [ -n "$uv" ]; then
    VIRTUAL_ENV=$venv uv pip install -q --require-hashes -r "$lock" &&
      VIRTUAL_ENV=$venv uv pip install -q --no-deps --no-build-isolation -e "$root"
  else
    # An environment that uv made has no pip of its own.
    "$venv/bin/python" -m pip --version >/dev/null 2>&1 || "$venv/bin/python" -m ensurepip >/dev/null 2>&1
    "$venv/bin/python" -m pip install -q --require-hashes -r "$lock" 2>"$venv/.pip-log" &&
      "$venv/bin/python" -m pip install -q --no-deps --no-build-isolation -e "$root" 2>>"$venv/.pip-log"
  fi || { [ ! -f "$venv/.pip-log" ] || cat "$venv/.pip-log" >&2; die "Installing the dependencies failed; see above."; }
  cp "$root/pyproject.toml" "$venv/.pyproject"
  cp "$lock" "$venv/.locked-$1"
  # What the tests need contains what a run needs, in the same versions.
  if [ "$1" = test ]; then cp "$root/requirements/run.txt" "$venv/.locked-run"; fi
}

# An installed Chrome or Chromium, or one that Playwright fetched earlier.
have_browser() {
  for name in google-chrome google-chrome-stable chromium chromium-browser; do
    if command -v "$name" >/dev/null 2>&1; then return 0; fi
  done
  for path in "/Applications/Google Chrome.app" "/Applications/Chromium.app" \
    "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}"/chromium-* "$HOME/Library/Caches/ms-playwright"/chromium-*; do
    if [ -e "$path" ]; then return 0; fi
  done
  return 1
}

# Tries, once an environment: Playwright's own browser, then the system's package. The program itself says what
# to do when there still is none.
find_browser() {
  if have_browser || [ -e "$root/.venv/.browser-tried" ]; then return 0; fi
  : >"$root/.venv/.browser-tried"
  say "No Chrome or Chromium found; trying to install one …"
  if limited 300 "$root/.venv/bin/python" -m playwright install chromium >/dev/null 2>&1; then return 0; fi
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium; } >/dev/null 2>&1 || true
  fi
}

limited() {
  seconds=$1
  shift
  if command -v timeout >/dev/null 2>&1; then timeout "$seconds" "$@"; else "$@"; fi
}

# The consent managers that the tests run, from their lock file, into tests/consent/node_modules. Without npm, or
# without the registry, the tests that need them are skipped and say so.
install_managers() {
  folder=$root/tests/consent
  if cmp -s "$folder/package-lock.json" "$folder/node_modules/.locked"; then return 0; fi
  npm=$(command -v npm || true)
  path=$PATH
  if [ -z "$npm" ] && [ -x "$root/.venv/bin/npm" ]; then
    npm=$root/.venv/bin/npm
    path=$root/.venv/bin:$PATH
  fi
  if [ -z "$npm" ]; then say "No npm found: the tests with real consent managers will be skipped."; return 0; fi
  say "Fetching the consent managers for the tests (once; some seconds) …"
  if (cd "$folder" && PATH=$path limited 120 "$npm" ci --ignore-scripts --legacy-peer-deps --no-audit --no-fund) \
    >"$root/.venv/.npm-log" 2>&1; then
    cp "$folder/package-lock.json" "$folder/node_modules/.locked"
  else
    rm -rf "$folder/node_modules"
    say "They could not be fetched (see .venv/.npm-log): the tests that need them will be skipped."
  fi
}
