"""The demo's pictures are drawn once for the whole test session; nothing here needs a database."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from portal.demo import catalogue, world
from portal.demo.adapters import pictures
from portal.demo.adapters.sites import Sites
from portal.demo.world import World

TOKEN = "only-for-this-test"


@pytest.fixture(scope="session")
def served() -> dict[int, pictures.Rendered]:
    """What the sites serve, by the number of the post."""
    return {number: pictures.rendered(post.media) for number, post in catalogue.POSTS.items()}


@pytest.fixture
def start() -> World:
    return world.start([("127.0.0.1", 8101), ("127.0.0.2", 8102)], datetime(2026, 3, 1, 12, tzinfo=UTC))


@pytest.fixture
def sites() -> Iterator[Sites]:
    with Sites([("127.0.0.1", 0), ("127.0.0.1", 0)], TOKEN) as running:
        yield running
