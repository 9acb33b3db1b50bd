"""Who learns what: recipients that leak, the partner who writes in its own name, and whom the person excluded (HARMS 14, 26)."""

import email
import email.policy
from datetime import date
from typing import Any

import pytest

from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Forbidden, Invalid
from agencies.tenancy.models import AgencySettings
from agencies.tenancy.scope import tenant_scope
from cases.casework import selectors as cases
from cases.casework import services as casework
from cases.casework.exclusions import excluded
from cases.casework.models import Case
from takedowns.delivery import services as delivery
from takedowns.evidence.services import archives
from takedowns.notices import selectors as told
from takedowns.notices import services as notices
from takedowns.notices.models import Notice, NoticePart
from takedowns.recipients import rules, selectors, services
from takedowns.recipients.models import Provider, Relay
from takedowns.review import services as review
from takedowns.review.models import ReviewItem
from takedowns.review.selectors import blocking
from tests.people import Cast
from tests.takedowns.flow import HOST, a_case, a_find, a_package, an_item, confirm_bases, fresh, on_desk, quick_pdf

pytestmark = pytest.mark.django_db
LIGHT = {"name": "Lighthouse", "email": "notices@lighthouse.org"}


@pytest.fixture(autouse=True)
def provider(monkeypatch: pytest.MonkeyPatch) -> Provider:
    quick_pdf(monkeypatch)
    return services.provider_set(
        name="Bridge Pictures", hosts=[HOST], country="DE", language="de", abuse_email=f"abuse@{HOST}",
        verified_on=date(2026, 11, 1),
    )  # fmt: skip


def drafted(cast: Cast, **case: Any) -> Notice:
    confirm_bases()
    police = case.pop("police", False)
    found = a_case(cast, **case)
    casework.exclusions_set(cast.worker, case_id=found.pk, recipients=[], police=police)
    match_id = a_find(cast, found)
    notices.notice_draft(Actor.system(cast.harbour.pk), package_id=a_package(cast, match_id))
    with tenant_scope(cast.harbour.pk):
        return fresh(cast, Notice.objects.get(match_id=match_id))


def stops(cast: Cast, notice: Notice) -> list[str]:
    """What keeps it from being approved, and from being sent."""
    with tenant_scope(cast.harbour.pk):
        row = Notice.objects.get(id=notice.pk)
        item = ReviewItem.objects.filter(notice=row).first() or ReviewItem(notice=row, case_id=row.case_id)
        known = [name for name in blocking.blocks(cast.officer, item) if name not in {"not_ready", "evidence_first"}]
        sending = delivery.reasons_not_to_send(cast.officer, row)
        assert set(known) <= set(sending), "what blocks the approval blocks the sending too"
        return known


def test_it_knows_what_leaks_and_what_is_left_out() -> None:
    assert rules.left_out("none", lumen=False, forwards=False) == frozenset()
    for leak in ({"lumen": True, "forwards": False}, {"lumen": False, "forwards": True}):
        assert rules.left_out("none", **leak) == rules.left_out("hostile", lumen=False, forwards=False) != frozenset()
    assert rules.left_out("none", lumen=False, forwards=False, relayed=True) == frozenset(rules.LeftOut)
    assert rules.through_relay("by_risk", "retaliates") and not rules.through_relay("agency", "hostile")
    assert rules.cdn_by_headers([("CF-Ray", "1"), ("Server", "x")]) == "cloudflare" and rules.cdn_by_headers([]) == ""
    assert rules.in_networks("104.16.1.1", ["104.16.0.0/13"]) and not rules.in_networks("x", ["104.16.0.0/13"])


def test_it_takes_the_living_ways_in_their_order() -> None:
    both = {"email": "a@b.net", "form": "https://b.net/f"}
    assert rules.ways(["form", "email"], **both, dead=False) == ["form", "email"]
    assert rules.ways(["xarf", "api", 7], **both, dead=False) == ["email", "form"]  # type: ignore[list-item]
    assert rules.ways(["email"], **both, dead=True) == ["form"] and rules.ways([], email="", form="", dead=False) == []


