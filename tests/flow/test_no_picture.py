"""No picture leaves or stays in a minor's case (HARMS 1-3): planted in every place of a found page that we know, looked for in everything that comes out.

The chain is the real one: find, evidence, notice, approval, mail, looks afterwards. Then the database with its sealed
columns opened, the packages, the PDFs, the mails, the pages, the API, the files and the logs are scanned (tests.rasters).
"""

import base64
import json
import os
import tempfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from agencies.doors.adapters import browser, pdf
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Invalid
from agencies.tenancy.scope import tenant_scope
from agencies.workspace.services import logo
from cases.detection.models import Match
from takedowns.delivery import services as delivery
from takedowns.evidence import services as evidence
from takedowns.evidence.models import EvidenceItem, EvidencePackage
from takedowns.followup import services as followup
from takedowns.followup.models import Check
from takedowns.notices import services as notices
from takedowns.notices.models import Notice
from takedowns.recipients import services as recipients
from takedowns.review import services as review
from takedowns.review.models import ReviewItem
from tests.doors.pictures import EVERY, GIF, ICO, PNG, URI, page, square
from tests.doors.servers import Server, answer
from tests.doors.test_mail import Box, running
from tests.people import Cast
from tests.rasters import scan
from tests.takedowns.flow import a_case, a_find, a_package, confirm_bases
from tests.test_architecture import APPS
from tests.test_walls import EVERY_PAGE

JPEG, WEBP, BMP, TIFF, AVIF = (square(kind) for kind in ("JPEG", "WEBP", "BMP", "TIFF", "AVIF"))
BASE64 = base64.b64encode(PNG).decode()
TAILS = {"png": PNG, "jpeg": JPEG, "gif": GIF, "webp": WEBP, "bmp": BMP, "tiff": TIFF, "avif": AVIF, "ico": ICO}
SIGNED = base64.urlsafe_b64encode(JPEG).decode().rstrip("=")
# Places beside the markup: name -> (body, headers) of the page's answer.
WORDS = page("<h1>A bridge at noon</h1>").encode()
ANSWERS: dict[str, tuple[bytes, dict[str, str]]] = {
    "header, data URI": (WORDS, {"x_thumb": URI}),
    "header, base64": (WORDS, {"x_thumb": BASE64}),
    "header, hexadecimal": (WORDS, {"x_thumb": PNG.hex()}),
    "header, small": (WORDS, {"x_thumb": "R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"}),
    "link header": (WORDS, {"link": f"<{URI}>; rel=icon"}),
    "refresh header": (WORDS, {"refresh": f"0;url={URI}"}),
    "etag": (WORDS, {"etag": f'"{SIGNED}"'}),
    "cookie": (WORDS, {"set_cookie": f"thumb={BASE64}"}),
    "content type": (WORDS, {"content_type": f"text/html; charset=utf-8; thumb={BASE64}"}),
    "server timing": (WORDS, {"server_timing": f'a;desc="{BASE64}"'}),
    **{f"body is {name}": (tail, {}) for name, tail in TAILS.items()},
    **{f"{name} after the page": (WORDS + tail, {}) for name, tail in TAILS.items()},
    **{f"{name} after a page in latin-1": (WORDS + tail, {"content_type": "text/html; charset=iso-8859-1"}) for name, tail in TAILS.items()},
    "utf-16": (page(f'<img src="{URI}">').encode("utf-16"), {}),
    "title": (f"<title>{BASE64}</title><h1>Bridge</h1>".encode(), {}),
    "comment before the page": (f"<!-- {URI} -->".encode() + WORDS, {}),
    "comment after the page": (WORDS + f"<!-- {URI} -->".encode(), {}),
    "document type": (f'<!DOCTYPE html PUBLIC "{BASE64}" "{URI}"><p>A bridge'.encode(), {}),
    "instruction": (f"<?thumb {URI} ?>".encode() + WORDS, {}),
    "address of a picture": (page(f'<img src="/n.png?d={SIGNED}">').encode(), {}),
    "address of a link": (page(f'<a href="/n?d={BASE64}">bridge</a>').encode(), {}),
    "percent in an address": (page(f'<a href="/n?d=data%3Aimage%2Fpng%3Bbase64%2C{BASE64}">bridge</a>').encode(), {}),
    "quoted-printable": (page(f"<pre>Content-Transfer-Encoding: base64\n\n{base64.encodebytes(PNG).decode()}</pre>").encode(), {}),
    "json": (page(f'<script>var p = {json.dumps({"image": BASE64})}</script>').encode(), {}),
    "split strings": (page(f"<script>p='{BASE64[:90]}'+'{BASE64[90:180]}'+'{BASE64[180:]}'</script>").encode(), {}),
}  # fmt: skip
PROOF = bool(os.environ.get("PROOF"))  # every side; else a third of them
CASE_OF = 8  # finds; many of one registration would be held for two people
SET_REALLY = {"img-data", "header, data URI", "svg-inline", "jpeg after a page in latin-1"}
DRAWN = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image width="9" height="9" href="{}"/></svg>'


