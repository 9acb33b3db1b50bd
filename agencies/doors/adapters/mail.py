"""The only door for mail. It says exactly one of three things: accepted, certainly not accepted, or unknown.

A legal notice must not arrive twice, so after the first byte of the message only the server's own answer counts;
if none comes, a person decides (OutcomeUnknown), never a second try.
"""

import functools
import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from agencies.doors import address, guard
from agencies.doors.adapters.transaction import InsideTransaction, refuse_inside_transaction
from agencies.doors.guard import Policy
from agencies.doors.url import Target

__all__ = ["InsideTransaction", "NotSent", "OutcomeUnknown", "Receipt", "Security", "SmtpServer", "Stage", "send"]

ADDRESS = re.compile(r"[^\s<>\x00-\x1f\x7f@]+@[^\s<>\x00-\x1f\x7f@]+")
LINE_END = re.compile(rb"\r\n|\r|\n")
DOT = re.compile(rb"(?m)^\.")
Resolver = Callable[[str, int], Sequence[str]]


class Security(StrEnum):
    """How the connection is protected; there is no falling back from one to another."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


class Stage(StrEnum):
    """How far a delivery came. Only RECIPIENT tells something about the recipient's address."""

    ADDRESS = "address"
    CONNECT = "connect"
    TLS = "tls"
    LOGIN = "login"
    SENDER = "sender"
    RECIPIENT = "recipient"
    DATA = "data"


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """An agency's own relay. `timeout` is seconds per step; `final_timeout` for the answer after the whole message.

    `ehlo` is the name we give ourselves: never the name of the machine.
    """

    host: str
    port: int = 587
    security: Security = Security.STARTTLS
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = 20.0
    final_timeout: float = 300.0
    ehlo: str = "localhost"

    def __post_init__(self) -> None:
        if self.user and self.security == Security.NONE:
            raise ValueError("A password is sent only over TLS: choose STARTTLS or TLS for this mail server.")


@dataclass(frozen=True, slots=True)
class Receipt:
    """The server took responsibility for the message; `text` often holds its queue number."""

    code: int
    text: str


class NotSent(Exception):
    """Certainly not accepted. `permanent`: the same try gives the same answer. `code` is 0 without an answer."""

    def __init__(self, reason: str, *, permanent: bool, stage: Stage, code: int = 0) -> None:
        super().__init__(reason)
        self.reason, self.permanent, self.stage, self.code = reason, permanent, stage, code


class OutcomeUnknown(Exception):
    """The connection broke after the message was begun: it may have arrived. Never send it again by machine."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def _text(answer: bytes | str) -> str:
    return (answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer)[:500]


def _expect(answer: tuple[int, bytes], wanted: range, stage: Stage) -> None:
    code, text = answer
    if code not in wanted:
        raise NotSent(f"{code} {_text(text)}", permanent=500 <= code < 600, stage=stage, code=code)


def _checked(sender: str, recipients: Sequence[str]) -> None:
    """An address with a line break would be a second SMTP command."""
    if not recipients:
        raise NotSent("No recipient.", permanent=True, stage=Stage.RECIPIENT)
    for given, stage in ((sender, Stage.SENDER), *((each, Stage.RECIPIENT) for each in recipients)):
        if not ADDRESS.fullmatch(given):
            raise NotSent("Not a mail address.", permanent=True, stage=stage)


def _payload(message: bytes) -> bytes:
    """Network line ends, dots doubled (RFC 5321 4.5.2), the final dot."""
    body = DOT.sub(b"..", LINE_END.sub(b"\r\n", message))
    return body + (b"" if body.endswith(b"\r\n") else b"\r\n") + b".\r\n"


class _Plain(smtplib.SMTP):
    """A connection to the address that was checked; the name stays what the certificate is compared with."""

    def __init__(self, server: SmtpServer, pinned: str) -> None:
        self.pinned = pinned
        super().__init__(server.host, server.port, local_hostname=server.ehlo, timeout=server.timeout)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return socket.create_connection((self.pinned, port), timeout)


class _Tls(smtplib.SMTP_SSL):
    """The same, protected from the first byte on."""

    def __init__(self, server: SmtpServer, pinned: str, trust: ssl.SSLContext) -> None:
        self.pinned = pinned
        super().__init__(server.host, server.port, local_hostname=server.ehlo, timeout=server.timeout, context=trust)

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return self.context.wrap_socket(socket.create_connection((self.pinned, port), timeout), server_hostname=host)


def resolve(host: str, port: int) -> tuple[str, ...]:
    """All addresses of a name; empty when it has none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError):
        return ()
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def _pinned(server: SmtpServer, policy: Policy | None, resolver: Resolver) -> str:
    """Where to connect: for a server that an agency named, an address that the guard lets through. Raises NotSent."""
    if policy is None:
        return server.host  # the deployment's own relay, which may well lie in a private network
    try:
        target = Target("https", address.normalise(server.host), server.port, "/")
    except address.BadHost as error:
        raise NotSent(error.refusal, permanent=True, stage=Stage.ADDRESS) from error
    refusal = guard.before_lookup(target, policy)
    found = (
        [] if refusal else ([target.host] if address.literal(target.host) else list(resolver(target.host, target.port)))
    )
    if not refusal and not found:
        raise NotSent("The name has no address.", permanent=False, stage=Stage.CONNECT)
    if refusal := refusal or guard.verdict(target, found, policy):
        raise NotSent(refusal, permanent=True, stage=Stage.ADDRESS)
    return found[0]