@pytest.mark.parametrize(
    ("code", "text", "gone"),
    [(550, "550 5.1.1 no such user", True), (550, "550 5.7.1 rejected by policy", False), (554, "554 relay denied", False),
     (550, "550 unknown", True), (552, "552 5.2.2 mailbox full", True), (421, "421 later", False)],
)  # fmt: skip
def test_it_tells_a_dead_address_from_a_refused_sender(code: int, text: str, gone: bool) -> None:
    assert rules.nobody_there(code, text) is gone


def test_it_leaves_out_what_tells_where_the_person_lives(cast: Cast) -> None:
    with tenant_scope(cast.harbour.pk):
        AgencySettings.objects.update(notice_languages=["ko"])
    assert "ko" in drafted(cast).languages
    Provider.objects.update(lumen=True)
    assert drafted(cast).languages == ["de", "en"]


def test_it_reaches_a_dangerous_recipient_through_the_relay_only(cast: Cast) -> None:
    Provider.objects.update(risk="retaliates", accepts_xarf=True, form_url=f"https://{HOST}/report")
    assert drafted(cast).problems == ["needs_relay"]
    services.relay_set(cast.manager, **LIGHT)
    notice = drafted(cast)
    assert (notice.recipient, notice.problems, notice.languages) == (LIGHT["email"], [], ["de", "en"])
    with tenant_scope(cast.harbour.pk):
        own = AgencySettings.objects.get()
        names = [name.encode() for name in (cast.harbour.name, own.contact_email, own.reply_address) if name]
        parts = {part.kind: bytes(part.content or b"") for part in NoticePart.objects.filter(notice=notice)}
        mail = email.message_from_bytes(bytes(Notice.objects.get(id=notice.pk).content), policy=email.policy.default)
    assert {"subject", "plain", "html", "pdf", "json", "message"} <= set(parts) and not {"sheet", "signature"} & set(
        parts
    )
    assert not [(kind, name) for kind, content in parts.items() for name in names if name in content]
    assert b"Lighthouse" in parts["plain"] and b"Lighthouse" in parts["json"]
    cover, *files = mail.iter_parts()  # type: ignore[attr-defined]
    words = cover.get_content()
    assert f"abuse@{HOST}" in words and "in your own name" in words and "trusted flagger" not in words
    assert [part.get_content_disposition() for part in files] == ["attachment"] * len(files) and len(files) >= 3
    assert files[0].get_payload(decode=True) == parts["plain"], "what the partner passes on is what was approved"
    assert stops(cast, notice) == []


def test_it_is_not_written_anew_each_time_somebody_opens_it(cast: Cast) -> None:
    Provider.objects.update(risk="hostile")
    services.relay_set(cast.manager, **LIGHT)
    item = on_desk(cast, drafted(cast))
    review.item_claim(cast.officer, item_id=item.pk)
    with tenant_scope(cast.harbour.pk):
        row = Notice.objects.get(id=item.notice_id)
        assert "Lighthouse" in row.text and not notices.notice_sign(cast.officer, row)


def test_it_stops_what_would_go_past_the_relay_or_to_a_former_one(cast: Cast) -> None:
    item = an_item(cast)
    notice = item.notice
    assert stops(cast, notice) == []
    Provider.objects.update(risk="hostile")
    assert stops(cast, notice) == ["needs_relay"], "the danger became known after the notice was written"
    services.relay_set(cast.manager, **LIGHT)
    review.item_claim(cast.officer, item_id=item.pk)
    again = fresh(cast, notice)
    assert (again.recipient, again.problems) == (LIGHT["email"], []) and stops(cast, again) == []
    services.relay_set(cast.manager, name="Harbour Light", email="new@light.org")
    assert stops(cast, again) == ["needs_relay", "relay_changed"]
    Provider.objects.update(risk="none", verified_on=None)
    assert stops(cast, again) == ["recipient_unverified", "relay_changed"]


