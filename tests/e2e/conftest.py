"""A live portal behind gunicorn on a database copy of its own, and browsers that complain about everything."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from agencies.tenancy.rights import Role
from portal.launcher.adapters import ports
from takedowns.review.models import ReviewItem
from tests import databases
from tests.flow.stage import until
from tests.people import Cast, join, make_cast
from tests.rows import Rows, make_rows
from tests.takedowns.flow import a_case, an_item, quick_pdf

CHROMIUM = Path("/usr/bin/chromium")
COMPLAIN = """document.addEventListener('securitypolicyviolation',
  (event) => console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of these need the browser."""
    reason = ""
    if not CHROMIUM.exists():
        reason = "Debian's chromium is not installed"
    elif find_spec("playwright") is None or find_spec("axe_playwright_python") is None:
        reason = "playwright or axe is not installed"
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.processes)
            if reason:
                item.add_marker(pytest.mark.skip(reason=reason))


@dataclass
class Portal:
    """The live portal and what is in it."""

    base: str
    cast: Cast
    rows: Rows
    items: list[ReviewItem] = field(default_factory=list)

    @property
    def named(self) -> str:
        """The same by name: browsers keep no passkey for an address."""
        return self.base.replace("127.0.0.1", "localhost")

    def session(self, name: str) -> dict[str, str]:
        """The session cookie of a signed-in person."""
        return {"name": "session", "value": self.cast.client(name).cookies["session"].value, "url": self.base}


@pytest.fixture(scope="module")
def more() -> dict[str, str]:
    """Settings of the portal's process besides the usual ones; a module may have its own."""
    return {}


@pytest.fixture(scope="module")
def portal(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
    more: dict[str, str],
) -> Iterator[Portal]:
    port = ports.free()
    base = f"http://127.0.0.1:{port}"
    with django_db_blocker.unblock(), databases.copy() as name, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # playwright's loop runs in this thread
        quick_pdf(patch)
        log = tmp_path_factory.mktemp("portal") / "web.log"
        with log.open("wb") as output:
            server = subprocess.Popen(
                [
                    sys.executable, "-m", "gunicorn", "portal.wsgi:application", "--workers", "1", "--threads", "8",
                    "--worker-class", "gthread", "--bind", f"127.0.0.1:{port}", "--no-control-socket",
                ],
                cwd=databases.ROOT, env=databases.environment(name) | {"PUBLIC_URL": base} | more, stdout=output, stderr=output,
                start_new_session=True,
            )  # fmt: skip
        try:
            yield filled(base)
        finally:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait()


def filled(base: str) -> Portal:
    """Two agencies, one row of everything, two packages on the desk, and somebody who may see all of it."""
    cast = make_cast()
    roles = [role for role in Role if role is not Role.PLATFORM_ADMIN]
    cast.users["everything"], _ = join(cast.harbour, "eve", *roles)
    case = a_case(cast)
    found = Portal(base, cast, make_rows(cast))
    found.items = [an_item(cast, number=20 + number, case=case, band="likely") for number in range(2)]
    port = int(base.rpartition(":")[2])
    until(lambda: ports.http_answers("127.0.0.1", port, "/healthz"), what="the portal's start")
    return found


@pytest.fixture(scope="module")
def browser(portal: Portal) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    arguments = ["--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
    if os.geteuid() == 0:
        arguments.append("--no-sandbox")
    with sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=str(CHROMIUM), args=arguments)
        yield found
        found.close()


@pytest.fixture
def visit(portal: Portal, browser: Any) -> Iterator[Callable[..., Any]]:
    """Opens a page for a person ("" is a visitor); afterwards there was no complaint and no foreign request."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def hear(page: Any) -> None:
        page.on("console", lambda said: said.type in {"error", "warning"} and complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda asked: foreign(asked.url))

    def foreign(url: str) -> None:
        if not url.startswith((f"{portal.base}/", f"{portal.named}/", "blob:", "data:")):
            complaints.append(f"foreign: {url}")

    def opened(name: str = "", *, language: str = "en", width: int = 1280, scripts: bool = True) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, locale=language, java_script_enabled=scripts
        )
        contexts.append(context)
        context.set_default_timeout(15_000)
        context.add_cookies([{"name": "django_language", "value": language, "url": portal.base}])
        if name:
            context.add_cookies([portal.session(name)])
        if scripts:
            context.add_init_script(COMPLAIN)
        page = context.new_page()
        hear(page)
        page.complaints = complaints
        return page

    yield opened
    for context in contexts:
        context.close()
    connection.close()  # the one of playwright's loop; outside of it Django would look at another
    assert complaints == []
