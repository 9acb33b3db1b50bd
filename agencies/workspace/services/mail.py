"""The agency's own mail server and signing key: change, try, and use them for what is sent."""

import uuid
from dataclasses import dataclass, field
from datetime import UTC
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from ipaddress import ip_network
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from agencies.audit import services as audit
from agencies.doors import address, guard
from agencies.doors.adapters import mail
from agencies.doors.guard import Policy
from agencies.doors.url import Target
from agencies.events import services as events
from agencies.keys.errors import KeyTrouble
from agencies.people import selectors as people
from agencies.tenancy import rights
from agencies.tenancy import selectors as tenancy
from agencies.tenancy.actor import Actor
from agencies.tenancy.errors import Conflict, Invalid, Stale
from agencies.tenancy.models import AgencySettings
from agencies.tenancy.scope import tenant_scope
from agencies.tenancy.services import verb
from agencies.workspace import adapters, rules, selectors, signing
from agencies.workspace.adapters import NotSigned
from agencies.workspace.models import MailSender
from agencies.workspace.services.settings import settings_keep, settings_lock
from agencies.workspace.states import MailTest

PORTS = frozenset({25, 465, 587, 2525})
PLAIN = ("host", "port", "security", "user", "dkim_domain", "dkim_selector")


@dataclass(frozen=True, slots=True)
class Way:
    """How a mail of an agency leaves: its own server behind the guard, or the deployment's; `sender` signs it."""

    server: mail.SmtpServer = field(repr=False)
    policy: Policy | None

    def send(self, message: bytes, *, sender: str, recipients: list[str]) -> mail.Receipt:
        """Hand the message over; raises what the mail door raises. No transaction may be open."""
        return mail.send(message, sender=sender, recipients=recipients, server=self.server, policy=self.policy)


def policy() -> Policy:
    """Where an agency's own server may be: the public internet, and private networks that the deployment allows."""
    return Policy(
        allowed_ports=PORTS,
        extra_networks=tuple(ip_network(each) for each in settings.SMTP_ALLOWED_NETWORKS),
        extra_ports=frozenset(settings.SMTP_ALLOWED_PORTS),
    )


@verb("settings.update")
def mail_change(actor: Actor, *, version: int, values: dict[str, Any], password: str = "") -> int:
    """Change server, names of the signature and reply address together; returns the new version of the settings.

    An empty password keeps the one that is stored, unless server or user change: it is never shown to another server.
    Raises Stale and Invalid.
    """
    row, sender = _locked(actor, version)
    own = {name: values[name] for name in PLAIN}
    reply = _checked(actor, own, values["reply_address"])
    changed = [f"mail.{name}" for name in PLAIN if getattr(sender, name) != own[name]]
    moved = {"mail.host", "mail.user", "mail.port", "mail.security"} & set(changed)
    if moved and own["user"] and not password:
        raise Invalid(_("Enter the password again: it is not shown to another server."), "password")
    if password or moved:
        changed.append("mail.password")
        sender.password = password if own["user"] else ""
    if reply != row.reply_address:
        changed.append("reply_address")
    if not changed:
        return version
    for name, value in own.items():
        setattr(sender, name, value)
    return _kept(actor, row, sender, changed, reply_address=reply)


@verb("settings.update")
def mail_key(actor: Actor, *, version: int, pem: str = "", remove: bool = False) -> int:
    """Make a signing key, store a pasted one, or remove it; returns the new version. Raises Stale and Invalid."""
    row, sender = _locked(actor, version)
    if remove:
        sender.dkim_key = sender.dkim_record = ""
        return _kept(actor, row, sender, ["mail.dkim_key"])
    if not sender.dkim_domain or not sender.dkim_selector:
        raise Invalid(_("Save the domain and the selector of the signature first."), "pem")
    try:
        key = signing.read(pem) if pem.strip() else signing.make()
    except signing.BadKey as error:
        message = _(
            "This is no RSA private key of 2048 bits or more without a password. Paste all of it, or let one be made."
        )
        raise Invalid(message, "pem") from error
    sender.dkim_key, sender.dkim_record = key.pem, key.record
    return _kept(actor, row, sender, ["mail.dkim_key"])


@verb("settings.update")
def mail_test(actor: Actor) -> None:
    """Send a mail to oneself the way notices go, in a job. Raises Conflict while one is on its way."""
    settings_lock(actor)
    sender, _made = MailSender.objects.visible_to(actor).get_or_create(agency_id=actor.agency_id)
    waiting = MailSender.objects.visible_to(actor).exclude(test=MailTest.WAITING).filter(id=sender.pk)
    if actor.user_id is None or not waiting.update(test=MailTest.WAITING, test_reason=""):
        raise Conflict(_("A test mail is on its way already."))
    audit.record(actor, "mail.test", subject_kind="mailsender", subject_id=sender.pk)
    events.enqueue(
        "agencies.workspace.mail_test", agency_id=actor.agency_id, key=f"mail-test:{uuid.uuid4().hex}",
        user_id=actor.user_id,
    )  # fmt: skip


