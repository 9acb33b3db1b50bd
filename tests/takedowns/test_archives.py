"""A sealed archive: asked for with a reason, written, opened with openssl, checked without the portal, receipted."""

import io
import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from agencies.audit.models import AuditLine
from agencies.events.models import Event, Job
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Forbidden, Invalid, NotFound
from agencies.tenancy.scope import tenant_scope
from takedowns.evidence import selectors, services
from takedowns.evidence.models import CustodyEvent, EvidencePackage, SealedArchive, StampAuthority
from takedowns.evidence.services import verifying
from tests.doors.tsa import make, openssl, running
from tests.people import Cast
from tests.takedowns.flow import a_case, a_find, a_package

WHY = "The police asked for it in a letter."
OFFICE, NUMBER = "National Police Agency, cyber bureau", "2026-4711"


def asked(cast: Cast, package: int, purpose: str = "police") -> tuple[SealedArchive, str]:
    office = "" if purpose == "own" else OFFICE
    return services.archive_ask(
        cast.officer, package_id=package, purpose=purpose, reason=WHY, recipient=office, file_number=NUMBER
    )


def written(cast: Cast, row: SealedArchive) -> bytes:
    services.archive_write(Actor.system(cast.harbour.pk), archive_id=row.pk)
    return services.archive_fetch(cast.officer, archive_id=row.pk)[1]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("tsa"))


@pytest.fixture
def authority(folder: Path, settings: LazySettings) -> Iterator[None]:
    """A qualified authority as the platform would enter it, at work on this machine."""
    with running(folder) as (_handler, port):
        settings.CRAWL_ALLOWED_NETWORKS, settings.CRAWL_ALLOWED_PORTS = ["127.0.0.0/8"], [port]
        StampAuthority.objects.create(
            name="Sample Stamps", url=f"http://127.0.0.1:{port}/", roots=(folder / "ca.pem").read_text(),
            grade="qualified", trust_list="NL, Sample Trust B.V., QTST, granted, 2026-11-01",
        )  # fmt: skip
        yield


def test_it_seals_a_package_that_police_open_with_openssl_and_check_without_the_portal(
    committed_cast: Cast, authority: None, folder: Path, tmp_path: Path
) -> None:
    cast = committed_cast
    package = a_package(cast, a_find(cast, a_case(cast)))
    row, phrase = asked(cast, package)
    (tmp_path / "one.zip.enc").write_bytes(written(cast, row))
    opened = openssl(
        "enc", "-d", "-aes-256-cbc", "-pbkdf2", "-iter", "600000", "-md", "sha256", "-in", f"{tmp_path}/one.zip.enc",
        "-pass", f"pass:{phrase}",
    )  # fmt: skip
    assert verifying.zip_check(opened) == []
    with zipfile.ZipFile(io.BytesIO(opened)) as archive:
        archive.extractall(tmp_path / "one")
        names = set(archive.namelist())
        pages = {name: archive.read(name) for name in names if name.startswith("reports/")}
        readme = archive.read("README.txt").decode()
    with tenant_scope(cast.harbour.pk):
        key = selectors.signing_key(cast.officer)
        kept = SealedArchive.objects.get(id=row.pk)
        lines = list(CustodyEvent.objects.order_by("id").values_list("action", flat=True))
        told = list(AuditLine.objects.filter(action__startswith="evidence").values_list("action", "data"))
    assert key is not None
    done = subprocess.run(
        ["/bin/sh", "verify.sh", ".", key.fingerprint], cwd=tmp_path / "one", env={}, capture_output=True, text=True
    )
    assert done.returncode == 0 and "WHOLE" in done.stdout, done.stdout
    assert "Sample Trust B.V." in done.stdout and "Qualified electronic time stamp" in done.stdout
    assert {"stamps/1.tsr", "custody.json", "manifest.sig", "items/page.txt"} <= names
    assert kept.remarks == [] and kept.state == "ready"
    assert lines == [f"sealed for police {row.pk}", f"fetched archive {row.pk}"]
    assert OFFICE not in str(told) and NUMBER not in str(told) and WHY not in str(told)
    assert "증명하지 않는 사항" in readme and key.fingerprint in readme
    papers_are_signed_pdf_a(pages, folder / "ca.pem", cast.users["officer"].name)


