"""The public pages of applicants: what is typed stays, hostile files stay out, and nobody sees another's application."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from agencies.onboarding import web
from agencies.onboarding.models import Agreement, Application, ApplicationFile
from agencies.onboarding.services import agreements, applications
from tests.onboarding.conftest import Desk
from tests.onboarding.papers import FACTS, PARTIES, accepted, pdf, signed, submitted
from tests.people import Cast

pytestmark = pytest.mark.django_db
BIG = 6_000_000


def sent(client: Client, *files: tuple[str, bytes], name: str = "documents", **more: Any) -> Any:
    given = [SimpleUploadedFile(file, data, "application/pdf") for file, data in files]
    return client.post("/apply/", {**FACTS, "form_key": str(uuid.uuid4()), "website": "", name: given, **more})


def test_it_takes_an_application_and_shows_the_code_once() -> None:
    client = Client()
    assert client.get("/apply/").status_code == 200
    answer = sent(client, ("statutes.pdf", pdf()))
    assert answer.status_code == 302 and answer["Location"] == "/apply/done/"
    row = Application.objects.get()
    text = client.get("/apply/done/").content.decode()
    code = text.partition('maru-code--large">')[2].partition("<")[0]
    assert len(code) == 29 and code not in client.get("/apply/done/").content.decode()
    assert client.get("/apply/mine/").status_code == 200
    other = Client()
    assert other.get("/apply/mine/")["Location"] == "/apply/open/"
    assert other.post("/apply/open/", {"code": code.lower()})["Location"] == "/apply/mine/"
    assert "Harbour Trust" in other.get("/apply/mine/").content.decode()
    assert row.files.get().name == "statutes.pdf"


def test_it_answers_a_wrong_code_like_one_that_never_was() -> None:
    row, code = submitted()
    applications.application_withdraw(application_id=row.pk)
    Application.objects.filter(id=row.pk).update(erased_at=row.submitted_at)
    answers = [Client().post("/apply/open/", {"code": typed}) for typed in (code, "0" * 24, "ㅎ" * 24, "x")]
    assert {answer.status_code for answer in answers} == {422}
    assert Client().post("/apply/open/", {"code": "0" * 5000}).status_code == 422


def test_it_opens_nothing_of_another_application(desk: Desk) -> None:
    mine, code = submitted()
    other = accepted(desk.staff)
    made = agreements.agreement_issue(desk.staff, application_id=other.pk, parties=PARTIES)
    client = Client()
    client.post("/apply/open/", {"code": code})
    assert client.get("/apply/mine/agreement/").status_code == 404
    form = {"act": "sign", "document": made.sha256, "name": "Eve", "role": "none", "agreed": "on"}
    assert client.post("/apply/mine/", form).status_code == 422
    made.refresh_from_db()
    assert made.state == "issued" and other.institution not in client.get("/apply/mine/agreement/").content.decode()
    session = client.session
    session["application"] = [other.pk, mine.code_sha256]
    session.save()
    assert client.get("/apply/mine/")["Location"] == "/apply/open/"
    for odd in ("text", [1], [None, None], ["x", "y"], {"a": 1}):
        session["application"] = odd
        session.save()
        assert client.get("/apply/mine/").status_code == 302


def test_it_keeps_what_was_typed() -> None:
    for more in ({"country": ""}, {"officer_email": "nonsense"}, {"website": "spam"}, {"kind": "none"}):
        answer = sent(Client(), ("a.pdf", pdf()), **more)
        text = answer.content.decode()
        assert answer.status_code == 422 and "We help people." in text and "Dana Officer" in text, more
        assert "choose your files again" in text
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n" + b"0" * 100,
        b"\xff\xd8\xff\xe0" + b"0" * 100,
        b"\x00\x00\x00\x18ftypmp42" + b"0" * 100,
        b"PK\x03\x04" + b"0" * 100,
        b"<html><script>1</script></html>",
        pdf(b"<< /S /JavaScript /JS (1) >>"),
        pdf()[:-10],
        b"%PDF-1.7\n" + b"A" * BIG,
    ],
)
def test_it_keeps_hostile_files_out(data: bytes) -> None:
    answer = sent(Client(), ("statutes.pdf", data))
    text = answer.content.decode()
    assert answer.status_code == 422 and "statutes.pdf" in text and "We help people." in text
    assert not Application.objects.exists() and not ApplicationFile.objects.exists()


def test_it_counts_files_and_bounds_a_request() -> None:
    assert sent(Client(), *[(f"{n}.pdf", pdf()) for n in range(5)]).status_code == 302
    six = sent(Client(), *[(f"{n}.pdf", pdf()) for n in range(6)])
    assert six.status_code == 422 and "at most 5 files" in six.content.decode()
    assert sent(Client(), *[(f"{n}.pdf", pdf()) for n in range(60)]).status_code == 422
    flood = sent(Client(), *[(f"{n}.pdf", b"%PDF-1.7\n" + b"A" * BIG) for n in range(7)])
    assert flood.status_code == 422 and "We help people." in flood.content.decode()
    assert sent(Client(), ("a.pdf", pdf()), name="elsewhere").status_code == 302  # dropped, not read
    assert ApplicationFile.objects.count() == 5


def test_it_writes_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    import tempfile

    def refuse(*args: Any, **more: Any) -> None:
        raise AssertionError("a temporary file")

    for name in ("NamedTemporaryFile", "TemporaryFile", "mkstemp", "SpooledTemporaryFile"):
        monkeypatch.setattr(tempfile, name, refuse)
    assert sent(Client(), *[("a.pdf", pdf() * 1 + b"")] * 3).status_code == 302


def test_every_other_page_still_refuses_files(cast: Cast) -> None:
    file = {"documents": SimpleUploadedFile("a.pdf", pdf())}
    for path in ("/apply/open/", "/r/harbour/", "/account/login/", "/i18n/setlang/"):
        assert Client().post(path, file).status_code == 400, path


def test_it_asks_for_the_token_although_files_come_first() -> None:
    strict = Client(enforce_csrf_checks=True)
    assert sent(strict, ("a.pdf", pdf())).status_code == 403
    assert strict.post("/apply/mine/", {"act": "withdraw"}).status_code == 403
    strict.get("/apply/")
    token = strict.cookies["csrftoken"].value
    assert sent(strict, ("a.pdf", pdf()), csrfmiddlewaretoken=token).status_code == 302


def test_it_takes_a_form_sent_twice_once() -> None:
    key = str(uuid.uuid4())
    assert sent(Client(), form_key=key).status_code == 302
    again = sent(Client(), form_key=key)
    assert again.status_code == 422 and "arrived already" in again.content.decode()
    assert Application.objects.count() == 1
    assert sent(Client(), form_key="no key").status_code == 422


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    now = [1000.0]
    monkeypatch.setattr(web.time, "time", lambda: now[0])
    yield now


def test_it_slows_down_and_locks_nobody_out(clock: list[float]) -> None:
    codes = [sent(Client()).status_code for _ in range(7)]
    assert codes == [302] * 5 + [429, 429]
    late = sent(Client())
    assert (late.status_code == 429 and late["Retry-After"] == "60") or int(late["Retry-After"]) <= 61
    assert "We help people." in late.content.decode()
    clock[0] += 61
    assert sent(Client()).status_code == 302 and sent(Client()).status_code == 429
    clock[0] += 121
    assert sent(Client()).status_code == 302


def test_it_slows_down_guesses() -> None:
    codes = [Client().post("/apply/open/", {"code": f"{n:024d}"}).status_code for n in range(7)]
    assert codes == [422] * 5 + [429] * 2
    _, code = submitted()
    assert Client().post("/apply/open/", {"code": code}).status_code == 302


def test_it_can_be_closed(settings: Any) -> None:
    settings.APPLICATIONS_OPEN = False
    assert "closed" in Client().get("/apply/").content.decode()
    assert sent(Client()).status_code == 404 and not Application.objects.exists()


def test_the_applicant_answers_reads_signs_and_takes_back(desk: Desk) -> None:
    row, code = submitted()
    applications.application_ask(desk.staff, application_id=row.pk, text="Which <b>law</b>?")
    client = Client()
    client.post("/apply/open/", {"code": code})
    assert "Which &lt;b&gt;law" in client.get("/apply/mine/").content.decode()
    assert client.post("/apply/mine/", {"act": "answer", "text": " "}).status_code == 422
    assert client.post("/apply/mine/", {"act": "answer", "text": "Ours."}).status_code == 302
    late = client.post("/apply/mine/", {"act": "answer", "text": "Once more, typed long."})
    assert late.status_code == 422
    assert client.post("/apply/mine/", {"act": "withdraw"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "withdrawn"
    assert client.post("/apply/mine/", {"act": "leave"})["Location"] == "/apply/open/"
    assert client.get("/apply/mine/").status_code == 302


def test_the_applicant_signs_on_the_page_or_with_a_document(desk: Desk) -> None:
    for back in (None, SimpleUploadedFile("signed.pdf", pdf())):
        row = accepted(desk.staff)
        made = agreements.agreement_issue(desk.staff, application_id=row.pk, parties=PARTIES)
        client = Client()
        session = client.session
        session["application"] = [row.pk, row.code_sha256]
        session.save()
        read = client.get("/apply/mine/agreement/")
        assert read["Content-Disposition"].startswith("attachment") and read.content == agreements.agreement_bytes(made)
        form: dict[str, Any] = {"act": "sign", "document": made.sha256, "name": "Sam", "role": "Director"}
        assert client.post("/apply/mine/", form).status_code == 422
        bad = client.post(
            "/apply/mine/", form | {"agreed": "on", "countersigned": SimpleUploadedFile("s.pdf", b"GIF89a")}
        )
        assert bad.status_code == 422 and "no PDF" in bad.content.decode()
        if back is not None:
            form["countersigned"] = back
        assert client.post("/apply/mine/", form | {"agreed": "on"}).status_code == 302
        assert client.post("/apply/mine/", form | {"agreed": "on"}).status_code == 422
        made.refresh_from_db()
        assert (made.state, made.signer_source) == ("signed", "127.0.0.1") and bool(made.countersigned) == bool(back)
        assert "Sam" in client.get("/apply/mine/").content.decode()


def test_a_manager_reads_the_agreement_and_an_outsider_does_not(desk: Desk, cast: Cast) -> None:
    row = signed(desk.staff)
    Application.objects.filter(id=row.pk).update(state="active", agency=cast.harbour)
    manager = cast.client("manager")
    assert "Portal Office, Seoul" in manager.get("/agency/agreement/").content.decode()
    assert manager.get("/agency/agreement/document/").content == agreements.agreement_bytes(Agreement.objects.get())
    outsider = cast.client("outsider")
    assert "Portal Office" not in outsider.get("/agency/agreement/").content.decode()
    assert outsider.get("/agency/agreement/document/").status_code == 404
    assert cast.client("worker").get("/agency/agreement/").status_code == 403
