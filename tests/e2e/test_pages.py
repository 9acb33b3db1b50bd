"""Every page in both languages, on a phone and on a desk: axe finds nothing, nothing is too wide, nothing is blocked."""

import re
from collections.abc import Callable, Iterator
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.e2e.conftest import Portal

ID = re.compile(r"<(?:\w+:)?(\w+)>")
WIDTHS = (1280, 390)
LANGUAGES = ("en", "ko")
ELSEWHERE = ("admin/", "api/", "i18n/", "static/", "demo/", "exit", "healthz", "readyz", "favicon.ico")
SEALED = re.compile(r"notices/\d+/preview/$")  # a sandbox in which no script runs, axe neither
# Signing out and the like are pages of a POST, or lead away; the others need a row that only a mail can make.
SKIPPED = re.compile(r"account/(inactive|confirm|password/reset|social|3rdparty|mfa/webauthn|signup|reauthenticate)")
VISITOR = ("", "account/login/", "apply/", "apply/open/", "r/", "r/harbour/", "r/harbour/done/")
AXE = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations.map(
  (one) => `${one.id}: ${one.nodes[0].html.slice(0, 200)}`)"""


def patterns(resolver: Any, before: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern).lstrip("^").rstrip("$")
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route)
        elif isinstance(entry, URLPattern):
            yield route


def addresses(portal: Portal) -> list[str]:
    """Every address of the resolver that names a row of ours or none."""
    ids = {name: str(value) for name, value in asdict(portal.rows).items()} | {"slug": "harbour"}
    ids["item_id"] = str(portal.items[1].pk)
    found = set()
    for route in patterns(get_resolver()):
        if route.startswith(ELSEWHERE) or SKIPPED.match(route):
            continue
        missing = set(ID.findall(route)) - set(ids)
        if not missing and "\\" not in route and "(?P" not in route:
            found.add(ID.sub(lambda name: ids[name[1]], route))
    return sorted(found)


def pages(portal: Portal, name: str) -> list[str]:
    """Those that answer a plain visit with a page."""
    client = portal.cast.client(name) if name else None
    if client is None:
        return list(VISITOR)
    found = []
    for address in addresses(portal):
        answer = client.get(f"/{address}", headers={"host": "127.0.0.1"})
        whole = answer.status_code == 200 and b"<html" in getattr(answer, "content", b"")  # not a part for another page
        if whole and not SEALED.match(address):
            found.append(address)
    return found


def axe_source() -> str:
    spec = find_spec("axe_playwright_python")
    assert spec and spec.origin
    return next(Path(spec.origin).parent.rglob("axe.min.js")).read_text(encoding="utf-8")


def wrong(page: Any, width: int) -> list[str]:
    """What is not right with the page at this width."""
    page.set_viewport_size({"width": width, "height": 900})
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    found = [f"{wide} px too wide"] if wide > 0 else []
    return found + list(page.evaluate(AXE))


@pytest.mark.parametrize("name", ["", "everything"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_accessible_fits_and_keeps_to_the_policy(
    portal: Portal, visit: Callable[..., Any], language: str, name: str, tmp_path: Path
) -> None:
    source, found, listed = axe_source(), {}, pages(portal, name)
    assert len(listed) >= (5 if not name else 20)
    page = visit(name, language=language)
    for number, address in enumerate(listed):
        before = len(page.complaints)
        answer = page.goto(f"{portal.base}/{address}", wait_until="load")
        errors = [] if answer.status == 200 else [f"status {answer.status}"]
        assert page.evaluate("document.documentElement.lang") == language, address
        page.evaluate(source)
        for width in WIDTHS:
            errors += [f"{width}: {error}" for error in wrong(page, width)]
        if errors or len(page.complaints) > before:
            page.screenshot(path=str(tmp_path / f"{number}.png"), full_page=True)
            found[address] = errors + page.complaints[before:]
    assert found == {}


def test_it_would_notice_a_broken_policy(portal: Portal, visit: Callable[..., Any]) -> None:
    page = visit()
    page.goto(f"{portal.base}/r/harbour/")
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {textContent: '1'}))")
    page.evaluate("fetch('http://127.0.0.9:9/').catch(() => 0)")
    page.wait_for_timeout(200)
    assert {text.partition(" ")[0] for text in page.complaints} >= {"policy:"}
    assert any("script-src" in text for text in page.complaints) and any("connect-src" in t for t in page.complaints)
    page.complaints.clear()
