"""Details of pictures in a real browser: those of the server, and only while an adult agrees to them."""

import json
from collections.abc import Iterator
from typing import Any, ClassVar
from urllib.parse import parse_qs

import numpy as np
import pytest
from django.conf import settings

from cases.fingerprints import describe, digest
from cases.fingerprints.forms import RegisterForm
from cases.intake.forms import PublicReportForm
from tests.hashing import make
from tests.hashing.drawn import drawn
from tests.hashing.test_page import Site, opened
from tests.hashing.test_page import pytestmark as pytestmark

PICTURE = make.file(np.repeat(drawn(1)[:, :, None], 3, axis=2))
OTHER = make.file(np.repeat(drawn(2)[:300, :, None], 3, axis=2))
ALL = ("age_band=adult", "purposes=detection", "purposes=detailed_detection")


def written(form: Any) -> str:
    return f"""<!doctype html><html lang="en"><title>Test</title><form method="post" novalidate action="/sent">{form.as_div()}
<button>Send</button></form><script type="module" src="/fingerprint.mjs"></script>"""


class Forms(Site):
    pages: ClassVar[dict[str, str]] = {"/": "", "/favicon.ico": ""}


@pytest.fixture(scope="module")
def page() -> Iterator[Any]:
    restored = [{"sha256": "ab" * 32, "media": "image", "pdq": "cd" * 32, "quality": 90, "width": 9, "height": 9}]
    restored[0] |= {"frames": [], "patches": [{"pdq": "ef" * 32, "quality": 90}]}
    frames = [{"t": float(t), "pdq": "0f" * 32, "quality": 100} for t in range(1500)]
    long = [restored[0] | {"sha256": f"{n:064x}", "media": "video", "frames": frames} for n in range(10)]
    public = {"age": 18, "detailed": True}
    Forms.pages |= {
        "/public": written(PublicReportForm(**public)),
        "/off": written(PublicReportForm(age=18, detailed=False)),
        "/restored": written(PublicReportForm({"fingerprints": json.dumps(restored)}, **public)),
        "/long": written(PublicReportForm({"fingerprints": json.dumps(long)}, **public)),
        "/case": written(RegisterForm(detailed=True)),
        "/case-off": written(RegisterForm()),
    }
    yield from opened(Forms)


class Visit:
    """One visit of a form: answers, files, what would be sent; every request and complaint since it was open."""

    def __init__(self, page: Any, address: str) -> None:
        self.page, self.requests = page, []
        page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + address)
        page.wait_for_load_state("networkidle")
        page.on("request", lambda request: self.requests.append(request.url))

    def answer(self, *given: str, on: bool = True) -> None:
        for name, value in (pair.split("=") for pair in given):
            self.page.locator(f'[name="{name}"][value="{value}"]').set_checked(on)

    def choose(self, data: bytes, name: str = "a.png") -> None:
        self.page.set_input_files("input[type=file]", [{"name": name, "mimeType": "image/png", "buffer": data}])

    def status(self, text: str) -> None:
        self.page.locator("[role=status]").get_by_text(text).wait_for()

    def patches(self) -> list[str]:
        """What the field holds now."""
        (item,) = digest.parse_items(self.page.input_value("textarea[name=fingerprints]"))
        return [patch.pdq for patch in item.patches]

    def sent(self) -> tuple[digest.Item, int]:
        """The item that is sent, and the bytes of the whole form; there was no other request."""
        assert [url for url in self.requests if not url.startswith("blob:")] == []
        self.page.get_by_role("button", name="Send", exact=True).click()
        self.page.get_by_text("sent", exact=True).wait_for()
        assert self.page.complaints == []
        body = Forms.sent.pop()
        (item,) = digest.parse_items(parse_qs(body)["fingerprints"][0])
        return item, len(body)


def known(data: bytes) -> set[str]:
    return {patch.pdq for patch in describe.describe(data, patches=True).patches}


def test_it_sends_the_details_of_the_server_when_an_adult_agrees(page: Any) -> None:
    visit = Visit(page, "/public")
    visit.answer(*ALL)
    visit.choose(PICTURE)
    visit.status("Done. Only the codes below will be sent.")
    assert "Also stored: 48 details of the picture" in page.locator("li").first.inner_text()
    item, size = visit.sent()
    own = known(PICTURE)
    assert abs(len(item.patches) - len(own)) <= 1
    assert len(own & {patch.pdq for patch in item.patches}) >= 0.95 * len(own)
    assert size < 16_000


def test_it_adds_them_when_she_agrees_later_and_takes_them_out_at_once(page: Any) -> None:
    visit = Visit(page, "/public")
    visit.choose(OTHER)
    visit.status("Done. Only the codes below will be sent.")
    assert visit.patches() == []
    visit.answer(*ALL)
    page.get_by_text("Also stored:").wait_for()
    assert set(visit.patches()) == known(OTHER)
    visit.answer("purposes=detailed_detection", on=False)
    assert visit.patches() == [] and page.get_by_text("Also stored:").count() == 0
    visit.status("The details were taken out again. They will not be sent.")
    visit.answer("purposes=detailed_detection")
    page.get_by_text("Also stored:").wait_for()
    visit.answer("age_band=unknown")
    item, _ = visit.sent()
    assert item.patches == ()


@pytest.mark.parametrize(
    ("address", "answers"),
    [
        ("/public", ("age_band=adult", "purposes=detection")),
        ("/public", ("age_band=under", "purposes=detection", "purposes=detailed_detection")),
        ("/public", ("age_band=unknown", "purposes=detection", "purposes=detailed_detection")),
        ("/public", ("purposes=detection", "purposes=detailed_detection")),
        ("/off", ("age_band=adult", "purposes=detection")),
        ("/case-off", ()),
    ],
    ids=["no consent", "under age", "unknown age", "no age", "agency off", "case off"],
)
def test_it_computes_none_otherwise(page: Any, address: str, answers: tuple[str, ...]) -> None:
    visit = Visit(page, address)
    visit.answer(*answers)
    visit.choose(PICTURE)
    visit.status("Done. Only the codes below will be sent.")
    assert page.get_by_text("Also stored:").count() == 0
    assert visit.sent()[0].patches == ()


def test_it_computes_them_on_the_page_of_a_case_that_allows_it(page: Any) -> None:
    visit = Visit(page, "/case")
    visit.choose(OTHER)
    visit.status("Done. Only the codes below will be sent.")
    assert {patch.pdq for patch in visit.sent()[0].patches} == known(OTHER)


def test_it_drops_details_that_came_back_with_an_error_unless_they_are_agreed_to(page: Any) -> None:
    visit = Visit(page, "/restored")
    assert visit.patches() == []
    visit.answer(*ALL)
    page.get_by_text("To store its details too, choose this file once more.").wait_for()
    assert visit.sent()[0].patches == ()


def test_it_refuses_what_would_make_the_form_too_large_before_it_is_sent(page: Any) -> None:
    visit = Visit(page, "/long")
    page.locator("li").nth(9).wait_for()
    visit.choose(PICTURE)
    visit.status("No more files fit in one report. Send this one first.")
    assert page.locator("li").count() == 10
    for number in (10, 9):
        page.get_by_role("button", name=f"Remove Clip {number}").click()
    visit.choose(PICTURE)
    visit.status("Done. Only the codes below will be sent.")
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE >= 1_700_000 + 3 * (20_000 + 200_000 + 2_000)
