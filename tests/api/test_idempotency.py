"""A POST that is sent again changes nothing twice."""

import threading
from datetime import timedelta

import psycopg2
import pytest
from django.db import connection
from django.utils import timezone

from agencies.access import keys
from agencies.access.models import IdempotencyRecord
from agencies.tenancy.scope import tenant_scope
from cases.casework.models import Case
from tests.api.calling import Api, item, make_world, new_key
from tests.databases import address
from tests.people import Cast

REPORT = {"age_band": "adult", "purposes": ["detection"]}


def cases_of(cast: Cast) -> int:
    with tenant_scope(cast.harbour.pk):
        return Case.objects.filter(agency=cast.harbour).count()


@pytest.fixture
def api(cast: Cast) -> Api:
    return Api(new_key(cast.manager))


@pytest.mark.django_db
def test_it_answers_the_same_again(cast: Cast, api: Api) -> None:
    first, second = api.post("/cases", REPORT, "k-1"), api.post("/cases", REPORT, '"k-1"')
    assert (first.status_code, second.status_code) == (201, 201)
    assert (first.json(), first["Location"]) == (second.json(), second["Location"])
    assert "Idempotency-Replayed" not in first and second["Idempotency-Replayed"] == "true"
    assert cases_of(cast) == 1
    assert api.post("/cases", REPORT, "k-2").json()["id"] != first.json()["id"]


@pytest.mark.django_db
def test_it_refuses_a_key_with_another_request(cast: Cast, api: Api) -> None:
    world = make_world(cast.manager)
    body = {"items": [item(4)]}
    assert api.post(f"/cases/{world.case}/fingerprints", body, "k-1").status_code == 201
    assert api.post(f"/cases/{world.case}/fingerprints", {"items": [item(5)]}, "k-1").status_code == 422
    assert api.post("/cases", body, "k-1").status_code == 422
    worker = cast.client("worker")
    headers = {"Idempotency-Key": "k-1"}
    path = f"/api/v1/cases/{world.case}/fingerprints"
    assert worker.post(path, body, content_type="application/json", headers=headers).status_code == 422


@pytest.mark.django_db
@pytest.mark.parametrize("key", [None, " ", '""', "a b", "é", "x" * 256, 'a"b"'])
def test_it_needs_a_usable_key(cast: Cast, api: Api, key: str | None) -> None:
    answer = api.post("/cases", REPORT, key)
    assert (answer.status_code, answer.json()["errors"][0]["header"]) == (400, "Idempotency-Key")
    assert cases_of(cast) == 0


@pytest.mark.django_db
def test_it_keeps_no_errors(cast: Cast, api: Api) -> None:
    assert api.post("/cases", {**REPORT, "age_band": "x"}, "k-1").status_code == 400
    assert api.post("/cases", REPORT, "k-1").status_code == 201


@pytest.mark.django_db
def test_it_forgets_after_a_day(cast: Cast, api: Api) -> None:
    first = api.post("/cases", REPORT, "k-1").json()
    with tenant_scope(cast.harbour.pk):
        rows = IdempotencyRecord.objects.filter(agency=cast.harbour)
        assert timedelta(hours=23) < rows.get().expires_at - timezone.now() <= timedelta(hours=24)
        rows.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert api.post("/cases", REPORT, "k-1").json()["id"] != first["id"]
    with tenant_scope(cast.harbour.pk):
        assert IdempotencyRecord.objects.filter(agency=cast.harbour).count() == 1


@pytest.mark.django_db
def test_it_keeps_the_agencies_apart(cast: Cast, api: Api) -> None:
    mine = api.post("/cases", REPORT, "k-1").json()
    theirs = Api(new_key(cast.outsider)).post("/cases", REPORT, "k-1")
    assert theirs.status_code == 201 and theirs.json()["id"] != mine["id"]


@pytest.mark.django_db
def test_it_keeps_no_words_of_a_person(cast: Cast, api: Api) -> None:
    api.post("/cases", {**REPORT, "text": "Under the old bridge", "items": [item(3)]}, "k-1")
    with tenant_scope(cast.harbour.pk):
        kept = str(vars(IdempotencyRecord.objects.get(agency=cast.harbour)))
    assert "bridge" not in kept and f"{3:064x}" not in kept


def test_it_makes_one_case_of_many_equal_posts(committed_cast: Cast) -> None:
    api = Api(new_key(committed_cast.manager))
    answers: list[int] = []
    ids: set[int] = set()

    def send() -> None:
        answer = Api(api.headers["Authorization"].partition(" ")[2]).post("/cases", REPORT, "k-1")
        answers.append(answer.status_code)
        ids.update([answer.json()["id"]] if answer.status_code == 201 else [])
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(answers) <= {201, 409} and 201 in answers and len(answers) == 20
    assert cases_of(committed_cast) == len(ids) == 1


def test_it_says_that_the_first_request_is_at_work(committed_cast: Cast) -> None:
    api = Api(new_key(committed_cast.manager))
    other = psycopg2.connect(address("DATABASE_URL", str(connection.settings_dict["NAME"])))
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [keys.lock_number(committed_cast.harbour.pk, "k-1")])
            assert api.post("/cases", REPORT, "k-1").status_code == 409
            assert api.post("/cases", REPORT, "k-2").status_code == 201
        other.rollback()
        assert api.post("/cases", REPORT, "k-1").status_code == 201
    finally:
        other.close()
