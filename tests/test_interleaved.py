"""Two agencies at work at once, with the same names, addresses, contacts and numbers: neither notices the other.

Random calls of services, a seed each. After every call of one agency the other's rows, figures and messages are what they were.
"""

import random
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection
from django.utils import timezone

from agencies.access import services as access
from agencies.events import selectors as events
from agencies.people import selectors as people
from agencies.people.services import invitations, members
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Forbidden, Invalid, NotFound
from agencies.tenancy.models import Agency, TenantModel
from agencies.tenancy.rights import Role
from agencies.tenancy.scope import tenant_scope
from cases.casework import selectors as cases
from cases.casework import services as casework
from cases.detection import selectors as detection
from cases.detection.services import finds, sources
from cases.detection.services.finds import Sighting
from cases.fingerprints import selectors as registry
from cases.fingerprints import services as fingerprints
from cases.fingerprints.bands import Band
from cases.fingerprints.matching import Hit
from cases.intake import selectors as reports
from cases.intake import services as intake
from takedowns.evidence.models import EvidencePackage
from takedowns.notices import selectors as notices
from takedowns.notices.models import Notice
from tests.people import Cast, join
from tests.rows import item

pytestmark = pytest.mark.django_db
EXPECTED = (Conflict, Forbidden, Invalid, NotFound)
STEPS, SEEDS = 30, (1,)
SAME = {
    "channel": "worker", "age_band": "adult", "purposes": ["detection", "notices"], "text": "Somebody posted it.",
    "contact": "010-5555-0100", "addresses": "https://bridge.example/gallery/7",
}  # fmt: skip


class House:
    """One agency's people, and the ids of what it made; every call takes what the other agency takes too."""

    def __init__(self, agency: Agency, name: str) -> None:
        self.agency = agency
        self.user, self.actor = join(agency, name, *[role for role in Role if role is not Role.PLATFORM_ADMIN])
        self.system = Actor.system(agency.pk)
        self.cases: list[int] = []
        self.prints: list[int] = []
        self.sources: list[int] = []
        self.matches: list[int] = []

    def report(self, chance: random.Random) -> None:
        made = intake.report_submit(self.actor, **SAME, items=[item(chance.randrange(3))])  # type: ignore[arg-type]
        self.cases.append(made.pk)
        with tenant_scope(self.agency.pk):
            self.prints += [row.pk for row in registry.fingerprints(self.actor, made.pk)]

    def more(self, chance: random.Random) -> None:
        case = chance.choice(self.cases)
        intake.report_add(
            self.actor, case_id=case, channel="worker", text="More.", contact="c", addresses=SAME["addresses"]
        )  # type: ignore[arg-type]

    def withdraw(self, chance: random.Random) -> None:
        casework.consent_withdraw(self.actor, case_id=chance.choice(self.cases), purpose="notices")

    def mandate(self, chance: random.Random) -> None:
        case, today = chance.choice(self.cases), timezone.now().date()
        casework.mandate_record(self.actor, case_id=case, signed_on=today, expires_on=None, form="paper")

    def move(self, chance: random.Random) -> None:
        casework.case_move(self.actor, case_id=chance.choice(self.cases), to=chance.choice(["in_service", "closed"]))

    def source(self, chance: random.Random) -> None:
        made = sources.source_create(
            self.actor, name="Bridge", url="https://bridge.example/", country="NL", language="nl", depth=1,
            cadence_seconds=3600, legal_note="",
        )  # fmt: skip
        self.sources.append(made.pk)

    def find(self, chance: random.Random) -> None:
        number = chance.randrange(3)
        hit = Hit(self.agency.pk, chance.choice(self.prints), Band.LIKELY, 6, 90, 5, False, False, 0, f"{7:064x}")
        sighting = Sighting(
            f"https://bridge.example/gallery/{number}", f"https://bridge.example/p/{number}.jpg", "ab" * 32, "NL", "nl",
            timezone.now(),
        )  # fmt: skip
        if (found := finds.match_record(self.system, hit=hit, sighting=sighting)) is not None:
            self.matches.append(found)

    def notice(self, chance: random.Random) -> None:
        with tenant_scope(self.agency.pk):
            match = detection.match(self.actor, chance.choice(self.matches))
            own = {"agency": self.agency, "match": match, "case_id": match.case_id}
            package, _ = EvidencePackage.objects.get_or_create(
                **own, defaults={"manifest": b"{}", "manifest_sha256": "cd" * 32}
            )
            Notice.objects.get_or_create(
                **own, package=package, defaults={"reference": "N-1", "country": "NL", "token": f"t{package.pk}"}
            )

    def key(self, chance: random.Random) -> None:
        access.key_create(self.actor, name="clinic", scopes=["case.read"], days=chance.choice([10, 0]))

    def invite(self, chance: random.Random) -> None:
        invitations.invite(self.actor, email="new@bridge.example", name="New", roles=["case_worker"])

    def member(self, chance: random.Random) -> None:
        members.member_add(
            self.system, email="shared@example.org", name="Shared", role=chance.choice(["auditor", "approver"])
        )

    def end_print(self, chance: random.Random) -> None:
        fingerprints.fingerprint_withdraw(self.actor, fingerprint_id=chance.choice(self.prints))

    def trespass(self, other: "House", chance: random.Random) -> None:
        """Ask for the other's rows by their ids: absent, in the same words as what never was."""
        asks: list[tuple[list[int], Callable[[int], object]]] = [
            (other.cases, lambda row: cases.case(self.actor, row)),
            (other.cases, lambda row: casework.case_move(self.actor, case_id=row, to="closed")),
            (other.prints, lambda row: fingerprints.fingerprint_withdraw(self.actor, fingerprint_id=row)),
            (other.sources, lambda row: sources.source_visit_now(self.actor, source_id=row)),
            (other.matches, lambda row: detection.match(self.actor, row)),
        ]
        for rows, ask in asks:
            told = []
            for row in [chance.choice(rows), 2_000_000_000] if rows else []:
                with pytest.raises(NotFound) as raised, tenant_scope(self.agency.pk):
                    ask(row)
                told.append(str(raised.value))
            assert len(set(told)) < 2


