"""Ask for an archive, write it, give it out, take it away."""

import secrets
from datetime import datetime, timedelta
from typing import IO

import structlog
from django.conf import settings
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.exports import services as told
from agencies.leaving import adapters, archive, selectors
from agencies.leaving.models import Export
from agencies.leaving.services.writing import Writer
from agencies.leaving.states import ExportState
from agencies.tenancy import rights
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import verb

log = structlog.get_logger(__name__)
KEPT_DAYS, MOST_DOWNLOADS, MOST_ATTEMPTS = 7, 3, 5
QUIET_SECONDS = 60  # a job without a sign for this long is dead


@verb("agency.export")
def agency_export(actor: Actor, *, reason: str) -> tuple[Export, str]:
    """Ask for an archive of the whole agency; returns it and the passphrase, which is shown this one time.

    Raises Invalid without a reason and Conflict while another one is being written.
    """
    return _ask(actor, reason, None)


@verb("case.export")
def case_export(actor: Actor, *, case_id: int, reason: str) -> tuple[Export, str]:
    """The same for one case, which the caller has checked that the actor may see."""
    return _ask(actor, reason, case_id)


def _ask(actor: Actor, reason: str, case_id: int | None) -> tuple[Export, str]:
    if Export.objects.visible_to(actor).filter(state=ExportState.QUEUED, case_id=case_id).exists():
        raise Conflict(_("An export is being written already. Wait until it is ready."))
    nonce = secrets.token_hex(16)
    row = Export.objects.create(agency_id=actor.agency_id, case_id=case_id, asked_by_id=actor.user_id or 0, nonce=nonce)
    row.reason_id = told.export_record(
        actor, "export.ask", reason=reason, subject_kind="export", subject_id=row.pk, case_id=case_id
    )
    row.save(update_fields=["reason_id"])
    return row, archive.passphrase(settings.SECRET_KEY, nonce)


def export_open(actor: Actor, *, export_id: int, case_id: int | None) -> IO[bytes]:
    """Give the encrypted file out once more and count it; raises NotFound, and Conflict when it is not there (any more).

    case_id: of the archive; None for one of the whole agency. The caller has checked that the actor may see the case.
    """
    with tenant_scope(actor.agency_id):
        row = selectors.export(actor, export_id, case_id)
        rights.require(actor, "agency.export" if case_id is None else "case.export")
        ready = Export.objects.visible_to(actor).filter(
            id=row.pk, state=ExportState.READY, expires_at__gt=Now(), downloads__lt=MOST_DOWNLOADS
        )
        if not ready.update(downloads=F("downloads") + 1):
            raise Conflict(_("This file is not there (any more). Ask for a new export."))
        file = adapters.reading(settings.EXPORT_DIR, actor.agency_id, row.pk)
        if file is None:
            raise Conflict(_("This file is not there (any more). Ask for a new export."))
        audit.record(actor, "export.fetch", subject_kind="export", subject_id=row.pk, case_id=row.case_id)
    return file


def exports_work() -> int:
    """One round over all agencies: write what waits, remove what is over; returns how many were written.

    An export is its own job row: suspended agencies take their data home too, and a large one outlives a job's lease.
    """
    written = 0
    for agency_id in tenancy.every_agency_id():
        with tenant_scope(agency_id):
            waiting = selectors.due_exports(agency_id, timezone.now() - timedelta(seconds=QUIET_SECONDS))
        for export_id in waiting:
            written += export_write(agency_id, export_id)
        _expire(agency_id)
    return written


def _expire(agency_id: int) -> None:
    """Take away files whose time is over or that were fetched often enough."""
    actor = Actor.system(agency_id)
    with tenant_scope(agency_id):
        over = Q(expires_at__lte=Now()) | Q(
            downloads__gte=MOST_DOWNLOADS, working_at__lt=timezone.now() - timedelta(hours=1)
        )
        ids = list(
            Export.objects.filter(over, agency_id=agency_id, state=ExportState.READY).values_list("id", flat=True)
        )
    for export_id in ids:
        _take_away(actor, export_id)


def exports_take_away(actor: Actor, *, case_id: int, asked_before: datetime) -> None:
    """Take away archives with this case that were asked for before something in it had to go; one at work begins anew.

    Who asked for one finds that it is gone and asks again. A second run does nothing.
    """
    with tenant_scope(actor.agency_id):
        mine = Export.objects.visible_to(actor).filter(Q(case_id=None) | Q(case_id=case_id), asked_at__lt=asked_before)
        ids = list(mine.filter(state=ExportState.READY).values_list("id", flat=True))
        at_work = mine.filter(state=ExportState.QUEUED, working_at__lt=asked_before)
        at_work.update(attempts=F("attempts") + 1, working_at=None)
    for export_id in ids:
        _take_away(actor, export_id)


def _take_away(actor: Actor, export_id: int) -> None:
    adapters.remove(settings.EXPORT_DIR, actor.agency_id, export_id)
    with tenant_scope(actor.agency_id):
        gone = Export.objects.filter(id=export_id, agency_id=actor.agency_id, state=ExportState.READY)
        if gone.update(state=ExportState.REMOVED, removed_at=Now(), nonce=""):
            audit.record(actor, "export.remove", subject_kind="export", subject_id=export_id)


def export_write(agency_id: int, export_id: int) -> bool:
    """Write one archive, in batches of rows with a short scope each; False when somebody else is at it or it failed."""
    row = _claim(agency_id, export_id)
    if row is None:
        return False
    try:
        writer = Writer(row, tenancy.agency(agency_id).name)
        with adapters.writing(settings.EXPORT_DIR, agency_id, export_id, row.attempts) as file:
            writer.write(file)
    except Exception as error:
        log.error("export failed", export_id=export_id, error=type(error).__name__, exc_info=settings.TESTING)
        with tenant_scope(agency_id):
            failed = Export.objects.filter(id=export_id, agency_id=agency_id, attempts__gte=MOST_ATTEMPTS)
            failed.update(state=ExportState.FAILED, nonce="")
        return False
    return _ready(row, writer)


def _claim(agency_id: int, export_id: int) -> Export | None:
    free = Q(working_at=None) | Q(working_at__lt=timezone.now() - timedelta(seconds=QUIET_SECONDS))
    with tenant_scope(agency_id):
        rows = Export.objects.filter(free, id=export_id, agency_id=agency_id, state=ExportState.QUEUED)
        if not rows.update(working_at=Now(), attempts=F("attempts") + 1):
            return None
        return Export.objects.get(id=export_id, agency_id=agency_id)


def _ready(row: Export, writer: Writer) -> bool:
    now = timezone.now()
    with tenant_scope(row.agency_id):
        mine = Export.objects.filter(
            id=row.pk, agency_id=row.agency_id, state=ExportState.QUEUED, attempts=row.attempts
        )
        done = mine.update(
            state=ExportState.READY, rows=writer.rows, size=writer.size, sha256=writer.sha256, ready_at=now,
            expires_at=now + timedelta(days=KEPT_DAYS), working_at=now,
        )  # fmt: skip
        if done:
            audit.record(
                Actor.system(row.agency_id), "export.ready", subject_kind="export", subject_id=row.pk,
                case_id=row.case_id, sha256=writer.sha256,
            )  # fmt: skip
    return bool(done)
