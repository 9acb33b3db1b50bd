"""A removal is proved by two looks that are far enough apart; a copy that is there keeps the find open."""

from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from django.conf import LazySettings
from django.utils import timezone

from agencies.events.models import Event, Job
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Forbidden
from agencies.tenancy.scope import tenant_scope
from cases.detection.models import Match
from takedowns.followup import services, verdicts
from takedowns.followup.models import Check
from takedowns.followup.states import Verdict
from takedowns.notices.models import Notice
from tests.people import Cast
from tests.takedowns.flow import a_case, a_find, a_notice, a_package, quick_pdf


class Site(BaseHTTPRequestHandler):
    """Answers with the status that `statuses` names for the path, 200 for any other; counts what was asked."""

    statuses: dict[str, int] = {}
    asked: list[tuple[str, str]] = []

    def do_HEAD(self) -> None:
        self.asked.append((self.command, self.path))
        self.send_response(self.statuses.get(self.path, 200))
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def site(settings: LazySettings) -> Iterator[str]:
    Site.statuses, Site.asked = {}, []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    Thread(target=server.serve_forever, daemon=True).start()
    settings.CRAWL_ALLOWED_NETWORKS, settings.CRAWL_ALLOWED_PORTS = ["127.0.0.0/8"], [server.server_port]
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def notice(committed_cast: Cast, site: str, monkeypatch: pytest.MonkeyPatch) -> Notice:
    """A sent notice with three planned looks and a find that is approved."""
    quick_pdf(monkeypatch)
    found = a_find(committed_cast, a_case(committed_cast), base=site)
    made = a_notice(committed_cast, a_package(committed_cast, found))
    with tenant_scope(committed_cast.harbour.pk):
        Match.objects.filter(id=found).update(state="approved")
    system = Actor.system(committed_cast.harbour.pk)
    services.checks_plan(system, notice_id=made.pk)
    services.checks_plan(system, notice_id=made.pk)
    return made


def rows(cast: Cast) -> list[Check]:
    with tenant_scope(cast.harbour.pk):
        return list(Check.objects.order_by("number"))


def look(cast: Cast) -> Check:
    """Run the next look that is due and return it."""
    due = next(row for row in rows(cast) if row.state == "due")
    services.check_run(Actor.system(cast.harbour.pk), check_id=due.pk)
    return next(row for row in rows(cast) if row.pk == due.pk)


def find_state(cast: Cast, notice: Notice) -> str:
    with tenant_scope(cast.harbour.pk):
        return Match.objects.get(id=notice.match_id).state


@pytest.mark.parametrize(
    ("page", "media", "expected"),
    [
        (404, 404, Verdict.GONE),
        (200, 410, Verdict.GONE),
        (410, None, Verdict.GONE),
        (404, 200, Verdict.THERE),
        (200, 200, Verdict.THERE),
        (451, 451, Verdict.UNCLEAR),
        (404, 403, Verdict.UNCLEAR),
        (200, None, Verdict.UNCLEAR),
        (200, 503, Verdict.UNCLEAR),
        (None, None, Verdict.UNREACHABLE),
    ],
)
def test_it_reads_two_statuses(page: int | None, media: int | None, expected: Verdict) -> None:
    assert verdicts.verdict(page, media) == expected
    assert verdicts.over_all(page, [media]) == expected


@pytest.mark.parametrize(
    ("media", "expected"),
    [
        ([404, 404], Verdict.GONE),
        ([404, 200], Verdict.THERE),
        ([404, 403], Verdict.UNCLEAR),
        ([403, 200], Verdict.THERE),
        ([], Verdict.GONE),
    ],
)
def test_it_calls_a_page_gone_only_with_every_copy(media: list[int | None], expected: Verdict) -> None:
    assert verdicts.over_all(404, media) == expected


def test_it_plans_every_look_once(committed_cast: Cast, notice: Notice) -> None:
    assert [(row.number, row.state, row.confirms) for row in rows(committed_cast)] == [
        (1, "due", False),
        (2, "due", False),
        (3, "due", False),
    ]
    with pytest.raises(Forbidden):
        services.checks_plan(committed_cast.officer, notice_id=notice.pk)


def test_it_proves_a_removal_with_a_second_look(committed_cast: Cast, notice: Notice) -> None:
    cast = committed_cast
    Site.statuses = {"/media/1.jpg": 404}
    first = look(cast)
    assert (first.verdict, first.page_status, first.media_status) == ("gone", 200, 404)
    assert find_state(cast, notice) == "approved"
    confirming = [row for row in rows(cast) if row.confirms]
    assert len(confirming) == 1
    with tenant_scope(cast.harbour.pk):  # the waiting time is over
        Check.objects.filter(id=first.pk).update(done_at=timezone.now() - timedelta(seconds=2))
    services.check_run(Actor.system(cast.harbour.pk), check_id=confirming[0].pk)
    assert find_state(cast, notice) == "removed"
    assert [row.state for row in rows(cast)] == ["done", "dropped", "dropped", "done"]
    with tenant_scope(cast.harbour.pk):
        kinds = list(Event.objects.order_by("id").values_list("kind", flat=True))[-2:]
    assert kinds == ["content.gone_once", "content.removed"]
    services.check_run(Actor.system(cast.harbour.pk), check_id=confirming[0].pk)  # a second run of the job
    assert len(rows(cast)) == 4
    assert {command for command, _ in Site.asked} == {"HEAD"}


def test_it_keeps_a_find_open_while_one_copy_is_there(committed_cast: Cast, notice: Notice, site: str) -> None:
    cast = committed_cast
    with tenant_scope(cast.harbour.pk):
        match = Match.objects.get(id=notice.match_id)
        Match.objects.filter(id=match.pk).update(media_urls=[match.media_url, f"{site}/media/copy.jpg"])
    Site.statuses = {"/media/1.jpg": 404, "/post/1": 404}
    seen = look(cast)
    assert (seen.verdict, seen.media_status) == ("still_there", 200)
    assert find_state(cast, notice) == "approved"


def test_it_begins_anew_when_the_copy_comes_back(committed_cast: Cast, notice: Notice) -> None:
    cast = committed_cast
    Site.statuses = {"/media/1.jpg": 404}
    look(cast)
    Site.statuses = {}
    assert look(cast).verdict == "still_there"
    Site.statuses = {"/media/1.jpg": 410}
    look(cast)
    assert find_state(cast, notice) == "approved"  # the run of "gone" was broken


def test_it_takes_a_wall_for_no_proof(committed_cast: Cast, notice: Notice) -> None:
    Site.statuses = {"/media/1.jpg": 403, "/post/1": 403}
    assert look(committed_cast).verdict == "unclear"
    assert find_state(committed_cast, notice) == "approved"


def test_it_starts_the_looks_of_all_agencies_that_are_due(committed_cast: Cast, notice: Notice) -> None:
    with tenant_scope(committed_cast.harbour.pk):
        Check.objects.filter(number__lte=2).update(due_at=timezone.now() - timedelta(seconds=1))
        Check.objects.filter(number=3).update(due_at=timezone.now() + timedelta(hours=1))
    assert services.checks_start() == 2
    services.checks_start()
    with tenant_scope(committed_cast.harbour.pk):
        assert Job.objects.filter(kind="takedowns.followup.check").count() == 2