def test_it_lets_a_trusted_flagger_write_to_the_union(cast: Cast) -> None:
    services.relay_set(cast.manager, **LIGHT, flagger=True)
    notice = drafted(cast)
    assert notice.recipient == LIGHT["email"] and stops(cast, notice) == []
    with tenant_scope(cast.harbour.pk):
        words = email.message_from_bytes(bytes(Notice.objects.get(id=notice.pk).content), policy=email.policy.default)
    assert "trusted flagger" in next(words.iter_parts()).get_content()  # type: ignore[attr-defined]
    services.relay_set(cast.manager, name="", email="")
    assert drafted(cast).recipient == f"abuse@{HOST}" and stops(cast, notice) == ["relay_changed"]
    Provider.objects.update(country="US")
    services.relay_set(cast.manager, **LIGHT, flagger=True)
    assert drafted(cast).recipient == f"abuse@{HOST}"


@pytest.mark.parametrize("by", ["relay", "agency"])
def test_it_takes_back_by_the_way_and_in_the_name_of_the_notice(cast: Cast, by: str) -> None:
    services.relay_set(cast.manager, **LIGHT)
    Provider.objects.update(risk="hostile" if by == "relay" else "none")
    notice = drafted(cast)
    Provider.objects.update(risk="none" if by == "relay" else "hostile")  # what is known changed since
    with tenant_scope(cast.harbour.pk):
        Notice.objects.filter(id=notice.pk).update(state="sent", approved_sha256="ab" * 32)
    made = notices.notice_retract(cast.officer, notice_id=notice.pk, finds=[notice.match_id], why="mistake")
    made = fresh(cast, made)
    assert made.recipient == notice.recipient == (LIGHT["email"] if by == "relay" else f"abuse@{HOST}")
    assert ("Lighthouse" in made.text, cast.harbour.name in made.text) == (by == "relay", by == "agency")
    mail = email.message_from_bytes(bytes(made.content), policy=email.policy.default)
    said = next(mail.iter_parts())  # type: ignore[attr-defined]
    assert (said.get_content_type() == "text/plain" and "in your own name" in said.get_content()) is (by == "relay")
    with tenant_scope(cast.harbour.pk):
        assert not notices.notice_sign(cast.officer, Notice.objects.get(id=made.pk)), "not written anew at each opening"


def test_it_leaves_a_minors_material_to_the_police_where_only_they_are_heard(cast: Cast) -> None:
    Provider.objects.update(csam_policy="law_enforcement_only")
    assert "police_only" not in drafted(cast).problems and "police_only" in drafted(cast, age="under").problems


def test_it_keeps_one_relay_for_each_agency_and_to_itself(cast: Cast) -> None:
    first = services.relay_set(cast.manager, **LIGHT)
    assert services.relay_set(cast.manager, **LIGHT) == first
    for wrong in (
        {"name": "x", "email": "noreply@x.net"},
        {"name": "", "email": "x@x.net"},
        {"name": "x", "email": ""},
    ):
        with pytest.raises(Invalid):
            services.relay_set(cast.manager, **wrong)
    with pytest.raises(Forbidden):
        services.relay_set(cast.worker, **LIGHT)
    with tenant_scope(cast.harbour.pk):
        assert selectors.relay(cast.manager) == first and Relay.objects.count() == 1
    with tenant_scope(cast.island.pk):
        assert selectors.relay(cast.outsider) is None


