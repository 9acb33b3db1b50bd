"""The source that stands for addresses of reports: it collects and counts, and nobody meets it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Invalid, NotFound
from agencies.tenancy.scope import tenant_scope
from cases.detection import selectors
from cases.detection.models import REPORTED, WatchSource
from cases.detection.selectors import pulse as reads
from cases.detection.services import pulse, reported, sources, trials
from cases.intake import services as intake
from cases.intake.models import Report
from tests.api.calling import Api, new_key
from tests.people import Cast
from tests.rows import a_source

pytestmark = pytest.mark.django_db


def collecting(cast: Cast) -> WatchSource:
    """The row, made as a report makes it."""
    intake.report_submit(
        cast.worker, channel="worker", age_band="adult", purposes=["detection"], addresses="https://bridge.example/1"
    )
    with tenant_scope(cast.harbour.pk):
        number = Report.objects.latest("id").pk
    assert reported.reported_look(Actor.system(cast.harbour.pk), report_id=number) == 1
    with tenant_scope(cast.harbour.pk):
        return WatchSource.objects.get(url=REPORTED)


def test_it_shows_it_in_no_list_and_no_choice(cast: Cast) -> None:
    hidden, shown = collecting(cast), a_source(cast)
    officer = cast.client("officer")
    for page in ("/", "/sources/", "/sources/?kind=direct", "/sources/?sort=health", "/sources/?name=report"):
        assert hidden.name not in officer.get(page).content.decode(), page
    assert officer.get(f"/sources/{hidden.pk}/").status_code == 404
    api = Api(new_key(cast.manager))
    assert [row["id"] for row in api.get("/sources").json()["results"]] == [shown.pk]
    assert api.get(f"/sources/{hidden.pk}").status_code == 404
    with tenant_scope(cast.harbour.pk):
        assert selectors.counts(cast.officer)["sources"] == 1


def test_it_lets_nobody_change_it_or_take_its_address(cast: Cast) -> None:
    hidden = collecting(cast)
    with tenant_scope(cast.harbour.pk):
        wish = trials.wish_of(hidden)
    with pytest.raises(NotFound):
        sources.source_change(cast.officer, source_id=hidden.pk, wish=wish)
    with pytest.raises(NotFound):
        sources.source_move(cast.officer, source_id=hidden.pk, to="paused")
    with pytest.raises(Invalid):
        sources.source_create(
            cast.outsider, name="Mine", url=REPORTED, country="KR", language="ko", depth=1, cadence_seconds=3600
        )


def test_it_counts_on_the_live_page_and_never_is_a_gap(cast: Cast) -> None:
    hidden, system = collecting(cast), Actor.system(cast.harbour.pk)
    past = timezone.now() - timedelta(days=800)
    with tenant_scope(cast.harbour.pk):
        WatchSource.objects.filter(id=hidden.pk).update(created_at=past, last_success_at=past)
        pulse.pulse_add(system, pages=1, media=2)
        found = reads.pulse(cast.officer)
    assert (found.sources, found.hour["media"], found.last_look_at, found.late) == (0, 2, past, 0)
    assert pulse.gaps_find() == 0
