"""Typed readers of the environment and of secret files.

Every variable the product honours is read here or in ``lms.settings`` through these readers, and is described in
``deploy/environment.md``. A value of the wrong type stops start-up with the variable's name.
"""

import os
import secrets
from pathlib import Path

from environs import Env

BASE_DIR = Path(__file__).resolve().parent.parent
env = Env()

VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / "var")))


class MissingSecret(RuntimeError):
    """A secret is neither in the environment nor in its file."""


def value(name: str, default: str = "") -> str:
    """The variable ``name``, or the content of the file that ``name_FILE`` points at, or ``default``."""
    path = os.environ.get(f"{name}_FILE")
    if path:
        return Path(path).read_text(encoding="utf-8").strip()
    return env.str(name, default)


def secret(name: str, *, generate: bool) -> str:
    """The secret ``name``: from the environment, its ``_FILE``, or ``var/secrets/<name>``.

    With ``generate`` a missing secret is made once, readable by its owner only, so a clean checkout runs.
    Without it (production) a missing secret raises :class:`MissingSecret`.
    """
    given = value(name)
    if given:
        return given
    path = VAR_DIR / "secrets" / name.lower()
    if path.exists():
        return path.read_text(encoding="utf-8").strip()
    if not generate:
        raise MissingSecret(f"Set {name} or {name}_FILE.")
    return _create_secret(path)


def _create_secret(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = secrets.token_urlsafe(48)
    try:
        # O_EXCL: of two processes starting together, one makes the secret and the other reads it.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="utf-8").strip()
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(made)
    return made
