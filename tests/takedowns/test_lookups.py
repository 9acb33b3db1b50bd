"""Who answers for a host that nobody knows: what registries say, and what staff make of it; registries on the loopback."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.conf import LazySettings
from django.utils import timezone

from agencies.audit.models import PlatformLine
from agencies.doors.adapters import whois
from agencies.doors.exchange import Refused
from agencies.doors.guard import Policy
from agencies.tenancy.actor import Actor, Staff
from agencies.tenancy.errors import Conflict
from takedowns.recipients import adapters, rdap, selectors, services
from takedowns.recipients.models import Provider, Recipient
from takedowns.recipients.states import FoundState
from tests.doors.servers import Server, answer, by_path, policy
from tests.people import Cast
from tests.takedowns.flow import a_case, a_find, quick_pdf

CARD = [
    "vcard",
    [["version", {}, "text", "4.0"], ["fn", {}, "text", "Bridge Net"], ["email", {}, "text", "Abuse@Bridge.net"]],
]
# As registries answer: the abuse contact sits inside the holder's entity, and a placeholder beside it.
IP_ANSWER = {
    "objectClassName": "ip network",
    "country": "NL",
    "entities": [
        {"objectClassName": "entity", "roles": ["registrant"], "entities": [{"roles": ["abuse"], "vcardArray": CARD}]},
        {"roles": ["abuse"], "vcardArray": ["vcard", [["email", {}, "text", "unread@ripe.net"]]]},
    ],
}
WHOIS = "% Abuse contact for '192.0.2.0 - 192.0.2.255' is 'noc@bridge.net'\ninetnum: 192.0.2.0\n"


def test_it_finds_nested_abuse_contacts_and_no_placeholders() -> None:
    assert rdap.contacts(IP_ANSWER) == [rdap.Contact("abuse@bridge.net", "Bridge Net")]
    for broken in ({}, {"entities": "x"}, {"entities": [{"roles": ["abuse"], "vcardArray": ["vcard", [["email"]]]}]}):
        assert rdap.contacts(broken) == []
    deep: dict[str, Any] = {"roles": ["abuse"], "vcardArray": CARD}
    for _again in range(20):
        deep = {"entities": [deep]}
    assert rdap.contacts(deep) == [], "an answer cannot send us down for ever"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no address",
        "unread@ripe.net",
        "abuse@sub.arin.net",
        "noreply@bridge.net",
        "a@b.invalid",
        "x@y\r\nBcc: z@q.net",
    ],
)
def test_it_takes_no_placeholder_for_a_contact(text: str) -> None:
    assert rdap.usable(text) == ""


def test_it_finds_the_registry_to_ask() -> None:
    networks = {
        "services": [[["192.0.0.0/8"], ["https://a.net/"]], [["192.0.2.0/24"], ["http://b.net/", "https://b.net"]]]
    }
    assert (
        rdap.base_for_ip(networks, "192.0.2.7") == "https://b.net" and rdap.base_for_ip(networks, "198.51.100.1") == ""
    )
    names = {"services": [[["net"], ["https://n.net/"]], [["co.uk"], ["https://u.net"]]]}
    assert rdap.base_for_domain(names, "www.bridge.net") == ("https://n.net", "bridge.net")
    assert rdap.base_for_domain(names, "www.bridge.co.uk") == ("https://u.net", "bridge.co.uk")
    assert rdap.base_for_domain(names, "bridge.org") == ("", "")
    assert rdap.registered("www.bridge.co.kr") == "bridge.co.kr" and rdap.registered("a.b.bridge.kr") == "bridge.kr"
    assert [rdap.registered(one) for one in ("co.kr", "192.0.2.7", "[2001:db8::1]", "lone")] == [""] * 4


def test_it_is_not_held_up_by_what_a_registry_answers() -> None:
    for text in ("\n" * 60_000, "%" + " " * 60_000, "refer:" + "\n" * 60_000, "Abuse contact: " + "a" * 60_000):
        begun = time.process_time()
        assert rdap.whois_contacts(text) == [] and rdap.whois_referral(text) == "" and rdap.whois_country(text) == ""
        assert time.process_time() - begun < 1


def test_it_reads_whois_and_security_txt() -> None:
    assert rdap.whois_contacts(WHOIS) == [rdap.Contact("noc@bridge.net")]
    assert rdap.whois_contacts("OrgAbuseEmail:  abuse@cats.net\nabuse-mailbox: abuse@cats.net") == [
        rdap.Contact("abuse@cats.net")
    ]
    assert rdap.whois_referral("refer:        whois.cats.net\n") == "whois.cats.net"
    text = "# comment\nContact: mailto:security@cats.net\nContact: https://cats.net/report\n"
    assert rdap.security_contacts(text) == [rdap.Contact("security@cats.net")]


@contextmanager
def whois_server(text: str) -> Iterator[tuple[int, list[bytes]]]:
    """A WHOIS server on the loopback that answers every question with the text."""
    door, asked = socket.create_server(("127.0.0.1", 0)), list[bytes]()

    def serve() -> None:
        while True:
            try:
                link, _peer = door.accept()
            except OSError:
                return
            with link:
                asked.append(link.recv(1000))
                link.sendall(text.encode())

    Thread(target=serve, daemon=True).start()
    try:
        yield door.getsockname()[1], asked
    finally:
        door.close()


def test_it_asks_whois_through_the_guard_only() -> None:
    with whois_server(WHOIS) as (port, asked):
        assert "noc@bridge.net" in whois.ask(f"127.0.0.1:{port}", "192.0.2.7", policy=policy(port))
        assert asked == [b"192.0.2.7\r\n"]
        with pytest.raises(Refused):
            whois.ask(f"127.0.0.1:{port}", "192.0.2.7", policy=Policy())
        with pytest.raises(ValueError, match="one line"):
            whois.ask(f"127.0.0.1:{port}", "a\r\nb", policy=policy(port))


@pytest.fixture
def found(committed_cast: Cast, monkeypatch: pytest.MonkeyPatch) -> int:
    """A find on a host that nobody knows; its name leads to the loopback, where no such page is."""
    quick_pdf(monkeypatch)
    monkeypatch.setattr(adapters, "resolve", lambda host, port: ("127.0.0.9",))
    return a_find(committed_cast, a_case(committed_cast), base="https://www.unknown-bridge.net")


def look_up(cast: Cast, match_id: int) -> list[tuple[str, str, str]]:
    services.contacts_look_up(Actor.system(cast.harbour.pk), match_id=match_id)
    return [(row.scope, row.source, row.address) for row in Recipient.objects.order_by("scope", "address")]


@contextmanager
def registries(settings: LazySettings) -> Iterator[None]:
    """A registry of networks that answers by RDAP, and one of names that answers by WHOIS."""
    kind = {"content_type": "application/rdap+json"}
    pages = {"rdap/ip/127.0.0.9": answer(json.dumps(IP_ANSWER).encode(), **kind)}
    with (
        Server(by_path(**pages)) as registry,
        whois_server("Registrar Abuse Contact Email: abuse@names.net\n") as (port, _),
    ):
        base = f"http://127.0.0.1:{registry.port}/rdap"
        files = {"ipv4.json": {"services": [[["127.0.0.0/24"], [base]]]}, "dns.json": {"services": [[["net"], [base]]]}}
        told = {name: answer(json.dumps(content).encode(), **kind) for name, content in files.items()}
        with Server(by_path(**told)) as folder:
            settings.CRAWL_ALLOWED_NETWORKS = ["127.0.0.0/8"]
            settings.CRAWL_ALLOWED_PORTS = [registry.port, folder.port, port]
            settings.RDAP_BOOTSTRAP, settings.WHOIS_SERVER = f"http://127.0.0.1:{folder.port}", f"127.0.0.1:{port}"
            yield


def settle(number: int, to: FoundState) -> Provider | None:
    return services.found_settle(Staff(1), recipient_id=number, to=to, by="platform")


def test_it_looks_an_unknown_host_up_and_staff_verify_it(
    committed_cast: Cast, found: int, settings: LazySettings
) -> None:
    url = "https://www.unknown-bridge.net/post/1"
    with registries(settings):
        rows = look_up(committed_cast, found)
    assert rows == [("network", "rdap", "abuse@bridge.net"), ("registrar", "whois", "abuse@names.net")]
    assert look_up(committed_cast, found) == rows, "nobody is asked twice"
    assert [row.address for row in selectors.found_for(url)] == ["abuse@bridge.net", "abuse@names.net"]
    assert selectors.provider_for(url) is None, "nothing is used before it is verified"
    network, registrar = Recipient.objects.order_by("scope")
    assert (network.country, registrar.country) == ("NL", "")
    with pytest.raises(Conflict, match="country"):
        settle(registrar.pk, FoundState.VERIFIED)
    made = settle(network.pk, FoundState.VERIFIED)
    assert made is not None and selectors.provider_for(url) == made
    assert (made.kind, made.abuse_email, made.verified_by, made.country) == (
        "host",
        "abuse@bridge.net",
        "platform",
        "NL",
    )
    assert not made.listed and not selectors.providers().exists(), "a host's name may tell of a person"
    assert PlatformLine.objects.order_by("-id")[0].action == "directory.settle"
    Recipient.objects.filter(id=registrar.pk).update(country="US")
    settle(registrar.pk, FoundState.VERIFIED)
    assert selectors.provider_for(url) == made, "who hosts it is nearer than who registered its name"
    site = Recipient.objects.create(
        host="www.unknown-bridge.net", scope="site", source="officer", address="help@unknown-bridge.net", country="NL"
    )
    near = settle(site.pk, FoundState.VERIFIED)
    assert near is not None and selectors.provider_for(url) == near and near.parent_id is None
    near.refresh_from_db()
    assert near.parent == made


def test_it_uses_a_provider_that_has_the_address_already(db: None) -> None:
    known = Provider.objects.create(name="Cats", kind="host", country="DE", abuse_email="Abuse@cats.net", code="cats")
    row = Recipient.objects.create(
        host="a.net", scope="network", source="rdap", address="abuse@cats.net", name="Cats GmbH"
    )
    assert settle(row.pk, FoundState.VERIFIED) == known
    known.refresh_from_db()
    assert (known.country, known.name, known.verified_by) == ("DE", "Cats", "platform")
    with pytest.raises(Conflict):
        settle(row.pk, FoundState.VERIFIED)


def test_it_guesses_only_for_a_person_and_asks_again_when_registries_are_back(
    committed_cast: Cast, found: int, settings: LazySettings
) -> None:
    settings.RDAP_BOOTSTRAP = settings.WHOIS_SERVER = ""
    guess = ("site", "guess", "abuse@unknown-bridge.net")
    assert look_up(committed_cast, found) == [guess]
    assert selectors.provider_for("https://www.unknown-bridge.net/") is None
    with registries(settings):
        assert look_up(committed_cast, found) == [guess], "not on the same day"
        Recipient.objects.update(found_at=timezone.now() - timedelta(days=2))
        assert len(look_up(committed_cast, found)) == 3
    row = Recipient.objects.get(source="guess")
    settle(row.pk, FoundState.REFUSED)
    with pytest.raises(Conflict):
        settle(row.pk, FoundState.VERIFIED)
    assert row.pk not in [one.pk for one in selectors.found_for("https://www.unknown-bridge.net/")]
