"""The pages of people, in a real browser: no axe violation, nothing too wide, in both languages."""

from collections.abc import Callable
from typing import Any

from tests.e2e.conftest import Portal
from tests.e2e.test_pages import WIDTHS, axe_source, wrong

Visit = Callable[..., Any]


def test_it_shows_the_pages_of_people(portal: Portal, visit: Visit) -> None:
    source, found, number = axe_source(), {}, portal.cast.users["worker"].pk
    addresses = ["people/", "people/invite/", f"people/{number}/", f"people/{number}/roles/", f"people/{number}/end/"]
    addresses += ["people/sign-in/", "people/sign-in/change/", "account/sessions/", "account/2fa/"]
    for language in ("en", "ko"):
        page = visit("manager", language=language)
        for address in addresses:
            answer = page.goto(f"{portal.base}/{address}", wait_until="load")
            page.evaluate(source)
            errors = [error for width in WIDTHS for error in wrong(page, width)]
            if answer.status != 200 or errors:
                found[f"{language} {address}"] = [answer.status, *errors]
    assert found == {}
