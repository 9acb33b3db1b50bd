"""Applications: hand in, ask back, answer, check, decide, take back."""

import uuid
from email.message import EmailMessage
from typing import Any

import pytest
from django.db import connection

from agencies.audit.models import PlatformLine
from agencies.onboarding import selectors
from agencies.onboarding.models import Application, ApplicationFile, PlatformMail
from agencies.onboarding.services import applications, mails, renewal
from agencies.onboarding.services.applications import Facts, Upload, plain_name
from agencies.onboarding.states import MOVES, ApplicationState, Check
from agencies.tenancy.errors import Conflict, Invalid, NotFound
from tests.onboarding.conftest import Desk
from tests.onboarding.papers import FACTS, accepted, pdf, staff, submitted

pytestmark = pytest.mark.django_db


def test_it_keeps_the_code_as_a_digest_and_the_files_sealed() -> None:
    data = pdf(b"<< /Title (Statutes of the harbour) >>")
    row, code = applications.application_submit(
        form_key=uuid.uuid4(), facts=Facts(**FACTS), files=[Upload("../../Statutes<1>.PDF", data)]
    )
    assert selectors.application_by_code(code.lower()) == row and selectors.application_by_code("wrong") is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT a::text || (SELECT m::text FROM agencies_platformmail m) FROM agencies_application a")
        assert code not in cursor.fetchone()[0]
    file = row.files.get()
    assert file.name == "Statutes_1_.pdf" and b"Statutes" not in bytes(file.sealed)
    _, who = staff()
    assert applications.file_read(who, application_id=row.pk, file_id=file.pk) == ("Statutes_1_.pdf", data)
    other, _ = submitted()
    with pytest.raises(NotFound):
        applications.file_read(who, application_id=other.pk, file_id=file.pk)


def test_it_takes_the_same_form_once() -> None:
    key = uuid.uuid4()
    applications.application_submit(form_key=key, facts=Facts(**FACTS))
    with pytest.raises(Conflict):
        applications.application_submit(form_key=key, facts=Facts(**FACTS))
    assert Application.objects.count() == PlatformMail.objects.count() == 1


def test_it_refuses_too_many_too_large_and_wrong_files_and_keeps_nothing_of_them() -> None:
    for files in (
        [Upload("a.pdf", pdf())] * 6,
        [Upload("a.pdf", b"\x89PNG")],
        [Upload("a.pdf", pdf() + b" " * 5_000_000)],
    ):
        with pytest.raises(Invalid) as refused:
            applications.application_submit(form_key=uuid.uuid4(), facts=Facts(**FACTS), files=files)
        assert refused.value.field == "documents"
    assert not Application.objects.exists() and not ApplicationFile.objects.exists()


def test_it_makes_plain_names() -> None:
    assert plain_name("C:\\x\\정관 1.pdf") == "정관 1.pdf"
    assert "\n" not in (made := plain_name('a"; x\r\nX-Evil: 1.pdf')) and '"' not in made and made.endswith(".pdf")
    assert plain_name("") == plain_name("..") == "document.pdf"


def test_it_asks_and_is_answered(desk: Desk, box: list[tuple[str, EmailMessage]]) -> None:
    row, _ = submitted()
    applications.application_ask(desk.staff, application_id=row.pk, text="Who is your officer?")
    with pytest.raises(Conflict):
        applications.application_ask(desk.staff, application_id=row.pk, text="Again?")
    mails.send_due()
    assert [address for address, _ in box] == ["sam@trust.example"] * 2
    assert all("Who is your officer" not in message.get_content() for _, message in box)
    applications.application_answer(application_id=row.pk, text="Dana.")
    row.refresh_from_db()
    assert row.state == "received" and [m.side for m in row.messages.order_by("id")] == ["platform", "applicant"]
    with pytest.raises(Conflict):
        applications.application_answer(application_id=row.pk, text="Dana again.")


