"""The walls seen by people who were inside once, or half are: suspended, gone, expired, of a suspended agency; and by jobs.

Whoever is outside by now gets the answers of an outsider, at every address, with every method.
"""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from agencies.access.models import ServiceKey
from agencies.events import services as events
from agencies.events.models import Event, Job
from agencies.people.models import Membership, User
from agencies.tenancy.models import Agency
from agencies.tenancy.scope import tenant_scope
from tests.api.calling import new_key
from tests.people import Cast
from tests.test_walls import LISTS, STAFF, WITH_IDS, Address, ask, known, methods

pytestmark = pytest.mark.django_db

GONE_FROM_AGENCY = {404, 405}
SIGNED_OUT = {302, 401, 403, 404, 405}


def of_the_manager(cast: Cast, **values: object) -> None:
    """Change the membership of the harbour's manager, behind the services' back."""
    with tenant_scope(cast.harbour.pk):
        Membership.objects.filter(agency=cast.harbour, user=cast.users["manager"]).update(**values)


def suspended(cast: Cast) -> None:
    of_the_manager(cast, suspended_at=timezone.now())


def ended(cast: Cast) -> None:
    of_the_manager(cast, ends_on=timezone.now().date() - timedelta(days=1))


def deactivated(cast: Cast) -> None:
    User.objects.filter(id=cast.users["manager"].pk).update(is_active=False)


def agency_left(cast: Cast) -> None:
    Agency.objects.filter(id=cast.harbour.pk).update(active=False)


@pytest.mark.parametrize("outside", [suspended, ended, deactivated, agency_left])
def test_it_shuts_out_whoever_is_no_longer_inside(cast: Cast, outside: Callable[[Cast], None]) -> None:
    """Even with a session from before: the next request asks the database again."""
    rows, client, wrong = known(cast), cast.client("manager"), {}
    assert client.get("/cases/").status_code == 200
    outside(cast)
    allowed = SIGNED_OUT if outside is deactivated else GONE_FROM_AGENCY
    for address in (*WITH_IDS, *LISTS, *STAFF):
        for method in methods(address):
            code = ask(client, method, address, address.url(rows | dict.fromkeys(set(address.ids) - set(rows), 1)))
            if code not in allowed | ({401, 403} if address.api else set()):
                wrong[f"{method} {address.route}"] = code
    assert not wrong


def api_addresses() -> list[Address]:
    return [address for address in (*WITH_IDS, *LISTS) if address.api]


def expired(cast: Cast) -> None:
    with tenant_scope(cast.harbour.pk):
        ServiceKey.objects.filter(agency=cast.harbour).update(expires_at=timezone.now() - timedelta(hours=1))


def revoked(cast: Cast) -> None:
    with tenant_scope(cast.harbour.pk):
        ServiceKey.objects.filter(agency=cast.harbour).update(revoked_at=timezone.now())


@pytest.mark.parametrize("end", [expired, revoked, agency_left])
def test_it_answers_a_dead_key_alike_everywhere(cast: Cast, end: Callable[[Cast], None]) -> None:
    rows, headers = known(cast), {"Authorization": f"Bearer {new_key(cast.manager)}"}
    end(cast)
    codes = {
        ask(Client(), method, address, address.url(rows), headers)
        for address in api_addresses()
        for method in methods(address)
    }
    assert codes == {401}


def test_it_hides_every_row_from_the_key_of_another_agency(cast: Cast) -> None:
    rows, headers = known(cast), {"Authorization": f"Bearer {new_key(cast.outsider)}"}
    wrong = {}
    for address in [address for address in api_addresses() if address.ids]:
        for method in methods(address):
            if (code := ask(Client(), method, address, address.url(rows), headers)) not in {403, 404, 405}:
                wrong[f"{method} {address.route}"] = code
    assert not wrong


def test_it_changes_nothing_for_a_suspended_agency(cast: Cast) -> None:
    """Its people read; every address that would change something refuses, whoever asks and whatever is sent."""
    rows = known(cast)
    key = {"Authorization": f"Bearer {new_key(cast.manager)}"}
    Agency.objects.filter(id=cast.harbour.pk).update(suspended_at=timezone.now())
    people = ("manager", "worker", "officer", "approver", "auditor")
    clients = {name: cast.client(name) for name in people}
    assert clients["manager"].get("/cases/").status_code == 200
    before, wrong = written(cast), {}
    for address in (*WITH_IDS, *LISTS):
        for method in methods(address)[1:]:
            for client in clients.values():
                if (code := ask(client, method, address, address.url(rows))) >= 500:
                    wrong[f"{method} {address.route}"] = code
            if address.api and (code := ask(Client(), method, address, address.url(rows), key)) not in {
                403,
                404,
                405,
                422,
                400,
            }:
                wrong[f"key {method} {address.route}"] = code
    assert not wrong
    assert written(cast) == before


def written(cast: Cast) -> dict[str, int]:
    """How many events there are of each kind: every change of a service leaves one. People may be ended even then."""
    with tenant_scope(cast.harbour.pk):
        rows = Event.objects.filter(agency=cast.harbour).exclude(kind__in=["people.changed", "people.left"])
        return dict(Counter(rows.values_list("kind", flat=True)))


def test_it_runs_no_job_of_another_agency(cast: Cast) -> None:
    """A forged hint to a worker names a job of one agency and another agency: the row is not found."""
    with tenant_scope(cast.harbour.pk):
        events.enqueue("cases.detection.crawl", agency_id=cast.harbour.pk, key="walls", source_id=1, delay=-1)
        job = Job.objects.get(agency=cast.harbour, key="walls")
    ran: list[object] = []
    events.run(cast.island.pk, job.pk, lambda actor, **ids: ran.append(ids))
    with tenant_scope(cast.harbour.pk):
        assert Job.objects.get(id=job.pk).attempts == 0
    assert ran == []
