"""The directory that all agencies share: leads with a source, nothing of a case, proposals, dead contacts, pages, admin."""

import json
from datetime import date
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib import admin
from django.test import Client, RequestFactory

from agencies.audit.models import PlatformLine
from agencies.people.models import User
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid
from agencies.tenancy.scope import tenant_scope
from takedowns.golden import samples
from takedowns.golden import services as golden
from takedowns.notices import services as notices
from takedowns.notices.models import Notice
from takedowns.recipients import directory, selectors, services
from takedowns.recipients.forms import ContactDoubtForm, ProviderForm
from takedowns.recipients.models import ContactDoubt, Provider, ProviderHost, Recipient
from takedowns.recipients.states import FoundState, Scope, Source
from tests.api.calling import Api, new_key
from tests.people import SECRET, Cast, sign_in
from tests.takedowns.flow import HOST, a_case, a_find, a_package, confirm_bases, quick_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def provider() -> Provider:
    return services.provider_set(
        name="Bridge Pictures", hosts=[HOST], country="DE", language="de", abuse_email=f"abuse@{HOST}",
        verified_on=date(2026, 11, 1),
    )  # fmt: skip


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    quick_pdf(monkeypatch)


def drafted(cast: Cast) -> Notice:
    confirm_bases()
    match_id = a_find(cast, a_case(cast))
    notices.notice_draft(Actor.system(cast.harbour.pk), package_id=a_package(cast, match_id))
    with tenant_scope(cast.harbour.pk):
        return Notice.objects.get(match_id=match_id)


def _a_row(**more: Any) -> dict[str, Any]:
    return {
        "code": "cats", "name": "Cats", "kind": "host", "country": "NL", "abuse_email": "abuse@cats.net", "source": "a letter",
        "source_date": "2026-11-22", "status": "unconfirmed", **more,
    }  # fmt: skip


def test_it_ships_a_directory_whose_rows_are_leads_with_source_and_date() -> None:
    version, rows = directory.load()
    assert version >= 1 and len(rows) >= 30
    assert {row.kind for row in rows} == set(directory.KINDS)
    assert all(row.source and date.fromisoformat(row.source_date) for row in rows)
    with pytest.raises(ValueError, match="twice"):
        directory.parse(json.dumps({"version": 1, "providers": [_a_row(), _a_row()]}))
    with pytest.raises(ValueError, match="risk"):
        directory.parse(json.dumps({"version": 1, "providers": [_a_row(risk="small")]}))


def test_it_loads_the_directory_and_never_overwrites_what_staff_checked() -> None:
    assert services.directory_load() >= 30 and services.directory_load() == 0
    Provider.objects.filter(code="ovh").update(abuse_email="noc@ovh.net", verified_on=date(2026, 11, 20))
    Provider.objects.filter(code="gandi").update(abuse_email="old@gandi.net")
    assert services.directory_load() == 1
    assert Provider.objects.get(code="ovh").abuse_email == "noc@ovh.net"
    found = selectors.provider_for("https://i.redd.it/x")
    assert found is not None and found.code == "reddit" and found.verified_on is None


def test_it_blocks_approval_until_staff_checked_the_recipient(cast: Cast, provider: Provider) -> None:
    Provider.objects.update(verified_on=None)
    assert drafted(cast).problems == ["recipient_unverified"]


def test_it_writes_to_the_next_in_the_chain_when_a_contact_is_dead(cast: Cast, provider: Provider) -> None:
    services.contact_dead(cast.officer, provider_id=provider.pk)
    assert drafted(cast).problems == ["contact_dead"]
    Provider.objects.filter(id=provider.pk).update(form_url=f"https://{HOST}/report")
    by_form = drafted(cast)
    assert (by_form.recipient, by_form.problems, by_form.content) == ("", [], None)
    behind = Provider.objects.create(
        name="Bridge Net", kind="host", country="DE", abuse_email="abuse@bridge.net", verified_on=date(2026, 11, 1)
    )
    Provider.objects.filter(id=provider.pk).update(parent=behind, form_url="")
    notice = drafted(cast)
    assert (notice.recipient, notice.problems) == ("abuse@bridge.net", [])
    services.contact_dead(cast.officer, provider_id=provider.pk, dead=False)
    assert not ContactDoubt.objects.exists() and drafted(cast).recipient == f"abuse@{HOST}"


