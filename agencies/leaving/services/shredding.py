"""What happens when the grace is over: keys first, then rows in small steps, then the certificate. Any step may be killed."""

import hashlib
import time
from email.message import EmailMessage
from email.utils import formatdate

import structlog
from django.conf import settings
from django.db import connection
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.doors.adapters import mail, pdf
from agencies.keys.models import AgencyKey
from agencies.keys.services.shred import agency_shred
from agencies.leaving import adapters, certificate, selectors
from agencies.leaving.models import Departure
from agencies.leaving.services.accounts import accounts_close
from agencies.leaving.states import DepartureState
from agencies.onboarding import adapters as signing
from agencies.onboarding.services.forgetting import agency_forget
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.models import Agency, AgencySettings
from agencies.tenancy.scope import tenant_scope

log = structlog.get_logger(__name__)
BATCH = 500  # rows in one transaction
PART_SECONDS = 20.0  # of work in one round
PLACES = "agencies_membership"  # whose people may lose their account with it
THE_PORTAL = Staff(user_id=0)


def departures_work(seconds: float = PART_SECONDS) -> None:
    """One round: begin what is due, go on with what was begun, send certificates. Safe to run twice at once."""
    until = time.monotonic() + seconds
    for departure_id in selectors.due_departures():
        try:
            departure_work(departure_id, until)
        except Exception as error:  # one agency's trouble does not keep the next one waiting
            log.error(
                "departure stopped", departure_id=departure_id, error=type(error).__name__, exc_info=settings.TESTING
            )
    for row in selectors.certificates_to_mail():
        _send(row)


def departure_work(departure_id: int, until: float) -> bool:
    """Work on one departure until the clock (monotonic) says so; True once it is done."""
    row = selectors.departure_by_id(departure_id)
    if row.state == DepartureState.WAITING:
        _begin(row)
        row.refresh_from_db()
    if row.state != DepartureState.SHREDDING:
        return row.state == DepartureState.DONE
    if row.keys_destroyed_at is None:
        _destroy_keys(row)
    if not rows_delete(row.agency_id, until, departure_id=row.pk):
        return False
    _end(row.pk)
    return True


def _begin(row: Departure) -> None:
    """The point of no return: the agency is gone for everybody, and where the certificate goes is written down."""
    with tenant_scope(row.agency_id):
        moved = Departure.objects.filter(id=row.pk, state=DepartureState.WAITING, due_at__lte=Now()).update(
            state=DepartureState.SHREDDING
        )
        if not moved:
            return
        contact = AgencySettings.objects.filter(agency_id=row.agency_id).values_list("contact_email", flat=True).first()
        fetched = selectors.fetched_at(row.agency_id)
        Departure.objects.filter(id=row.pk).update(contact=contact or "", exported_at=fetched)
        Agency.objects.filter(id=row.agency_id).update(active=False)
        audit.record(Actor.system(row.agency_id), "departure.shred", subject_kind="departure", subject_id=row.pk)


def _destroy_keys(row: Departure) -> None:
    """Keys and archives first: from here on the rows hold nothing that anybody can read."""
    adapters.remove_all(settings.EXPORT_DIR, row.agency_id)
    with tenant_scope(row.agency_id):
        row.counts["agencies_agencykey"] = AgencyKey.objects.filter(agency_id=row.agency_id).count()
        gone = agency_shred(row.agency_id)
        row.counts["agencies_casekey"] = row.counts.get("agencies_casekey", 0) + gone
        Departure.objects.filter(id=row.pk).update(counts=row.counts)
        Departure.objects.filter(id=row.pk, keys_destroyed_at=None).update(keys_destroyed_at=Now())


def rows_delete(agency_id: int, until: float, *, departure_id: int | None = None) -> bool:
    """Delete the agency's rows, table by table in the order of references; False when the time is up or rows came back.

    Append-only trails that no departure may touch stay. Counts are written with each batch, so a kill loses none.
    """
    going = selectors.deletable()
    for model in selectors.ordered():
        name = selectors.table_name(model)
        while name in going:
            if time.monotonic() > until:
                return False
            deleted = _batch(agency_id, name, departure_id)
            if deleted < BATCH:
                break
    return True


