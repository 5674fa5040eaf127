#!/bin/sh
# Runs Django's deployment checks on the production settings with invented secrets; any warning fails.
set -eu
cd "$(dirname "$0")/.."
made() { .venv/bin/python -c 'import secrets; print(secrets.token_urlsafe(64))'; }
DJANGO_SETTINGS_MODULE=lms.settings.prod PUBLIC_URL=https://exam.example ALLOWED_HOSTS=exam.example \
    SECRET_KEY="$(made)" VAULT_KEY="$(made)" BLIND_INDEX_KEY="$(made)" ATTEMPT_TOKEN_KEY="$(made)" \
    .venv/bin/python manage.py check --deploy --fail-level WARNING
