"""What the crawl tells those who look for new sites. Called with values, outside any scope; it must be quick."""

from collections.abc import Sequence

from agencies.tenancy.actor import Actor


def links_seen(actor: Actor, source_id: int, page_url: str, outside: Sequence[str]) -> None:
    """Links to other hosts on a page that showed a copy. Nobody listens yet."""
