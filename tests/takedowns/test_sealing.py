"""The PDF and the message of a notice are made when nothing keeps it from being approved, and not before."""

import pytest

from agencies.doors.adapters import pdf
from agencies.tenancy.errors import Conflict
from agencies.tenancy.scope import tenant_scope
from cases.detection.models import Match
from takedowns.notices import selectors
from takedowns.notices.models import Notice
from takedowns.review import services
from tests.people import Cast
from tests.takedowns.flow import SAMPLE_PDF, an_item, fresh

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The documents of which a PDF was made."""
    found: list[str] = []

    def render(html: str, **how: object) -> bytes:
        found.append(html)
        return SAMPLE_PDF

    monkeypatch.setattr(pdf, "render", render)
    return found


def paper(cast: Cast, notice: Notice) -> bytes | None:
    with tenant_scope(cast.harbour.pk):
        return next((part.content for part in selectors.parts_of(cast.officer, notice) if part.kind == "pdf"), None)


def test_it_makes_one_pdf_for_a_find_that_needs_eyes(cast: Cast, made: list[str]) -> None:
    item = an_item(cast, band="likely")
    draft = fresh(cast, item.notice)
    assert (made, paper(cast, draft), draft.content, draft.state) == ([], None, None, "incomplete")
    assert draft.text and draft.html, "the officer reads the words before"
    services.item_evidence(cast.officer, item_id=item.pk)
    services.item_look(cast.officer, item_id=item.pk, looked="officer")
    looked = fresh(cast, item.notice)
    assert len(made) == 1 and looked.state == "ready" and paper(cast, looked) == SAMPLE_PDF
    with tenant_scope(cast.harbour.pk):
        assert selectors.digest_now(cast.officer, looked) == looked.content_sha256 != draft.content_sha256
    services.item_approve(cast.officer, item_id=item.pk, sha256=looked.content_sha256)
    assert len(made) == 1 and bytes(fresh(cast, item.notice).content) == bytes(looked.content)


def test_it_takes_no_approval_of_words_for_one_of_the_message(cast: Cast, made: list[str]) -> None:
    item = an_item(cast, band="likely")
    words = fresh(cast, item.notice).content_sha256
    services.item_evidence(cast.officer, item_id=item.pk)
    with pytest.raises(Conflict):
        services.item_approve(cast.officer, item_id=item.pk, sha256=words)
    services.item_look(cast.officer, item_id=item.pk, looked="officer")
    with pytest.raises(Conflict):
        services.item_approve(cast.officer, item_id=item.pk, sha256=words)


def test_it_takes_the_message_back_when_something_is_missing_again(cast: Cast, made: list[str]) -> None:
    item = an_item(cast)
    drafted = fresh(cast, item.notice)
    assert len(made) == 1 and paper(cast, drafted) == SAMPLE_PDF, "a certain find may go out as it is"
    with tenant_scope(cast.harbour.pk):
        Match.objects.filter(id=drafted.match_id).update(band="possible")
    services.item_look(cast.officer, item_id=item.pk, looked="officer")
    again = fresh(cast, item.notice)
    assert (len(made), paper(cast, again), again.content, again.state) == (1, None, None, "incomplete")
