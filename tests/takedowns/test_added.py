"""What an officer adds to a notice or asks after it: a remark, the police's number, and that data are kept for them."""

from dataclasses import replace
from datetime import date

import pytest

from agencies.audit.models import AuditLine
from agencies.events.models import Event
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid, NotFound
from agencies.tenancy.scope import tenant_scope
from cases.casework import services as casework
from takedowns.delivery import services as delivery
from takedowns.notices import adapters, bases, languages, retraction, services
from takedowns.notices.models import Notice
from takedowns.notices.states import NoticeKind, Why
from takedowns.review.services import partners
from tests.notices.samples import FACTS
from tests.people import Cast
from tests.takedowns.flow import an_item, fresh, quick_pdf
from tests.takedowns.test_retraction import approve, drafted, queue, sent


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    quick_pdf(monkeypatch)


@pytest.mark.django_db
def test_it_asks_to_keep_data_without_asking_for_removal(cast: Cast) -> None:
    notice = sent(cast)
    client = cast.client("officer")
    assert "Ask to keep data" in client.get(f"/notices/{notice.pk}/").content.decode()
    assert client.post(f"/notices/{notice.pk}/preserve/", {"police_file": "2026-4711"}).status_code == 302
    with tenant_scope(cast.harbour.pk):
        row = Notice.objects.get(about=notice)
    row = fresh(cast, row)
    assert (row.kind, row.why, row.state, len(row.gone)) == ("preservation", "police", "ready", 2)
    assert "for at least 90 days" in row.text and "2026-4711" in row.text and notice.reference in row.text
    assert "Please remove" not in row.text and "Investigating authorities can reach us" in row.text
    with tenant_scope(cast.harbour.pk):  # what a partner that gives the second word does not read
        assert {"2026-4711", notice.reference, row.reference} <= set(partners._own_words(cast.officer, row))
    with pytest.raises(Conflict, match="waits already"):
        services.notice_preserve(cast.officer, notice_id=notice.pk)
    with pytest.raises(Invalid):
        services.notice_preserve(cast.officer, notice_id=notice.pk, police_file="x" * 101)
    with pytest.raises(Conflict):
        services.notice_preserve(cast.officer, notice_id=row.pk)
    queue(cast, row)
    assert approve(cast, row).state == "approved"
    casework.consent_withdraw(cast.worker, case_id=notice.case_id, purpose="notices")
    with tenant_scope(cast.harbour.pk):
        assert "no_consent" in delivery.reasons_not_to_send(Actor.system(cast.harbour.pk), fresh(cast, row))
    drafted(cast, notice)  # a correction may wait beside it


@pytest.mark.parametrize("recipient", list(bases.Recipient))
def test_it_asks_each_kind_of_recipient_in_twelve_languages(recipient: bases.Recipient) -> None:
    one = retraction.Retraction(
        NoticeKind.PRESERVATION, Why.POLICE, "MR-1-2-ABCD", date(2026, 11, 2), ("https://bridges.example/1",)
    )
    known = replace(FACTS, recipient=recipient, police_contact="desk@harbour.example", police_file="2026-4711")
    catalogues = [(language, adapters.catalogue(code)) for code, language in languages.LANGUAGES.items()]
    for text in retraction.build(one, known, catalogues, {}):
        said = " ".join(line for block in text.blocks for line in block.paragraphs)
        assert "90" in said and "2026-4711" in said and "%(" not in said


@pytest.mark.django_db
def test_it_shows_an_officers_remark_as_written_in_a_section_of_its_own(cast: Cast) -> None:
    item = an_item(cast)
    client = cast.client("officer")
    told = {"remark": "Der Eintrag steht in der Seitenleiste.", "language": "de", "police_file": "2026-4711"}
    assert client.post(f"/notices/{item.notice_id}/remark/", told).status_code == 302
    notice = fresh(cast, item.notice)
    assert notice.text.count(f"{told['remark']} (Deutsch)") == len(notice.languages)
    assert "Remark of the officer" in notice.text and "Remark in its original language" in notice.text
    assert "(file number 2026-4711)" in notice.text and notice.state == "ready"
    assert told["remark"] in client.get(f"/notices/{notice.pk}/blocks/").content.decode()
    services.notice_remark(cast.officer, notice_id=notice.pk, remark="", police_file="")
    assert "Remark" not in fresh(cast, notice).text
    with tenant_scope(cast.harbour.pk):
        lines = str(list(AuditLine.objects.values_list("data", flat=True))) + str(
            list(Event.objects.values_list("data", flat=True))
        )
    assert "Seitenleiste" not in lines and "2026-4711" not in lines
    for wrong in ({"remark": "x" * 601}, {"remark": "a\u202eb"}, {"language": "tlh"}):
        with pytest.raises(Invalid):
            services.notice_remark(cast.officer, notice_id=notice.pk, **{"remark": "x"} | wrong)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        services.notice_remark(cast.outsider, notice_id=notice.pk, remark="x")
