"""How long people wait: from a search term or a reported link to a package that an officer can open, as deployed.

The figures are printed. `make proof` judges them (PROOF=1: and waits for the last package); here only what comes out counts.
"""

import os
from collections.abc import Callable
from typing import Any

import pytest

from agencies.events.models import Job
from agencies.tenancy.scope import tenant_scope
from cases.detection.models import Match
from cases.detection.services import sources, terms
from cases.fingerprints import describe
from cases.fingerprints import services as fingerprints
from cases.intake import services as intake
from tests.cases.test_search_to_desk import NAME, PICTURES, PROVIDERS, provide, providers
from tests.crawl.site import Site, allow
from tests.flow.deployed import AS_DEPLOYED, Desk, at_work, wait_for
from tests.flow.stage import Stage, until
from tests.people import Cast
from tests.takedowns.flow import a_case, confirm_bases

__all__ = ["providers"]
pytestmark = pytest.mark.processes
Stages = Callable[..., Stage]
PATIENCE = 180.0  # seconds of a busy machine
PROOF = bool(os.environ.get("PROOF"))
POSTS = 400


def quiet(cast: Cast) -> bool:
    """Whether no job is left."""
    with tenant_scope(cast.harbour.pk):
        return not Job.objects.filter(state__in=["pending", "running"]).exists()


def reaching(*sites: Site) -> dict[str, str]:
    """Lets a worker's crawler reach the sites."""
    networks, ports = (f"{one.host}/32" for one in sites), (str(one.port) for one in sites)
    return AS_DEPLOYED | {"CRAWL_ALLOWED_NETWORKS": ",".join(networks), "CRAWL_ALLOWED_PORTS": ",".join(ports)}


def found(cast: Cast) -> set[str]:
    """Pages with a find."""
    with tenant_scope(cast.harbour.pk):
        return set(Match.objects.values_list("page_url", flat=True))


def test_it_has_copies_on_the_desk_soon_after_a_keyword(
    committed_cast: Cast, stage: Stages, providers: list[Site]
) -> None:
    cast, own = committed_cast, stage(**reaching(*providers))
    confirm_bases()
    case = a_case(cast)
    with own.hints():
        at_work(own)
        items = [describe.describe(each, rate=2.0) for each in PICTURES]
        fingerprints.fingerprints_register(cast.worker, case_id=case.pk, items=items)
        numbers = [provide(cast, one) for one in providers]
        until(lambda: quiet(cast), 60, "the end of what a registration starts")
        desk = Desk(cast, cast.client("officer"))
        term = terms.term_add(cast.worker, case_id=case.pk, kind="name", text=NAME)
        for number in numbers:
            terms.consent_note(cast.worker, term_id=term.pk, source_id=number, way="phone")
        wait_for(desk, PROVIDERS if PROOF else 1, PATIENCE, lambda: own.log("worker"))
        wanted = {f"{one.base}/copy" for one in providers}
        until(lambda: found(cast) == wanted, 60, "the find at every provider")
        with tenant_scope(cast.harbour.pk):
            assert Match.objects.count() == PROVIDERS
    first, last = desk.seconds[0], desk.seconds[-1]
    print(f"keyword to desk: first {first:.1f} s, last of {len(desk.opened)} {last:.1f} s, {load()}")


def test_it_has_a_reported_link_on_the_desk_soon_while_a_crawl_keeps_the_workers_busy(
    committed_cast: Cast, stage: Stages, settings: Any
) -> None:
    cast = committed_cast
    with Site("127.0.3.1") as one, Site("127.0.3.2") as other:
        one.page("/gallery/bridge-12", shows=("/bridge.jpg",))
        one.pages["/bridge.jpg"] = ("image/jpeg", PICTURES[0])
        other.page("/", links=tuple(f"/post/{number}" for number in range(POSTS)))
        other.pages |= {f"/post/{number}": ("text/html", b"<title>Bridges</title>") for number in range(POSTS)}
        allow(settings, one, other)
        own = stage(**reaching(one, other))
        confirm_bases()
        with own.hints():
            at_work(own)
            sources.source_create(
                cast.manager, name="Bridges", url=f"{other.base}/", country="DE", language="de", depth=3,
                cadence_seconds=3600,
            )  # fmt: skip
            sources.rounds_start()
            until(lambda: len(other.times) > 3, what="a crawl that keeps the workers busy")
            desk = Desk(cast, cast.client("officer"))
            intake.report_submit(
                cast.worker, channel="worker", age_band="adult", purposes=["detection", "notices"],
                items=[describe.describe(PICTURES[0])], addresses=f"{one.base}/gallery/bridge-12",
            )  # fmt: skip
            wait_for(desk, 1, PATIENCE, lambda: own.log("worker"))
    assert len(other.times) < POSTS, "the crawl was still at work"
    print(f"link to desk: {desk.seconds[0]:.1f} s, {load()}")


def load() -> str:
    """How busy the machine is."""
    return f"load {os.getloadavg()[0]:.1f}"
