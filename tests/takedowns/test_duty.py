"""Notices carry role and number of whoever decides, in the languages of the notice, and never a name."""

import pytest

from agencies.tenancy.rights import Role
from agencies.tenancy.scope import tenant_scope
from agencies.workspace.services.settings import settings_change
from takedowns.notices import services as notices
from tests.people import Cast, join
from tests.takedowns.flow import an_item, fresh, quick_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    quick_pdf(monkeypatch)


def test_it_signs_with_the_number_of_the_officer_who_opens_it(cast: Cast) -> None:
    _, second = join(cast.harbour, "bora", Role.REMOVAL_OFFICER)
    item = an_item(cast)
    drafted = fresh(cast, item.notice)
    assert "Removal officer 1, Harbour Office" in drafted.text and "삭제지원 담당 1, Harbour Office" in drafted.text
    with tenant_scope(cast.harbour.pk):
        assert not notices.notice_sign(cast.officer, drafted), "it is hers already"
        assert notices.notice_sign(second, drafted)
    signed = fresh(cast, item.notice)
    assert "Removal officer 2, Harbour Office" in signed.text and "Removal officer 1," not in signed.text
    assert signed.content_sha256 != drafted.content_sha256 and signed.state == drafted.state
    assert b"Removal officer 2, Harbour Office" in bytes(signed.content)
    with tenant_scope(cast.harbour.pk):
        assert notices.notice_sign(cast.approver, signed)
    assert "Approving officer 1, Harbour Office" in fresh(cast, item.notice).text


def test_it_signs_with_the_agencys_own_titles(cast: Cast) -> None:
    settings_change(
        cast.manager, version=1,
        values={"duty_titles": {"removal_officer": {"en": "Duty officer", "ko": "당직자"}}, "notice_languages": ["en"]},
    )  # fmt: skip
    notice = fresh(cast, an_item(cast).notice)
    assert "Duty officer 1, Harbour Office" in notice.text
    assert "ko" not in notice.languages


def test_it_changes_nothing_that_is_approved(cast: Cast) -> None:
    _, second = join(cast.harbour, "bora", Role.REMOVAL_OFFICER)
    notice = fresh(cast, an_item(cast).notice)
    notice.approved_sha256 = notice.content_sha256
    with tenant_scope(cast.harbour.pk):
        assert not notices.notice_sign(second, notice)
