"""What people do, in a real browser: sign in, make fingerprints, decide at the desk, report from a phone."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from agencies.tenancy.scope import tenant_scope
from cases.casework.models import Case
from cases.fingerprints import describe, digest
from cases.fingerprints.models import Fingerprint
from cases.fingerprints.services.marks import mark_key
from takedowns.notices.models import Notice
from tests.e2e.conftest import Portal
from tests.hashing import make
from tests.people import PASSWORD, code

Visit = Callable[..., Any]
DONE = "Done. Only the codes below will be sent."


def sign_in(page: Any, portal: Portal, email: str) -> None:
    page.goto(f"{portal.base}/account/login/")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def second_step(page: Any) -> None:
    page.get_by_role("heading", name="Second step").wait_for()
    page.locator('input[name="code"]').fill(code())
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_it_signs_a_person_in_and_out(portal: Portal, visit: Visit) -> None:
    page = visit()
    sign_in(page, portal, "alice@example.org")
    second_step(page)
    page.get_by_text("Harbour Office").first.wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.goto(f"{portal.base}/cases/")
    page.get_by_role("heading", name="Sign in").wait_for()


def test_it_asks_for_the_second_step(portal: Portal, visit: Visit) -> None:
    page = visit()
    sign_in(page, portal, "bob@example.org")
    page.get_by_role("heading", name="Second step").wait_for()
    page.goto(f"{portal.base}/cases/")  # the password alone opens nothing
    page.get_by_role("heading", name="Second step").wait_for()
    second_step(page)
    page.get_by_text("Harbour Office").first.wait_for()


def choose(page: Any, portal: Portal, picture: bytes, name: str) -> digest.Item:
    """Pick a file; nothing may be asked for until the codes are there."""
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator('input[type="file"]').set_input_files([{"name": name, "mimeType": "image/jpeg", "buffer": picture}])
    page.get_by_text(DONE).wait_for()
    assert [url for url in asked if not url.startswith("blob:")] == []
    (item,) = digest.parse_items(page.locator("textarea[name=fingerprints]").input_value())
    return item


def as_in_a_browser(picture: bytes) -> digest.Item:
    """What the server makes of a picture without the MD5, which browsers do not offer."""
    return replace(describe.describe(picture), md5="")


def test_it_makes_fingerprints_in_the_browser_as_the_server_would(portal: Portal, visit: Visit) -> None:
    picture = make.file(make.picture(400, 300, 77), "JPEG", quality=92)
    page = visit("worker")
    page.goto(f"{portal.base}/cases/new/")
    item = choose(page, portal, picture, "holiday-in-busan.jpg")
    assert item == as_in_a_browser(picture)
    sent: list[bytes] = []
    page.on("request", lambda request: sent.append(request.post_data_buffer or b""))
    page.get_by_label("19 or older").first.check()
    page.get_by_label("Look for copies on the sites that we watch").check()
    page.get_by_role("button", name="Open the case").or_(page.locator("main form button").last).first.click()
    page.wait_for_url("**/cases/*/")
    body = b"".join(sent)
    assert item.sha256.encode() in body
    assert b"holiday" not in body and picture[100:140] not in body
    with tenant_scope(portal.cast.harbour.pk):
        row = Fingerprint.objects.get(case_id=int(page.url.rstrip("/").rpartition("/")[2]))
        values = {bytes(value).hex() for value in row.entries.values_list("value", flat=True)}
        marked = digest.mark("sha256", bytes.fromhex(item.sha256), mark_key()).hex()
    assert {marked, item.pdq} <= values and item.sha256 not in values


def test_it_decides_at_the_desk_with_keys_alone(portal: Portal, visit: Visit) -> None:
    page = visit("everything")
    page.goto(f"{portal.base}/review/")
    page.keyboard.press("n")
    page.wait_for_url("**/review/*/")
    number = int(page.url.rstrip("/").rpartition("/")[2].partition("#")[0])
    while number not in {item.pk for item in portal.items}:  # the row of everything is on the desk too
        page.keyboard.press("n")
        page.wait_for_url(lambda url, seen=number: f"/review/{seen}/" not in url)
        number = int(page.url.rstrip("/").rpartition("/")[2].partition("#")[0])
    page.keyboard.press("a")
    assert page.get_by_text("It cannot be approved before you opened the evidence.").is_visible()
    page.keyboard.press("e")
    page.wait_for_url("**#evidence")
    page.locator("input[name=looked]").first.focus()
    page.keyboard.press("ArrowDown")  # "I read the page record only"
    page.keyboard.press("ArrowDown")  # "I looked at the material"
    page.keyboard.press("Enter")
    page.wait_for_url("**#notice")
    page.locator("[data-key=a]").wait_for()
    page.keyboard.press("a")
    page.wait_for_function("!document.querySelector('[data-key=a]')")
    (item,) = [item for item in portal.items if item.pk == number]
    with tenant_scope(portal.cast.harbour.pk):
        notice = Notice.objects.get(id=item.notice_id)
    assert (notice.state, notice.approved_by) == ("approved", portal.cast.users["everything"].pk)
    assert notice.approved_sha256 == notice.content_sha256


def reports(portal: Portal) -> int:
    with tenant_scope(portal.cast.harbour.pk):
        return Case.objects.count()


def test_it_takes_a_report_from_a_phone(portal: Portal, visit: Visit) -> None:
    before = reports(portal)
    picture = make.file(make.picture(300, 400, 78), "JPEG", quality=90)
    page = visit(width=390)
    page.goto(f"{portal.base}/r/harbour/")
    assert choose(page, portal, picture, "me.jpg") == as_in_a_browser(picture)
    page.get_by_label("Only people who were 19 or older").check()
    page.get_by_label("Look for copies on the sites that we watch").check()
    page.get_by_role("button", name="Send").click()
    page.get_by_text("We have your report").wait_for()
    assert reports(portal) == before + 1


def test_it_takes_a_report_without_scripts(portal: Portal, visit: Visit) -> None:
    before = reports(portal)
    page = visit(width=390, scripts=False)
    page.goto(f"{portal.base}/r/harbour/")
    assert not page.locator('input[type="file"]').is_visible()
    page.get_by_label("I do not know, or I am not sure").check()
    page.get_by_label("What happened?").fill("Somebody posted a picture of the bridge.")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("We have your report").wait_for()
    assert reports(portal) == before + 1


def test_it_changes_the_language_and_comes_back(portal: Portal, visit: Visit) -> None:
    page = visit("worker")
    page.goto(f"{portal.base}/cases/")
    page.get_by_role("button", name="한국어").click()
    page.wait_for_function("document.documentElement.lang === 'ko'")
    assert page.url == f"{portal.base}/cases/"
    assert page.get_by_role("heading", level=1).inner_text() != "Cases"
    page.get_by_role("button", name="English").click()
    page.wait_for_function("document.documentElement.lang === 'en'")
