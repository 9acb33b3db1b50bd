"""Lists of links: what is new, what waits, and what becomes of them."""

import pytest
from django.urls import reverse

from agencies.tenancy.errors import Invalid
from agencies.tenancy.scope import tenant_scope
from cases.detection.models import FrontierEntry, WatchSource
from cases.detection.services import importing
from cases.detection.services.importing import LinkState
from cases.intake.models import ReportedLink
from tests.people import Cast
from tests.rows import a_case, a_source

pytestmark = pytest.mark.django_db
LIST = """url,note
hxxps://cats[.]example/1,first
https://cats.example/1,again
https://bridge1.example/,watched
https://bit.ly/abc123,short
http://192.168.1.10/x,inner
no address here
"""
PLACE = {"name": "Links of May", "country": "NL", "language": "nl", "cadence_seconds": 3600}


def test_it_tells_what_is_new_and_what_waits(cast: Cast) -> None:
    a_source(cast)
    with tenant_scope(cast.harbour.pk):
        found = importing.preview(cast.officer, LIST)
    states = {link.host: (link.state, link.why) for link in found.links}
    assert states["cats.example"] == (LinkState.NEW, "") and states["bridge1.example"][0] == LinkState.KNOWN
    assert states["bit.ly"] == (LinkState.HELD, "shortened") and states["192.168.1.10"][0] == LinkState.REFUSED
    assert found.repeated == 1 and [line.text for line in found.unread] == ["no address here"]
    with tenant_scope(cast.island.pk):
        theirs = importing.preview(cast.outsider, LIST)
    assert all(link.state != LinkState.KNOWN for link in theirs.links)


def test_it_watches_what_is_new_after_a_look(cast: Cast) -> None:
    client, address = cast.client("officer"), reverse("source-import")
    page = client.post(address, {"text": LIST})
    text = page.content.decode()
    assert page.status_code == 200 and "short link" in text and "private network" in text and "no address here" in text
    with tenant_scope(cast.harbour.pk):
        assert not WatchSource.objects.exists() and not FrontierEntry.objects.exists()
    wrong = client.post(address, {"take": "1", "text": LIST, "into": "source", "name": "x"})
    assert wrong.status_code == 422 and "This field is required." in wrong.content.decode()
    assert client.post(address, {"text": "nothing"}).status_code == 422
    taken = client.post(address, PLACE | {"take": "1", "text": LIST, "into": "source"})
    assert taken.status_code == 302
    with tenant_scope(cast.harbour.pk):
        row = WatchSource.objects.get(kind="links")
    assert row.options["addresses"].split("\n") == ["https://bridge1.example/", "https://cats.example/1"]
    with pytest.raises(Invalid):
        importing.links_watch(cast.officer, links="https://bit.ly/abc123", **PLACE)  # type: ignore[arg-type]


def test_it_reports_a_list_to_a_case(cast: Cast) -> None:
    case, client = a_case(cast), cast.client("worker")
    sent = {"take": "1", "text": LIST, "into": "case", "reference": case.reference}
    assert client.post(reverse("source-import"), sent).status_code == 302
    with tenant_scope(cast.harbour.pk):
        kept = {link.url for link in ReportedLink.objects.filter(case=case)}
    assert "https://cats.example/1" in kept and "https://bit.ly/abc123" in kept
    assert not any("192.168" in url for url in kept)
    theirs = cast.client("outsider").post(reverse("source-import"), sent)
    assert theirs.status_code == 422 and "no case with this number" in theirs.content.decode()
    assert client.post(reverse("source-import"), sent | {"into": "source"}).status_code == 422


def test_it_reads_four_hundred_links(cast: Cast) -> None:
    text = "\n".join(f"https://host{n % 40}.example/p/{n}" for n in range(450))
    with tenant_scope(cast.harbour.pk):
        found = importing.preview(cast.officer, text)
    assert len(found.urls(LinkState.NEW)) == 450
    row = importing.links_watch(cast.officer, links=text, **PLACE)  # type: ignore[arg-type]
    assert len(row.options["addresses"].split("\n")) == 450
