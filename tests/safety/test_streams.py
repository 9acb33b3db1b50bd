"""HLS and DASH: read as text, fetched through the door, decoded from memory."""

import time
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from agencies.doors.adapters.http import Client, FetchLimits
from cases.detection import manifest, playlist
from cases.detection.adapters import streams
from cases.detection.adapters.decoder import Decoded, DecodeFailure, Decoder
from cases.detection.adapters.streams import Joined, StreamLimits
from cases.detection.playlist import BadPlaylist, Piece, Stream, Variant
from cases.fingerprints import frames, prepare
from tests.doors.servers import Server, answer, by_path
from tests.safety import clips, tricks
from tests.safety.conftest import SITE, Canary, only_site

BASE = "http://site.example/live/list.m3u8"


def read(server: Server, path: str, **limits: int) -> Joined:
    with Client(policy=only_site(server.port), limits=FetchLimits(deadline=5), resolver=tricks.resolver()) as client:
        return streams.read(client, f"http://site.example:{server.port}/{path}", limits=StreamLimits(**limits))


def hls(*lines: str) -> bytes:
    return answer("\n".join(("#EXTM3U", *lines)).encode(), content_type="application/vnd.apple.mpegurl")


def test_it_reads_an_encrypted_transport_stream_of_the_lowest_adequate_height() -> None:
    secret, pieces = bytes(range(16)), [clips.transport(number) for number in range(6)]

    def locked(number: int) -> bytes:
        engine = Cipher(algorithms.AES128(secret), modes.CBC(number.to_bytes(16, "big"))).encryptor()
        pad = padding.PKCS7(128).padder()
        return engine.update(pad.update(pieces[number]) + pad.finalize()) + engine.finalize()

    listed = [line for number in range(6) for line in ("#EXTINF:2.0,", f"seg{number}.ts")]
    master = hls(
        "#EXT-X-STREAM-INF:BANDWIDTH=90,RESOLUTION=160x90", "tiny.m3u8",
        '#EXT-X-STREAM-INF:BANDWIDTH=900,RESOLUTION=640x360,CODECS="avc1,mp4a"', "low.m3u8",
        "#EXT-X-STREAM-INF:BANDWIDTH=9000,RESOLUTION=1920x1080", "high.m3u8",
    )  # fmt: skip
    paths = {
        "master.m3u8": master,
        "low.m3u8": hls('#EXT-X-KEY:METHOD=AES-128,URI="key"', *listed),
        "key": answer(secret),
    }
    paths |= {f"seg{number}.ts": answer(locked(number)) for number in range(6)}
    with Server(by_path(**paths), host=SITE) as server:
        found = read(server, "master.m3u8", pieces=4)
    assert (found.trouble, found.taken, found.pieces) == ("", 4, 6)
    assert found.body == b"".join(pieces[number] for number in (0, 1, 3, 4))
    whole, part = frames.clip(b"".join(pieces)), frames.clip(found.body)
    values = {sample.views[0].turns[0].hex for sample in whole.samples}
    assert len(part.samples) >= 6 and sum(sample.views[0].turns[0].hex in values for sample in part.samples) >= 4
    assert not any(b"high" in head or b"tiny" in head for head in server.requests)


def mpd(inner: str) -> bytes:
    text = f'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" mediaPresentationDuration="PT8S"><Period>{inner}</Period></MPD>'
    return answer(text.encode(), content_type="application/dash+xml")