def test_it_takes_the_ways_in_the_order_of_the_directory(cast: Cast, provider: Provider) -> None:
    Provider.objects.update(channels=["form", "email"], form_url=f"https://{HOST}/report")
    assert drafted(cast).recipient == ""
    Provider.objects.update(channels=["email", "form"])
    assert drafted(cast).recipient == f"abuse@{HOST}"


def test_it_shares_dead_contacts_without_a_hint_whose_word_it_is(cast: Cast, provider: Provider) -> None:
    services.contact_dead(cast.officer, provider_id=provider.pk)
    assert selectors.dead(cast.officer, provider.abuse_email)
    assert not selectors.dead(cast.outsider, provider.abuse_email), (
        "one agency's word does not silence a contact for all"
    )
    ContactDoubt.objects.create(address=provider.abuse_email, contributor="a third one", why="bounced")
    assert selectors.dead(cast.outsider, provider.abuse_email), "two agencies' word does"
    assert not selectors.own_word(cast.outsider, provider.abuse_email)
    marks = list(ContactDoubt.objects.values_list("contributor", flat=True))
    assert str(cast.harbour.pk) not in marks and len(set(marks)) == 2
    services.contact_bounced(cast.officer, provider=provider, address="relay@lighthouse.org")
    assert not ContactDoubt.objects.filter(address="relay@lighthouse.org").exists(), (
        "a relay is the agency's own matter"
    )
    Provider.objects.update(abuse_email="")
    with pytest.raises(Conflict):
        services.contact_dead(cast.officer, provider_id=provider.pk)


@pytest.mark.parametrize(
    ("host", "address"),
    [("nowhere", "abuse@cats.net"), ("cats.net", "noreply@cats.net"), ("cats.net", "x"), ("192.0.2.7", "abuse@cats.net"),
     ("http://[bad", "abuse@cats.net"), ("a b.net", "abuse@cats.net"), ("\x00.net", "abuse@cats.net")],
)  # fmt: skip
def test_it_refuses_what_is_no_host_or_no_address(cast: Cast, host: str, address: str) -> None:
    with pytest.raises(Invalid):
        services.contact_propose(cast.officer, host=host, address=address)


def test_it_takes_proposals_and_tells_nobody_whose_they_are(cast: Cast) -> None:
    row = services.contact_propose(cast.officer, host="https://Cats.Example.net/x", address="abuse@cats-host.net")
    assert (row.host, row.source, row.state) == ("cats.example.net", Source.OFFICER, FoundState.FOUND)
    assert row.scope == Scope.SITE and not ProviderHost.objects.filter(host=row.host).exists()
    assert services.contact_propose(cast.outsider, host="cats.example.net", address="abuse@cats-host.net") == row
    assert selectors.found_for("https://cats.example.net/x") == [], "what agencies propose is for the staff"


def test_it_lists_what_the_platform_lists_and_no_host_that_was_looked_up(cast: Cast, provider: Provider) -> None:
    ProviderHost.objects.create(host="mina-pictures.example", provider=provider)
    hidden = Provider.objects.create(name="mina-pictures.example", country="NL", abuse_email="a@mina-pictures.example")
    officer, worker = cast.client("officer"), cast.client("worker")
    page = officer.get("/recipients/").content.decode()
    assert "Bridge Pictures" in page and "mina-pictures" not in page and "Propose a contact" in page
    detail = f"/recipients/{provider.pk}/"
    assert HOST in officer.get(detail).content.decode() and "mina" not in officer.get(detail).content.decode()
    assert (
        officer.get(f"/recipients/{hidden.pk}/").status_code
        == officer.post(f"/recipients/{hidden.pk}/dead/").status_code
        == 404
    )
    answer = Api(new_key(cast.manager, "recipient.read")).get("/recipients").json()  # type: ignore[attr-defined]
    assert [row["hosts"] for row in answer["results"]] == [[HOST]]
    assert worker.post(f"{detail}dead/").status_code == 403 and worker.get(detail).status_code == 200
    assert (
        officer.post(f"{detail}dead/").status_code == 302 and "contact is dead" in officer.get(detail).content.decode()
    )
    officer.post(f"{detail}dead/", {"do": "alive"})
    assert not ContactDoubt.objects.exists()


