"""What rendering a page may cost, and what it gives."""

from dataclasses import dataclass

from agencies.doors.exchange import USER_AGENT

TROUBLES = (
    "refused",  # our own policy: the page's address, or no browser may open strangers' pages here
    "unreachable",
    "format",  # not a page
    "time",
    "memory",
    "crashed",  # the browser ended, also when somebody ended it
    "missing",  # no browser is installed
)
STREAMS = {
    "application/dash+xml": "dash",
    "application/vnd.apple.mpegurl": "hls",
    "application/x-mpegurl": "hls",
    "audio/mpegurl": "hls",
    "audio/x-mpegurl": "hls",
}


@dataclass(frozen=True, slots=True)
class RenderLimits:
    """Bounds of one page: seconds for everything, bytes over the network, of markup and of blobs, resident memory.

    `steps`: how often it is scrolled. `requests`: what the page may ask for beside its pictures.
    """

    seconds: float = 25.0
    max_bytes: int = 40_000_000
    max_html: int = 5_000_000
    max_blobs: int = 30_000_000
    max_memory: int = 1_500_000_000
    steps: int = 8
    requests: int = 300
    media: int = 1000
    user_agent: str = USER_AGENT


@dataclass(frozen=True, slots=True)
class Medium:
    """A picture, clip or stream that the page shows. `body` only of what has no address of its own (blob:, data:).

    `kind` is image, video, hls or dash; `url` is empty where there is only a body.
    """

    url: str
    kind: str
    content_type: str = ""
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Rendered:
    """The page as it stood in the browser at the end: address, status, markup, media; or `trouble`, one of TROUBLES.

    With trouble there may be some markup and media all the same.
    """

    url: str
    status: int = 0
    html: str = ""
    media: tuple[Medium, ...] = ()
    trouble: str = ""


def kind_of(content_type: str, path: str) -> str:
    """image, video, hls or dash by what the server says and, where it says nothing of use, by the end of the path."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind in STREAMS:
        return STREAMS[kind]
    end = path.lower().rpartition(".")[2]
    if end in {"m3u8", "mpd"}:
        return {"m3u8": "hls", "mpd": "dash"}[end]
    family = kind.partition("/")[0]
    return family if family in {"image", "video"} and kind != "image/svg+xml" else ""


def is_media(start: bytes) -> str:
    """The media type of a piece of a clip by its first bytes: MP4 boxes, MPEG-TS, WebM; empty for anything else."""
    if start[4:8] in {b"ftyp", b"styp", b"moof", b"sidx", b"moov"}:
        return "video/mp4"
    if start[:4] == b"\x1aE\xdf\xa3":
        return "video/webm"
    return "video/mp2t" if start[:1] == b"G" and start[188:189] == b"G" else ""
