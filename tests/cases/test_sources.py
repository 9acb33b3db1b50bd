"""Pages of sources: choosing a kind, its own fields, trying it, changing it."""

import json
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from agencies.doors.address import Refusal
from agencies.doors.exchange import Refused, Trouble, Unreachable
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid, NotFound
from agencies.tenancy.scope import tenant_scope
from cases.detection.models import CrawlRound, FrontierEntry, SourceTrial, WatchSource
from cases.detection.services import placing, sources, trials
from cases.detection.sources import KINDS
from cases.detection.wish import Wish
from tests.people import Cast
from tests.rows import a_source

pytestmark = pytest.mark.django_db
SITE = {
    "kind": "website", "name": "Cats", "url": "https://cats.example/", "country": "nl", "language": "nl", "depth": 2,
    "cadence_seconds": 3600,
}  # fmt: skip
FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Cats</title><item><title>A cat on a bridge</title>
<link>https://cats.example/1</link><enclosure url="https://cats.example/1.jpg" type="image/jpeg"/></item></channel></rss>"""


class Site:
    """A site that answers from memory."""

    def __init__(self, body: bytes = FEED, kind: str = "application/rss+xml", status: int = 200) -> None:
        self.body, self.kind, self.status = body, kind, status
        self.asked: list[tuple[str, str]] = []
        self.error: Exception | None = None

    def fetch(self, url: str, *, method: str = "GET", **_more: Any) -> Any:
        self.asked.append((method, url))
        if self.error is not None:
            raise self.error
        pairs = (("Content-Type", self.kind),)
        body = b"" if method == "HEAD" else self.body
        return SimpleNamespace(
            status=self.status,
            body=body,
            headers=pairs,
            url_final=url,
            header=lambda name: dict(pairs).get(name.title(), ""),
        )

    def __enter__(self) -> "Site":
        return self

    def __exit__(self, *_error: object) -> None:
        return None


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Site:
    made = Site()
    monkeypatch.setattr(trials, "Client", lambda **_more: made)
    return made


def told(cast: Cast, trial_id: int) -> dict[str, Any]:
    trials.trial_run(Actor.system(cast.harbour.pk), trial_id=trial_id)
    with tenant_scope(cast.harbour.pk):
        return dict(json.loads(SourceTrial.objects.get(id=trial_id).outcome))


def wish(**more: Any) -> Wish:
    return Wish(**{**{k: v for k, v in SITE.items()}, **more})  # type: ignore[arg-type]


def test_it_offers_kinds_and_says_why_others_are_not(cast: Cast) -> None:
    text = cast.client("officer").get(reverse("source-new")).content.decode()
    assert "Web site" in text and "Feed (RSS, Atom, JSON)" in text
    offered = {name for name, kind in KINDS.items() if not kind.withheld}
    assert all(f'value="{name}"' in text for name in offered)
    assert "Kinds that are not offered yet" in text and 'value="bluesky"' not in text
    assert cast.client("officer").get(reverse("source-new"), {"kind": "bluesky"}).status_code == 422
    assert cast.client("worker").get(reverse("source-new")).status_code == 403


def test_it_keeps_a_kinds_own_fields_and_hours(cast: Cast) -> None:
    client = cast.client("officer")
    page = client.get(reverse("source-new"), {"kind": "website"}).content.decode()
    assert "Never read paths that begin like these" in page and "/gallery/" in page
    sent = SITE | {
        "option_include": "/gallery/ /thread/*", "page_budget": 40, "quiet_from": "01:00", "quiet_until": "05:30",
        "quiet_zone": "Europe/Amsterdam", "owner_id": cast.users["officer"].pk,
    }  # fmt: skip
    wrong = client.post(reverse("source-new"), sent | {"option_exclude": "help"})
    assert wrong.status_code == 422 and "A rule for paths begins with" in wrong.content.decode()
    assert "/gallery/ /thread/*" in wrong.content.decode()
    half = client.post(reverse("source-new"), sent | {"quiet_until": ""})
    assert half.status_code == 422 and "a beginning and an end" in half.content.decode()
    assert client.post(reverse("source-new"), sent | {"owner_id": cast.users["outsider"].pk}).status_code == 422
    assert client.post(reverse("source-new"), sent).status_code == 302
    with tenant_scope(cast.harbour.pk):
        row = WatchSource.objects.get(name="Cats")
    assert row.options == {"include": "/gallery/ /thread/*"} and row.page_budget == 40
    assert (row.quiet_from.hour, row.quiet_until.minute, row.quiet_zone) == (1, 30, "Europe/Amsterdam")
    assert row.owner_id == cast.users["officer"].pk


