"""Who gets in: service keys in every state, sessions, nobody, and the command that makes a key."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from agencies.access import keys, services
from agencies.access.models import ServiceKey
from agencies.audit.models import AuditLine
from agencies.tenancy.models import Agency
from agencies.tenancy.scope import tenant_scope
from tests.api.calling import ROOT, Api, make_world, new_key
from tests.people import Cast, sign_in

pytestmark = pytest.mark.django_db


def assert_refused(api: Api) -> None:
    answer = api.get("/cases")
    assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["request_id"] == answer["X-Request-Id"]


def test_it_lets_a_live_key_in_and_nobody_else(cast: Cast) -> None:
    key = new_key(cast.manager)
    assert Api(key).get("/cases").status_code == 200
    prefix, secret = keys.split(key) or ("", "")
    for wrong in ("", "x", "mk_", key[:-1], key + "0", keys.show(prefix, "0" * 64), keys.show("0" * 16, secret)):
        assert_refused(Api(wrong or "-"))
    assert_refused(Api(None))


@pytest.mark.parametrize("header", ["Basic eDp5", "Bearer", "Token abc", "bearer \x00", "Bearer mk_" + "é" * 16])
def test_it_refuses_other_headers(cast: Cast, header: str) -> None:
    api = Api(None)
    api.headers = {"Authorization": header}
    assert_refused(api)


def test_it_ends_with_expiry_revocation_and_the_agency(cast: Cast) -> None:
    api = Api(new_key(cast.manager))
    with tenant_scope(cast.harbour.pk):
        row = ServiceKey.objects.get(agency=cast.harbour)
        now = timezone.now()
        ServiceKey.objects.filter(agency=cast.harbour).update(expires_at=now - timedelta(hours=1))
        assert row.digest not in (api.headers["Authorization"],)
    assert_refused(api)
    with tenant_scope(cast.harbour.pk):
        ServiceKey.objects.filter(agency=cast.harbour).update(expires_at=now + timedelta(days=1))
    assert api.get("/cases").status_code == 200
    services.key_revoke(cast.manager, key_id=row.pk)
    assert_refused(api)
    other = Api(new_key(cast.outsider))
    assert other.get("/cases").status_code == 200
    Agency.objects.filter(id=cast.island.pk).update(active=False)
    assert_refused(other)


def test_it_keeps_the_digest_only(cast: Cast) -> None:
    key = new_key(cast.manager)
    with tenant_scope(cast.harbour.pk):
        row = ServiceKey.objects.get(agency=cast.harbour)
    assert key.partition(".")[2] not in str(vars(row))
    assert len(row.digest) == 64


def test_it_lets_a_session_read_and_asks_it_for_the_csrf_token(cast: Cast) -> None:
    world = make_world(cast.manager)
    client = sign_in(Client(enforce_csrf_checks=True), cast.users["worker"])
    assert client.get(f"{ROOT}/cases/{world.case}").status_code == 200
    path = f"{ROOT}/fingerprints/{world.fingerprint}"
    answer = client.delete(path)
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    token = client.get("/account/login/") and client.get("/").cookies.get("csrftoken")
    client.cookies["csrftoken"] = token = token.value if token else "a" * 32
    assert client.delete(path, headers={"X-CSRFToken": token}).status_code == 204


def test_it_shows_a_session_what_its_role_may_see(cast: Cast) -> None:
    world = make_world(cast.manager)
    assert cast.client("auditor").get(f"{ROOT}/matches/{world.match}").status_code == 200
    assert cast.client("auditor").delete(f"{ROOT}/fingerprints/{world.fingerprint}").status_code == 403
    assert cast.client("outsider").get(f"{ROOT}/matches/{world.match}").status_code == 404


def test_it_makes_a_key_from_the_command_line(cast: Cast) -> None:
    out = StringIO()
    call_command("service_key", "harbour", "--name", "clinic", "--scopes", "case.read, match.read", stdout=out)
    api = Api(out.getvalue().strip())
    assert api.get("/cases").status_code == 200
    assert api.get("/notices").status_code == 403
    with tenant_scope(cast.harbour.pk):
        line = AuditLine.objects.get(action="key.create")
        assert (line.actor_kind, line.actor_user_id) == ("command", None)
        assert out.getvalue().strip()[3:19] not in str(line.data)


@pytest.mark.parametrize(
    ("agency", "scopes", "days", "words"),
    [
        ("nowhere", "case.read", "30", "No active agency"),
        ("harbour", "audit.read", "30", "audit.read"),
        ("harbour", "", "30", "needs scopes"),
        ("harbour", "case.read", "400", "between 1 and 366"),
    ],
)
def test_it_makes_no_other_key(cast: Cast, agency: str, scopes: str, days: str, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("service_key", agency, "--name", "x", "--scopes", scopes, "--days", days)