def mail_probe(actor: Actor, *, user_id: int) -> None:
    """The job: sign and send, then note what became of it. A broken connection is noted, never tried again."""
    rights.require(actor, "settings.probe")
    person = people.user(user_id)
    if person is None:
        return
    reason = ""
    try:
        with tenant_scope(actor.agency_id):
            own, way = tenancy.settings(actor), mail_way(actor)
            message = message_sign(actor, _letter(actor, own, person.email))
        way.send(message, sender=own.reply_address, recipients=[person.email])
    except (NotSigned, KeyTrouble):
        reason = "key"
    except mail.NotSent as error:
        reason = str(error.stage)
    except mail.OutcomeUnknown:
        reason = "unknown"
    with tenant_scope(actor.agency_id):
        MailSender.objects.visible_to(actor).filter(test=MailTest.WAITING).update(
            test=MailTest.FAILED if reason else MailTest.SENT, test_reason=reason, tested_at=timezone.now()
        )


def mail_way(actor: Actor) -> Way:
    """How the agency's mails leave now, in the caller's scope: its own server, or else the deployment's."""
    own = selectors.mail(actor)
    if own is None or not own.host:
        server = tenancy.mail_server()
        return Way(server, None)
    server = mail.SmtpServer(
        host=own.host, port=own.port, security=mail.Security(own.security), user=own.user, password=own.password
    )
    return Way(server, policy())


def message_sign(actor: Actor, message: bytes) -> bytes:
    """The message with the agency's signature in front, or as it is where there is no key, in the caller's scope.

    Raises NotSigned: a notice is not sent without a signature that its receivers were told to expect.
    """
    own = selectors.mail(actor)
    if own is None or not own.dkim_record:
        return message
    return adapters.dkim_sign(message, domain=own.dkim_domain, selector=own.dkim_selector, pem=own.dkim_key)


def _locked(actor: Actor, version: int) -> tuple[AgencySettings, MailSender]:
    row = settings_lock(actor)
    if row.version != version:
        raise Stale(_("A colleague changed the settings meanwhile. Look at them again; what you typed was not saved."))
    sender, _made = MailSender.objects.visible_to(actor).get_or_create(agency_id=actor.agency_id)
    return row, sender


def _kept(actor: Actor, row: AgencySettings, sender: MailSender, changed: list[str], **values: Any) -> int:
    sender.test, sender.test_reason, sender.tested_at = MailTest.UNTRIED, "", None
    sender.save()
    return settings_keep(actor, row, changed, **values)


def _checked(actor: Actor, own: dict[str, Any], reply_address: str) -> str:
    """The reply address as it is stored; `own` is normalised in place. Raises Invalid."""
    try:
        reply = str(rules.check("reply_address", reply_address, selectors.around(actor)))
    except rules.Bad as error:
        raise Invalid(_(error.message) % error.values, "reply_address") from error
    _server(own)
    domain, selector = own["dkim_domain"], own["dkim_selector"]
    if bool(domain) != bool(selector):
        raise Invalid(
            _("A signature needs both a domain and a selector."), "dkim_selector" if domain else "dkim_domain"
        )
    if domain and (not signing.DOMAIN.fullmatch(domain) or not signing.covers(domain, reply)):
        raise Invalid(
            _("Receivers trust a signature of the reply address's own domain, or of one above it."), "dkim_domain"
        )
    if selector and not signing.SELECTOR.fullmatch(selector):
        raise Invalid(_("A selector has small letters, digits and hyphens, for example maru1."), "dkim_selector")
    return reply


def _server(own: dict[str, Any]) -> None:
    """Host and port are looked at with the guard's eyes before anything is looked up."""
    if not own["host"]:
        own.update(port=587, security="starttls", user="")
        return
    try:
        own["host"] = address.normalise(own["host"])
    except address.BadHost as error:
        raise Invalid(_("This is not the name of a server."), "host") from error
    limits, target = policy(), Target("https", own["host"], own["port"], "/")
    literal = address.literal(own["host"])
    refusal = guard.verdict(target, [own["host"]], limits) if literal else guard.before_lookup(target, limits)
    if refusal == address.Refusal.PORT:
        message = _("Mail servers take mail at port 587, 465, 2525 or 25.")
        raise Invalid(message, "port")
    if refusal:
        message = _("This server lies in a private network, which the portal does not open. Ask the people who run it.")
        raise Invalid(message, "host")
    if own["user"] and own["security"] == "none":
        raise Invalid(_("A password is sent only over a protected connection: choose STARTTLS or TLS."), "security")


def _letter(actor: Actor, own: AgencySettings, recipient: str) -> bytes:
    """The test mail; it says nothing about any case."""
    letter = EmailMessage(policy=SMTP)
    with override(own.languages[0] if own.languages else "en"):
        letter["Date"] = format_datetime(timezone.now().astimezone(UTC))
        letter["Message-ID"] = f"<test.{uuid.uuid4().hex}@{own.reply_address.rpartition('@')[2]}>"
        letter["From"], letter["To"] = own.reply_address, recipient
        letter["Subject"] = _("Test mail of the portal")
        letter.set_content(
            _("This mail went the way that the notices of your agency go. You need not answer it.") + "\n"
        )
    return letter.as_bytes()
