"""Once a year a worker asks the person whether we still look for copies, and writes the answer down (HARMS 12)."""

import pytest
from django.urls import reverse

from agencies.audit.models import AuditLine
from agencies.events.models import Event
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Forbidden, Invalid, NotFound
from agencies.tenancy.scope import tenant_scope
from cases.casework import selectors as casework
from cases.casework.states import Purpose
from cases.fingerprints.models import Fingerprint, MatcherEntry
from cases.fingerprints.selectors import watching as reads
from cases.fingerprints.services.watching import watch_answer
from cases.keeping import services as keeping
from tests.people import Cast
from tests.rows import make_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def recalled(cast: Cast) -> int:
    """A case whose watch was recalled; its id."""
    case_id = make_rows(cast).case_id
    keeping.watch_recall(Actor.system(cast.harbour.pk), case_id=case_id)
    return case_id


def asked(cast: Cast, actor: Actor) -> list[int]:
    with tenant_scope(actor.agency_id):
        return [case.pk for case in reads.to_ask(actor)]


def test_it_asks_until_somebody_wrote_the_answer_down(cast: Cast, recalled: int) -> None:
    assert asked(cast, cast.worker) == [recalled] and asked(cast, cast.outsider) == []
    watch_answer(cast.worker, case_id=recalled, answer="goes_on")
    assert asked(cast, cast.worker) == []
    with tenant_scope(cast.harbour.pk):
        assert AuditLine.objects.filter(action="watch.confirm", case_id=recalled).count() == 1
        assert MatcherEntry.objects.exists()
    with pytest.raises(Conflict):
        watch_answer(cast.worker, case_id=recalled, answer="ends")
    keeping.watch_recall(Actor.system(cast.harbour.pk), case_id=recalled)
    assert asked(cast, cast.worker) == [recalled], "and again a year later"


def test_it_ends_everything_when_she_wants_that(cast: Cast, recalled: int) -> None:
    watch_answer(cast.worker, case_id=recalled, answer="ends")
    with tenant_scope(cast.harbour.pk):
        assert set(Fingerprint.objects.filter(case_id=recalled).values_list("state", flat=True)) == {"withdrawn"}
        assert not MatcherEntry.objects.filter(fingerprint__case_id=recalled).exists()
        assert not casework.agreed(cast.worker, recalled, Purpose.DETECTION)
        assert AuditLine.objects.filter(action="watch.end", case_id=recalled).count() == 1
        assert Event.objects.filter(kind="watch.ended", case_id=recalled).exists()
    assert asked(cast, cast.worker) == []


def test_it_takes_the_answer_from_the_agencys_own_workers_only(cast: Cast, recalled: int) -> None:
    for who, error in ((cast.outsider, NotFound), (cast.auditor, Forbidden), (cast.officer, Forbidden)):
        with pytest.raises(error):
            watch_answer(who, case_id=recalled, answer="ends")
    with pytest.raises(Invalid):
        watch_answer(cast.worker, case_id=recalled, answer="perhaps")
    assert asked(cast, cast.worker) == [recalled]


def test_it_shows_the_question_on_the_first_page_and_on_the_case(cast: Cast, recalled: int) -> None:
    client, page = cast.client("worker"), reverse("case-detail", args=[recalled])
    assert page in client.get("/").content.decode().split("Ask whether we still look")[1][:600]
    assert "The person wants us to go on" in client.get(page).content.decode()
    assert "The person wants us to go on" not in cast.client("auditor").get(page).content.decode()
    address = reverse("watch-answer", args=[recalled])
    assert cast.client("outsider").post(address, {"answer": "ends"}).status_code == 404
    assert "Say whether" in client.post(address, {}, follow=True).content.decode()
    answer = client.post(address, {"answer": "goes_on"}, follow=True).content.decode()
    assert "Noted" in answer and "The person wants it to end" not in answer
    assert "Ask whether we still look" not in client.get("/").content.decode()
