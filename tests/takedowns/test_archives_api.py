"""Evidence in the API: digests for keys, files only as encrypted archives, nothing of unverified reporters or other agencies."""

import pytest

from agencies.tenancy.scope import tenant_scope
from cases.casework.models import Case
from takedowns.evidence.models import CustodyEvent, SealedArchive
from tests.api.calling import Api, new_key
from tests.people import Cast
from tests.rows import Rows, make_rows

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows(cast: Cast) -> Rows:
    made = make_rows(cast)
    with tenant_scope(cast.harbour.pk):
        Case.objects.filter(id=made.case_id).update(identity="person_shown")
    return made


def test_it_gives_digests_and_encrypted_archives(cast: Cast, rows: Rows) -> None:
    api = Api(new_key(cast.manager, "evidence.fetch"))
    [one] = api.get("/evidence").json()["results"]  # type: ignore[attr-defined]
    assert one["id"] == rows.package_id and len(one["manifest_sha256"]) == 64
    found = api.get(f"/evidence/{rows.package_id}").json()  # type: ignore[attr-defined]
    assert found["stamps"] == [] and found["archives"][0]["encrypted"] is True
    assert "Police of the harbour" not in str(found)
    answer = api.get(f"/evidence/archives/{rows.archive_id}/file")
    assert answer.content == b"Salted__ an archive" and answer["Content-Disposition"].startswith("attachment")
    with tenant_scope(cast.harbour.pk):
        assert CustodyEvent.objects.get().action == f"fetched archive {rows.archive_id}"
        SealedArchive.objects.filter(id=rows.archive_id).update(nonce="", purpose="own")
    assert api.get(f"/evidence/archives/{rows.archive_id}/file").status_code == 403


def test_it_tells_nothing_to_others(cast: Cast, rows: Rows) -> None:
    paths = ("/evidence", f"/evidence/{rows.package_id}", f"/evidence/archives/{rows.archive_id}/file")
    other = Api(new_key(cast.manager, "case.read", name="other"))
    assert [other.get(path).status_code for path in paths] == [403, 403, 403]
    with tenant_scope(cast.harbour.pk):
        Case.objects.filter(id=rows.case_id).update(identity="unchecked")
    api = Api(new_key(cast.manager, "evidence.fetch"))
    assert api.get("/evidence").json()["results"] == []  # type: ignore[attr-defined]
    assert [api.get(path).status_code for path in paths[1:]] == [404, 404]
