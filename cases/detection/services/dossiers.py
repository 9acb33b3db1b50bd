"""What agencies share about sites: outcomes of notices without their cases, notes that staff accepted, and the own flag."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.keys import services as sealing
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.errors import Conflict, Invalid
from agencies.tenancy.services import verb
from cases.detection import dossier, traces
from cases.detection.models import SiteFlag, SiteNote, SiteOutcome, SiteTally
from cases.detection.selectors import dossiers
from cases.detection.services import sitefacts
from cases.detection.states import NOTE_MOVES, NoteKind, NoteState

MARK = "cases_siteoutcome.mark"
SETTLED = timedelta(days=7)  # a notice without a removal counts as one that did nothing after this time
SHORTEST, LONGEST = 5, 300  # characters of a note or a reason
MOST_WAITING = 20  # notes about one host that staff has not read


@verb("site.tally")
def outcome_note(
    actor: Actor, *, url: str, notice_id: int, channel: str, sent_at: datetime, removed_at: datetime | None = None
) -> None:
    """Note that a notice about a host went out, or that it led to a proved removal; nothing of the case is kept."""
    host = traces.site_of(url)
    if not host:
        return
    mark = sealing.blind(actor.agency_id, place=MARK, value=str(notice_id))
    seconds = max(round((removed_at - sent_at).total_seconds()), 0) if removed_at else None
    SiteOutcome.objects.update_or_create(
        agency_id=actor.agency_id, mark=mark,
        defaults={
            "key": sitefacts.host_key(host), "channel": channel[:12], "sent_on": sent_at.date(), "seconds": seconds,
            "removed_on": removed_at.date() if removed_at else None,
        },
    )  # fmt: skip


def tallies_write_all() -> int:
    """Once a day, one agency after the other: what was settled before today joins the shared sums; returns how many sums."""
    written = 0
    for agency_id in tenancy.every_agency_id():
        for key, sums in outcomes_sum(Actor.system(agency_id)).items():
            SiteTally.objects.update_or_create(
                key=key, contributor=sums.contributor,
                defaults={
                    "notices": sums.notices, "removed": sums.removed, "channels": sums.channels, "seconds": sums.seconds
                },
            )  # fmt: skip
            written += 1
    return written


@verb("site.tally")
def outcomes_sum(actor: Actor) -> dict[bytes, dossier.Sums]:
    """The agency's sums by host, without today's: who watches the sums must not see whose day it was."""
    today = timezone.now().date()
    by_host: dict[bytes, list[SiteOutcome]] = defaultdict(list)
    for row in SiteOutcome.objects.visible_to(actor).filter(sent_on__lt=today).order_by("-id"):
        by_host[bytes(row.key)].append(row)
    return {key: _sums(actor, key, rows, today) for key, rows in by_host.items()}


def _sums(actor: Actor, key: bytes, rows: list[SiteOutcome], today: object) -> dossier.Sums:
    removed = [row for row in rows if row.removed_on is not None and row.removed_on < today]  # type: ignore[operator]
    late = timezone.now().date() - SETTLED
    settled = [row for row in rows if row in removed or row.sent_on <= late]
    times = [row.seconds for row in removed if row.seconds is not None][: dossier.KEPT_SECONDS]
    ways = dict(Counter(row.channel for row in removed))
    return dossier.Sums(sitefacts.contributor(key, actor.agency_id), len(settled), len(removed), ways, times)


@verb("site.flag")
def flag_set(actor: Actor, *, url: str, reason: str) -> None:
    """The agency's own word: do not contact the operator of this host. Other agencies do not see it."""
    _check(reason, "reason")
    mark = sitefacts.flag_mark(actor, traces.site_of(url))
    try:
        with transaction.atomic():
            row = SiteFlag.objects.create(
                agency_id=actor.agency_id, mark=mark, reason=reason.strip(), set_by=actor.user_id
            )
    except IntegrityError as error:
        raise Conflict(_("Your agency said so already.")) from error
    audit.record(actor, "site.flag", subject_kind="siteflag", subject_id=row.pk)


@verb("site.flag")
def flag_clear(actor: Actor, *, url: str) -> None:
    """Take it back."""
    rows = SiteFlag.objects.visible_to(actor).filter(mark=sitefacts.flag_mark(actor, traces.site_of(url)))
    row = rows.first()
    if row is None:
        raise Conflict(_("Your agency did not say so."))
    audit.record(actor, "site.unflag", subject_kind="siteflag", subject_id=row.pk)
    rows.delete()


def _check(text: str, name: str) -> None:
    if not SHORTEST <= len(text.strip()) <= LONGEST:
        message = _("Write %(least)s to %(most)s characters.")
        raise Invalid(message % {"least": SHORTEST, "most": LONGEST}, name)


@verb("site.note")
def note_propose(actor: Actor, *, url: str, kind: str, text: str) -> SiteNote:
    """Propose a note for all agencies; nobody but staff sees it before it is accepted, and nobody who wrote it."""
    if kind not in set(NoteKind):
        raise Invalid(_("Choose what the note is about."), "kind")
    _check(text, "text")
    host = traces.site_of(url)
    if "@" in text or "://" in text:
        raise Invalid(_("A note names no person, no address of a page and no mail address."), "text")
    waiting = SiteNote.objects.filter(host=host, state=NoteState.PROPOSED)
    if waiting.count() >= MOST_WAITING:
        raise Conflict(_("Other notes about this site wait already. Try again in some days."))
    made = SiteNote.objects.create(host=host, kind=kind, text=text.strip())
    audit.record(actor, "site.note", subject_kind="sitenote", subject_id=made.pk)
    return made


def note_decide(staff: Staff, *, note_id: int, to: str) -> None:
    """Staff accept a note, or decline it and erase its text. Raises NotFound, Invalid, Conflict."""
    row = dossiers.note(staff, note_id)
    if to not in {NoteState.ACCEPTED, NoteState.DECLINED}:
        raise Invalid(_("Unknown state."), "to")
    states = [state for state, targets in NOTE_MOVES.items() if to in targets]
    with transaction.atomic():
        erased = {"text": ""} if to == NoteState.DECLINED else {}
        rows = SiteNote.objects.filter(id=row.pk, state__in=states)
        if not rows.update(state=to, decided_by=staff.user_id, decided_at=Now(), **erased):
            raise Conflict(_("Somebody decided about this note already."))
        audit.record_platform(staff, "site.note", subject_kind="sitenote", subject_id=row.pk, to=to)