def test_it_keeps_what_was_typed_when_a_proposal_cannot_be_taken(cast: Cast) -> None:
    officer = cast.client("officer")
    answer = officer.post("/recipients/propose/", {"host": "cats.net", "address": "noreply@cats.net"})
    assert answer.status_code == 422 and "noreply@cats.net" in answer.content.decode()
    assert officer.post("/recipients/propose/", {"host": "cats.net", "address": "abuse@cats.net"}).status_code == 302
    assert Recipient.objects.get().address == "abuse@cats.net"
    assert officer.post("/recipients/relay/", {"name": "x", "email": "x@y.net"}).status_code == 403
    assert cast.client("manager").post("/recipients/relay/", {"name": "x", "email": ""}).status_code == 422


def test_it_reports_a_dead_contact_from_the_notice(cast: Cast, provider: Provider) -> None:
    ProviderHost.objects.update(listed=False)
    Provider.objects.update(listed=False)
    notice, officer = drafted(cast), cast.client("officer")
    page = officer.get(f"/notices/{notice.pk}/").content.decode()
    assert "This contact is dead" in page and "in the directory" not in page
    officer.post(f"/notices/{notice.pk}/contact/", {"do": "dead"})
    assert ContactDoubt.objects.get().why == "officer"
    assert cast.client("outsider").post(f"/notices/{notice.pk}/contact/").status_code in {403, 404}


def test_it_lets_staff_keep_the_directory_and_leaves_a_line(admin_user: User, provider: Provider) -> None:
    request = RequestFactory().post("/")
    request.user = admin_user
    site = admin.site._registry[Provider]
    site.save_model(request, provider, None, True)
    site.message_user = lambda *args, **how: None  # type: ignore[method-assign]
    Provider.objects.update(verified_on=None)
    site.mark_checked(request, Provider.objects.all())  # type: ignore[attr-defined]
    provider.refresh_from_db()
    assert provider.verified_on and provider.verified_by == admin_user.email and provider.status == "confirmed"
    assert [line.action for line in PlatformLine.objects.order_by("id")][-2:] == ["directory.write", "directory.check"]
    assert not site.has_delete_permission(request), "notices point at them"
    doubts = admin.site._registry[ContactDoubt]
    ContactDoubt.objects.create(address="a@b.net", contributor="x", why="officer")
    doubts.delete_queryset(request, ContactDoubt.objects.all())
    assert PlatformLine.objects.order_by("-id")[0].action == "directory.delete"


def test_it_refuses_broken_lists_in_the_admin(provider: Provider) -> None:
    values = {"name": "Cats", "kind": "host", "country": "nl", "language": "nl", "risk": "none", "sender": "by_risk",
              "csam_policy": "standard", "max_addresses": 250, "status": "unconfirmed", "jurisdictions": "[]", "languages": "[]",
              "networks": "[]", "capabilities": '["email"]', "channels": '["email"]'}  # fmt: skip
    form = ProviderForm(values)
    assert form.is_valid() and form.save().country == "NL"
    for name, wrong in (("networks", '["x"]'), ("channels", '"email"'), ("channels", '["pigeon"]'), ("country", "x1")):
        assert not ProviderForm(values | {name: wrong}).is_valid()
    doubt = ContactDoubtForm({"address": "Abuse@Cats.net"})
    assert doubt.is_valid() and (row := doubt.save()) and (row.why, row.address) == ("staff", "abuse@cats.net")
    assert not ContactDoubtForm({"address": "abuse@cats.net"}).is_valid()


def test_it_opens_the_pages_of_staff(admin_user: User, provider: Provider) -> None:
    TOTP.activate(admin_user, SECRET)
    browser = sign_in(Client(), admin_user)
    row = Recipient.objects.create(host="a.net", scope="site", source="rdap", address="abuse@a.net")
    for path in (
        "provider",
        f"provider/{provider.pk}/change",
        "recipient",
        f"recipient/{row.pk}/change",
        "contactdoubt/add",
    ):
        assert browser.get(f"/admin/takedowns/{path}/").status_code == 200, path


def test_it_makes_no_known_item_on_a_host_that_is_not_listed(cast: Cast, provider: Provider) -> None:
    ProviderHost.objects.update(listed=False)
    assert golden.golden_add(Actor.system(cast.harbour.pk), sample=samples.RIGHT[0]) is None