def test_it_changes_a_source(cast: Cast) -> None:
    row, client = a_source(cast), cast.client("officer")
    page = client.get(reverse("source-change", args=[row.pk])).content.decode()
    assert row.url in page
    sent = SITE | {"url": row.url, "name": "New name", "option_exclude": "/help/", "cadence_seconds": 86400}
    assert client.post(reverse("source-change", args=[row.pk]), sent).status_code == 302
    with tenant_scope(cast.harbour.pk):
        row.refresh_from_db()
    assert (row.name, row.options, row.cadence_seconds) == ("New name", {"exclude": "/help/"}, 86400)
    with pytest.raises(Invalid):
        sources.source_change(cast.officer, source_id=row.pk, wish=wish(kind="feed"))
    with pytest.raises(NotFound):
        sources.source_change(cast.outsider, source_id=row.pk, wish=wish())
    assert cast.client("outsider").get(reverse("source-change", args=[row.pk])).status_code == 404


def test_it_keeps_secrets_sealed(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(KINDS["websearch"]), "withheld", "")
    options = {"provider": "kakao", "key": "s3cret-of-ours"}
    given = wish(kind="websearch", url="https://dapi.kakao.com/", options=options)
    row = sources.source_create(cast.officer, **trials.fields(given))
    with tenant_scope(cast.harbour.pk):
        held = WatchSource.objects.get(id=row.pk)
        assert placing.secrets(held) == {"key": "s3cret-of-ours"} and "key" not in held.options
    again = wish(kind="websearch", url="https://dapi.kakao.com/", options={"provider": "kakao"})
    sources.source_change(cast.officer, source_id=row.pk, wish=again)
    with tenant_scope(cast.harbour.pk):
        assert placing.secrets(WatchSource.objects.get(id=row.pk)) == {"key": "s3cret-of-ours"}
    page = cast.client("officer").get(reverse("source-change", args=[row.pk])).content.decode()
    assert "s3cret-of-ours" not in page and "never shown again" in page


def test_it_shows_what_a_visit_would_fetch_before_it_is_kept(cast: Cast, site: Site) -> None:
    client = cast.client("officer")
    sent = SITE | {"kind": "feed", "url": "https://cats.example/feed", "test": "1"}
    answer = client.post(reverse("source-new"), sent, follow=True)
    assert "being asked" in answer.content.decode() and site.asked == []
    with tenant_scope(cast.harbour.pk):
        trial = SourceTrial.objects.get()
    found = told(cast, trial.pk)
    assert found["pages"] >= 1 and found["media"] == 1 and found["troubles"] == []
    page = client.get(reverse("source-trial", args=[trial.pk])).content.decode()
    assert "https://cats.example/1.jpg" in page and "<img" not in page and "The site answers" in page
    assert "https://cats.example/feed" in client.get(reverse("source-new"), {"trial": trial.pk}).content.decode()
    assert cast.client("outsider").get(reverse("source-trial", args=[trial.pk])).status_code == 404
    with tenant_scope(cast.harbour.pk):
        assert not WatchSource.objects.exists() and not FrontierEntry.objects.exists()
        assert not CrawlRound.objects.exists()
    trials.trial_forget(Actor.system(cast.harbour.pk), trial_id=trial.pk)
    assert client.get(reverse("source-trial", args=[trial.pk])).status_code == 404


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (Refused(Refusal.PRIVATE), 200, "private network"),
        (Unreachable(Trouble.NO_SUCH_NAME), 200, "no host with this name"),
        (None, 401, "asks for a sign-in"),
        (None, 503, "trouble of its own"),
        (None, 200, "not what this kind of source reads"),
    ],
)
def test_it_says_in_plain_words_what_went_wrong(
    cast: Cast, site: Site, error: Exception | None, status: int, said: str
) -> None:
    site.error, site.status, site.body, site.kind = error, status, b"hello", "text/plain"
    row = sources.source_create(cast.officer, **trials.fields(wish(kind="feed")))
    answer = cast.client("officer").post(reverse("source-test", args=[row.pk]))
    assert answer.status_code == 302
    with tenant_scope(cast.harbour.pk):
        trial = SourceTrial.objects.get()
    told(cast, trial.pk)
    assert said in cast.client("officer").get(reverse("source-trial", args=[trial.pk])).content.decode()


