"""The mail door against a real SMTP server: accepted, certainly not accepted, or unknown."""

import asyncio
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from agencies.doors.adapters import mail
from agencies.doors.adapters.mail import NotSent, OutcomeUnknown, Receipt, Security, SmtpServer, Stage
from tests.doors.servers import Server, certificate

MESSAGE = b"Subject: [REF] A bridge\nMessage-ID: <1@agency.example>\n\nPlease take the bridge down.\n.\n..a dot\n"
ENVELOPE: dict[str, Any] = {"sender": "bounces+1@agency.example", "recipients": ["abuse@host.example"]}


class Box:
    """Keeps what arrives; answers or breaks where it is told to."""

    def __init__(self, **answers: str) -> None:
        self.answers, self.mails, self.names = answers, list[Envelope](), list[str]()

    async def handle_EHLO(self, server: SMTP, session: Session, envelope: Envelope, name: str, lines: list[str]) -> list[str]:  # fmt: skip
        session.host_name = name
        self.names.append(name)
        return lines

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # fmt: skip
        envelope.mail_from = address
        return self.answers.get("mail", "250 OK")

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # fmt: skip
        envelope.rcpt_tos.append(address)
        return self.answers.get("rcpt", "250 OK") if address.startswith("abuse") else "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = self.answers.get("data", "250 2.0.0 queued as 7")
        if answer == "hang":
            await asyncio.sleep(3)
        if answer == "drop":
            server.transport.abort()
            return ""
        self.mails.append(envelope)
        return answer


@contextmanager
def running(box: Box, **options: Any) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port, server_hostname="mx.example", **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def plain(port: int, **options: Any) -> SmtpServer:
    return SmtpServer("127.0.0.1", port, Security.NONE, **{"timeout": 2.0, "final_timeout": 2.0, **options})


def test_it_hands_a_message_over_unchanged() -> None:
    box = Box()
    with running(box) as port:
        receipt = mail.send(MESSAGE, **ENVELOPE, server=plain(port))
    assert receipt == Receipt(250, "2.0.0 queued as 7")
    (arrived,) = box.mails
    assert arrived.content == MESSAGE.replace(b"\n", b"\r\n")
    assert (arrived.mail_from, arrived.rcpt_tos) == ("bounces+1@agency.example", ["abuse@host.example"])


def test_it_does_not_tell_the_name_of_the_machine() -> None:
    box = Box()
    with running(box) as port:
        mail.send(MESSAGE, **ENVELOPE, server=plain(port))
        mail.send(MESSAGE, **ENVELOPE, server=plain(port, ehlo="agency.example"))
    assert box.names == ["localhost", "agency.example"]
    assert all(socket.gethostname().encode() not in (each.content or b"") for each in box.mails)


@pytest.mark.parametrize(
    ("answers", "stage", "code", "permanent"),
    [
        ({"mail": "451 later"}, Stage.SENDER, 451, False),
        ({"mail": "550 not you"}, Stage.SENDER, 550, True),
        ({"rcpt": "450 grey"}, Stage.RECIPIENT, 450, False),
        ({"rcpt": "550 5.1.1 unknown"}, Stage.RECIPIENT, 550, True),
        ({"data": "452 full"}, Stage.DATA, 452, False),
        ({"data": "554 no"}, Stage.DATA, 554, True),
    ],
)
def test_it_says_when_the_server_refused(answers: dict[str, str], stage: Stage, code: int, permanent: bool) -> None:
    with running(Box(**answers)) as port, pytest.raises(NotSent) as caught:
        mail.send(MESSAGE, **ENVELOPE, server=plain(port))
    assert (caught.value.stage, caught.value.code, caught.value.permanent) == (stage, code, permanent)


def test_it_sends_to_all_or_to_nobody() -> None:
    box = Box(rcpt="550 unknown")
    with running(box) as port, pytest.raises(NotSent):
        mail.send(MESSAGE, sender="a@agency.example", recipients=["x@host.example", "abuse@host.example"], server=plain(port))  # fmt: skip
    assert box.mails == []


@pytest.mark.parametrize("how", ["drop", "hang"])
def test_it_does_not_know_the_outcome_after_the_message_was_begun(how: str) -> None:
    with running(Box(data=how)) as port, pytest.raises(OutcomeUnknown):
        mail.send(MESSAGE, **ENVELOPE, server=plain(port, final_timeout=0.3))


def script(*answers: bytes) -> Any:
    """A server that greets, answers line by line and then hangs up in the middle of things."""

    def handler(link: socket.socket, _: bytes) -> None:
        for answer in answers:
            link.sendall(answer)
            link.recv(65536)
        link.shutdown(socket.SHUT_RDWR)

    return handler