def papers_are_signed_pdf_a(pages: dict[str, bytes], root: Path, name: str) -> None:
    """What can be seen of PDF/A-3b without a validator, the signatures with their time stamps, and the words."""
    assert set(pages) == {
        "reports/kr-evidence-report.pdf", "reports/eu-statement.pdf", "reports/us-902-certificate-DRAFT.pdf",
    }  # fmt: skip
    said = {}
    for each, data in pages.items():
        reader = PdfReader(io.BytesIO(data))
        catalog: Any = reader.trailer["/Root"]
        assert b"<pdfaid:part>3</pdfaid:part>" in catalog["/Metadata"].get_data() or re.search(
            rb'pdfaid:part(="|>)3', catalog["/Metadata"].get_data()
        )
        assert catalog["/OutputIntents"][0].get_object()["/S"] == "/GTS_PDFA1"
        fonts = [font.get_object() for page in reader.pages for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]
        assert fonts and all(
            "/FontFile" in str(one["/DescendantFonts"][0].get_object()["/FontDescriptor"]) for one in fonts
        )
        assert not any(page.get("/Resources", {}).get("/XObject") for page in reader.pages), "no picture"  # type: ignore[union-attr]
        signature_holds(data, root)
        said[each] = " ".join(page.extract_text() for page in reader.pages)
    korean, european, american = (
        said[f"reports/{n}.pdf"] for n in ("kr-evidence-report", "eu-statement", "us-902-certificate-DRAFT")
    )
    assert "채증 보고서" in korean and "이 보고서가 증명하지 않는 사항" in korean and OFFICE in korean
    assert "41(2)" in european and "Sample Trust B.V." in european and "not qualified seals" in european
    assert "DRAFT" in american and "902(14)" in american and "under penalty of perjury" in american
    assert all("does not prove" in words and name not in words for words in said.values())


def signature_holds(data: bytes, root: Path) -> None:
    """The agency's signature and the authority's time stamp in it, by a library that knows nothing of the portal."""
    reader = PdfFileReader(io.BytesIO(data))
    [signature] = reader.embedded_signatures
    found = validate_pdf_signature(
        signature, ValidationContext(trust_roots=[signature.signer_cert], allow_fetching=False)
    )
    assert found.intact and found.valid and found.timestamp_validity is not None and found.timestamp_validity.intact


def test_it_seals_without_an_authority_and_says_that_the_clock_is_its_own(committed_cast: Cast, tmp_path: Path) -> None:
    package = a_package(committed_cast, a_find(committed_cast, a_case(committed_cast)))
    row, phrase = asked(committed_cast, package, "own")
    assert phrase == ""
    files = verifying.unzipped(written(committed_cast, row))
    assert verifying.package_check(files) == [] and not any(name.startswith("stamps/") for name in files)
    assert b"clock of the recording system" in files["README.txt"]


@pytest.mark.parametrize("age", ["under", "unknown"])
def test_it_hands_over_no_picture_where_a_minor_may_be_shown(committed_cast: Cast, age: str) -> None:
    cast = committed_cast
    png = b"\x89PNG\r\n\x1a\n" + b"0" * 20
    package = a_package(
        cast, a_find(cast, a_case(cast, age=age)), page_png=("image/png", png), page_txt=("text/plain", b"Bridges")
    )
    files = verifying.unzipped(written(cast, asked(cast, package, "own")[0]))
    assert verifying.package_check(files) == [] and files["withheld.txt"] == b"page.png\n"
    assert not [name for name, content in files.items() if b"\x89PNG" in content or b"/Subtype/Image" in content]
    korean = " ".join(p.extract_text() for p in PdfReader(io.BytesIO(files["reports/kr-evidence-report.pdf"])).pages)
    assert "어떠한 이미지도" in korean


def test_it_asks_for_a_reason_and_an_office_and_refuses_what_is_not_whole(cast: Cast) -> None:
    package = a_package(cast, a_find(cast, a_case(cast)))
    for wrong in ({"reason": "no"}, {"recipient": " "}, {"purpose": "friends"}, {"file_number": "x" * 201}):
        with pytest.raises(Invalid):
            services.archive_ask(
                cast.officer,
                **{"package_id": package, "purpose": "police", "reason": WHY, "recipient": OFFICE} | wrong,  # type: ignore[arg-type]
            )
    with pytest.raises(NotFound):
        services.archive_ask(cast.outsider, package_id=package, purpose="own", reason=WHY)
    with pytest.raises(Forbidden):
        services.archive_ask(cast.auditor, package_id=package, purpose="own", reason=WHY)
    asked(cast, package)
    with pytest.raises(Conflict):
        asked(cast, package)
    with tenant_scope(cast.harbour.pk):
        EvidencePackage.objects.filter(id=package).update(manifest_sha256="0" * 64)
    with pytest.raises(Conflict):
        asked(cast, package, "court")


