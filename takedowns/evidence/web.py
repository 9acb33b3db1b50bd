"""What the pages of evidence share: how an item may leave the portal, and remarks in words."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.template.defaultfilters import filesizeformat
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from agencies.tenancy.actor import Actor
from takedowns.evidence import record, sealed, selectors, verifyscript, words
from takedowns.evidence.models import EvidenceStamp, SealedArchive
from takedowns.evidence.states import ArchiveState, HandOver

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
    if (lost := record.removed_number(action)) is not None:
        return _("File %(number)s was destroyed, because the case is protected") % {"number": lost}
    word, _blank, number = action.rpartition(" ")
    numbered = {
        "fetched archive": _("Fetched archive %(number)s"),
        "confirmed archive": _("The receipt of archive %(number)s was confirmed"),
    }
    if word in numbered:
        return numbered[word] % {"number": number}
    if word.startswith("sealed for "):
        purpose = _(words.PURPOSES.get(word.removeprefix("sealed for "), word))
        return _("Archive %(number)s was asked for: %(purpose)s") % {"number": number, "purpose": purpose}
    return {
        "opened report": _("Opened the report"),
        "captured": _("Recorded"),
        "opened": pgettext("evidence", "Opened"),
    }.get(action, action)


def sizes(manifest: bytes) -> dict[str, str]:
    """Size of each item by name, as people read it, from the manifest; the content is not loaded for it."""
    try:
        return {row["name"]: filesizeformat(row["size"]) for row in json.loads(manifest)["items"]}
    except (ValueError, KeyError, TypeError):
        return {}


def summary(package: Any, items: list[Any], removed: Mapping[int, datetime] | None = None) -> dict[str, Any]:
    """A package as the desk and its own page show it; `removed`: number of what was destroyed, and when."""
    known, gone = sizes(bytes(package.manifest)), removed or {}
    return {
        "row": package,
        "remarks": remarks([*package.remarks, *(["picture_removed"] if gone else [])]),
        "items": [{"row": row, "size": known.get(row.name, "–"), "removed": gone.get(row.number)} for row in items],
    }


def stamp_rows(rows: list[EvidenceStamp]) -> list[dict[str, Any]]:
    """Time stamps, and authorities that were asked in vain, as pages show them."""
    return [{"row": row, "grade": _(words.GRADES[row.grade]), "given": bool(row.token)} for row in rows]


def archive_rows(rows: list[SealedArchive]) -> list[dict[str, Any]]:
    """Sealed archives in a list."""
    return [_archive(row) for row in rows]


def _archive(row: SealedArchive) -> dict[str, Any]:
    word, tone = words.ARCHIVE_STATES[row.state]
    return {
        "row": row,
        "word": _(word),
        "tone": tone,
        "purpose": _(words.PURPOSES[row.purpose]),
        "size": filesizeformat(row.size),
        "remarks": [_(words.ARCHIVE_REMARKS.get(name, name)) for name in row.remarks],
    }


def receipt(actor: Actor, row: SealedArchive) -> dict[str, Any]:
    """What a receipt shows: office, digest, times; people by their duty identity."""
    return {
        "archive": _archive(row),
        "package": row.package,
        "officer": selectors.duty_identity(actor, row.asked_by),
        "ready": row.state == ArchiveState.READY,
        "waiting": row.state == ArchiveState.QUEUED,
        "handed": row.purpose != HandOver.OWN and row.state in {ArchiveState.READY, ArchiveState.REMOVED},
        "keys": selectors.signing_keys(actor)[:1],
        "script": sealed.digest(verifyscript.VERIFY),
    }


def archive_file(number: int, content: bytes, *, encrypted: bool) -> HttpResponse:
    """An archive as a download."""
    name, kind = (
        (f"evidence-{number}.zip.enc", "application/octet-stream")
        if encrypted
        else (f"evidence-{number}.zip", "application/zip")
    )
    disposition = content_disposition_header(True, name) or "attachment"
    return document(content, kind, policy=SEALED, disposition=disposition)
