"""A commercial web search with a key: one table line for each provider (Brave, Naver, Kakao)."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from cases.detection import following, markup, moments, plainjson
from cases.detection.gather import Gather, parsed
from cases.detection.reading import Answer, Ask, Option, Place, Reading
from cases.detection.words import gettext_noop

JSON = "application/json"
MOST_PAGES = 5


@dataclass(frozen=True, slots=True)
class Provider:
    """Where a provider is asked, how it is paged, and where its answers keep what we read."""

    host: str
    paths: tuple[str, ...]  # for pages, and for pictures
    term: str
    size: tuple[str, str]  # parameter and value
    page: tuple[str, int, int]  # parameter, first value, step
    results: tuple[tuple[str, ...], ...]  # where the list of results is
    link: tuple[tuple[str, ...], ...]
    shown: tuple[tuple[str, ...], ...]


PROVIDERS: dict[str, Provider] = {
    "brave": Provider(
        "api.search.brave.com", ("/res/v1/web/search", "/res/v1/images/search"), "q", ("count", "20"), ("offset", 0, 1),
        (("web", "results"), ("results",)), (("url",),), (("properties", "url"), ("thumbnail", "src")),
    ),
    "naver": Provider(
        "openapi.naver.com", ("/v1/search/webkr.json", "/v1/search/image"), "query", ("display", "50"), ("start", 1, 50),
        (("items",),), (("link",),), (("thumbnail",),),
    ),
    "kakao": Provider(
        "dapi.kakao.com", ("/v2/search/web", "/v2/search/image"), "query", ("size", "50"), ("page", 1, 1),
        (("documents",),), (("doc_url",), ("url",)), (("image_url",), ("thumbnail_url",)),
    ),
}  # fmt: skip


class WebSearch:
    """Asks a search machine for a term. It learns the words: consent for this provider comes first."""

    name = "websearch"
    label = gettext_noop("Commercial web search (with a key)")
    help = gettext_noop("The first address of the provider's interface, for example https://dapi.kakao.com/.")
    options: tuple[Option, ...] = (
        Option("provider", gettext_noop("Provider"), "kakao", required=True, choices=tuple(PROVIDERS)),
        Option("key", gettext_noop("Key"), required=True, secret=True),
        Option("key_name", gettext_noop("Name of the key, if the provider gives one (Naver: client id)")),
        Option("pages", gettext_noop("How many pages of results"), "1"),
    )
    withheld = gettext_noop("Tried with the documented answers only, and keys cannot be kept sealed with a source yet.")

    def check(self, place: Place) -> str:
        """A known provider at its own host, so that a key is sent nowhere else."""
        provider = PROVIDERS.get(place.options.get("provider", ""))
        target = parsed(place.url)
        if provider is None or target is None or target.host != provider.host or target.scheme != "https":
            return gettext_noop("The address does not belong to this provider. The key would be sent to somebody else.")
        return ""

    def start(self, place: Place) -> tuple[Ask, ...]:
        """Nothing: every question is counted and paid."""
        return ()

    def headers(self, place: Place, ask: Ask) -> Mapping[str, str]:
        """The key, in the form that the provider wants; none for another host."""
        target, key = parsed(ask.url), place.options.get("key", "")
        name = place.options.get("provider", "")
        provider = PROVIDERS.get(name)
        if target is None or provider is None or (target.host, target.scheme) != (provider.host, "https"):
            return {}
        if name == "brave":
            return {"X-Subscription-Token": key}
        if name == "naver":
            return {"X-Naver-Client-Id": place.options.get("key_name", ""), "X-Naver-Client-Secret": key}
        return {"Authorization": f"KakaoAK {key}"}

    def asks(self, place: Place, term: str) -> tuple[Ask, ...]:
        """Pages and pictures, the first pages of each."""
        provider = PROVIDERS.get(place.options.get("provider", ""))
        if provider is None:
            return ()
        parameter, first, step = provider.page
        return tuple(
            Ask(f"https://{provider.host}{path}?"
                + urlencode({provider.term: term, provider.size[0]: provider.size[1], parameter: first + page * step}),
                "results", accept=JSON)
            for path in provider.paths
            for page in range(following.number(place, "pages", 1, MOST_PAGES))
        )  # fmt: skip

    def read(self, place: Place, ask: Ask, answer: Answer) -> Reading:
        """A page of results, or a page that was found."""
        if ask.role != "results":
            return following.single(place, ask, answer)
        provider, value = PROVIDERS.get(place.options.get("provider", "")), plainjson.read(answer.body)
        if provider is None or not isinstance(value, dict):
            return Reading(trouble="format")
        lists = [rows for path in provider.results if isinstance(rows := plainjson.at(value, *path), list)]
        if not lists:
            return Reading(trouble="refused" if {"error", "errorCode", "errorType"} & set(value) else "format")
        gather = Gather(answer.url)
        for row in plainjson.rows(lists[0]):
            _result(place, gather, provider, row)
        return gather.reading()


def _result(place: Place, gather: Gather, provider: Provider, row: dict[str, object]) -> None:
    link = next((found for path in provider.link if (found := plainjson.text(row, *path))), "")
    said = " ".join(markup.plain(plainjson.text(row, name)) for name in ("title", "description", "contents"))
    at = moments.read(row.get("datetime") or row.get("page_age"))
    picture = following.is_media_url(link) or bool(row.get("sizeheight"))  # Naver's pictures link to the file itself
    for path in provider.shown:
        gather.show(plainjson.at(row, *path), link, said, at)
    if picture:
        gather.show(link, link, said, at)
    elif place.depth > 0:
        gather.ask(link, "hit", depth=1)
    gather.item(link, said, at)
