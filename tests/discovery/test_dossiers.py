"""What agencies share about sites: words, late, without anybody's own part; and sites that moved."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from agencies.audit.models import AuditLine
from agencies.doors.exchange import Hop
from agencies.events.models import Job
from agencies.people.models import User
from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.errors import Conflict, Forbidden, Invalid, NotFound
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import agency_open
from cases.detection import dossier
from cases.detection.dossier import Pace, Rate, Sums, Told
from cases.detection.models import Match, SiteLook, SiteNote, SiteOutcome, SiteTally, WatchSource
from cases.detection.selectors import discovering
from cases.detection.services import dossiers, moves, sitefacts, sitelooks
from cases.detection.traces import Traces
from cases.fingerprints import services as fingerprints
from tests.discovery.test_candidates import answer, find
from tests.people import QUICK, Cast, sign_in
from tests.rows import a_case, a_find, a_source, item

URL = "https://bridge1.example/p/1"
DAY = dt.timedelta(days=1)


def sums(name: bytes, notices: int, removed: int, seconds: int = 3600) -> Sums:
    return Sums(name, notices, removed, {"mail": removed}, [seconds] * removed)


def test_it_says_words_only_of_enough_others() -> None:
    a, b, c = sums(b"a", 4, 4), sums(b"b", 1, 1), sums(b"c", 50, 1)
    assert dossier.told([a, b], b"x") == Told(Rate.NEARLY_ALL, Pace.DAY, ("mail",))
    assert dossier.told([a, b], b"a") == dossier.told([a, b], b"b") == Told()  # one's own part is left out
    assert dossier.told([c], b"x") == Told()  # one other agency alone is never told of
    assert dossier.told([sums(b"a", 3, 3), b], b"x") == Told()
    mixed = dossier.told([sums(b"a", 5, 0), sums(b"c", 5, 5, 40 * 86400)], b"x")
    assert mixed == Told(Rate.HALF)  # removals of one agency alone: no pace, no way
    assert dossier.told([sums(b"a", 9, 3, 40 * 86400), sums(b"c", 9, 3, 40 * 86400)], b"x").pace is Pace.LONGER
    assert dossier.told([sums(b"a", 90, 0), sums(b"c", 9, 1)], b"x").rate is Rate.HARDLY


def told(actor: Actor) -> Told:
    with tenant_scope(actor.agency_id):
        return sitefacts.of_url(actor, URL).told


def test_it_tells_outcomes_a_day_late_and_never_ones_own(committed_cast: Cast) -> None:
    cast, now = committed_cast, timezone.now()
    third = agency_open(name="Third", slug="third", kind="ngo", country="NL", **QUICK)
    for agency_id, number in ((cast.harbour.pk, 3), (third.pk, 3)):
        for notice in range(number):
            dossiers.outcome_note(
                Actor.system(agency_id), url=URL, notice_id=notice, channel="mail", sent_at=now - DAY, removed_at=now
            )
    dossiers.tallies_write_all()
    assert told(cast.outsider) == Told()  # removed today: told tomorrow
    with tenant_scope(cast.harbour.pk):
        SiteOutcome.objects.update(removed_on=(now - DAY).date())
    with tenant_scope(third.pk):
        SiteOutcome.objects.update(removed_on=(now - DAY).date())
    assert dossiers.tallies_write_all() == 2 and dossiers.tallies_write_all() == 2
    assert told(cast.outsider) == Told(Rate.NEARLY_ALL, Pace.DAY, ("mail",))
    assert told(cast.officer) == Told()
    rows = list(SiteTally.objects.values_list("key", "contributor"))
    assert len({bytes(row[1]) for row in rows}) == 2 and b"bridge" not in b"".join(bytes(row[0]) for row in rows)


def test_it_shows_notes_once_staff_accepted_them(cast: Cast) -> None:
    staff = Staff(cast.users["manager"].pk)
    for wrong in (
        {"kind": "gossip", "text": "It is slow."},
        {"kind": "form", "text": "x"},
        {"kind": "form", "text": "ask a@b.example"},
    ):
        with pytest.raises(Invalid):
            dossiers.note_propose(cast.officer, url=URL, **wrong)
    with pytest.raises(Forbidden):
        dossiers.note_propose(cast.worker, url=URL, kind="form", text="Its form wants a number.")
    made = dossiers.note_propose(cast.officer, url=URL, kind="avoid", text="Its operator publishes Zanzibar letters.")
    with tenant_scope(cast.island.pk):
        assert sitefacts.of_url(cast.outsider, URL).notes == ()
    dossiers.note_decide(staff, note_id=made.pk, to="accepted")
    with pytest.raises(Conflict):
        dossiers.note_decide(staff, note_id=made.pk, to="accepted")
    with tenant_scope(cast.island.pk):
        found = sitefacts.of_url(cast.outsider, URL)
        assert [note.text for note in found.notes] == ["Its operator publishes Zanzibar letters."] and found.avoid
        assert sitefacts.operator_avoided(cast.outsider, URL)
    dossiers.note_decide(staff, note_id=made.pk, to="declined")
    assert SiteNote.objects.get().text == ""
    with pytest.raises(NotFound):
        dossiers.note_decide(staff, note_id=0, to="declined")


def test_it_keeps_the_flag_in_the_agency(cast: Cast) -> None:
    dossiers.flag_set(cast.officer, url=URL, reason="Zanzibar runs it.")
    with pytest.raises(Conflict):
        dossiers.flag_set(cast.officer, url="https://www.bridge1.example/other", reason="Zanzibar runs it.")
    with tenant_scope(cast.harbour.pk):
        assert sitefacts.operator_avoided(cast.officer, URL)
        written = [*AuditLine.objects.values_list("data", flat=True), *Job.objects.values_list("args", flat=True)]
        assert "Zanzibar" not in str(written)
    with tenant_scope(cast.island.pk):
        assert not sitefacts.operator_avoided(cast.outsider, URL)
    with pytest.raises(Conflict):
        dossiers.flag_clear(cast.outsider, url=URL)
    dossiers.flag_clear(cast.officer, url=URL)


def moved(cast: Cast, source: WatchSource, to: str = "https://bridge9.example/") -> None:
    sitelooks.look_keep(
        Actor.system(cast.harbour.pk), source_id=source.pk, found=Traces(host="bridge1.example", landed=to), trouble=""
    )


def test_it_follows_a_move_when_an_officer_says_so(cast: Cast) -> None:
    source = a_source(cast)
    with pytest.raises(Conflict):
        moves.move_follow(cast.officer, source_id=source.pk)
    moved(cast, source)
    with pytest.raises(NotFound):
        moves.move_follow(cast.outsider, source_id=source.pk)
    moves.move_decline(cast.officer, source_id=source.pk)
    moved(cast, source)
    with pytest.raises(Conflict):  # a host that was declined is not proposed again
        moves.move_follow(cast.officer, source_id=source.pk)
    moved(cast, source, "https://bridge8.example/")
    moves.move_follow(cast.officer, source_id=source.pk)
    with tenant_scope(cast.harbour.pk):
        assert WatchSource.objects.get(id=source.pk).url == "https://bridge8.example/"
        assert SiteLook.objects.get().former == "https://bridge1.example/"


def test_it_calls_a_move_one_only_if_every_step_was_permanent() -> None:
    def landed(*statuses: int, to: str = "https://new.example/") -> str:
        hops = tuple(Hop("https://old.example/", status, "192.0.2.1", to) for status in statuses)
        return sitelooks.of_answer("https://old.example/", answer(to, b"<p>a", hops=hops)).landed

    assert landed(301) == landed(308, 301) == "https://new.example/"
    assert landed(302) == landed(301, 302) == landed(301, to="https://www.old.example/") == ""


def test_it_knows_the_same_page_under_another_name(cast: Cast) -> None:
    first = find(cast)
    case = a_case(cast)
    row = fingerprints.fingerprints_register(cast.worker, case_id=case.pk, items=[item(9)])[0]
    second = a_find(cast, case, row.pk, 9)
    with tenant_scope(cast.harbour.pk):
        Match.objects.filter(id=second).update(page_url="https://mirror.example/gallery/7")
        found = discovering.mirrors_of(cast.officer, Match.objects.get(id=first))
    assert [one.pk for one in found] == [second]


def text(client: Client, url: str, **data: Any) -> str:
    done = client.post(url, data, follow=True) if data else client.get(url)
    assert done.status_code == 200, (url, done.status_code)
    return str(done.content.decode())


def test_it_shows_and_takes_it_on_pages(cast: Cast) -> None:
    source, match = a_source(cast), find(cast)
    officer, home = cast.client("officer"), f"/sources/{source.pk}/"
    assert "Nothing is known yet" in text(officer, f"{home}site/")
    assert officer.post(f"{home}site/note/", {"kind": "form", "text": "x"}).status_code == 422
    assert "staff read it" in text(officer, f"{home}site/note/", kind="form", text="Its form wants the address twice.")
    moved(cast, source)
    assert "https://bridge9.example/" in text(officer, home)
    user: User = cast.users["manager"]
    User.objects.filter(id=user.pk).update(is_staff=True)
    staff = sign_in(Client(), user)
    note = SiteNote.objects.get()
    assert "wants the address twice" in text(staff, "/platform/site-notes/")
    text(staff, f"/platform/site-notes/{note.pk}/", to="accepted")
    assert officer.get("/platform/site-notes/").status_code == 404
    assert "Its form wants the address twice." in text(officer, home)
    assert "Noted for your agency." in text(officer, f"{home}site/flag/", reason="They answer with threats.")
    assert "Do not contact the operator of this site." in text(officer, home)
    assert "Taken back." in text(officer, f"{home}site/unflag/", x="1")
    assert "read at the new address" in text(officer, f"{home}follow/", x="1")
    assert "https://bridge9.example/" in text(officer, home)
    assert cast.client("outsider").get(f"{home}site/").status_code == 404
    assert text(officer, f"/finds/{match}/")
