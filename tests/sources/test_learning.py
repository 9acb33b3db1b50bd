"""What an answer tells about its source is kept if the kind finds nothing wrong with it."""

import pytest

from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from cases.detection.models import WatchSource
from cases.detection.services import sources
from cases.detection.services.learning import source_learn
from tests.people import Cast

pytestmark = pytest.mark.django_db
SITE = "https://site.example/"
TOLD = (("template", f"{SITE}?q={{searchTerms}}"), ("pages", "3"), ("nonsense", "x"))


@pytest.fixture
def source(cast: Cast) -> int:
    """A source of the kind "opensearch"."""
    row = sources.source_create(
        cast.officer, name="Bridges", url=SITE, country="DE", language="de", depth=1, cadence_seconds=60
    )
    with tenant_scope(cast.harbour.pk):
        WatchSource.objects.filter(id=row.pk).update(kind="opensearch")
    return row.pk


def options(cast: Cast, source_id: int) -> dict[str, str]:
    with tenant_scope(cast.harbour.pk):
        return WatchSource.objects.get(id=source_id).options


def test_it_keeps_what_the_kind_knows_once(cast: Cast, source: int) -> None:
    actor = Actor.system(cast.harbour.pk)
    assert source_learn(actor, source_id=source, learned=TOLD)
    assert options(cast, source) == {"template": f"{SITE}?q={{searchTerms}}", "pages": "3"}
    assert not source_learn(actor, source_id=source, learned=TOLD), "nothing new"


def test_it_believes_no_address_of_another_site(cast: Cast, source: int) -> None:
    foreign = (("template", "https://evil.example/?q={searchTerms}"),)
    assert not source_learn(Actor.system(cast.harbour.pk), source_id=source, learned=foreign)
    assert options(cast, source) == {}


def test_it_changes_no_source_of_another_agency(cast: Cast, source: int) -> None:
    assert not source_learn(Actor.system(cast.outsider.agency_id), source_id=source, learned=TOLD)
    assert options(cast, source) == {}
