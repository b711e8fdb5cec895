#!/bin/sh
# Makes .venv, or brings it up to date, from the pinned requirement files named on the command line.
# With uv where it is installed, else with venv and pip. Does nothing when nothing has changed.
set -eu

supported='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'
stamp=.venv/.installed-$(cat "$@" pyproject.toml jupyter/*.json | cksum | tr ' ' '-')

refuse() {
    printf '%s\n' "$1" >&2
    exit 1
}

if [ -e "$stamp" ] && .venv/bin/python -c "$supported" 2>/dev/null; then
    exit 0
fi

find_python() {
    for candidate in ${PYTHON:+"$PYTHON"} python3.12 python3.13 python3.11 python3 python; do
        if "$candidate" -c "$supported" 2>/dev/null; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    return 1
}

python=$(find_python) || refuse 'Python 3.11〜3.13 が必要です。インストールしてから、もう一度実行してください。 / Python 3.11 to 3.13 is needed: install one, then run this again.'

if command -v uv >/dev/null 2>&1; then
    .venv/bin/python -c "$supported" 2>/dev/null || uv venv --quiet --clear --python "$python" .venv
    set -- $(printf -- '--requirement %s ' "$@")
    uv pip install --quiet --python .venv/bin/python "$@"
else
    "$python" -c 'import venv, ensurepip' 2>/dev/null || refuse 'Python の venv モジュールがありません (Debian と Ubuntu では apt install python3-venv)。 / The venv module of Python is missing (on Debian and Ubuntu: apt install python3-venv).'
    { .venv/bin/python -c "$supported" && .venv/bin/python -m pip --version >/dev/null; } 2>/dev/null || "$python" -m venv --clear .venv
    set -- $(printf -- '--requirement %s ' "$@")
    .venv/bin/python -m pip install --quiet --disable-pip-version-check "$@"
fi
touch "$stamp"