def test_it_keeps_the_receipt_and_the_authoritys_number_after_the_file_is_gone(committed_cast: Cast) -> None:
    cast = committed_cast
    row, _ = asked(cast, a_package(cast, a_find(cast, a_case(cast))))
    with pytest.raises(Conflict):
        services.archive_confirm(cast.officer, archive_id=row.pk, number="A-1")
    written(cast, row)
    services.archive_forget(Actor.system(cast.harbour.pk), archive_id=row.pk)
    with pytest.raises(Conflict):
        services.archive_fetch(cast.officer, archive_id=row.pk)
    services.archive_confirm(cast.officer, archive_id=row.pk, number=" A-1 ")
    with tenant_scope(cast.harbour.pk):
        kept = SealedArchive.objects.get(id=row.pk)
        assert (kept.state, kept.confirmation, bytes(kept.content), kept.nonce) == ("removed", "A-1", b"", "")
        assert len(kept.sha256) == 64 and kept.size
        assert selectors.problems(cast.officer, kept.package_id) == []
        assert "A-1" not in str([*Event.objects.values(), *Job.objects.values(), *AuditLine.objects.values()])


def test_it_says_so_when_an_archive_cannot_be_written(committed_cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    row, _ = asked(committed_cast, a_package(committed_cast, a_find(committed_cast, a_case(committed_cast))))
    monkeypatch.setattr("takedowns.evidence.services.sealing.zipped", lambda _files: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        services.archive_write(Actor.system(committed_cast.harbour.pk), archive_id=row.pk)
    with tenant_scope(committed_cast.harbour.pk):
        assert SealedArchive.objects.get(id=row.pk).state == "failed"
    asked(committed_cast, row.package_id)


def test_it_shows_pages_for_all_of_it(committed_cast: Cast) -> None:
    cast = committed_cast
    package = a_package(cast, a_find(cast, a_case(cast)))
    officer, stranger = cast.client("officer"), cast.client("outsider")
    assert "Make a sealed archive" in officer.get(f"/evidence/{package}/").content.decode()
    place = f"/evidence/{package}/archive/"
    assert officer.post(place, {"purpose": "police", "reason": WHY}).status_code == 422
    made = officer.post(place, {"purpose": "police", "reason": WHY, "recipient": OFFICE})
    assert made.status_code == 200 and b"openssl enc -d" in made.content
    with tenant_scope(cast.harbour.pk):
        row = SealedArchive.objects.get()
    assert "every 2s" in officer.get(f"/evidence/archives/{row.pk}/").content.decode()
    services.archive_write(Actor.system(cast.harbour.pk), archive_id=row.pk)
    receipt = officer.get(f"/evidence/archives/{row.pk}/").content.decode()
    with tenant_scope(cast.harbour.pk):
        assert SealedArchive.objects.get().sha256 in receipt
    assert OFFICE in receipt and "Removal officer" in receipt and "Officer Harbour" not in receipt
    assert officer.post(f"/evidence/archives/{row.pk}/confirm/", {"number": ""}).status_code == 422
    assert officer.post(f"/evidence/archives/{row.pk}/confirm/", {"number": "A-1"}).status_code == 302
    assert "A-1" in officer.get(f"/evidence/archives/{row.pk}/").content.decode()
    assert officer.post(f"/evidence/{package}/stamps/").status_code == 302
    assert officer.get("/evidence/keys/").status_code == 200
    assert officer.post("/evidence/keys/renew/").status_code == 403
    assert cast.client("manager").post("/evidence/keys/renew/").status_code == 302
    assert cast.client("auditor").get(place).status_code == 403
    for path in (place, f"/evidence/archives/{row.pk}/"):
        assert stranger.get(path).status_code == 404
    assert officer.post(f"/evidence/archives/{row.pk}/file/").status_code in {200, 302}
