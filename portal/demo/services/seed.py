"""Fill an empty portal with the demo's agencies."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from agencies.people import selectors as people
from agencies.people import services as members
from agencies.people.models import User
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.models import Agency
from agencies.tenancy.services import agency_open
from cases.casework import services as casework
from cases.casework.models import Case
from cases.casework.states import Identity, Purpose
from cases.detection.services import sources
from cases.fingerprints import describe
from cases.intake import services as intake
from portal.demo import catalogue, scenes
from portal.demo.accounts import ACCOUNTS, NGO, OFFICE, PASSWORD, Account
from portal.demo.adapters import pictures
from portal.demo.services import applications
from takedowns.notices import bases
from takedowns.notices.models import BasisConfirmation
from takedowns.recipients import services as recipients

LANGUAGES = {"DE": "de", "NL": "nl"}
SECONDS: dict[str, Any] = {
    "recheck_seconds": [2, 3, 4, 5, 6, 8, 10, 13, 17, 22, 30, 45, 60, 90, 120, 300],
    "removal_confirm_seconds": 1,
    "crawl_min_seconds": 2,
    "review_lease_seconds": 120,
    "send_window_seconds": 1,
    "two_person": "off",  # one visitor walks through the whole way
    "supervised_days": 0,
    "golden_every": 0,  # a visitor's few packages are all samples
    "sample_percent": 0,
}
CADENCE, UNSEEN = 4, ("lighthouse", 90210)


def seed() -> bool:
    """Agencies, people, directory, cases, fingerprints and watch sources; False when they are there already."""
    if tenancy.sample_agencies_exist():
        return False
    agencies = _agencies()
    for account in ACCOUNTS:
        _account(account, agencies)
    # One hash for all of them, which all have the same: it is slow on purpose.
    User.objects.filter(email__in=[account.email for account in ACCOUNTS]).update(password=make_password(PASSWORD))
    _directory()
    _office(agencies[OFFICE])
    _ngo(agencies[NGO])
    # Last: what is registered while a site is looked at makes the next round look at all of it again.
    _watch(actor_of("manager@hanbit.example"), 0)
    _watch(actor_of("officer@lantern.example"), 1)
    applications.seed(User.objects.filter(is_superuser=True).values_list("id", flat=True)[0])
    pictures.write_originals(Path(settings.RUN_DIR) / "originals")
    return True


def _agencies() -> dict[str, Agency]:
    office = agency_open(
        name="Hanbit District Office", slug=OFFICE, kind="local_government", country="KR", demo=True,
        contact_email="support@hanbit.example", reply_address="takedown@hanbit.example", emergency_line="1366",
        time_zone="Asia/Seoul", languages=["ko", "en"], capacity="designated_body", patch_search=True, **SECONDS,
    )  # fmt: skip
    ngo = agency_open(
        name="Lantern Foundation", slug=NGO, kind="ngo", country="NL", demo=True,
        contact_email="help@lantern.example", reply_address="notices@lantern.example", emergency_line="112",
        time_zone="Europe/Amsterdam", languages=["en"], capacity="representative", **SECONDS,
    )  # fmt: skip
    return {OFFICE: office, NGO: ngo}


def _account(account: Account, agencies: dict[str, Agency]) -> None:
    user: User | None = None
    if not account.agency:
        user = User.objects.create_superuser(account.email, None, name=account.name)
    for role in account.roles:
        system = Actor.system(agencies[account.agency].pk)
        user = members.member_add(system, email=account.email, name=account.name, role=role)
    if user is not None:
        TOTP.activate(user, account.totp)


def _directory() -> None:
    """The sample sites' abuse desks, and the sample lawyer's confirmation of the bases that the demo rests on."""
    today = timezone.now().date()
    for site, address in zip(catalogue.SITES.values(), settings.DEMO_SITES, strict=True):
        recipients.provider_set(
            name=site.name, hosts=[address], country=site.jurisdiction, language=LANGUAGES[site.jurisdiction],
            abuse_email=site.abuse_mail, verified_on=today,
        )  # fmt: skip
    for row in bases.load():
        if row.code == "eu-dsa-16":
            BasisConfirmation.objects.update_or_create(
                code=row.code,
                defaults={"verified_by": "Sample lawyer (demo)", "verified_on": today, "row_sha256": row.sha256},
            )


def actor_of(email: str) -> Actor:
    """A demo person as an actor; raises LookupError when the demo is not seeded."""
    user = User.objects.filter(email=email).first()
    place = people.choose(people.places(user.pk), None) if user else None
    if user is None or place is None:
        raise LookupError(email)
    return Actor(agency_id=place.agency_id, roles=place.roles, user_id=user.pk)


def _office(agency: Agency) -> None:
    """An adult's case with four photographs and a clip, with their details."""
    worker = actor_of("worker@hanbit.example")
    media = [media.bytes for media in pictures.registered()]
    items = [describe.describe(data, rate=2.0, patches=True, sound=True) for data in media]  # the clip is silent
    case = intake.report_submit(
        worker, channel="worker", age_band="adult", purposes=list(Purpose), language="ko",
        text="Sample report of the demo: holiday photographs were published without consent.", items=items,
    )  # fmt: skip
    _settle(worker, case)


def _ngo(agency: Agency) -> None:
    """An agency abroad: a case of its own that nothing is found for."""
    officer = actor_of("officer@lantern.example")
    case = intake.report_submit(
        officer, channel="worker", age_band="adult", purposes=[Purpose.DETECTION, Purpose.NOTICES], language="en",
        text="Sample report of the demo: a drawing that is on neither of the sites.",
        items=[describe.describe(pictures.jpeg(scenes.draw(*UNSEEN)))],
    )  # fmt: skip
    _settle(officer, case)


def _settle(actor: Actor, case: Case) -> None:
    """What a worker does after the first talk: identity checked, mandate on file, case in service."""
    today = timezone.now().date()
    casework.case_update(
        actor, case_id=case.pk, age_band="adult", identity=Identity.PERSON_SHOWN, quiet=False, excluded_countries=[]
    )
    casework.mandate_record(
        actor, case_id=case.pk, signed_on=today, expires_on=today + timedelta(days=365), form="paper"
    )
    casework.case_move(actor, case_id=case.pk, to="in_service")


def _watch(actor: Actor, number: int) -> None:
    site = list(catalogue.SITES.values())[number]
    sources.source_create(
        actor, name=site.name, url=f"http://{settings.DEMO_SITES[number]}/", country=site.jurisdiction,
        language=LANGUAGES[site.jurisdiction], depth=12, cadence_seconds=CADENCE,
        legal_note="Sample site of the demo, on this machine.",
    )  # fmt: skip
