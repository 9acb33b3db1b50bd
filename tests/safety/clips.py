"""Small clips as streams are cut: MPEG-TS pieces, and fragmented MP4 as a head with fragments."""

import io
import struct

import av
import numpy as np

RATE, SECONDS = 10, 2  # of each piece


def _frames(first: int, count: int) -> list[av.VideoFrame]:
    """A scene that moves, so that every frame has structure of its own."""
    y, x = np.mgrid[0:120, 0:160]
    made = []
    for number in range(first, first + count):
        blocks = ((x // 20 + number // 4) * 37 + (y // 15) * 91) % 256
        picture = np.stack([blocks, (blocks + x) % 256, (blocks + y) % 256], axis=2).astype(np.uint8)
        frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
        frame.pts = number
        made.append(frame)
    return made


def transport(piece: int) -> bytes:
    """The piece with this number as MPEG-TS, its clock going on from the one before."""
    held = io.BytesIO()
    with av.open(held, "w", format="mpegts") as out:
        stream = out.add_stream("mpeg2video", rate=RATE, width=160, height=120, pix_fmt="yuv420p")
        stream.codec_context.gop_size = RATE
        for frame in _frames(piece * RATE * SECONDS, RATE * SECONDS):
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return held.getvalue()


def fragmented(pieces: int) -> tuple[bytes, list[bytes]]:
    """The head and the fragments of a clip of so many pieces."""
    held = io.BytesIO()
    options = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}
    with av.open(held, "w", format="mp4", options=options) as out:
        stream = out.add_stream("mpeg4", rate=RATE, width=160, height=120, pix_fmt="yuv420p")
        stream.codec_context.gop_size = RATE * SECONDS
        for frame in _frames(0, pieces * RATE * SECONDS):
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    data, head, parts, at = held.getvalue(), b"", list[bytes](), 0
    while at + 8 <= len(data):
        size, name = struct.unpack(">I4s", data[at : at + 8])
        box = data[at : at + size]
        if name in {b"ftyp", b"moov"}:
            head += box
        elif name == b"moof":
            parts.append(box)
        elif name == b"mdat":
            parts[-1] += box
        at += size
    return head, parts