def test_it_reads_fragmented_mp4_by_template_list_and_range() -> None:
    head, parts = clips.fragmented(4)
    video = '<AdaptationSet mimeType="video/mp4">'
    template = '<SegmentTemplate media="$RepresentationID$/$Number%03d$.m4s" initialization="$RepresentationID$/head.mp4" duration="2"/>'
    line = '<SegmentTemplate timescale="10" media="v/$Time$.m4s" initialization="v/head.mp4"><SegmentTimeline><S t="0" d="20" r="3"/></SegmentTimeline></SegmentTemplate>'
    listed = "".join(f'<SegmentURL media="v/{n:03d}.m4s"/>' for n in range(1, 5))
    representation = '<Representation id="v" bandwidth="5" height="240"/><Representation id="w" bandwidth="9" height="720"/></AdaptationSet>'
    sound = '<AdaptationSet mimeType="audio/mp4"><Representation id="a" bandwidth="1"/></AdaptationSet>'
    whole = head + b"".join(parts)
    at = [len(head) + sum(map(len, parts[:n])) for n in range(4)]
    ranges = [
        line for n in range(4) for line in ("#EXTINF:2,", f"#EXT-X-BYTERANGE:{len(parts[n])}@{at[n]}", "whole.mp4")
    ]
    paths = {
        "a.mpd": mpd(sound + video + template + representation),
        "b.mpd": mpd(video + line + representation),
        "c.mpd": mpd(video + f'<SegmentList><Initialization sourceURL="v/head.mp4"/>{listed}</SegmentList>' + representation),
        "d.mpd": mpd(video + '<Representation id="v" height="240"><BaseURL>whole.mp4</BaseURL></Representation></AdaptationSet>'),
        "e.m3u8": hls(f'#EXT-X-MAP:URI="whole.mp4",BYTERANGE="{len(head)}@0"', *ranges),
        "v/head.mp4": answer(head), "whole.mp4": answer(whole),
    }  # fmt: skip
    paths |= {f"v/{n:03d}.m4s": answer(parts[n - 1]) for n in range(1, 5)} | {
        f"v/{n * 20}.m4s": answer(parts[n]) for n in range(4)
    }
    with Server(by_path(**paths), host=SITE) as server:
        for path in ("a.mpd", "b.mpd", "c.mpd", "d.mpd", "e.m3u8"):
            found = read(server, path)
            assert (found.trouble, found.body == whole) == ("", True), path
        some = read(server, "a.mpd", pieces=2)
    assert (some.taken, some.pieces, some.body) == (2, 4, head + parts[0] + parts[1])
    with Decoder() as decoder:
        seen = decoder.decode(some.body)
    assert isinstance(seen, Decoded) and seen.media == "video" and len(seen.samples) >= 3


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("<html>", "format"), ("", "format"), ("#EXTM3U", "empty"), ("#EXTM3U\n#EXT-X-KEY:METHOD=SAMPLE-AES,URI=k\na.ts", "protected"),
        ("#EXTM3U\nfile:///etc/passwd", "format"), ("#EXTM3U\nconcat:a.ts|b.ts", "format"), ("#EXTM3U\ndata:video/mp2t,xx", "format"),
        ("#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI=k,IV=0xzz\na.ts", "format"), ("#EXTM3U\n#EXT-X-MAP:URI=\"file:///etc/passwd\"\na.ts", "format"),
    ],
)  # fmt: skip
def test_it_says_why_it_does_not_read_a_playlist(text: str, word: str) -> None:
    with pytest.raises(BadPlaylist, match=word):
        playlist.hls(text, BASE)


@pytest.mark.parametrize(
    "text", ["<html/>", "<MPD", "<MPD/>", '<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><MPD>&a;</MPD>']
)
def test_it_reads_no_broken_or_clever_manifest(text: str) -> None:
    with pytest.raises(BadPlaylist):
        manifest.dash(text.encode(), BASE)


