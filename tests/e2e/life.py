"""What the journey of an institution is walked with: a browser for each person, and the mails that arrive."""

import email
import re
from email.message import EmailMessage
from email.policy import default
from typing import Any, cast

from tests.flow.far_side import Relay
from tests.flow.stage import until

INVITATION = "/account/invitation/"
LINK = re.compile(r"https?://[^\s>\"]+")


class Life:
    """The portal at work, and a browser for each person."""

    def __init__(self, base: str, box: Relay, browser: Any) -> None:
        self.base, self.box, self.browser = base, box, browser
        self.complaints: list[str] = []
        self.contexts: list[Any] = []

    def person(self) -> Any:
        """A browser of one's own, empty."""
        context = self.browser.new_context(viewport={"width": 1280, "height": 900}, locale="en")
        context.set_default_timeout(20_000)
        context.add_cookies([{"name": "django_language", "value": "en", "url": self.base}])
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on(
            "response", lambda answer: answer.status >= 500 and self.complaints.append(f"{answer.status} {answer.url}")
        )
        return page

    def open(self, page: Any, path: str) -> None:
        page.goto(f"{self.base}{path}")

    def invitation(self, address: str, *, after: int = 0) -> str:
        """The link of an invitation."""
        mail = self.mail_to(address, containing=INVITATION, after=after)
        return next(link for link in LINK.findall(text_of(mail)) if INVITATION in link)

    def mail_to(self, address: str, *, containing: str = "", after: int = 0) -> EmailMessage:
        """The first mail to somebody after the first `after` ones."""

        def found() -> EmailMessage | None:
            for raw in self.box.mails[after:]:
                mail = cast("EmailMessage", email.message_from_bytes(raw, policy=default))
                if address in str(mail["To"]) and containing in text_of(mail):
                    return mail
            return None

        return cast("EmailMessage", until(found, seconds=40, what=f"a mail to {address}"))


def text_of(mail: EmailMessage) -> str:
    return part.get_content() if (part := mail.get_body(("plain",))) is not None else ""


def press(page: Any, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def reloaded(page: Any, wanted: Any, what: str) -> None:
    """Reload until it is there."""
    until(lambda: page.reload() and wanted.count(), seconds=90, what=what)


def fill(page: Any, **values: str) -> None:
    for name, value in values.items():
        page.locator(f'[name="{name}"]').first.fill(value)


def shows(page: Any, text: str) -> None:
    page.get_by_text(text).first.wait_for()
