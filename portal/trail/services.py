"""Take the trail out, and set a month's review sheet as a PDF."""

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

from django.template.loader import render_to_string

from agencies.audit import selectors as audit
from agencies.audit import services as trail
from agencies.audit.chain import Finding
from agencies.audit.selectors import Wanted
from agencies.doors.adapters import pdf
from agencies.exports import services as exports
from agencies.people import selectors as people
from agencies.tenancy.actor import Actor
from agencies.tenancy.services import verb

MOST = 50_000  # lines of one file
HEAD = (
    "number", "at", "who", "user_id", "name", "action", "subject_kind", "subject_id", "case_id", "source",
    "request_id", "data", "digest",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would compute such a cell


@verb("audit.export")
def trail_export(actor: Actor, *, wanted: Wanted, reason: str) -> str:
    """The newest MOST lines that fit as CSV (RFC 4180); leaves a line with the reason's id. Raises Invalid without one."""
    names = people.names(actor)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    rows = list(audit.lines(actor, wanted)[:MOST])
    writer.writerows([_plain(cell) for cell in _cells(line, names)] for line in rows)
    exports.export_record(actor, "audit.export", reason=reason, subject_kind="auditline", lines=len(rows))
    return out.getvalue()


def _cells(line: Any, names: Mapping[int, str]) -> tuple[Any, ...]:
    seal, origin = getattr(line, "seal", None), getattr(line, "origin", None)
    return (
        seal.number if seal else "", line.at.isoformat(), line.actor_kind, line.actor_user_id,
        names.get(line.actor_user_id or 0, ""), line.action, line.subject_kind, line.subject_id, line.case_id,
        origin.address if origin else "", line.request_id, json.dumps(line.data, sort_keys=True),
        seal.digest if seal else "",
    )  # fmt: skip


def _plain(cell: Any) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA) else text


def chain_state(actor: Actor) -> dict[str, Any]:
    """Whether the chain is whole, its newest number and digest, and how many lines are not sealed yet."""
    own = audit.of_agency(actor)
    last = own.seals.order_by("-number").first()
    findings: list[Finding] = trail.verify(actor)
    return {"findings": findings, "last": last, "waiting": own.lines.filter(seal=None).count()}


@verb("audit.read")
def sheet_pdf(actor: Actor, *, context: Mapping[str, Any]) -> bytes:
    """The month's sheet as a PDF to sign. Raises PdfMissing, PdfFailed."""
    return pdf.render(render_to_string("trail/sheet_pdf.html", dict(context)))
