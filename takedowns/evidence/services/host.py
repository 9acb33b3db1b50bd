"""The host of a page: what name servers and the connection say of it, and the whole exchange as a web archive."""

from datetime import UTC, datetime

from agencies.doors import url as urls
from agencies.doors.adapters import names
from agencies.doors.exchange import Fetched
from agencies.doors.url import BadUrl
from cases.detection import selectors as detection
from takedowns.evidence import adapters, hostfacts, private, record, wacz, warc
from takedowns.evidence.hostfacts import HostFacts
from takedowns.evidence.services.gathered import Capture

CUT_PAGE = "stored as it was parsed, with every inline picture replaced by its SHA-256"
NOT_READ = "a redirect; its body was not read"
NOT_KEPT = "the answer was not the page; its body was not kept"
ONLY_ASKED = "only status and headers were asked for"


def note_host(capture: Capture) -> None:
    """Keep what is known of the host that answered; nothing where no host did."""
    answer = capture.page
    if answer is None:
        return
    try:
        target = urls.parse(answer.url_final)
    except BadUrl:
        return
    capture.host = HostFacts(
        host=target.host,
        ip=answer.ip,
        names=names.records(target, policy=detection.policy()),
        reverse=names.reverse(answer.ip),
        network=None,  # a registry's answer (RDAP) belongs here
    )
    capture.keep("host.json", "application/json", record.json_bytes(hostfacts.values(capture.host, answer)))
    if answer.tls is not None:
        capture.keep("tls-chain.pem", "application/x-pem-file", hostfacts.pem(answer.tls.chain))


def archive(capture: Capture, reference: str) -> None:
    """Keep the exchange as WARC inside WACZ; nothing where no host answered."""
    at, software = datetime.now(UTC), f"Maru {adapters.own()}"
    exchanges = [*_page(capture), *([_media(capture.media)] if capture.media else [])]
    if not exchanges:
        return
    match = capture.match
    files = dict.fromkeys([match.media_url, *match.media_urls])
    left = [warc.LeftOut(url, match.fetched_at, match.media_sha256, "picture or clip of the find") for url in files]
    content, entries = warc.build(exchanges, left, at=at, software=software)
    main = entries[-2 if capture.media and len(entries) > 1 else -1].url
    packed = wacz.build(content, entries, url=main, title=reference, at=at, software=software)
    capture.keep("capture.wacz", "application/wacz", packed)


def _page(capture: Capture) -> list[warc.Exchange]:
    """The redirects to the page, then the page."""
    answer, cleaned = capture.page, capture.cleaned
    if answer is None:
        return []
    hops = [
        warc.Exchange(
            hop.url,
            answer.started_at,
            "GET",
            answer.sent,
            hop.status,
            answer.http_version,
            hop.headers,
            hop.ip,
            why=NOT_READ,
        )
        for hop in answer.redirects
    ]
    if cleaned is None:
        return [*hops, _plain(answer, "GET", NOT_KEPT)]
    kept = warc.Exchange(
        answer.url_final, answer.started_at, "GET", answer.sent, answer.status, answer.http_version, answer.headers,
        answer.ip, payload=cleaned.store_html.encode(), kind="text/html; charset=utf-8", why=CUT_PAGE,
        original=(cleaned.sha256_original, len(answer.body)), cuts=cleaned.removed,
    )  # fmt: skip
    return [*hops, kept]


def _media(answer: Fetched) -> warc.Exchange:
    return _plain(answer, "HEAD", ONLY_ASKED)


def _plain(answer: Fetched, method: str, why: str) -> warc.Exchange:
    """An exchange of which only the heads are kept."""
    return warc.Exchange(
        private.address(answer.url_final), answer.started_at, method, answer.sent, answer.status,
        answer.http_version, answer.headers, answer.ip, why=why,
    )  # fmt: skip