class Page:
    """The found page as it is at the moment; a redirect with a picture in it leads there."""

    def __init__(self) -> None:
        self.now: tuple[bytes, dict[str, str]] = (WORDS, {})
        self.server = Server(self._answer)

    def _answer(self, link: Any, head: bytes) -> None:
        path = head.split(b" ")[1].decode()
        if path.startswith("/post/"):
            more = {"location": f"/to?d={SIGNED}", "x_thumb": URI}
            return link.sendall(answer(PNG, status="302 Found", **more))
        if path.startswith("/media/"):
            body = answer(JPEG, content_type="image/jpeg", x_thumb=URI)
            return link.sendall(body.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if head.startswith(b"HEAD") else body)
        body, headers = self.now
        link.sendall(answer(body, **{"content_type": "text/html", **headers}))

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"


@pytest.fixture
def found(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Page]:
    made = Page()
    settings.CRAWL_ALLOWED_NETWORKS, settings.CRAWL_ALLOWED_PORTS = ["127.0.0.0/8"], [made.server.port]
    monkeypatch.setattr(browser, "capture_shared", lambda *_, **__: pytest.fail("a browser was started"))
    with made.server:
        yield made


def unset(html: str) -> bytes:
    """In place of a report's PDF, which takes half a second: all that would be set in it."""
    return b"%PDF-1.7\n1 0 obj\n<<>>\nstream\n" + zlib.compress(html.encode()) + b"\nendstream"


def sides() -> dict[str, tuple[bytes, dict[str, str]]]:
    """Every side from which it is tried: each way to draw in markup, and each place beside the markup."""
    every = {name: (page(markup).encode(), dict[str, str]()) for name, markup in EVERY.items()} | ANSWERS
    return every if PROOF else {name: given for at, (name, given) in enumerate(every.items()) if at % 3 == 2}


def packages(cast: Cast) -> list[tuple[str, bytes]]:
    """Items of all packages, opened."""
    with tenant_scope(cast.harbour.pk):
        rows = EvidenceItem.objects.select_related("package")
        return [(f"item {row.name}", bytes(row.content)) for row in rows]


def database(cast: Cast) -> Iterator[tuple[str, bytes]]:
    """Every column of every row of the agency and of what belongs to nobody, sealed ones opened."""
    with tenant_scope(cast.harbour.pk):
        for model in apps.get_models(include_auto_created=True):
            if model._meta.app_label not in APPS or not model._meta.managed:
                continue
            for row in model._base_manager.all().iterator(chunk_size=200):
                for field in model._meta.concrete_fields:
                    yield f"{model._meta.label}.{field.name}", in_bytes(getattr(row, field.attname))


def in_bytes(value: Any) -> bytes:
    if isinstance(value, bytes | memoryview | bytearray):
        return bytes(value)
    return (value if isinstance(value, str) else json.dumps(value, default=str)).encode("utf-8", "surrogatepass")


