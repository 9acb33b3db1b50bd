"""Typed readers of the environment; every secret may also be given as NAME_FILE, the path of a file that holds it."""

import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Unset(Exception):
    """A setting that has no default is missing or unreadable; the message names it and says what to do."""


def text(name: str, default: str | None = None) -> str:
    """The value of NAME, or the default; raises Unset when there is neither."""
    value = os.environ.get(name, default)
    if value is None:
        raise Unset(
            f"{name} is not set. Set it in the environment, or start the portal with `make demo` or `make serve`."
        )
    return value


def secret(name: str, default: str | None = None) -> str:
    """Like text(); NAME_FILE wins over NAME, so that secrets need not stand in the environment."""
    path = os.environ.get(f"{name}_FILE")
    if not path:
        return text(name, default)
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise Unset(f"{name}_FILE names a file that cannot be read ({error.strerror}).") from error


def flag(name: str, default: bool = False) -> bool:
    """True for 1, true, yes, on in any case."""
    return text(name, "1" if default else "0").strip().lower() in {"1", "true", "yes", "on"}


def number(name: str, default: int) -> int:
    """A whole number."""
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError as error:
        raise Unset(f"{name} must be a whole number, not {value!r}.") from error


def listing(name: str, default: Sequence[str] = ()) -> list[str]:
    """Comma-separated values without blanks."""
    return [part.strip() for part in text(name, ",".join(default)).split(",") if part.strip()]


def database(name: str) -> dict[str, object]:
    """Django's DATABASES entry of a postgres:// address (secret reader)."""
    parts = urlsplit(secret(name))
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise Unset(f"{name} must look like postgres://user:password@host:port/name.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or 5432),
        "CONN_MAX_AGE": number("DATABASE_CONN_MAX_AGE", 60),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, "application_name": "maru"},
    }
