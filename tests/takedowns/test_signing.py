"""A package is signed with the agency's key as it is kept, and stamped by authorities when they answer."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import IntegrityError, transaction

from agencies.doors.adapters import stamps
from agencies.events.models import Job
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Forbidden
from agencies.tenancy.scope import tenant_scope
from cases.detection.models import Match
from takedowns.evidence import certificates, selectors, services
from takedowns.evidence.models import EvidencePackage, EvidenceStamp, SigningKey, StampAuthority
from takedowns.evidence.services.gathered import Capture
from takedowns.evidence.services.stamping import JOB
from takedowns.evidence.services.store import keep
from tests.doors.tsa import Authority, make, openssl, running
from tests.people import Cast
from tests.takedowns.flow import a_case, a_find


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("tsa"))


@pytest.fixture
def authority(folder: Path, settings: LazySettings) -> Iterator[tuple[type[Authority], str]]:
    with running(folder) as (handler, port):
        settings.CRAWL_ALLOWED_NETWORKS, settings.CRAWL_ALLOWED_PORTS = ["127.0.0.0/8"], [port]
        yield handler, f"http://127.0.0.1:{port}/"


def kept(cast: Cast, number: int = 1) -> EvidencePackage:
    """A package of two files, stored the way a capture stores it."""
    found = a_find(cast, a_case(cast), number=number)
    actor = Actor.system(cast.harbour.pk)
    with tenant_scope(cast.harbour.pk):
        capture = Capture(Match.objects.select_related("case").get(id=found))
    capture.keep("page.txt", "text/plain", b"A bridge at noon")
    capture.keep("response.json", "application/json", b'{"status":200}')
    keep(actor, capture, "Harbour")
    with tenant_scope(cast.harbour.pk):
        return EvidencePackage.objects.select_related("signed_with").get(match_id=found)


def test_it_signs_what_it_keeps_with_the_agencys_own_key(cast: Cast) -> None:
    package = kept(cast)
    key = package.signed_with
    assert key is not None and json.loads(bytes(package.manifest))["facts"]["signer_sha256"] == key.fingerprint
    assert certificates.holds(key.certificate, bytes(package.manifest), bytes(package.signature))
    assert not certificates.holds(key.certificate, bytes(package.manifest) + b" ", bytes(package.signature))
    with tenant_scope(cast.harbour.pk):
        assert selectors.problems(cast.officer, package.pk) == []
        EvidencePackage.objects.filter(id=package.pk).update(signature=b"0" * 70)
        assert selectors.problems(cast.officer, package.pk) == ["The signature does not fit."]
        assert kept(cast, 2).signed_with == key


def test_it_changes_the_key_and_still_checks_what_the_old_one_signed(cast: Cast) -> None:
    first = kept(cast)
    with pytest.raises(Forbidden):
        services.signing_key_renew(cast.officer)
    new = services.signing_key_renew(cast.manager)
    second = kept(cast, 2)
    with tenant_scope(cast.harbour.pk):
        assert second.signed_with == new and new.number == 2
        assert [(k.number, bool(k.retired_at)) for k in selectors.signing_keys(cast.manager)] == [(2, False), (1, True)]
        assert SigningKey.objects.get(number=1).private == "", "the old private half is gone"
        assert selectors.problems(cast.officer, first.pk) == selectors.problems(cast.officer, second.pk) == []
    with tenant_scope(cast.island.pk):
        assert selectors.signing_keys(cast.outsider) == []


def test_it_keeps_a_stamp_that_openssl_believes(
    committed_cast: Cast, authority: tuple[type[Authority], str], folder: Path, tmp_path: Path
) -> None:
    roots, actor = (folder / "ca.pem").read_text(), Actor.system(committed_cast.harbour.pk)
    StampAuthority.objects.create(name="Sample", url=authority[1], roots=roots)
    package = kept(committed_cast)
    assert services.package_stamp(actor, package_id=package.pk) == 1
    assert services.package_stamp(actor, package_id=package.pk) == 0, "one of each is enough"
    with tenant_scope(committed_cast.harbour.pk):
        row = EvidenceStamp.objects.get(package=package)
        assert Job.objects.filter(kind=JOB).count() == 1
    assert (row.grade, row.trouble, row.tries) == ("unqualified", "", 1) and row.stamped_at
    for name, content in (
        ("t.tsr", bytes(row.token)),
        ("m", bytes(package.manifest)),
        ("c", row.certificates.encode()),
    ):
        (tmp_path / name).write_bytes(content)
    said = openssl("ts", "-verify", "-data", f"{tmp_path}/m", "-in", f"{tmp_path}/t.tsr", "-CAfile", f"{tmp_path}/c")
    assert b"OK" in said
    assert stamps.read(bytes(row.token)).at == row.stamped_at


def test_it_asks_again_later_while_an_authority_is_away(
    committed_cast: Cast, authority: tuple[type[Authority], str]
) -> None:
    actor = Actor.system(committed_cast.harbour.pk)
    row = StampAuthority.objects.create(name="Sample", url="http://127.0.0.1:9/")
    package = kept(committed_cast)
    for tries in range(7):
        assert services.package_stamp(actor, package_id=package.pk, tries=tries) == 0
    with tenant_scope(committed_cast.harbour.pk):
        waiting = EvidenceStamp.objects.get(package=package)
        assert (waiting.tries, bytes(waiting.token), waiting.trouble) == (7, b"", "Refused")
        assert Job.objects.filter(kind=JOB).count() == 7, "the first one, and six that wait longer and longer"
        assert selectors.problems(committed_cast.officer, package.pk) == []
    row.url = authority[1]
    row.save()
    assert services.package_stamp(actor, package_id=package.pk, tries=3) == 1


@pytest.mark.django_db
def test_it_takes_no_authority_for_qualified_without_its_entry() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        StampAuthority.objects.create(name="Sample", url="https://stamp.example/", grade="qualified")
    StampAuthority.objects.create(
        name="Sample", url="https://stamp.example/", grade="qualified", trust_list="NL, Sample"
    )
