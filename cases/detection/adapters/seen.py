"""The matcher's way to what was seen lately: it reads values and owners of all agencies, no address and no page.

One scan over the table, chunk by chunk, in one snapshot: a registration is compared once, in the background, so the table
needs no index in memory. See the measurements for what a scan of many millions costs.
"""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import numpy as np
import psycopg2
from django.conf import settings
from psycopg2.extensions import ISOLATION_LEVEL_REPEATABLE_READ

from cases.fingerprints.search import RADIUS, Index

CHUNK = 50_000  # values that are looked at together


class SeenAway(Exception):
    """The matcher's database cannot be reached now."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """A seen value near a registered one: its row and owner, the number of the asked value (-1: same file), bits, quality."""

    id: int
    agency_id: int
    asked: int
    distance: int
    quality: int


def find(values: Sequence[bytes], marks: Sequence[tuple[str, bytes]], radius: int = RADIUS) -> list[Likeness]:
    """Everything seen within `radius` bits of the values (32 bytes each), or with one of the keyed digests; raises SeenAway.

    `marks`: ("sha256" or "md5", digest.mark). Of several asked values only the nearest counts for a row.
    """
    try:
        with closing(psycopg2.connect(settings.MATCHER_DATABASE_URL, connect_timeout=5)) as connection:
            connection.set_session(isolation_level=ISOLATION_LEVEL_REPEATABLE_READ, readonly=True)
            with connection.cursor() as cursor:
                found = [*_exact(cursor, marks), *_near(cursor, list(values), radius)]
    except psycopg2.Error as error:
        raise SeenAway from error
    best: dict[int, Likeness] = {}
    for one in found:
        if one.id not in best or one.distance < best[one.id].distance:
            best[one.id] = one
    return sorted(best.values(), key=lambda one: (one.distance, one.id))


def _exact(cursor: Any, marks: Sequence[tuple[str, bytes]]) -> Iterator[Likeness]:
    for kind, mark in marks:
        column = {"sha256": "sha256_mark", "md5": "md5_mark"}[kind]
        cursor.execute(f"SELECT id, agency_id, quality FROM cases_seenmedia WHERE {column} = %s", [mark])
        yield from (Likeness(number, agency_id, -1, 0, quality) for number, agency_id, quality in cursor.fetchall())


def _near(cursor: Any, values: list[bytes], radius: int) -> Iterator[Likeness]:
    after, rows = 0, CHUNK
    while values and rows == CHUNK:
        cursor.execute(
            """SELECT count(*), max(id), string_agg(value, ''::bytea ORDER BY id)
               FROM (SELECT id, value FROM cases_seenmedia WHERE id > %s ORDER BY id LIMIT %s) AS chunk""",
            [after, CHUNK],
        )
        rows, last, joined = cursor.fetchone()
        if not rows:
            return
        bits = np.frombuffer(joined, dtype=np.uint8).reshape(-1, 32)
        hits = Index(np.arange(rows, dtype=np.int64), bits).search(values, radius)
        if hits:
            cursor.execute(
                "SELECT id, agency_id, quality FROM cases_seenmedia WHERE id > %s ORDER BY id LIMIT %s", [after, rows]
            )
            owners = cursor.fetchall()
            for asked, place, distance in hits:
                number, agency_id, quality = owners[place]
                yield Likeness(number, agency_id, asked, distance, quality)
        after = last
