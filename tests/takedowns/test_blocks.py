"""Blocks of notices: reviews, an agency's own words, what an officer states, and the trail of all that."""

from datetime import date

import pytest
from django.contrib import admin
from django.db import IntegrityError, transaction
from django.test import RequestFactory
from django.utils import timezone

from agencies.audit.models import AuditLine, PlatformLine
from agencies.events.models import Event, Job
from agencies.people.models import User
from agencies.tenancy.errors import Conflict, Forbidden, Invalid, NotFound
from agencies.tenancy.scope import tenant_scope
from takedowns.notices import bases, selectors, services
from takedowns.notices.forms import BasisConfirmationForm
from takedowns.notices.models import BasisConfirmation, BlockReview, BlockVariant, Notice
from tests.people import Cast
from tests.takedowns import flow

pytestmark = pytest.mark.django_db
CODE, WORDS = "shared.confidentiality", "Please keep the name of our office to yourself."


def own(cast: Cast, text: str = WORDS) -> BlockVariant:
    return services.variant_write(cast.manager, code=CODE, language="en", text=text)


def test_it_uses_own_words_only_after_a_second_person_and_a_lawyer(cast: Cast) -> None:
    row = own(cast)
    with pytest.raises(Conflict, match="cannot review"):
        services.variant_review(cast.manager, variant_id=row.pk, sha256=row.sha256, read_by="A. Lawyer")
    with tenant_scope(cast.harbour.pk):
        assert selectors.variants_in_use(cast.manager) == {}
    with pytest.raises(Invalid, match="lawyer"):
        services.variant_review(cast.approver, variant_id=row.pk, sha256=row.sha256, read_by=" ")
    services.variant_review(cast.approver, variant_id=row.pk, sha256=row.sha256, read_by="A. Lawyer")
    with tenant_scope(cast.harbour.pk):
        assert selectors.variants_in_use(cast.manager) == {(CODE, "en"): (WORDS,)}
    services.variant_retire(cast.manager, variant_id=row.pk)
    with tenant_scope(cast.harbour.pk):
        assert selectors.variants_in_use(cast.manager) == {}


def test_it_refuses_words_that_lost_something_or_changed_under_the_reviewer(cast: Cast) -> None:
    with pytest.raises(Invalid, match="placeholders"):
        services.variant_write(cast.manager, code="shared.contest", language="en", text="Write to us.")
    with pytest.raises(NotFound):
        services.variant_write(cast.manager, code="shared.nothing", language="en", text="x")
    with pytest.raises(Forbidden):
        services.variant_write(cast.officer, code=CODE, language="en", text=WORDS)
    first = own(cast)
    second = own(cast, "Please keep it to yourself.")
    with pytest.raises(Conflict, match="somebody was first"):
        services.variant_review(cast.approver, variant_id=first.pk, sha256=first.sha256, read_by="A. Lawyer")
    with pytest.raises(Conflict, match="changed"):
        services.variant_review(cast.approver, variant_id=second.pk, sha256=first.sha256, read_by="A. Lawyer")


def test_it_lets_no_outsider_read_or_review_own_words(cast: Cast) -> None:
    row = own(cast)
    with pytest.raises(NotFound):
        services.variant_retire(cast.outsider, variant_id=row.pk)
    with tenant_scope(cast.island.pk):
        assert list(selectors.variants(cast.outsider)) == []


def test_it_keeps_in_the_database_that_writer_and_reviewer_are_two(cast: Cast) -> None:
    row = own(cast)
    with tenant_scope(cast.harbour.pk), pytest.raises(IntegrityError), transaction.atomic():
        BlockVariant.objects.visible_to(cast.manager).filter(id=row.pk).update(
            state="reviewed", reviewed_by=row.written_by
        )


