"""Is there a case with this contact? Found by keyed digests, in any spelling, within sight, and written down."""

import pytest

from agencies.audit.models import AuditLine
from agencies.tenancy.errors import Forbidden
from agencies.tenancy.scope import tenant_scope
from cases.casework import contacts, services
from cases.casework.models import Case, ContactMark
from tests.people import Cast
from tests.rows import a_case


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("010-1234-5678", "+82 10 1234 5678"),
        ("call 06 12345678 after six", "0031612345678"),
        ("Minji@Mail.Example", "minji@mail.example"),
        ("Kakao: Minji 99", "kakao:  minji 99"),
        ("٠١٠١٢٣٤٥٦٧٨", "01012345678"),
    ],
)
def test_it_knows_one_contact_in_two_spellings(one: str, other: str) -> None:
    assert set(contacts.forms(one)) & set(contacts.forms(other))


def test_it_takes_different_contacts_apart() -> None:
    assert not set(contacts.forms("010-1234-5678")) & set(contacts.forms("010-1234-5679"))
    assert contacts.forms("") == []


@pytest.mark.django_db
def test_it_finds_the_case_within_sight_and_writes_the_search_down(cast: Cast) -> None:
    case = a_case(cast, contact="010-1234-5678, only before noon")
    hidden = a_case(cast, contact="010-1234-5678")
    with tenant_scope(cast.harbour.pk):
        Case.objects.filter(id=hidden.pk).update(restricted=True)
    found = services.contact_search(cast.worker, contact="+82 10 1234 5678")
    assert [each.pk for each in found] == [case.pk]
    assert services.contact_search(cast.outsider, contact="010-1234-5678") == []
    with pytest.raises(Forbidden):
        services.contact_search(type(cast.worker)(cast.harbour.pk, frozenset()), contact="x")
    with tenant_scope(cast.harbour.pk):
        line = AuditLine.objects.filter(action="case.search").get()
        assert line.data == {"found": [case.pk]}
        assert not ContactMark.objects.filter(digest__contains="1234").exists()


@pytest.mark.django_db
def test_it_searches_by_post_so_that_no_number_stands_in_an_address(cast: Cast) -> None:
    case = a_case(cast, contact="010-1234-5678")
    client = cast.client("worker")
    assert "contact-search" not in client.get("/cases/").content.decode()
    answer = client.post("/cases/contact/", {"contact": "01012345678"})
    assert case.reference in answer.content.decode()
    assert client.post("/cases/contact/", {"contact": ""}).status_code == 422
    assert client.get("/cases/contact/?contact=1").status_code == 405