def test_it_asks_for_files_by_head_only(cast: Cast, site: Site) -> None:
    listed = "\n".join(f"https://cats.example/{n}.jpg" for n in range(30))
    given = wish(kind="links", options={"addresses": listed})
    trial = trials.trial_ask(cast.officer, wish=given)
    found = told(cast, trial.pk)
    assert {method for method, _url in site.asked} == {"HEAD"} and len(site.asked) == trials.FIRST
    assert found["media"] == 30 and len(found["shown"]) == 20


def test_it_limits_how_often_one_person_tries(cast: Cast, site: Site) -> None:
    for _ in range(trials.MOST):
        trials.trial_ask(cast.officer, wish=wish())
    with pytest.raises(Conflict):
        trials.trial_ask(cast.officer, wish=wish())
    trials.trial_ask(cast.manager, wish=wish())
    again = cast.client("officer").post(reverse("source-new"), SITE | {"test": "1"})
    assert again.status_code == 422 and "within ten minutes" in again.content.decode()


def test_it_shows_how_each_source_does(cast: Cast) -> None:
    now = timezone.now()
    for number, name in enumerate(("good", "failing", "stale", "late", "paused"), start=1):
        row = a_source(cast, number)
        with tenant_scope(cast.harbour.pk):
            more = {"next_due_at": now + timedelta(hours=1), "created_at": now - timedelta(days=60)}
            changes = {"late": {"next_due_at": now - timedelta(days=2)}, "paused": {"state": "paused"}}.get(name, {})
            WatchSource.objects.filter(id=row.pk).update(name=name, **more | changes)
            figures = (
                {"pages": 0, "errors": 3}
                if name == "failing"
                else {"pages": 5, "media": 40, "fresh": 10, "bytes": 9000}
            )
            for n in range(4):
                fresh = {"fresh": 0} if name == "stale" else {}
                seen = {"started_at": now - timedelta(hours=4 - n), "finished_at": now}
                CrawlRound.objects.create(agency=cast.harbour, source=row, **figures | fresh | seen)
    client = cast.client("officer")
    text = client.get(reverse("source-list")).content.decode()
    for word in ("Healthy", "Does not answer", "Nothing new for long", "Overdue", "Paused", "25%"):
        assert word in text, word
    only = client.get(reverse("source-list"), {"health": "failing"}).content.decode()
    assert ">failing<" in only and ">stale<" not in only
    urgent = client.get(reverse("source-list"), {"sort": "health"}).content.decode()
    assert urgent.index(">failing<") < urgent.index(">late<") < urgent.index(">good<")
    with tenant_scope(cast.harbour.pk):
        failing = WatchSource.objects.get(name="failing")
    page = client.get(reverse("source-detail", args=[failing.pk])).content.decode()
    assert "Does not answer since" in page and "its first visit" in page
    assert "good" not in cast.client("outsider").get(reverse("source-list")).content.decode().split("<main")[1]


def test_it_keeps_the_reason_of_a_pause(cast: Cast) -> None:
    row, client = a_source(cast), cast.client("officer")
    client.post(reverse("source-move", args=[row.pk]), {"to": "paused", "reason": "They asked us to wait."})
    assert "They asked us to wait." in client.get(reverse("source-detail", args=[row.pk])).content.decode()


def test_it_names_everything_that_is_wrong_at_once_and_takes_addresses_as_they_are_pasted(cast: Cast) -> None:
    officer = cast.client("officer")
    wrong = officer.post("/sources/new/", SITE | {"url": "cats", "country": "", "quiet_from": "01:00"})
    text = wrong.content.decode()
    assert wrong.status_code == 422 and 'value="Cats"' in text
    assert "must begin with http" in text and "Give both or none" in text and "This field is required" in text
    assert "For example: No" not in text, "a choice needs no example"
    for typed, kept in (
        (" cats.example/a b ", "https://cats.example/a%20b"),
        ("http://dogs.example/", "http://dogs.example/"),
    ):
        assert officer.post("/sources/new/", SITE | {"url": typed}).status_code == 302
        with tenant_scope(cast.harbour.pk):
            assert WatchSource.objects.latest("id").url == kept
    for refused in ("10.0.0.1/admin", "javascript:alert(1)", "root@host.example", "reported.invalid/"):
        assert officer.post("/sources/new/", SITE | {"url": refused}).status_code == 422, refused