def answers(cast: Cast, known: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Every page and address of the API that these people may read and whose ids are known."""
    for name in ("officer", "manager"):
        client: Client = cast.client(name)
        for one in EVERY_PAGE:
            of_the_case = one.ids or name == "manager"  # lists once, what names a row for both
            if (
                of_the_case
                and "get" in (one.actions() or ("get",))
                and set(one.ids) <= set(known)
                and "sign-in" not in one.route
                and "logout" not in one.route
            ):
                got = client.get(one.url(known), follow=False)
                yield f"{name} {one.route}", got.getvalue() if got.status_code < 500 else b""


def approve(cast: Cast, match_id: int) -> Notice:
    """From a package to an approval, as officer and software do it."""
    system = Actor.system(cast.harbour.pk)
    with tenant_scope(cast.harbour.pk):
        package = EvidencePackage.objects.get(match_id=match_id)
    notices.notice_draft(system, package_id=package.pk)
    with tenant_scope(cast.harbour.pk):
        notice = Notice.objects.get(package_id=package.pk)
    review.item_queue(system, notice_id=notice.pk)
    with tenant_scope(cast.harbour.pk):
        item = ReviewItem.objects.get(notice=notice)
    review.item_claim(cast.officer, item_id=item.pk)
    review.item_evidence(cast.officer, item_id=item.pk)
    with tenant_scope(cast.harbour.pk):
        digest = Notice.objects.get(id=notice.pk).content_sha256
    review.item_approve(cast.officer, item_id=item.pk, sha256=digest)
    return notice


def follow_up(cast: Cast, notice: Notice) -> None:
    system = Actor.system(cast.harbour.pk)
    followup.checks_plan(system, notice_id=notice.pk)
    with tenant_scope(cast.harbour.pk):
        due = list(Check.objects.filter(state="due").order_by("number").values_list("id", flat=True))[:2]
    for check in due:
        followup.check_run(system, check_id=check)


def found_in(parts: Iterator[tuple[str, bytes]] | list[tuple[str, bytes]]) -> tuple[int, dict[str, list[str]]]:
    """How many parts were looked at, and those with a picture."""
    wrong, count, seen = dict[str, list[str]](), 0, set[bytes]()
    for name, content in parts:
        count += 1
        if pictures := scan(content, seen):
            wrong[name] = pictures
    return count, wrong


def pasted(cast: Cast) -> None:
    """A logo that holds a picture is refused."""
    styled = f"<svg xmlns='http://www.w3.org/2000/svg'><style>.a{{background:url({URI})}}</style></svg>"
    for drawing in (DRAWN.format(URI), DRAWN.format("/n.png"), styled):
        with pytest.raises(Invalid):
            logo.logo_change(cast.manager, svg=drawing)


def captured(cast: Cast, found: Page, tried: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> int:
    """Captures the page as it is from every side; the find of the side that goes on to a notice."""
    finds, set_really = {}, pdf.render
    for number, (name, given) in enumerate(tried.items(), start=1):
        if number % CASE_OF == 1:
            case = a_case(cast, age="under")
        found.now = given
        monkeypatch.setattr(pdf, "render", set_really if name in SET_REALLY else unset)
        finds[name] = a_find(cast, case, number=number, base=found.base)
        evidence.evidence_capture(Actor.system(cast.harbour.pk), match_id=finds[name])
    monkeypatch.setattr(pdf, "render", set_really)
    with tenant_scope(cast.harbour.pk):
        assert EvidencePackage.objects.count() == Match.objects.count() == len(tried)
    return finds["img-data"]


def sent(cast: Cast, match_id: int, settings: Any) -> tuple[dict[str, Any], list[tuple[str, bytes]]]:
    """Approves, sends and looks again: ids for addresses, and the mails that arrived."""
    box = Box()
    with running(box) as port:
        settings.SMTP_HOST, settings.SMTP_PORT, settings.SMTP_SECURITY = "127.0.0.1", port, "none"
        notice = approve(cast, match_id)
        delivery.delivery_send(Actor.system(cast.harbour.pk), notice_id=notice.pk)
    follow_up(cast, notice)
    with tenant_scope(cast.harbour.pk):
        item = ReviewItem.objects.get(notice=notice)
    known = {
        "case_id": notice.case_id, "match_id": match_id, "notice_id": notice.pk, "item_id": item.pk,
        "package_id": notice.package_id, "number": 2,
    }  # fmt: skip
    return known, [(f"mail {n}", in_bytes(each.content)) for n, each in enumerate(box.mails)]


def test_it_leaves_no_picture_anywhere_in_a_minors_case(
    committed_cast: Cast, found: Page, settings: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capfd: Any
) -> None:
    cast, written, tried = committed_cast, tmp_path / "written", sides()
    written.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(written))
    confirm_bases()
    recipients.provider_set(
        name="Bridge Pictures", hosts=["127.0.0.1"], country="DE", language="de", abuse_email="abuse@bridges.example",
        verified_on="2026-11-01",
    )  # fmt: skip
    pasted(cast)
    known, mails = sent(cast, captured(cast, found, tried, monkeypatch), settings)
    logs = capfd.readouterr()
    files = [(f"file {each}", each.read_bytes()) for each in written.rglob("*") if each.is_file()]
    parts = {
        "items": packages(cast), "mails": mails, "files": files, "answers": list(answers(cast, known)),
        "logs": [("logs", (logs.out + logs.err).encode())], "database": list(database(cast)),
    }  # fmt: skip
    sums = {name: found_in(rows) for name, rows in parts.items()}
    looked = ", ".join(f"{count} {name}" for name, (count, _) in sums.items())
    print(f"no picture: {len(tried)} sides; looked at {looked}")
    assert {name: wrong for name, (_, wrong) in sums.items() if wrong} == {}
    assert len(tried) > (130 if PROOF else 40) and len(mails) == 1 and sums["items"][0] > 8 * len(tried)
    assert sums["answers"][0] > 60 and sums["database"][0] > 5000


def test_it_would_have_found_a_picture_in_a_row(committed_cast: Cast) -> None:
    """The same look at the database, with a picture put where none belongs."""
    cast = committed_cast
    a_package(cast, a_find(cast, a_case(cast, age="under")), page_txt=("text/plain", b"A bridge " + BASE64.encode()))
    _, wrong = found_in(database(cast))
    assert set(wrong) == {"takedowns.EvidenceItem.content"}
