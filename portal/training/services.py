"""A workspace to practise in: invented reports, finds on a host that does not exist, and nothing that ever leaves."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import services as audit
from agencies.leaving.models import Departure
from agencies.leaving.states import DepartureState
from agencies.people import services as people
from agencies.people.models import Membership
from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.errors import Conflict
from agencies.tenancy.models import Agency
from agencies.tenancy.rights import Role
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import agency_open
from cases.casework import services as casework
from cases.casework.states import Identity, Purpose
from cases.detection.services import finds
from cases.detection.services.finds import Sighting
from cases.fingerprints import describe
from cases.fingerprints.bands import Band
from cases.fingerprints.matching import Hit
from cases.fingerprints.models import Fingerprint
from cases.intake import services as intake
from portal.training import selectors
from portal.training.patterns import pattern
from takedowns.recipients import services as recipients

HOST = "training.invalid"  # RFC 6761: never resolves anywhere
DESK = f"desk@{HOST}"
REPORTS = (
    ("Training: drawings of waves were copied to a page without being asked.", Band.CERTAIN, 2),
    ("Training: a pattern appears in a gallery, smaller than it was.", Band.LIKELY, 14),
    ("Training: somebody says that a pattern is hers. Nobody has checked it.", Band.POSSIBLE, 28),
)


def training_open(*, name: str, slug: str, country: str, managers: list[str]) -> Agency:
    """Open a training workspace with sample cases; `managers` are addresses of people who have an account or get one.

    Raises Conflict when the short name is taken.
    """
    if Agency.objects.filter(slug=slug).exists():
        raise Conflict(_("This short name is taken."))
    with transaction.atomic():
        agency = agency_open(
            name=name, slug=slug, kind="ngo", country=country, contact_email=DESK, reply_address=DESK,
            languages=["en", "ko"], capacity="designated_body",
        )  # fmt: skip
        Agency.objects.filter(id=agency.pk).update(training=True)
        for email in managers:
            people.member_add(Actor.system(agency.pk), email=email, name=email.partition("@")[0], role=Role.MANAGER)
    recipients.provider_set(
        name="Training desk", hosts=[HOST], country="NL", language="en", abuse_email=DESK,
        verified_on=timezone.now().date(), listed=False,
    )  # fmt: skip
    for number, (text, band, distance) in enumerate(REPORTS, start=1):
        _case(agency, number, text, band, distance)
    agency.refresh_from_db()
    return agency


def training_reset(slug: str) -> Agency:
    """Open the workspace anew for the same people; the old one's rows are deleted as those of an agency that left.

    Raises Conflict unless it is a training workspace.
    """
    old = Agency.objects.filter(slug=slug, training=True, active=True).first()
    if old is None:
        raise Conflict(_("There is no training workspace of this name."))
    with tenant_scope(old.pk):
        places = [(row.user.email, row.role) for row in Membership.objects.select_related("user").order_by("id")]
    with transaction.atomic():
        Agency.objects.filter(id=old.pk).update(slug=f"{slug[:30]}-over-{old.pk}")
        Departure.objects.create(agency=old, state=DepartureState.WAITING, started_by_id=0, due_at=timezone.now())
    fresh = training_open(name=old.name, slug=slug, country=old.country, managers=[])
    for email, role in places:
        people.member_add(Actor.system(fresh.pk), email=email, name=email.partition("@")[0], role=role)
    return fresh


def platform_open(staff: Staff, *, name: str, slug: str, country: str, manager: str, language: str) -> Agency:
    """The same by the platform's staff: the manager is invited by mail. Raises Conflict when the short name is taken."""
    agency = training_open(name=name, slug=slug, country=country, managers=[])
    with transaction.atomic():
        audit.record_platform(staff, "training.open", subject_kind="agency", subject_id=agency.pk)
    people.invite_first_manager(staff, agency.pk, email=manager, name=manager.partition("@")[0], language=language)
    return agency


def platform_reset(staff: Staff, *, agency_id: int) -> Agency:
    """Begin a training workspace anew; raises NotFound for any other agency."""
    old = selectors.workspace(agency_id)
    fresh = training_reset(old.slug)
    with transaction.atomic():
        audit.record_platform(staff, "training.reset", subject_kind="agency", subject_id=old.pk, fresh_id=fresh.pk)
    return fresh


def _case(agency: Agency, number: int, text: str, band: Band, distance: int) -> None:
    """One report with two patterns, and a find of the first one; the worker of the journeys does what comes next."""
    actor = Actor(agency.pk, frozenset({Role.MANAGER, Role.CASE_WORKER, "system"}), kind="system")
    case = intake.report_submit(
        actor, channel="worker", age_band="adult", purposes=[Purpose.DETECTION, Purpose.NOTICES], text=text,
        items=[describe.describe(pattern(10 * number + each)) for each in range(2)],
    )  # fmt: skip
    if band != Band.POSSIBLE:
        casework.case_update(
            actor, case_id=case.pk, age_band="adult", identity=Identity.PERSON_SHOWN, quiet=False,
            excluded_countries=[],
        )  # fmt: skip
    with tenant_scope(agency.pk):
        fingerprint = Fingerprint.objects.filter(agency_id=agency.pk, case_id=case.pk).order_by("id").first()
    if fingerprint is None:
        return
    hit = Hit(agency.pk, fingerprint.pk, band, distance, 90, 0, False, False, 0, f"{(1 << distance) - 1:064x}")
    page = f"https://{HOST}/gallery/{number}"
    fetched = timezone.now() - timedelta(seconds=2)
    finds.match_record(actor, hit=hit, sighting=Sighting(page, f"{page}.jpg", "ab" * 32, "NL", "en", fetched))
