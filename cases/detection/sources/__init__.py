"""Kinds of sources: one module each behind one line of this table."""

from cases.detection.reading import Kind
from cases.detection.sources.activitypub import ActivityPub
from cases.detection.sources.bluesky import Bluesky
from cases.detection.sources.direct import Direct
from cases.detection.sources.discourse import Discourse
from cases.detection.sources.feed import Feed
from cases.detection.sources.filehost import FileHost
from cases.detection.sources.forum import Forum
from cases.detection.sources.imageboard import Imageboard
from cases.detection.sources.links import Links
from cases.detection.sources.mastodon import Mastodon
from cases.detection.sources.opensearch import OpenSearch
from cases.detection.sources.reddit import Reddit
from cases.detection.sources.searxng import Searxng
from cases.detection.sources.sitemap import Sitemap
from cases.detection.sources.telegram import Telegram
from cases.detection.sources.websearch import WebSearch
from cases.detection.sources.website import Website
from cases.detection.sources.wordpress import WordPress

# In the order of the list that people choose from.
ALL: tuple[Kind, ...] = (
    Website(), Sitemap(), Feed(), WordPress(), Forum(), Discourse(), Mastodon(), ActivityPub(), Bluesky(), Reddit(),
    Telegram(), Imageboard(), FileHost(), Links(), Direct(), OpenSearch(), Searxng(), WebSearch(),
)  # fmt: skip
KINDS: dict[str, Kind] = {kind.name: kind for kind in ALL}
OFFERED: dict[str, Kind] = {name: kind for name, kind in KINDS.items() if not kind.withheld}  # in the interface