@contextmanager
def scripted(*answers: bytes) -> Iterator[int]:
    server = Server(script(*answers))
    server._serve = lambda link: server.handler(link, b"")  # type: ignore[method-assign]
    with server:
        yield server.port


def test_it_knows_the_outcome_when_the_line_breaks_before_the_message() -> None:
    ok = b"250 OK\r\n"
    for before in ((), (b"220 hi\r\n",), (b"220 hi\r\n", ok), (b"220 hi\r\n", ok, ok), (b"220 hi\r\n", ok, ok, ok)):
        with scripted(*before) as port, pytest.raises(NotSent) as caught:
            mail.send(MESSAGE, **ENVELOPE, server=plain(port))
        assert not caught.value.permanent
    with scripted(b"220 hi\r\n", ok, ok, ok, b"354 go\r\n") as port, pytest.raises(OutcomeUnknown):
        mail.send(MESSAGE, **ENVELOPE, server=plain(port))


def test_it_says_when_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(NotSent) as caught:
        mail.send(MESSAGE, **ENVELOPE, server=plain(port))
    assert (caught.value.stage, caught.value.permanent) == (Stage.CONNECT, False)


def test_it_gives_up_on_a_server_that_says_nothing() -> None:
    def silent(link: socket.socket, _: bytes) -> None:
        time.sleep(1)

    server = Server(silent)
    server._serve = lambda link: silent(link, b"")  # type: ignore[method-assign]
    with server, pytest.raises(NotSent, match="imed"):
        mail.send(MESSAGE, **ENVELOPE, server=plain(server.port, timeout=0.2))


@pytest.mark.parametrize("bad", ["a@b.example\r\nRCPT TO:<x@y.example>", "a b@c.example", "<a@b.example>", "nobody", "", "a@b@c"])  # fmt: skip
def test_it_refuses_addresses_that_are_commands(bad: str) -> None:
    for envelope in ({"sender": bad, "recipients": ["a@b.example"]}, {"sender": "a@b.example", "recipients": [bad]}):
        with pytest.raises(NotSent) as caught:
            mail.send(MESSAGE, server=plain(9), **envelope)  # type: ignore[arg-type]
        assert caught.value.permanent
    with pytest.raises(NotSent):
        mail.send(MESSAGE, sender="a@b.example", recipients=[], server=plain(9))


def test_it_sends_over_starttls_with_a_checked_certificate(tmp_path: Path) -> None:
    theirs, ours = certificate(tmp_path, "mx.example")
    server_side = SmtpServer("127.0.0.1", 9, Security.STARTTLS, timeout=2.0)
    box = Box()
    with running(box, tls_context=theirs, require_starttls=True) as port:
        with pytest.raises(NotSent) as caught:  # the certificate is for mx.example, not for 127.0.0.1
            mail.send(MESSAGE, **ENVELOPE, server=SmtpServer("127.0.0.1", port, timeout=2.0), trust=ours)
        assert (caught.value.stage, caught.value.permanent) == (Stage.TLS, True)
        ours.check_hostname = False
        assert mail.send(MESSAGE, **ENVELOPE, server=SmtpServer("127.0.0.1", port), trust=ours).code == 250
    with running(box) as port, pytest.raises(NotSent, match="no STARTTLS"):  # no falling back to plain text
        mail.send(MESSAGE, **ENVELOPE, server=SmtpServer("127.0.0.1", port), trust=ours)
    assert len(box.mails) == 1 and server_side.security == Security.STARTTLS


def test_it_logs_in_only_over_tls(tmp_path: Path) -> None:
    theirs, ours = certificate(tmp_path, "mx.example")
    ours.check_hostname, ours.verify_mode = False, ssl.CERT_REQUIRED

    def authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == b"bridge", handled=False)

    box = Box()
    with running(box, tls_context=theirs, authenticator=authenticate) as port:
        good = SmtpServer("127.0.0.1", port, user="agency", password="bridge")
        assert mail.send(MESSAGE, **ENVELOPE, server=good, trust=ours).code == 250
        with pytest.raises(NotSent) as caught:
            mail.send(MESSAGE, **ENVELOPE, server=SmtpServer("127.0.0.1", port, user="agency", password="cat"), trust=ours)  # fmt: skip
    assert (caught.value.stage, caught.value.code) == (Stage.LOGIN, 535)
    assert "bridge" not in repr(good)
    with pytest.raises(ValueError, match="only over TLS"):
        SmtpServer("127.0.0.1", 25, Security.NONE, user="agency", password="bridge")


def test_it_refuses_to_send_inside_a_transaction(database: SimpleNamespace) -> None:
    database.in_atomic_block = True
    with pytest.raises(mail.InsideTransaction):
        mail.send(MESSAGE, **ENVELOPE, server=plain(9))
