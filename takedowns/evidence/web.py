"""What the pages of evidence share: how an item may leave the portal, and remarks in words."""

import json
from typing import Any

from django.http import HttpResponse
from django.template.defaultfilters import filesizeformat
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from takedowns.evidence import record

SEALED = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
# Everything else, stored pages first of all, leaves as text or as bytes: nothing of a foreign site runs on this host.
KINDS = {"application/json": "application/json", "application/pdf": "application/pdf", "image/png": "image/png"}
TEXT = "text/plain; charset=utf-8"


def document(content: bytes | str, kind: str, *, policy: str, disposition: str) -> HttpResponse:
    """Bytes of a notice or a package as a document of its own, under a policy of its own."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Security-Policy"] = policy
    response["Content-Disposition"] = disposition
    response["X-Content-Type-Options"] = "nosniff"
    return response


def download(number: int, name: str, kind: str, content: bytes) -> HttpResponse:
    """An item as a download; only a photograph made by the portal itself may be looked at in the browser."""
    served = TEXT if kind.startswith("text/") else KINDS.get(kind, "application/octet-stream")
    filename = f"{number:02d}-{name}" + (".txt" if kind == "text/html" else "")
    disposition = content_disposition_header(kind != "image/png", filename) or "attachment"
    return document(content, served, policy=SEALED, disposition=disposition)


def remarks(names: list[str]) -> list[str]:
    """What could not be kept, and why, in sentences."""
    return [_(record.REMARKS[name]) if name in record.REMARKS else name for name in names]


def custody_text(action: str) -> str:
    """A line of the custody log in words."""
    if action.startswith("opened item "):
        return _("Opened file %(number)s") % {"number": action.rpartition(" ")[2]}
    return {"captured": _("Recorded"), "opened": pgettext("evidence", "Opened")}.get(action, action)


def sizes(manifest: bytes) -> dict[str, str]:
    """Size of each item by name, as people read it, from the manifest; the content is not loaded for it."""
    try:
        return {row["name"]: filesizeformat(row["size"]) for row in json.loads(manifest)["items"]}
    except (ValueError, KeyError, TypeError):
        return {}


def summary(package: Any, items: list[Any]) -> dict[str, Any]:
    """A package as the desk and its own page show it."""
    known = sizes(bytes(package.manifest))
    return {
        "row": package,
        "remarks": remarks(package.remarks),
        "items": [{"row": row, "size": known.get(row.name, "–")} for row in items],
    }
