"""Many sites on the loopback for the crawl's bench: pages with links and pictures of usual size, each file another one.

`python -m portal.bench.hosts PORT SITES PAGES MEDIA FOLDER`: site n listens on 127.x.y.z:PORT (`address`). FOLDER holds the
files that are served by turns (base-*.jpg, clip-*.mp4, planted-*.jpg); a comment in each copy makes its bytes unique, as no two
uploads are the same. Everything is served out of memory by one thread, so that it costs little beside what is measured.
"""

import asyncio
import struct
import sys
from email.utils import formatdate
from pathlib import Path

PLANTED_EVERY = 4999  # one file in so many is a copy of something registered
CLIP_EVERY = 100
BRANCH = 7  # pages that a page leads to; the whole site is reached in few steps
WORDS = "The bridge over the river was rebuilt in spring and the ferry goes every hour from the old harbour. " * 60
AGE = formatdate(1_790_000_000, usegmt=True)


def address(site: int) -> str:
    """The loopback address of a site."""
    return f"127.{1 + site // 62_500}.{site // 250 % 250}.{site % 250 + 1}"


def is_planted(number: int) -> bool:
    """Whether the file of this running number is a copy of something registered."""
    return number % PLANTED_EVERY == PLANTED_EVERY - 1 and number % CLIP_EVERY != CLIP_EVERY - 1


def jpeg(data: bytes, number: int) -> tuple[bytes, memoryview]:
    """A picture's bytes in two pieces, with a comment (ITU-T T.81, COM segment) that no other copy has."""
    return data[:2] + b"\xff\xfe" + struct.pack(">HQ", 10, number), memoryview(data)[2:]


def clip(data: bytes, number: int) -> tuple[memoryview, bytes]:
    """A clip's bytes in two pieces, with a box of free space at the end that no other copy has."""
    return memoryview(data), struct.pack(">I4sQ", 16, b"free", number)


class Corpus:
    """What the sites show. File names say everything: /m/PAGE-K.jpg."""

    def __init__(self, pages: int, media: int, folder: Path) -> None:
        self.pages, self.media = pages, media
        self.base = [path.read_bytes() for path in sorted(folder.glob("base-*.jpg"))]
        self.clips = [path.read_bytes() for path in sorted(folder.glob("clip-*.mp4"))]
        self.planted = [path.read_bytes() for path in sorted(folder.glob("planted-*.jpg"))]

    def number(self, site: int, page: int, k: int) -> int:
        """The running number of a file over all sites."""
        return (site * self.pages + page) * self.media + k

    def page(self, site: int, page: int) -> bytes:
        """HTML of a page: words, links onward, pictures."""
        onward = range(page * BRANCH + 1, min(page * BRANCH + 1 + BRANCH, self.pages))
        links = "".join(f'<li><a href="/p/{number}">Page {number}</a></li>' for number in onward)
        shown = "".join(self._shown(site, page, k) for k in range(self.media))
        title = f"<title>Site {site}, page {page}</title>"
        return f"<!doctype html><html><head>{title}</head><body><p>{WORDS}</p>{shown}<ul>{links}</ul></body></html>".encode()

    def _shown(self, site: int, page: int, k: int) -> str:
        if self.clips and self.number(site, page, k) % CLIP_EVERY == CLIP_EVERY - 1:
            return f'<video src="/m/{page}-{k}.mp4"></video>'
        return f'<figure><img src="/m/{page}-{k}.jpg" alt=""></figure>'

    def file(self, site: int, name: str) -> tuple[str, bytes | memoryview, bytes | memoryview]:
        """Content type and bytes of a file, in two pieces. Raises ValueError for a name that is none."""
        stem, _, ending = name.partition(".")
        page, k = map(int, stem.split("-"))
        number = self.number(site, page, k)
        if ending == "mp4":
            return "video/mp4", *clip(self.clips[number % len(self.clips)], number)
        if self.planted and is_planted(number):
            return "image/jpeg", *jpeg(self.planted[number % len(self.planted)], number)
        return "image/jpeg", *jpeg(self.base[number % len(self.base)], number)


class Site(asyncio.Protocol):
    """One connection to one site: requests one after the other, answers from memory."""

    def __init__(self, corpus: Corpus, site: int) -> None:
        self.corpus, self.site, self.waiting = corpus, site, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where answers go."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer every request that is complete."""
        self.waiting += data
        while b"\r\n\r\n" in self.waiting:
            head, _, self.waiting = self.waiting.partition(b"\r\n\r\n")
            self._answer(head.split(b" ", 2)[1].decode("ascii", "replace"), head.lower())

    def _answer(self, path: str, head: bytes) -> None:
        pieces: tuple[bytes | memoryview, ...]
        etag = f'"{self.site}{path}"'
        if path.startswith("/m/") and f"if-none-match: {etag}".lower().encode() in head:
            self.transport.write(f"HTTP/1.1 304 Not Modified\r\nETag: {etag}\r\n\r\n".encode())
            return
        try:
            if path.startswith("/m/"):
                kind, *pieces_ = self.corpus.file(self.site, path[3:])
                pieces = tuple(pieces_)
            elif path == "/" or path.startswith("/p/"):
                kind, pieces = "text/html; charset=utf-8", (self.corpus.page(self.site, int(path[3:] or 0)),)
            else:
                raise ValueError
        except (ValueError, IndexError):
            self.transport.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
            return
        length = sum(len(piece) for piece in pieces)
        fields = f"Content-Type: {kind}\r\nContent-Length: {length}\r\nETag: {etag}\r\nLast-Modified: {AGE}"
        self.transport.writelines([f"HTTP/1.1 200 OK\r\n{fields}\r\n\r\n".encode(), *pieces])


async def serve(port: int, sites: int, corpus: Corpus) -> None:
    """Listen on every site's address until killed; says when it does."""
    loop = asyncio.get_running_loop()
    for site in range(sites):
        await loop.create_server(lambda site=site: Site(corpus, site), address(site), port, backlog=64)  # type: ignore[misc]
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


if __name__ == "__main__":
    _port, _sites, _pages, _media = map(int, sys.argv[1:5])
    asyncio.run(serve(_port, _sites, Corpus(_pages, _media, Path(sys.argv[5]))))
