"""The sample sites' abuse desk as a mail server: keeps every mail as a file and removes what a notice names."""

import http.client
import json
import logging
import os
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from functools import partial
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller

from portal.demo import control, operator
from portal.demo.adapters import stopping

log = logging.getLogger(__name__)
SIZE_LIMIT = 25 * 1024 * 1024  # bytes of a mail
TIMEOUT = 20.0  # seconds for a control request


def run(
    smtp: tuple[str, int],
    sites: list[tuple[str, int]],
    token: str,
    mail_dir: Path,
    *,
    delay: float | None = None,
    reupload_after: float | None = None,
) -> None:
    """Takes mail at (host, port) until SIGTERM and acts on notices at the sample sites.

    Delays in seconds: from a notice to the removal, from the first removal to the re-upload that follows it; left out,
    DEMO_OPERATOR_DELAY (2) and DEMO_REUPLOAD_DELAY (4). Raises OSError if the address is taken.
    """
    wait = float(os.environ.get("DEMO_OPERATOR_DELAY", "2")) if delay is None else delay
    again = float(os.environ.get("DEMO_REUPLOAD_DELAY", "4")) if reupload_after is None else reupload_after
    with Operator(smtp, sites, token, mail_dir, delay=wait, reupload_after=again):
        stopping.wait()


class Operator(AbstractContextManager["Operator"]):
    """The mail server and its pending work, from entering to leaving the context."""

    def __init__(
        self,
        smtp: tuple[str, int],
        sites: list[tuple[str, int]],
        token: str,
        mail_dir: Path,
        *,
        delay: float,
        reupload_after: float,
    ) -> None:
        self._site, self._token, self._mail_dir = sites[0], token, mail_dir
        self._delay, self._reupload_after = delay, reupload_after
        self._numbers, self._lock, self._reuploaded = count(1), threading.Lock(), False
        self._timers: list[threading.Timer] = []
        self._controller = Controller(
            self,
            hostname=smtp[0],
            port=smtp[1],
            data_size_limit=SIZE_LIMIT,
            ident="Sample abuse desk",
            ready_timeout=15,
        )

    def __enter__(self) -> Self:
        self._mail_dir.mkdir(parents=True, exist_ok=True)
        self._controller.start()
        log.info("abuse desk takes mail at %s:%s", self._controller.hostname, self._controller.port)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()
        with self._lock:
            for timer in self._timers:
                timer.cancel()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """aiosmtpd calls this for every mail; a mail is accepted only once its file is written."""
        raw, recipients = bytes(envelope.original_content), list(envelope.rcpt_tos)
        try:
            self._keep(raw, envelope.mail_from, recipients)
        except OSError:
            log.exception("mail could not be kept")
            return "451 Could not keep the message, try again later"
        self._later(self._delay, partial(self._act, raw, recipients))
        return "250 Message accepted"

    def _keep(self, raw: bytes, sender: str | None, recipients: list[str]) -> None:
        """Writes the mail as it came, for a person to read, and its envelope beside it."""
        stem = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{next(self._numbers):04d}"
        partial = self._mail_dir / f".{stem}.part"
        partial.write_bytes(raw)
        partial.rename(self._mail_dir / f"{stem}.eml")
        envelope = json.dumps({"from": sender, "to": recipients})
        (self._mail_dir / f"{stem}.envelope.json").write_text(envelope, encoding="utf-8")

    def _act(self, raw: bytes, recipients: list[str]) -> None:
        notice = operator.read(raw)
        bases = self._ask("GET", "state", None)["bases"]
        for url in operator.decide(notice, recipients, bases):
            removed = self._ask("POST", "remove", {"url": url})
            log.info("notice %s: %s %s", notice.reference or "-", url, "removed" if removed else "names no post")
            if removed and self._first_removal():
                self._later(self._reupload_after, partial(self._ask, "POST", "reupload", {"url": url}))

    def _first_removal(self) -> bool:
        with self._lock:
            first, self._reuploaded = not self._reuploaded, True
        return first

    def _later(self, seconds: float, work: Callable[[], Any]) -> None:
        def guarded() -> None:
            try:
                work()
            except (OSError, http.client.HTTPException, ValueError, LookupError):
                log.exception("the abuse desk could not act")

        timer = threading.Timer(seconds, guarded)
        timer.daemon = True
        with self._lock:
            self._timers = [other for other in self._timers if other.is_alive()] + [timer]
            timer.start()

    def _ask(self, method: str, action: str, body: dict[str, str] | None) -> dict[str, Any]:
        """The sites' JSON answer to a control request; empty if they refuse or know nothing of it."""
        connection = http.client.HTTPConnection(*self._site, timeout=TIMEOUT)
        try:
            sent = None if body is None else json.dumps(body).encode()
            connection.request(method, control.PREFIX + action, sent, {control.TOKEN_HEADER: self._token})
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        return dict(json.loads(content)) if answer.status == 200 else {}