def a_notice(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Notice:
    flow.quick_pdf(monkeypatch)
    made = flow.a_notice(cast, flow.a_package(cast, flow.a_find(cast, flow.a_case(cast))))
    return flow.fresh(cast, made)  # type: ignore[no-any-return]


def test_it_keeps_with_a_notice_the_blocks_it_was_made_of(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    row = own(cast)
    services.variant_review(cast.approver, variant_id=row.pk, sha256=row.sha256, read_by="A. Lawyer")
    notice = a_notice(cast, monkeypatch)
    used = {(block["code"], block["language"]): block for block in notice.blocks}
    assert {language for _code, language in used} == set(notice.languages)
    assert used[(CODE, "en")]["own"] and used[(CODE, "en")]["sha256"] == row.sha256 and WORDS in notice.text
    assert not used[("shared.contest", "en")]["own"] and len(used) == len(notice.blocks)
    page = cast.client("officer").get(f"/notices/{notice.pk}/blocks/").content.decode()
    assert CODE in page and row.sha256[:16] in page and "not reviewed yet" in page


def test_it_writes_own_words_into_the_forms_of_sites_and_search_engines(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    flow.quick_pdf(monkeypatch)
    material = "shared.material.adult_ncii"
    lines = [*selectors.block_lines(material, "en")]
    capacity = selectors.block_lines("shared.capacity.representative", "en")[0]
    own_words = {
        material: [f"As our house says it: {lines[0]}", *lines[1:]],
        "shared.capacity.representative": [f"We say: {capacity}"],
    }
    for code, said in own_words.items():
        row = services.variant_write(cast.manager, code=code, language="en", text="\n".join(said))
        services.variant_review(cast.approver, variant_id=row.pk, sha256=row.sha256, read_by="A. Lawyer")
    notice = flow.a_notice(cast, flow.a_package(cast, flow.a_find(cast, flow.a_case(cast))))
    with tenant_scope(cast.harbour.pk):
        parts = {
            part.variant: part.content.decode()
            for part in selectors.parts_of(cast.officer, notice)
            if part.kind == "sheet"
        }
    assert set(parts) == {"site", "google", "bing"}
    assert all("As our house says it: " in said for said in parts.values())
    assert "We say: " in parts["google"]


def test_it_keeps_a_notice_with_a_retired_block_from_being_approved(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest = selectors.block_digest("shared.contest", "en")
    BlockReview.objects.create(
        code="shared.contest", language="en", version=1, sha256=digest, state="retired", reviewed_by="A. Lawyer",
        reviewed_on=date(2026, 11, 1),
    )  # fmt: skip
    notice = a_notice(cast, monkeypatch)
    assert notice.state == "incomplete" and "retired:shared.contest" in notice.problems


def test_it_writes_a_notice_anew_with_a_stated_fact_or_another_basis(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = a_notice(cast, monkeypatch)
    told = services.notice_state_fact(
        cast.officer, notice_id=notice.pk, element="personal_knowledge", text="We saw it."
    )
    assert "forbidden:personal_knowledge" in told.problems  # this law does not ask for it
    back = services.notice_state_fact(cast.officer, notice_id=notice.pk, element="personal_knowledge", text="")
    assert "forbidden:personal_knowledge" not in back.problems
    with pytest.raises(Invalid):
        services.notice_state_fact(cast.officer, notice_id=notice.pk, element="picture", text="x")
    with pytest.raises(Invalid, match="information"):
        services.notice_choose_basis(cast.officer, notice_id=notice.pk, code="eu-dsa-9")
    with pytest.raises(NotFound):
        services.notice_choose_basis(cast.outsider, notice_id=notice.pk, code="")
    for path, data in (("fact", {"element": "legitimacy", "text": "Paper 7"}), ("basis", {"code": ""})):
        assert cast.client("officer").post(f"/notices/{notice.pk}/{path}/", data).status_code == 302
    assert cast.client("officer").post(f"/notices/{notice.pk}/fact/", {"element": "picture"}).status_code == 422


def test_it_keeps_what_people_wrote_out_of_trail_events_and_jobs(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    row = own(cast, "Zanzibar keeps our name.")
    services.variant_review(cast.approver, variant_id=row.pk, sha256=row.sha256, read_by="Zanzibar lawyer")
    notice = a_notice(cast, monkeypatch)
    services.notice_state_fact(cast.officer, notice_id=notice.pk, element="legitimacy", text="Zanzibar paper")
    with tenant_scope(cast.harbour.pk):
        kept = [str(each.data) for each in AuditLine.objects.all()] + [str(each.data) for each in Event.objects.all()]
        kept += [str(each.args) for each in Job.objects.all()]
    assert len(kept) > 3 and "Zanzibar" not in "".join(kept)


def test_it_shows_and_takes_own_words_on_the_managers_pages(cast: Cast) -> None:
    manager, approver, at = cast.client("manager"), cast.client("approver"), f"code={CODE}&language=en"
    assert CODE in manager.get("/agency/texts/?language=ko").content.decode()
    assert manager.post(f"/agency/texts/write/?{at}", {"text": ""}).status_code == 422
    assert manager.post(f"/agency/texts/write/?{at}", {"text": "Two\nlines"}).status_code == 422
    assert manager.post(f"/agency/texts/write/?{at}", {"text": WORDS}).status_code == 302
    with tenant_scope(cast.harbour.pk):
        row = selectors.variants(cast.manager).get()
    assert WORDS in approver.get(f"/agency/texts/block/?{at}").content.decode()
    form = {"variant_id": row.pk, "sha256": row.sha256, "read_by": "A. Lawyer"}
    assert approver.post(f"/agency/texts/review/?{at}", form).status_code == 302
    assert approver.post(f"/agency/texts/review/?{at}", form).status_code == 422
    assert manager.post(f"/agency/texts/retire/?{at}", {"variant_id": row.pk}).status_code == 302
    assert manager.get("/agency/texts/block/?code=x&language=en").status_code == 404
    assert cast.client("officer").get(f"/agency/texts/block/?{at}").status_code == 403


def test_it_lets_a_lawyer_confirm_an_open_row_only_with_what_settles_it() -> None:
    data = {"code": "uk-osa-20a", "verified_by": "A. Lawyer", "verified_on": "2026-11-01", "settled": ""}
    refused = BasisConfirmationForm(data)
    assert not refused.is_valid() and "Commencement" in str(refused.errors["settled"])
    form = BasisConfirmationForm(data | {"settled": "In force since 1 October 2026, S.I. 2026/900"})
    assert form.is_valid() and form.save().row_sha256
    assert not BasisConfirmationForm(data | {"code": "eu-dsa-9"}).is_valid()
    row = next(row for row in bases.load() if row.code == "uk-osa-20a")
    assert bases.refusal(row, selectors.confirmations(), timezone.now().date()) is None


def test_it_leaves_a_line_for_every_word_of_a_lawyer(admin_user: User) -> None:
    request = RequestFactory().post("/")
    request.user = admin_user
    for model, row in (
        (BasisConfirmation, BasisConfirmation(code="eu-dsa-16", verified_by="A", verified_on=date(2026, 1, 1), row_sha256="0" * 64)),
        (BlockReview, BlockReview(code=CODE, language="en", version=1, sha256="0" * 64, state="reviewed", reviewed_by="A", reviewed_on=date(2026, 1, 1))),
    ):  # fmt: skip
        site = admin.site._registry[model]
        site.save_model(request, row, None, False)
        site.delete_model(request, row)
    actions = [line.action for line in PlatformLine.objects.order_by("id")]
    assert actions[-4:] == ["basis.confirm", "basis.unconfirm", "block.review", "block.unreview"]
