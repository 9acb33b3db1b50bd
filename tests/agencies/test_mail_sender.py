"""The agency's own mail server and signature, against a real SMTP server and a real check of the signature."""

import re
from collections.abc import Callable
from typing import Any

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.conf import LazySettings
from django.db import connection

from agencies.audit.models import AuditLine
from agencies.doors.adapters import mail as door
from agencies.events.models import Job
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Forbidden, Invalid, Stale
from agencies.tenancy.models import AgencySettings
from agencies.tenancy.scope import tenant_scope
from agencies.workspace import selectors, signing
from agencies.workspace.models import MailSender, SettingsVersion
from agencies.workspace.services import mail
from takedowns.delivery import services as delivery
from takedowns.delivery.models import Delivery
from takedowns.review import services as review
from tests.doors.test_mail import Box, running
from tests.people import Cast
from tests.takedowns.flow import an_item, fresh, quick_pdf

SECRET = "a-password-of-the-relay"
VALUES = {
    "host": "", "port": 587, "security": "starttls", "user": "", "dkim_domain": "", "dkim_selector": "",
    "reply_address": "takedown@example.org",
}  # fmt: skip


def change(cast: Cast, version: int = 1, password: str = "", **values: Any) -> int:
    return mail.mail_change(cast.manager, version=version, values=VALUES | values, password=password)


def signed(cast: Cast, version: int = 1, **values: Any) -> MailSender:
    version = change(cast, version, dkim_domain="example.org", dkim_selector="maru1", **values)
    mail.mail_key(cast.manager, version=version)
    return sender(cast)


def sender(cast: Cast) -> MailSender:
    with tenant_scope(cast.harbour.pk):
        row = MailSender.objects.get()
        assert isinstance(row.password + row.dkim_key, str)  # opened here, inside the scope
        return row


def dns_of(row: MailSender) -> Callable[..., bytes | None]:
    """A name server that knows the one record."""
    name = f"{row.dkim_selector}._domainkey.{row.dkim_domain}."
    return lambda asked, timeout=5: row.dkim_record.encode() if asked.decode() == name else None


def allow(settings: LazySettings, port: int) -> None:
    settings.SMTP_ALLOWED_NETWORKS, settings.SMTP_ALLOWED_PORTS = ["127.0.0.0/8"], [port]


def test_it_seals_password_and_key(cast: Cast) -> None:
    change(cast, host="mail.example.org", user="office", password=SECRET)
    row = signed(cast, 2, host="mail.example.org", user="office")
    assert row.password == SECRET and "PRIVATE KEY" in row.dkim_key
    with tenant_scope(cast.harbour.pk), connection.cursor() as cursor:
        cursor.execute("SELECT password, dkim_key FROM agencies_mailsender")
        stored = b"".join(bytes(part) for part in cursor.fetchone())
        assert SECRET.encode() not in stored and b"PRIVATE" not in stored
        kept = str(list(SettingsVersion.objects.values_list("values", "changed")))
        lines = str(list(AuditLine.objects.values_list("data", flat=True)))
    assert SECRET not in kept + lines and "PRIVATE" not in kept + lines and "mail.password" in kept
    page = cast.client("manager").get("/agency/settings/mail/").content.decode()
    assert SECRET not in page and "PRIVATE KEY" not in page and "maru1._domainkey.example.org" in page


def test_it_shows_a_password_to_no_other_server(cast: Cast) -> None:
    change(cast, host="mail.example.org", user="office", password=SECRET)
    for moved in ({"host": "other.example.org"}, {"user": "else"}, {"port": 465}, {"security": "tls"}):
        with pytest.raises(Invalid, match="again"):
            change(cast, 2, **{"host": "mail.example.org", "user": "office", **moved})
    change(cast, 2)
    assert sender(cast).password == ""


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("host", {"host": "localhost"}), ("host", {"host": "127.0.0.1"}), ("host", {"host": "10.0.0.5"}),
        ("host", {"host": "169.254.169.254"}), ("host", {"host": "relay.internal"}), ("host", {"host": "a b"}),
        ("port", {"host": "mail.example.org", "port": 6379}), ("reply_address", {"reply_address": "nobody"}),
        ("security", {"host": "mail.example.org", "user": "a", "security": "none"}),
        ("dkim_domain", {"dkim_domain": "other.example", "dkim_selector": "a"}),
        ("dkim_selector", {"dkim_domain": "example.org"}), ("dkim_domain", {"dkim_selector": "a"}),
        ("dkim_selector", {"dkim_domain": "example.org", "dkim_selector": "a_b"}),
    ],
)  # fmt: skip
def test_it_refuses_private_hosts_and_broken_names(cast: Cast, field: str, values: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        change(cast, password="x", **values)
    assert refused.value.field == field


def test_it_refuses_a_public_name_with_a_private_address() -> None:
    server = door.SmtpServer("mail.example.org", 587)
    for found in (("10.0.0.7",), ("203.0.113.9",), ("93.184.216.34", "127.0.0.1"), ("::ffff:10.0.0.1",)):
        with pytest.raises(door.NotSent) as refused:
            door._pinned(server, mail.policy(), lambda host, port, found=found: found)  # type: ignore[misc]
        assert refused.value.stage == door.Stage.ADDRESS and refused.value.permanent
    assert door._pinned(server, mail.policy(), lambda host, port: ("93.184.216.34",)) == "93.184.216.34"


def test_it_reads_keys_that_receivers_accept() -> None:
    made = signing.make()
    assert signing.read(made.pem) == made
    small = rsa.generate_private_key(public_exponent=65537, key_size=1024)
    curve = ec.generate_private_key(ec.SECP256R1())
    forms = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    locked = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        *forms, serialization.BestAvailableEncryption(b"x")
    )
    for key in (small, curve):
        with pytest.raises(signing.BadKey):
            signing.read(key.private_bytes(*forms, serialization.NoEncryption()).decode())
    for text in (locked.decode(), "", "-----BEGIN", "한"):
        with pytest.raises((signing.BadKey, UnicodeEncodeError)):
            signing.read(text)