ACTS = (
    House.report, House.more, House.withdraw, House.mandate, House.move, House.source, House.find, House.notice,
    House.key, House.invite, House.member, House.end_print,
)  # fmt: skip


def rows_of(house: House) -> dict[str, Any]:
    """Number and newest id of every tenant table, counted below all filters of ours."""
    tables = [model._meta.db_table for model in apps.get_models() if issubclass(model, TenantModel)]
    ask = "SELECT '{0}', count(*), max(id), min(agency_id), max(agency_id) FROM {0}"
    with tenant_scope(house.agency.pk), connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(ask.format(table) for table in tables))
        found = {table: (count, newest, {least, most}) for table, count, newest, least, most in cursor.fetchall()}
    assert all(owners <= {house.agency.pk, None} for _count, _newest, owners in found.values())
    return found


def shown_to(house: House) -> dict[str, Any]:
    """What the agency's own reads answer."""
    with tenant_scope(house.agency.pk):
        return {
            "cases": list(cases.cases(house.actor).values_list("id", flat=True)),
            "counts": cases.counts(house.actor),
            "finds": detection.counts(house.actor),
            "prints": registry.fingerprints(house.actor).count(),
            "sources": [row.pk for row in detection.sources(house.actor)],
            "notices": [row.pk for row in notices.notices(house.actor)],
            "reports": [len(reports.reports(house.actor, case)) for case in house.cases],
            "work": events.work_left(house.actor),
            "names": people.names(house.actor),
        }


def act(house: House, work: Callable[[House, random.Random], None], chance: random.Random) -> None:
    try:
        work(house, chance)
    except EXPECTED:
        pass
    except IndexError:  # nothing there yet to choose from
        pass


@pytest.mark.parametrize("seed", SEEDS)
def test_it_shows_neither_agency_what_the_other_does(cast: Cast, seed: int) -> None:
    chance = random.Random(seed)
    houses = House(cast.harbour, "hanna"), House(cast.island, "ingrid")
    for _ in range(STEPS):
        one, other = chance.sample(houses, 2)
        before = rows_of(other), shown_to(other)
        act(one, chance.choice(ACTS), chance)
        assert (rows_of(other), shown_to(other)) == before
        if chance.random() < 0.2:
            one.trespass(other, chance)
    assert all(house.cases and house.prints for house in houses)


def test_it_gives_both_agencies_the_same_names_and_numbers(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same work on both sides, step by step, has the same outcome: no unique constraint looks across."""
    houses = House(cast.harbour, "hanna"), House(cast.island, "ingrid")
    monkeypatch.setattr(casework.secrets, "choice", lambda letters: letters[0])
    for work in ACTS:
        outcomes = []
        for house in houses:
            try:
                work(house, random.Random(5))
                outcomes.append("done")
            except (*EXPECTED, IntegrityError) as error:
                outcomes.append(f"{type(error).__name__} {error}")
        assert outcomes[0] == outcomes[1] and "IntegrityError" not in outcomes[0], (work.__name__, outcomes)
    with tenant_scope(houses[0].agency.pk):
        first = cases.cases(houses[0].actor).values_list("reference", flat=True)[0]
    with tenant_scope(houses[1].agency.pk):
        assert cases.cases(houses[1].actor).values_list("reference", flat=True)[0] == first