def test_it_accepts_only_after_every_check_is_fine(desk: Desk) -> None:
    row, _ = submitted()
    with pytest.raises(Invalid):
        applications.application_accept(desk.staff, application_id=row.pk, reasons="")
    for item in Check:
        applications.application_check(desk.staff, application_id=row.pk, item=item, result="fine")
    applications.application_check(desk.staff, application_id=row.pk, item="sanctions", result="problem", note="a hit")
    with pytest.raises(Invalid, match="anction"):
        applications.application_accept(desk.staff, application_id=row.pk, reasons="")
    applications.application_check(desk.staff, application_id=row.pk, item="sanctions", result="fine", note="namesake")
    assert applications.application_accept(desk.staff, application_id=row.pk, reasons="Fits.") == "accepted"
    with pytest.raises(Conflict):
        applications.application_check(desk.staff, application_id=row.pk, item="sanctions", result="problem")


def test_it_wants_a_second_reviewer_where_the_platform_does(desk: Desk, settings: Any) -> None:
    settings.SCREENING_BY_TWO = True
    row = accepted(desk.staff)
    assert row.state == "proposed" and row.decided_by_id is None
    with pytest.raises(Conflict):
        applications.application_accept(desk.staff, application_id=row.pk, reasons="")
    applications.application_return(desk.other, application_id=row.pk)
    applications.application_accept(desk.staff, application_id=row.pk, reasons="")
    assert applications.application_accept(desk.other, application_id=row.pk, reasons="Yes.") == "accepted"
    row.refresh_from_db()
    assert (row.proposed_by_id, row.decided_by_id) == (desk.staff.user_id, desk.other.user_id)


def test_it_decides_once(desk: Desk) -> None:
    row, _ = submitted()
    with pytest.raises(Invalid):
        applications.application_decline(desk.staff, application_id=row.pk, reasons=" ")
    applications.application_decline(desk.staff, application_id=row.pk, reasons="Not in the public interest.")
    for call in (
        lambda: applications.application_decline(desk.other, application_id=row.pk, reasons="x"),
        lambda: applications.application_withdraw(application_id=row.pk),
        lambda: applications.application_ask(desk.other, application_id=row.pk, text="x"),
    ):
        with pytest.raises(Conflict):
            call()
    with pytest.raises(NotFound):
        applications.application_decline(desk.staff, application_id=2_000_000_000, reasons="x")


def test_it_moves_only_along_the_table() -> None:
    row, _ = submitted()
    for state in ApplicationState:
        for target in ApplicationState:
            Application.objects.filter(id=row.pk).update(state=state if state != "active" else "signed")
            if state == "active":
                continue
            try:
                applications.move(row.pk, target)
                moved = True
            except Conflict:
                moved = False
            assert moved == (target in MOVES[state]), (state, target)


def test_it_leaves_lines_with_ids_and_no_words(desk: Desk) -> None:
    row = accepted(desk.staff)
    applications.application_withdraw(application_id=row.pk)
    lines = list(PlatformLine.objects.exclude(action__startswith="session.").order_by("id"))
    assert [line.action for line in lines][:1] == ["application.submit"] and lines[-1].action == "application.withdraw"
    assert {line.actor_user_id for line in lines} == {None, desk.staff.user_id}
    text = str([line.data for line in lines])
    assert "Trust" not in text and "@" not in text and "Fits" not in text


def test_it_erases_what_was_declined_long_ago(desk: Desk, settings: Any) -> None:
    row, code = submitted()
    applications.application_decline(desk.staff, application_id=row.pk, reasons="No.")
    assert renewal.applications_erase() == 0
    settings.APPLICATION_KEEP_DAYS = -1
    assert renewal.applications_erase() == 1 and renewal.applications_erase() == 0
    row.refresh_from_db()
    assert (row.institution, row.contact_email, row.reasons) == ("–", "", "") and not row.files.exists()
    assert selectors.application_by_code(code) is None and not row.mails.exists()
