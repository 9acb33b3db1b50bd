"""Content decoding that cannot be made to fill the memory: output is produced in bounded pieces."""

import zlib
from collections.abc import Iterable, Iterator

from agencies.doors.exchange import Trouble, Unreachable

ACCEPTED = "gzip, deflate"  # brotli is not asked for: one coding less that strangers may feed us
PIECE = 65_536


class _Inflate:
    """gzip, and deflate with or without its zlib header (servers send both, browsers read both)."""

    def __init__(self, name: str) -> None:
        self._engine = zlib.decompressobj(zlib.MAX_WBITS | 16) if name != "deflate" else None

    def pieces(self, data: bytes) -> Iterator[bytes]:
        if not data:
            return
        if self._engine is None:
            zlib_header = data[0] & 0x0F == 8 and (len(data) < 2 or (data[0] * 256 + data[1]) % 31 == 0)
            self._engine = zlib.decompressobj(zlib.MAX_WBITS if zlib_header else -zlib.MAX_WBITS)
        piece = b"?" * PIECE
        while len(piece) == PIECE and not self._engine.eof:
            try:
                piece = self._engine.decompress(data, PIECE)
            except zlib.error as error:
                raise Unreachable(Trouble.ENCODING, permanent=True) from error
            yield piece
            data = self._engine.unconsumed_tail


def bounded(chunks: Iterable[bytes], *, encoding: str, limit: int) -> tuple[bytes, bool]:
    """Decode a streamed body up to `limit` bytes; returns the body and whether it was cut.

    `encoding` is the Content-Encoding header. Raises Unreachable for a coding that was not asked for, for nested
    codings and for broken data. Never holds more than the limit and two pieces.
    """
    name = encoding.strip().lower()
    if name not in {"", "identity", "gzip", "x-gzip", "deflate"}:
        raise Unreachable(Trouble.ENCODING, permanent=True)
    inflate = _Inflate(name) if name not in {"", "identity"} else None
    body = bytearray()  # not a list: of pieces of one byte it would take forty times their size
    for chunk in chunks:
        for piece in inflate.pieces(chunk) if inflate else (chunk,):
            body += piece if len(body) + len(piece) <= limit else piece[: limit + 1 - len(body)]
            if len(body) > limit:
                return bytes(body[:limit]), True
    return bytes(body), False
