#!/bin/sh
# Brings a checkout to where it can run: system packages, virtual environment, translations, static files, database.
# Called by make; may be called again at any time and then takes seconds. "test" adds the browser and the servers that
# the fault tests start for themselves, "bench" the load generator of the benchmarks.
set -eu
cd "$(dirname "$0")/.."
what=${1:-run}
PYTHON=${PYTHON:-python3}

packages="libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk fonts-cns11643-sung gettext poppler-utils"
[ "$what" = test ] && packages="$packages chromium"
[ "$what" = bench ] && packages="$packages wrk"

missing=""
for package in $packages; do
    dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -q '^installed$' || missing="$missing $package"
done
if ! "$PYTHON" -c 'import ensurepip, venv' 2>/dev/null; then
    missing="$missing python3-venv"
fi
if [ "$what" = test ]; then
    # By program, not by package: a server that came from elsewhere serves as well.
    PATH=$PATH:/usr/sbin:/usr/local/sbin
    set -- /usr/lib/postgresql/*/bin/initdb
    [ -x "$1" ] || command -v initdb >/dev/null || missing="$missing postgresql"
    command -v redis-server >/dev/null || missing="$missing redis-server"
    command -v nginx >/dev/null || missing="$missing nginx-light"
fi
if [ -n "$missing" ]; then
    if [ "$(id -u)" = 0 ]; then apt="apt-get"
    elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then apt="sudo apt-get"
    else
        echo "系統套件不足，請安裝後重試 · System packages are missing; install them and try again:" >&2
        echo "    sudo apt-get update && sudo apt-get install --no-install-recommends$missing" >&2
        exit 1
    fi
    echo "Installing system packages:$missing"
    export DEBIAN_FRONTEND=noninteractive
    $apt update -qq
    # The fault tests start their own servers: what a package would start by itself, or a cluster it would make, is kept
    # from starting where nobody has decided about that yet. Running servers are left alone.
    policy=/usr/sbin/policy-rc.d
    quiet=""
    if [ "$what" = test ] && [ ! -e "$policy" ]; then
        quiet=yes
        printf '#!/bin/sh\nexit 101\n' | ${apt%apt-get} tee "$policy" >/dev/null
        ${apt%apt-get} chmod 755 "$policy"
    fi
    status=0
    # shellcheck disable=SC2086
    $apt install -y -qq --no-install-recommends $missing >/dev/null || status=$?
    [ -z "$quiet" ] || ${apt%apt-get} rm -f "$policy"
    [ "$status" = 0 ] || exit "$status"
fi

if ! "$PYTHON" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))'; then
    echo "需要 Python 3.11 以上 · Python 3.11 or later is needed (set PYTHON=…)" >&2
    exit 1
fi
[ -x .venv/bin/python ] || "$PYTHON" -m venv .venv
stamp=.venv/.installed
wanted=$(sha256sum requirements.lock | cut -d' ' -f1)
if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
    echo "Installing the locked Python packages (about a minute)"
    .venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
    echo "$wanted" >"$stamp"
fi

mo=lms/locale/en/LC_MESSAGES/django.mo
if [ ! -f "$mo" ] || [ lms/locale/en/LC_MESSAGES/django.po -nt "$mo" ]; then
    (cd lms && ../.venv/bin/django-admin compilemessages -l en -v 0)
fi
.venv/bin/python manage.py prepare
