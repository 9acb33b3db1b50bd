"""Streams through the guarded door: the first and some more pieces of the cheapest adequate rendition, joined in memory.

Every address that a playlist names (variants, keys, heads, pieces) is fetched by the same client, so each passes the
guard. The result is one clip for the sandbox; FFmpeg opens nothing.
"""

import time
from dataclasses import dataclass, replace

from agencies.doors.adapters.http import Client
from agencies.doors.exchange import Fetched, FetchLimits, Refused, Unreachable
from cases.detection import manifest, playlist
from cases.detection.playlist import BadPlaylist, Key, Piece, Stream

MOST_PLAYLISTS = 3
MAX_PLAYLIST = 2_000_000
KEY_BYTES = 16
DASH_START = b"<"


@dataclass(frozen=True, slots=True)
class StreamLimits:
    """Bounds of one stream: bytes and seconds for everything, and how many pieces are looked at."""

    max_bytes: int = 40_000_000
    seconds: float = 60.0
    pieces: int = 8


@dataclass(frozen=True, slots=True)
class Joined:
    """A clip made of some pieces: its bytes, how many pieces of how many, and what went wrong (one word or empty).

    Words: format, empty, protected (not readable without a player's secrets), refused, unreachable, limit.
    """

    body: bytes
    taken: int = 0
    pieces: int = 0
    trouble: str = ""


def is_playlist(content_type: str, path: str) -> bool:
    """Whether an answer or address is a playlist rather than a clip."""
    kind = content_type.partition(";")[0].strip().lower()
    return kind in playlist.STREAM_TYPES or path.lower().endswith((".m3u8", ".mpd"))


def read(client: Client, url: str, *, limits: StreamLimits | None = None, first: Fetched | None = None) -> Joined:
    """The clip behind a playlist; `first` is the playlist if it was fetched already. Never raises for what a host says.

    Trouble after the first piece ends the reading; what was read until then is in the body all the same.
    """
    reader = _Reader(client, limits or StreamLimits())
    try:
        stream = reader.stream(url, first)
    except (BadPlaylist, Refused, Unreachable) as error:
        return Joined(b"", trouble=_word(error))
    chosen = playlist.sampled(stream.pieces, reader.limits.pieces)
    parts, taken, trouble = list[bytes](), 0, ""
    try:
        if stream.head is not None:
            parts.append(reader.piece(stream.head))
        for each in chosen:
            parts.append(reader.piece(each))
            taken += 1
    except (BadPlaylist, Refused, Unreachable) as error:
        trouble = _word(error)
    return Joined(b"".join(parts) if taken else b"", taken, len(stream.pieces), trouble)


def _word(error: Exception) -> str:
    if isinstance(error, BadPlaylist):
        return str(error)
    return "refused" if isinstance(error, Refused) else "unreachable"


class _Reader:
    """Fetches within one budget."""

    def __init__(self, client: Client, limits: StreamLimits) -> None:
        self.client, self.limits = client, limits
        self.until = time.monotonic() + limits.seconds
        self.left = limits.max_bytes
        self.keys: dict[str, bytes] = {}

    def stream(self, url: str, first: Fetched | None) -> Stream:
        """The pieces of the rendition to look at. Raises BadPlaylist, Refused, Unreachable."""
        answer = first
        for _ in range(MOST_PLAYLISTS):
            answer = answer or self.fetch(url, MAX_PLAYLIST)
            if answer.status != 200 or answer.truncated:
                raise BadPlaylist("format")
            if answer.body.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(DASH_START):
                return manifest.dash(answer.body, answer.url_final)
            found = playlist.hls(answer.body.decode("utf-8", "replace"), answer.url_final)
            if isinstance(found, Stream):
                return found
            url, answer = playlist.lowest(found).url, None
        raise BadPlaylist("format")

    def fetch(self, url: str, most: int, span: str = "") -> Fetched:
        """One answer within what is left. Raises BadPlaylist("limit"), Refused, Unreachable."""
        seconds = self.until - time.monotonic()
        if seconds <= 0 or self.left <= 0:
            raise BadPlaylist("limit")
        own = self.client.limits
        bounds: FetchLimits = replace(
            own, max_bytes=min(most, self.left), deadline=min(own.deadline, seconds), content_types=()
        )
        answer = self.client.fetch(url, headers={"Range": span} if span else None, limits=bounds)
        self.left -= len(answer.body)
        return answer

    def piece(self, piece: Piece) -> bytes:
        """The bytes of a piece, opened if it was locked. Raises as `fetch`, and BadPlaylist for half a piece."""
        answer = self.fetch(piece.url, self.left, piece.range)
        if answer.status not in {200, 206}:
            raise BadPlaylist("refused" if answer.status in {401, 403} else "empty")
        body = answer.body
        if answer.status == 200 and piece.range:  # a server that gives the whole
            body = body[piece.start :][: piece.length]
        if piece.key is not None:
            if answer.truncated:
                raise BadPlaylist("limit")
            body = playlist.opened(body, self.secret(piece.key), piece.key.iv)
        return body

    def secret(self, key: Key) -> bytes:
        """The key of a piece. Raises as `fetch`."""
        if key.url not in self.keys:
            self.keys[key.url] = self.fetch(key.url, KEY_BYTES + 1).body
        return self.keys[key.url]