def test_it_keeps_managers_apart(cast: Cast) -> None:
    change(cast, host="mail.example.org")
    with pytest.raises(Stale):
        change(cast, host="mail2.example.org")
    for actor in (cast.officer, cast.auditor):
        with pytest.raises(Forbidden):
            mail.mail_change(actor, version=2, values=VALUES)
        with pytest.raises(Forbidden):
            mail.mail_test(actor)
    with tenant_scope(cast.island.pk):
        assert selectors.mail(cast.outsider) is None


def test_it_sends_notices_through_the_agencys_server_with_its_signature(
    committed_cast: Cast, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick_pdf(monkeypatch)
    item = an_item(committed_cast)
    review.item_approve(committed_cast.officer, item_id=item.pk, sha256=item.notice.content_sha256)
    box = Box()
    with running(box) as port:
        allow(settings, port)
        row = signed(committed_cast, host="127.0.0.1", port=port, security="none")
        delivery.delivery_send(Actor.system(committed_cast.harbour.pk), notice_id=item.notice_id)
    (arrived,) = box.mails
    content = arrived.content
    assert isinstance(content, bytes) and content.startswith(b"DKIM-Signature: ")
    assert content.endswith(bytes(fresh(committed_cast, item.notice).content)), "the approved bytes are a suffix"
    assert dkim.verify(content, dnsfunc=dns_of(row))
    assert not dkim.verify(content.replace(b"remove", b"permit", 1).replace(b"To: ", b"To: x", 1), dnsfunc=dns_of(row))
    with tenant_scope(committed_cast.harbour.pk):
        assert Delivery.objects.get().state == "sent"


def test_it_holds_a_notice_back_that_cannot_be_signed(
    committed_cast: Cast, settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick_pdf(monkeypatch)
    item = an_item(committed_cast)
    review.item_approve(committed_cast.officer, item_id=item.pk, sha256=item.notice.content_sha256)
    row = signed(committed_cast)
    with tenant_scope(committed_cast.harbour.pk):
        row.dkim_key = "broken"
        row.save()
    delivery.delivery_send(Actor.system(committed_cast.harbour.pk), notice_id=item.notice_id)
    with tenant_scope(committed_cast.harbour.pk):
        found = Delivery.objects.get()
    assert (found.state, found.blocked_by) == ("blocked", ["not_signed"])


def test_it_sends_a_test_mail_and_says_what_became_of_it(committed_cast: Cast, settings: LazySettings) -> None:
    cast, box = committed_cast, Box()
    system = Actor.system(cast.harbour.pk)
    with running(box) as port:
        allow(settings, port)
        row = signed(cast, host="127.0.0.1", port=port, security="none")
        mail.mail_test(cast.manager)
        with pytest.raises(Conflict):
            mail.mail_test(cast.manager)
        with tenant_scope(cast.harbour.pk):
            (job,) = Job.objects.filter(kind="agencies.workspace.mail_test")
        assert job.args == {"user_id": cast.manager.user_id}
        mail.mail_probe(system, **job.args)
    (arrived,) = box.mails
    assert isinstance(arrived.content, bytes) and arrived.rcpt_tos == ["mina@example.org"]
    assert dkim.verify(arrived.content, dnsfunc=dns_of(row))
    assert (sender(cast).test, sender(cast).test_reason) == ("sent", "")
    mail.mail_test(cast.manager)
    mail.mail_probe(system, **job.args)  # nobody listens any more
    assert (sender(cast).test, sender(cast).test_reason) == ("failed", "connect")
    settings.SMTP_ALLOWED_NETWORKS = []
    mail.mail_test(cast.manager)
    mail.mail_probe(system, **job.args)
    assert sender(cast).test_reason == "address"


def test_it_works_on_its_page(cast: Cast) -> None:
    client, url = cast.client("manager"), "/agency/settings/mail/"
    bad = client.post(
        url, {"version": 1, "reply_address": "x@example.org", "host": "10.0.0.1", "port": 25, "security": "none"}
    )
    assert bad.status_code == 422 and "10.0.0.1" in bad.content.decode() and "private network" in bad.content.decode()
    good = VALUES | {"version": 1, "dkim_domain": "example.org", "dkim_selector": "maru1"}
    assert client.post(url, good).status_code == 302
    assert client.post(f"{url}key/", {"version": 2, "pem": "nonsense"}).status_code == 422
    assert client.post(f"{url}key/", {"version": 2, "pem": ""}).status_code == 422
    assert client.post(f"{url}key/", {"version": 2, "make": "1"}).status_code == 302
    assert re.search(r"v=DKIM1; k=rsa; p=[A-Za-z0-9+/=]{300,}", client.get(url).content.decode())
    assert client.post(f"{url}test/").status_code == 302
    assert client.post(f"{url}key/", {"version": 3, "remove": "1"}).status_code == 302
    assert sender(cast).dkim_key == ""
    with tenant_scope(cast.harbour.pk):
        assert AgencySettings.objects.get().version == 4