def test_it_knows_whom_the_person_excluded() -> None:
    assert excluded(["Cats.net"], hosts=["https://www.cats.net:8443/x"], name="x")
    assert excluded(["x"], hosts=[], name="X") and excluded(["https://cats.net/a"], hosts=["abuse@cats.net"], name="")
    assert excluded(["b\u00fccher.example"], hosts=["https://a.xn--bcher-kva.example/"], name="")
    assert not excluded(["cats.net", "http://[bad"], hosts=["notcats.net", "http://[bad"], name="")


def test_it_writes_to_nobody_whom_the_person_excluded(cast: Cast) -> None:
    item = an_item(cast)
    notice = item.notice
    casework.exclusions_set(cast.worker, case_id=notice.case_id, recipients=[HOST.upper()], police=True)
    assert stops(cast, notice) == ["recipient_excluded"]
    review.item_claim(cast.officer, item_id=item.pk)
    Provider.objects.update(kind="hotline")
    assert "police_excluded" in stops(cast, notice)
    casework.exclusions_set(cast.worker, case_id=notice.case_id, recipients=[], police=False)
    review.item_release(cast.officer, item_id=item.pk)
    review.item_claim(cast.officer, item_id=item.pk)
    assert stops(cast, notice) == []
    with tenant_scope(cast.harbour.pk):
        Case.objects.filter(id=notice.case_id).update(excluded_countries=["FR"])
    Provider.objects.update(kind="site", country="FR")
    assert stops(cast, notice) == ["country_excluded"], "the country of who answers counts too"
    with tenant_scope(cast.harbour.pk):
        assert told.excluded_now(cast.officer, notice, []) == ["country_excluded"]


def test_it_hands_nothing_to_the_police_that_the_person_excluded(cast: Cast) -> None:
    package = a_package(cast, a_find(cast, case := a_case(cast)))
    casework.exclusions_set(cast.worker, case_id=case.pk, recipients=[], police=True)
    with pytest.raises(Invalid, match="police"):
        archives.archive_ask(cast.officer, package_id=package, purpose="police", reason="asked", recipient="Police")
    notice = drafted(cast)
    with tenant_scope(cast.harbour.pk):
        Notice.objects.filter(id=notice.pk).update(state="sent", approved_sha256="ab" * 32)
    made = notices.notice_preserve(cast.officer, notice_id=notice.pk)
    casework.exclusions_set(cast.worker, case_id=notice.case_id, recipients=[], police=True)
    with pytest.raises(Conflict, match="police"):
        notices.notice_preserve(cast.officer, notice_id=notice.pk)
    with tenant_scope(cast.harbour.pk):
        assert told.taking_back_stops(cast.officer, Notice.objects.get(id=made.pk)) == ["police_excluded"]
    assert "office@example.org mit dem Zeichen" in notice.text
    again = drafted(cast, police=True)
    assert "Ermittlungsbeh" not in again.text, "authorities are not invited either"


def test_it_keeps_the_exclusions_of_a_case_on_its_page_and_for_its_own_people(cast: Cast) -> None:
    case, worker = a_case(cast), cast.client("worker")
    form = {
        "age_band": "adult",
        "identity": "person_shown",
        "excluded_countries": "",
        "excluded_recipients": "B.net\na.net\n\na.net",
    }
    assert worker.post(f"/cases/{case.pk}/update/", {**form, "excluded_police": "on"}).status_code == 302
    with tenant_scope(cast.harbour.pk):
        assert cases.excluded_recipients(cast.worker, case.pk) == ["a.net", "b.net"]
        assert Case.objects.get(id=case.pk).excluded_police
    page = worker.get(f"/cases/{case.pk}/").content.decode()
    assert "a.net, b.net" in page and "a.net\nb.net" in worker.get(f"/cases/{case.pk}/update/").content.decode()
    refused = worker.post(
        f"/cases/{case.pk}/update/", {**form, "excluded_recipients": "\n".join(f"{n}.net" for n in range(101))}
    )
    assert refused.status_code == 422
    with tenant_scope(cast.island.pk):
        assert cases.excluded_recipients(cast.outsider, case.pk) == []
