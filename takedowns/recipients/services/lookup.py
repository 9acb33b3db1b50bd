"""Ask registries who answers for a host that the directory does not know; what they say waits for the platform's staff."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from agencies.events import services as events
from agencies.tenancy import rights
from agencies.tenancy.actor import Actor
from agencies.tenancy.scope import tenant_scope
from cases.detection import selectors as detection
from cases.detection.models import Match
from takedowns.recipients import adapters, rdap, rules, selectors
from takedowns.recipients.models import Provider, Recipient
from takedowns.recipients.states import Scope, Source

LOOK_UP = "takedowns.recipients.look_up"
AGAIN = timedelta(days=1)  # registries may have been away: after a guess they are asked anew


def lookup_start(actor: Actor, *, match_id: int) -> None:
    """Enqueue the look-up for a find's host, once a find, in the caller's transaction."""
    events.enqueue(LOOK_UP, agency_id=actor.agency_id, key=f"recipient:{match_id}", match_id=match_id)


def contacts_look_up(actor: Actor, *, match_id: int) -> None:
    """Look up the host of a find; safe to run again. No transaction is open while registries are asked."""
    rights.require(actor, "notice.draft")
    with tenant_scope(actor.agency_id):
        match = Match.objects.visible_to(actor).filter(id=match_id).first()
        if match is None or not match.page_url or _reached(actor, match.page_url):
            return
    host = selectors.bare(selectors.host_of(match.page_url))
    told = Recipient.objects.filter(host=host).exclude(source=Source.OFFICER)
    if told.exclude(source=Source.GUESS).exists() or told.filter(found_at__gt=timezone.now() - AGAIN).exists():
        return
    where = adapters.Registries(settings.RDAP_BOOTSTRAP.rstrip("/"), settings.WHOIS_SERVER, detection.policy())
    answers = adapters.ask(host, where)
    cdn = answers.cdn or _cdn_by_network(answers.ip)
    rows = [
        Recipient(
            host=host, scope=one.scope, source=one.source, address=one.address, name=one.name, country=one.country, cdn=cdn
        )
        for one in answers.contacts
    ]  # fmt: skip
    domain = rdap.registered(host)
    if not rows and domain:  # RFC 2142: a guess, shown as one; a person decides whether it is tried
        rows = [Recipient(host=host, scope=Scope.SITE, source=Source.GUESS, address=f"abuse@{domain}", cdn=cdn)]
    Recipient.objects.bulk_create(rows, ignore_conflicts=True)


def _reached(actor: Actor, url: str) -> bool:
    """Whether the directory knows somebody for this address whom some way leads to."""
    return bool(selectors.ways(actor, selectors.reachable(actor, selectors.provider_for(url))))


def _cdn_by_network(ip: str) -> str:
    rows = Provider.objects.filter(kind=Provider.Kind.CDN).exclude(networks=[])
    return next((row.code or row.name for row in rows if rules.in_networks(ip, row.networks)), "")[:40]