def _batch(agency_id: int, name: str, departure_id: int | None) -> int:
    with tenant_scope(agency_id):
        counts = None
        if departure_id is not None:
            counts = Departure.objects.select_for_update().get(id=departure_id)
        with connection.cursor() as cursor:
            table = connection.ops.quote_name(name)
            cursor.execute(
                f"""DELETE FROM {table} WHERE id IN (
                        SELECT id FROM {table} WHERE agency_id = %s ORDER BY id DESC LIMIT {BATCH})
                    {"RETURNING user_id" if name == PLACES else ""}""",
                [agency_id],
            )
            deleted = int(cursor.rowcount)
            if name == PLACES:
                accounts_close({found[0] for found in cursor.fetchall()})
        if counts is not None and deleted:
            counts.counts[name] = counts.counts.get(name, 0) + deleted
            counts.save(update_fields=["counts"])
    return deleted


def _end(departure_id: int) -> None:
    """Seal the trail's last lines, count what stays, make the certificate."""
    row = selectors.departure_by_id(departure_id)
    actor = Actor.system(row.agency_id)
    with tenant_scope(row.agency_id):
        audit.record(actor, "departure.done", subject_kind="departure", subject_id=row.pk)
    while audit.seal(actor):
        pass
    agency_forget(row.agency_id)
    kept = _kept(row.agency_id)
    ended_at = timezone.now()
    facts = certificate.DeletionFacts(
        number=row.pk, agency_name=row.agency.name, started_at=row.started_at, started_by=row.started_by_id,
        confirmed_at=row.confirmed_at or row.started_at, confirmed_by=row.confirmed_by_id or 0,
        confirmed_by_platform=row.confirmed_by_platform, keys_destroyed_at=row.keys_destroyed_at or ended_at,
        ended_at=ended_at, exported_at=row.exported_at, counts=row.counts, kept=kept,
    )  # fmt: skip
    signed = bool(settings.AGREEMENT_CERTIFICATE)
    document = pdf.render(render_to_string("leaving/certificate.html", certificate.context(facts, signed=signed)))
    if signed:
        document = signing.sign(
            document, certificate=settings.AGREEMENT_CERTIFICATE, key=settings.AGREEMENT_KEY,
            password=settings.AGREEMENT_KEY_PASSWORD, reason=certificate.TITLE.en,
        ).data  # fmt: skip
    with tenant_scope(row.agency_id):
        Departure.objects.filter(id=row.pk, state=DepartureState.SHREDDING).update(
            state=DepartureState.DONE, ended_at=ended_at, reason=b"", kept=kept, certificate=document, certificate_signed=signed,
            certificate_sha256=hashlib.sha256(document).hexdigest(),
        )  # fmt: skip
        audit.record_platform(
            THE_PORTAL, "departure.done", subject_kind="departure", subject_id=row.pk, agency_id=row.agency_id,
            sha256=hashlib.sha256(document).hexdigest(),
        )  # fmt: skip


def _kept(agency_id: int) -> dict[str, int]:
    """table -> rows that stay, behind the walls and outside of them."""
    counts = {}
    with tenant_scope(agency_id):
        for model in selectors.tables():
            counts[selectors.table_name(model)] = model.objects.filter(agency_id=agency_id).count()
        for outside, column in selectors.platform_tables():
            name = selectors.table_name(outside)
            counts[name] = counts.get(name, 0) + outside._default_manager.filter(**{column: agency_id}).count()
    return {name: number for name, number in counts.items() if number}


def _send(row: Departure) -> None:
    """Mail the certificate to the agency's contact; the address is forgotten afterwards, whatever the server said."""
    with translation.override(row.language):
        message = EmailMessage()
        message["From"], message["To"] = settings.DEFAULT_FROM_EMAIL, row.contact
        message["Subject"], message["Date"] = _("Certificate of deletion"), formatdate(usegmt=True)
        message.set_content(
            _(
                "Your agency has left the portal, and its data was deleted. The certificate is attached. "
                "It says what was deleted, what stays and why, and what it does not prove."
            )
        )
    message.add_attachment(
        bytes(row.certificate or b""), maintype="application", subtype="pdf", filename="deletion-certificate.pdf"
    )
    server = tenancy.mail_server()
    try:
        mail.send(message.as_bytes(), sender=settings.DEFAULT_FROM_EMAIL, recipients=[row.contact], server=server)
    except mail.NotSent as error:
        if not error.permanent:
            return
        log.warning("certificate not sent", departure_id=row.pk, stage=error.stage)
    except mail.OutcomeUnknown:
        log.warning("certificate may not have arrived", departure_id=row.pk)
    Departure.objects.filter(id=row.pk, mailed_at=None).update(mailed_at=Now(), contact="")
