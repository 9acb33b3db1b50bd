"""Letters to the platform team without anything of a case, news in two languages, release notes, the handbook."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from agencies.audit.models import AuditLine, PlatformLine
from agencies.help import adapters, markdown, selectors, services, telltale
from agencies.help.words import HANDBOOK
from agencies.people.models import User
from agencies.tenancy.actor import Staff
from agencies.tenancy.errors import Conflict, Invalid, NotFound
from agencies.tenancy.scope import tenant_scope
from tests.people import Cast, sign_in
from tests.test_architecture import ROOT

FINE = [
    "The desk opened slowly on 2026-11-22 at 10:30, version 0.1.0, in 3 of 20 tries.",
    "어제 오전 9:15부터 검토 화면이 열리지 않습니다. UTF-8 문제일까요?",
    "Our mail server answers 550 5.7.1 since Monday.",
]
TOLD = {
    "See https://forum.example/thread/9": "address", "it is on badsite.xyz": "address", "write to kim@office.example": "mail",
    "case 2026-7K3MQ is stuck": "case", "notice MR-3-77-AB12": "case", "notice MR-7F3A-91C2-0B4D": "case", "/cases/12/ is slow": "case", "사건 번호 12": "case",
    "a" * 64: "digest", "call +82 2-555-0100": "phone", "010-1234-5678": "phone",
}  # fmt: skip


@pytest.mark.parametrize("text", FINE)
def test_it_lets_plain_words_pass(text: str) -> None:
    assert telltale.signs(text) == []


@pytest.mark.parametrize(("text", "name"), list(TOLD.items()))
def test_it_notices_what_belongs_to_a_case(text: str, name: str) -> None:
    assert name in telltale.signs(f"Hello, {text} please")


def staff() -> tuple[User, Client]:
    user = User.objects.create_superuser("root@platform.example", "x" * 20, name="Root")
    return user, sign_in(Client(), user)


@pytest.mark.django_db
def test_it_carries_a_letter_there_and_back(cast: Cast) -> None:
    row = services.ticket_open(cast.worker, subject="Slow desk", text="It opens slowly since Monday.")
    found = selectors.letter(Staff(1), row.pk)
    assert (found.agency, [entry.text for entry in found.entries]) == (
        "Harbour Office",
        ["It opens slowly since Monday."],
    )
    services.ticket_answer(Staff(1), ticket_id=row.pk, text="Mended. See https://status.example")
    with tenant_scope(cast.harbour.pk):
        assert selectors.ticket(cast.worker, row.pk).state == "answered"
        assert [entry.platform for entry in selectors.entries(cast.worker, row.pk)] == [False, True]
        assert "slowly" not in str(list(AuditLine.objects.values_list("data", flat=True)))
    services.ticket_reply(cast.officer, ticket_id=row.pk, text="Thank you, but it is slow again.")
    services.ticket_close(cast.worker, ticket_id=row.pk)
    with pytest.raises(Conflict):
        services.ticket_reply(cast.worker, ticket_id=row.pk, text="One more thing.")
    with pytest.raises(NotFound):
        services.ticket_reply(cast.outsider, ticket_id=row.pk, text="What is this?")
    assert PlatformLine.objects.filter(action="ticket.answer", subject_id=row.pk).exists()


@pytest.mark.django_db
def test_it_refuses_a_letter_with_a_case_and_keeps_what_was_typed(cast: Cast) -> None:
    with pytest.raises(Invalid):
        services.ticket_open(cast.worker, subject="Case 2026-7K3MQ", text="slow")
    answer = cast.client("worker").post(
        "/help/write/", {"subject": "Slow", "text": "On https://forum.example/9 it hangs"}
    )
    text = answer.content.decode()
    assert answer.status_code == 422 and "forum.example/9" in text and "a page of a forum" in text
    with tenant_scope(cast.harbour.pk):
        assert selectors.tickets(cast.worker) == []


@pytest.mark.django_db
def test_it_shows_letters_to_the_agency_and_the_platform_only(cast: Cast) -> None:
    row = services.ticket_open(cast.worker, subject="Slow desk", text="It opens slowly.")
    _user, client = staff()
    assert "Slow desk" in client.get("/platform/letters/").content.decode()
    assert client.post(f"/platform/letters/{row.pk}/", {"text": "Mended."}).status_code == 302
    assert "Mended." in cast.client("officer").get(f"/help/letters/{row.pk}/").content.decode()
    assert "Slow desk" not in cast.client("outsider").get("/help/").content.decode()
    assert cast.client("outsider").get(f"/help/letters/{row.pk}/").status_code == 404


@pytest.mark.django_db
def test_it_announces_in_two_languages_until_it_is_put_away(cast: Cast) -> None:
    _user, client = staff()
    now = timezone.now()
    data = {
        "level": "outage", "title_en": "Pause tonight", "title_ko": "오늘 밤 점검", "text_en": "From ten.", "text_ko": "열 시부터.",
        "starts_at": f"{now - timedelta(hours=1):%Y-%m-%dT%H:%M}", "ends_at": f"{now + timedelta(hours=1):%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    assert client.post("/platform/announcements/", data | {"ends_at": data["starts_at"]}).status_code == 422
    assert client.post("/platform/announcements/", data).status_code == 302
    (row,) = selectors.announcements()
    worker = cast.client("worker")
    assert "Pause tonight" in worker.get("/help/").content.decode()
    worker.cookies["django_language"] = "ko"
    assert "오늘 밤 점검" in worker.get("/help/").content.decode()
    assert worker.post("/help/news/away/", {"announcement": row.pk}).status_code == 302
    assert "오늘 밤 점검" not in worker.get("/help/").content.decode()
    assert "오늘 밤 점검" in worker.get("/help/news/").content.decode()
    assert "Pause tonight" in cast.client("outsider").get("/help/").content.decode()
    assert client.post(f"/platform/announcements/{row.pk}/end/").status_code == 302
    assert "Pause tonight" not in cast.client("outsider").get("/help/").content.decode()


def test_it_has_notes_for_the_newest_version_in_both_languages() -> None:
    newest = re.search(r"^## .*?(\d+\.\d+\.\d+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert newest and adapters.notes()[0]["version"] == newest[1]
    for note in adapters.notes():
        assert note["en"] and len(note["en"]) == len(note["ko"])


@pytest.mark.django_db
@pytest.mark.parametrize("name", HANDBOOK)
def test_it_opens_every_page_of_the_handbook(cast: Cast, name: str) -> None:
    text = cast.client("worker").get(f"/help/handbook/{name}/").content.decode()
    assert text.count("<h1") == 1 and "<h2" in text and "](" not in text


def test_it_lets_no_text_become_markup() -> None:
    made = markdown.html(
        "# A <b>\n\n- x [l](javascript:alert(1)) `<i>`\n\n| a | b |\n|---|---|\n| <s> | 2 |", lambda _: ""
    )
    assert not re.search(r"<(b|i|s)>|javascript|href", made)
    assert "<table" in made and "<li>" in made