def test_it_bounds_what_a_playlist_may_list() -> None:
    began = time.monotonic()
    many = playlist.hls("#EXTM3U\n" + "#EXTINF:1,\na.ts\n" * 200_000, BASE)
    assert isinstance(many, Stream) and len(many.pieces) == playlist.MOST_PIECES
    line = '<SegmentTemplate media="$Number%099999d$" ><SegmentTimeline><S d="1" r="999999999"/><S d="1" r="999999999"/></SegmentTimeline></SegmentTemplate>'
    text = f'<MPD><Period><AdaptationSet mimeType="video/mp4">{line}<Representation id="v"/></AdaptationSet></Period></MPD>'
    assert len(manifest.dash(text.encode(), BASE).pieces) == playlist.MOST_PIECES
    assert time.monotonic() - began < 5
    chosen = playlist.sampled([Piece(str(n)) for n in range(100)], 6)
    assert [each.url for each in chosen] == ["0", "1", "21", "41", "60", "80"]
    assert playlist.lowest([Variant("a", 1, 90), Variant("b", 2, 180)]).url == "b"


def test_it_lets_no_playlist_reach_what_is_not_public(
    canary: Canary, connected: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Each address as variant, piece, key, head and base, in HLS and DASH, and behind a redirect."""
    cases = 0
    with Server(by_path(), host=SITE) as server:
        policy = only_site(server.port, canary.port)
        with Client(policy=policy, limits=FetchLimits(deadline=3), resolver=tricks.resolver()) as client:
            for number, url in enumerate(tricks.references(canary.port, server.port)):
                text = url.replace("\n", "").replace("\r", "")
                escaped = text.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;").replace("\0", "")
                server.handler = by_path(
                    variant=hls("#EXT-X-STREAM-INF:BANDWIDTH=1", text), piece=hls("#EXTINF:1,", text),
                    key=hls(f'#EXT-X-KEY:METHOD=AES-128,URI="{text}"', "at-home"), head=hls(f'#EXT-X-MAP:URI="{text}"', "at-home"),
                    base=mpd(f'<AdaptationSet mimeType="video/mp4"><Representation id="v"><BaseURL>{escaped}</BaseURL></Representation></AdaptationSet>'),
                    moved=hls("#EXTINF:1,", "onward"), onward=answer(b"", status="302 Found", location=text.encode().decode("latin-1").replace("\t", "")),
                )  # fmt: skip
                for name in ("piece", "key", *(("variant", "head", "base", "moved") if number % 3 == 0 else ())):
                    found = streams.read(client, f"http://site.example:{server.port}/{name}")
                    assert canary.hits == [], (name, url)
                    assert found.body == b"" or b"nothing here" in found.body
                    cases += 1
    assert set(connected) == {SITE}
    with capsys.disabled():
        print(f"\n  SSRF, playlists: {cases} references, 0 through", end="")


Opener = Callable[[bytes], object]


@pytest.mark.parametrize("opener", [frames.clip, frames.register], ids=["clip", "register"])
def test_it_gives_ffmpeg_no_list_of_addresses(opener: Opener, canary: Canary) -> None:
    """What FFmpeg would open by itself is refused by its first bytes, before FFmpeg sees it."""
    far = f"http://127.0.0.1:{canary.port}/a.ts"
    for text in (
        f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{far}\n", "#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
        "#EXTM3U\n#EXTINF:1,\nconcat:/etc/passwd|/etc/hosts\n", "#EXTM3U\n#EXTINF:1,\ndata:text/plain,x\n",
        f"ffconcat version 1.0\nfile {far}\n", f"ffconcat version 1.0\nfile subfile,,start,0,end,9,,:{far}\n",
        f"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=video {canary.port} RTP/AVP 96\n",
        f'<?xml version="1.0"?><MPD><BaseURL>{far}</BaseURL></MPD>', f"[Reference]\nRef1={far}\n", f"RTSPtext {far}", f"[playlist]\nFile1={far}\n",
    ):  # fmt: skip
        with pytest.raises(prepare.Undecodable):
            opener(text.encode())
    with Decoder() as decoder:
        seen = decoder.decode(f"#EXTM3U\n#EXTINF:1,\n{far}\n".encode())
    assert isinstance(seen, DecodeFailure) and seen.reason == "format"
    assert canary.hits == []
