"""The Django admin: for the platform's administrators, behind both steps, and without a row of any agency by construction."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib import admin
from django.test import Client

from agencies.audit.models import PlatformLine
from agencies.people.models import User
from tests.people import PASSWORD, SECRET, Cast, sign_in
from tests.rows import make_rows
from tests.test_registration import NO_AGENCY

pytestmark = pytest.mark.django_db
OF_AGENCIES = ("Somebody posted it", "call before noon", "new@bridge.example", "Please remove this", SECRET)


@pytest.fixture
def root(cast: Cast) -> Client:
    user = User.objects.create_superuser("root@example.org", PASSWORD, name="Root")
    TOTP.activate(user, SECRET)
    return sign_in(Client(), user)


def test_it_registers_no_table_of_an_agency() -> None:
    labels = {model._meta.label for model in admin.site._registry}
    assert labels and labels <= set(NO_AGENCY)
    assert not labels & {"socialaccount.SocialApp", "socialaccount.SocialToken", "account.EmailAddress", "auth.Group"}


def test_it_opens_every_page_and_shows_no_row_of_an_agency(cast: Cast, root: Client) -> None:
    make_rows(cast)
    cast.client("worker")
    for model in admin.site._registry:
        base = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        pages = [base, f"{base}?q=a"]
        first = model._default_manager.first()
        if first is not None:
            pages.append(f"{base}{first.pk}/change/")
        for page in pages:
            answer = root.get(page, follow=True)
            assert answer.status_code == 200, page
            text = answer.content.decode()
            assert not [words for words in OF_AGENCIES if words in text], page


def test_it_asks_administrators_for_the_second_step(cast: Cast) -> None:
    root = User.objects.create_superuser("root@example.org", PASSWORD, name="Root")
    client = Client()
    client.post("/account/login/", {"login": "root@example.org", "password": PASSWORD})
    for path in ("/admin/", "/admin/agencies/user/"):
        assert client.get(path)["Location"] == "/account/second-step/"
    TOTP.activate(root, SECRET)
    half = Client()
    half.post("/account/login/", {"login": "root@example.org", "password": PASSWORD})
    assert "/account/2fa/authenticate/" in half.get("/admin/", follow=True).redirect_chain[-1][0]


def test_it_finds_accounts_and_agencies(root: Client) -> None:
    text = root.get("/admin/agencies/user/?q=woori").content.decode()
    assert "woori@example.org" in text and "alice@example.org" not in text
    assert "1 user" in root.get("/admin/agencies/user/?is_staff__exact=1").content.decode()
    assert "Island Help" not in root.get("/admin/agencies/agency/?country=KR").content.decode()


def test_it_takes_a_lost_second_step_away_and_writes_it_down(cast: Cast, root: Client) -> None:
    worker = cast.client("worker")
    row = Authenticator.objects.get(user=cast.users["worker"])
    assert root.post(f"/admin/mfa/authenticator/{row.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Authenticator.objects.filter(pk=row.pk).exists()
    assert worker.get("/cases/")["Location"].startswith("/account/login/")
    line = PlatformLine.objects.get(action="authenticator.remove")
    assert line.subject_id == cast.users["worker"].pk


def test_it_switches_accounts_off_and_signs_them_out(cast: Cast, root: Client) -> None:
    worker, user = cast.client("worker"), cast.users["worker"]
    answer = root.post(f"/admin/agencies/user/{user.pk}/change/", {"email": user.email, "name": user.name})
    assert answer.status_code == 302
    assert worker.get("/cases/").status_code == 302
    assert root.post(f"/admin/agencies/user/{user.pk}/delete/", {"post": "yes"}).status_code == 403