@functools.cache
def _trust() -> ssl.SSLContext:
    """Whom the system trusts; reading that takes longer than a mail."""
    return ssl.create_default_context()


def _open(server: SmtpServer, pinned: str, trust: ssl.SSLContext) -> smtplib.SMTP:
    """Connect, greet, protect, log in. Raises NotSent; nothing of the message is on the wire yet."""
    stage = Stage.CONNECT
    link: smtplib.SMTP | None = None
    try:
        link = _Tls(server, pinned, trust) if server.security == Security.TLS else _Plain(server, pinned)
        _expect(link.ehlo(), range(200, 300), stage)
        if server.security == Security.STARTTLS:
            stage = Stage.TLS
            if not link.has_extn("starttls"):
                raise NotSent("The mail server offers no STARTTLS.", permanent=True, stage=stage)
            _expect(link.starttls(context=trust), range(200, 300), stage)
            _expect(link.ehlo(), range(200, 300), stage)
        if server.user:
            stage = Stage.LOGIN
            link.login(server.user, server.password)
        return link
    except NotSent:
        _drop(link)
        raise
    except smtplib.SMTPResponseException as error:
        _drop(link)
        permanent = 500 <= error.smtp_code < 600
        raise NotSent(_text(error.smtp_error), permanent=permanent, stage=stage, code=error.smtp_code) from error
    except (smtplib.SMTPException, OSError, ValueError) as error:
        _drop(link)
        wrong = isinstance(error, (ssl.SSLCertVerificationError, smtplib.SMTPNotSupportedError, ValueError))
        raise NotSent(f"{type(error).__name__}: {error}"[:500], permanent=wrong, stage=stage) from error


def _drop(link: smtplib.SMTP | None) -> None:
    if link is not None:
        link.close()


def _envelope(link: smtplib.SMTP, message: bytes, sender: str, recipients: Sequence[str]) -> None:
    """MAIL, every RCPT (all or nothing) and DATA up to the server's go-ahead. Raises NotSent."""
    stage = Stage.SENDER
    options = []
    wide = any(not each.isascii() for each in (sender, *recipients))
    if wide and not link.has_extn("smtputf8"):
        raise NotSent("The mail server takes no addresses beyond ASCII.", permanent=True, stage=stage)
    if link.has_extn("size"):
        options.append(f"size={len(message)}")
    if link.has_extn("8bitmime"):
        options.append("body=8bitmime")
    if wide:
        options.append("SMTPUTF8")
        link.command_encoding = "utf-8"
    try:
        _expect(link.mail(sender, options), range(200, 300), stage)
        for recipient in recipients:
            stage = Stage.RECIPIENT
            _expect(link.rcpt(recipient), range(200, 300), stage)
        stage = Stage.DATA
        _expect(link.docmd("DATA"), range(354, 355), stage)
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(f"{type(error).__name__}: {error}"[:500], permanent=False, stage=stage) from error


def _hand_over(link: smtplib.SMTP, message: bytes, seconds: float) -> Receipt:
    """The point of no return. Only the server's own answer tells whether the message was taken."""
    try:
        link.send(_payload(message))
        if link.sock is not None:
            link.sock.settimeout(seconds)
        code, text = link.getreply()
    except (smtplib.SMTPException, OSError) as error:
        raise OutcomeUnknown(f"{type(error).__name__}: {error}"[:500]) from error
    if not 200 <= code < 600 or 300 <= code < 400:
        raise OutcomeUnknown(f"{code} {_text(text)}")
    _expect((code, text), range(200, 300), Stage.DATA)
    return Receipt(code, _text(text))


def send(
    message: bytes,
    *,
    sender: str,
    recipients: Sequence[str],
    server: SmtpServer,
    trust: ssl.SSLContext | None = None,
    policy: Policy | None = None,
    resolver: Resolver = resolve,
) -> Receipt:
    """Hand one finished message to the relay; `sender` is the envelope's (bounces go there).

    `policy` guards a server that an agency named; without one the server is the deployment's own.
    All recipients or none: if one is refused nothing is sent. Raises NotSent (certainly not accepted),
    OutcomeUnknown (may have arrived), InsideTransaction.
    """
    refuse_inside_transaction()
    _checked(sender, recipients)
    link = _open(server, _pinned(server, policy, resolver), trust or _trust())
    try:
        _envelope(link, message, sender, recipients)
        receipt = _hand_over(link, message, server.final_timeout)
    finally:
        _drop(link)  # without QUIT: the answer is in hand, and nothing may spoil it any more
    return receipt
