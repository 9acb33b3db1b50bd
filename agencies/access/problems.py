"""Problem details of RFC 9457, without any framework: titles, bodies, and where in the request an error lies."""

from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

CONTENT_TYPE = "application/problem+json"
LONGEST = 300  # characters of one message: an error echoes a little of what was sent, never all of it
WHOLE = "non_field_errors"


def title(status: int) -> str:
    """The standard phrase of a status code; "Error" for an unknown one."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def body(status: int, detail: str, *, path: str, request_id: str) -> dict[str, Any]:
    """A problem without `errors`; `path` is the address asked for, without its query."""
    return {
        "type": "about:blank",
        "title": title(status),
        "status": status,
        "detail": plain(detail),
        "instance": plain(path),
        "request_id": request_id,
    }


def errors(detail: Any, place: str = "pointer") -> list[dict[str, str]]:
    """One entry per message: {"pointer": "#/items/0", "detail": "..."}, or the name of a parameter or header as `place`."""
    if place == "pointer":
        return [{"pointer": "#" + "".join(f"/{part}" for part in path), "detail": text} for path, text in _walk(detail)]
    return [{place: path[0] if path else "", "detail": text} for path, text in _walk(detail)]


def _walk(detail: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            yield from _walk(inner, path if name == WHOLE else (*path, _part(str(name))))
    elif isinstance(detail, list | tuple):
        for number, inner in enumerate(detail):
            nested = isinstance(inner, Mapping | list | tuple)
            if inner or not nested:  # the framework leaves an empty object where an entry was in order
                yield from _walk(inner, (*path, str(number)) if nested else path)
    else:
        yield path, plain(str(detail))


def _part(name: str) -> str:
    """A step of a JSON pointer (RFC 6901)."""
    return plain(name).replace("~", "~0").replace("/", "~1")


def plain(text: str) -> str:
    """Text that can be written as UTF-8 (half of a surrogate pair cannot), cut at 300 characters."""
    return text[:LONGEST].encode(errors="replace").decode()
