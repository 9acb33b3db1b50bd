"""The program that decodes media from strangers: `python -m cases.fingerprints.sandbox MEMORY_BYTES [sound]`.

It gets one file after the other on its standard input and answers with hashes on its standard output; nothing else
goes in or out. Before the first file it gives up, for good, the right to write a byte to a file, to open any file or
socket, to dump core and to use more memory than it was allowed. A file that takes too much
processor time ends the program: its parent (cases.detection.adapters.decoder) starts another.

Both directions speak in messages: 4 bytes length (big-endian), then JSON. A request {"size": n, ...} is followed by
the n bytes of the file. An answer is {"ok": true, ...} with what `examine` gives, or {"ok": false, "reason": word}.
"""

import base64
import io
import json
import resource
import signal
import struct
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, BinaryIO

import av
import numpy as np
import pi_heif.options
from PIL import AvifImagePlugin, Image

from cases.fingerprints import audio, chromaprint, covering, frames, parts, plane, prepare, sound, stills
from cases.fingerprints.options import Options
from cases.fingerprints.pdq import Pdq
from cases.fingerprints.query import WHOLE, QueryPatch, Sample, Second, View

# Shares of the processor time: from here on only key frames of a clip, no further frame, no further sound, so that a
# long file still has an answer.
HURRY, GRACE, LAST = 0.35, 0.6, 0.8
LENGTH = struct.Struct(">I")

Answer = dict[str, Any]
Details = Callable[[plane.Plane, parts.Effort], tuple[QueryPatch, ...]]


def nothing(_plane: plane.Plane, _effort: parts.Effort) -> tuple[QueryPatch, ...]:
    """No details."""
    return ()


def main(arguments: list[str], source: BinaryIO, target: BinaryIO, details: Details = nothing) -> int:
    """Answers requests until the input ends (returns 0) or memory ran out (returns 1: start afresh).

    `details` makes the patches of a picture, if they are asked for (detailed.py).
    """
    for effort in parts.Effort:  # what it loads, or has to compile and keep, it does while files may be written
        details(plane.of_image(Image.fromarray(drawn(512))), effort)
    limit_memory_and_files(int(arguments[0]))
    warm_up()
    if "sound" in arguments[1:]:  # not without being asked: the library brings 150 MB of others into the address space
        chromaprint.available()
    shut()
    while head := source.read(LENGTH.size):
        request = json.loads(source.read(*LENGTH.unpack(head)))
        answer = timed(Options.of(request), source.read(request["size"]), details)
        text = json.dumps(answer, separators=(",", ":")).encode()
        target.write(LENGTH.pack(len(text)) + text)
        target.flush()
        if answer.get("reason") == "memory":
            return 1
    return 0


def limit_memory_and_files(memory: int) -> None:
    """No core dump, no byte into any file, at most `memory` bytes of address space."""
    for which, limit in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_AS, memory),
    ):
        resource.setrlimit(which, (limit, limit))


def warm_up() -> None:
    """Runs each decoder once, as some look for files when first used, and holds them to one thread."""
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1
    pi_heif.options.DECODE_THREADS = 1
    av.logging.set_level(None)
    small = Image.fromarray(drawn(64))
    for format_ in ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP", "AVIF"):
        held = io.BytesIO()
        small.save(held, format_)
        parts.views(plane.of_image(prepare.upright(held.getvalue())))
    covering.covered(small.convert("L"), covering.DOTS[0])
    held = io.BytesIO()
    with av.open(held, "w", format="mp4") as video:
        stream = video.add_stream("mpeg4", rate=1, width=64, height=64, pix_fmt="yuv420p")
        stream.codec_context.thread_count = 1
        video.mux(stream.encode(av.VideoFrame.from_image(small)))
        video.mux(stream.encode(None))
    frames.clip(held.getvalue())


def drawn(side: int) -> prepare.Pixels:
    """A small picture with some structure."""
    return (np.arange(side * side * 3).reshape(side, side, 3) // 3 % (side + 7) * 5 % 251).astype(np.uint8)


def shut() -> None:
    """From here on no file, pipe or socket can be opened: input, output and errors hold the three descriptors allowed.

    A limit on processes would be one on threads too, and counted over all programs of the user; the HEIC reader needs
    one thread. A program started from here could not open its own libraries.
    """
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))


def timed(options: Options, data: bytes, details: Details = nothing) -> Answer:
    """`examine` with a limit of processor time: the kernel ends the program when it has passed."""
    allowed = options.cpu_seconds
    began = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, allowed)
    try:
        return examine(options, data, lambda: (time.process_time() - began) / allowed, details)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def examine(options: Options, data: bytes, spent: Callable[[], float], details: Details = nothing) -> Answer:
    """The hashes of one file. What it is, its first bytes say, not the sender. `spent`: share of the time it may take.

    The answer holds media, width, height (px), seconds (of a video, or null), complete, samples: a list of {t, views:
    [{part, quality, turns: 8 hashes}], patches: [{bits, spot, place, own, drawn}]}; of a still picture one; and sound: a list of {t,
    bits}. If a cover is asked for it holds nothing but shown: JPEG files in base64.
    """
    try:
        if options.cover:
            shown = covering.steps(data, max_pixels=options.max_pixels)
            return {"ok": True, "shown": [base64.b64encode(one).decode("ascii") for one in shown]}
        if prepare.is_picture(data):
            return picture(options, data, lambda: spent() > GRACE, details if options.patches else nothing)
        clip = frames.clip(
            data,
            rate=options.video_rate,
            max_frames=options.video_frames,
            max_pixels=options.max_pixels,
            hurry=lambda: spent() > HURRY,
            stop=lambda: spent() > GRACE,
        )
    except prepare.Undecodable as error:
        return {"ok": False, "reason": error.reason}
    except MemoryError:
        return {"ok": False, "reason": "memory"}
    return {
        "ok": True,
        "media": "video",
        "width": clip.width,
        "height": clip.height,
        "seconds": clip.seconds,
        "complete": clip.complete,
        "samples": [sample(one) for one in clip.samples],
        "sound": [{"t": one.t, "bits": one.bits.hex()} for one in heard(options, data, lambda: spent() > LAST)],
    }


def heard(options: Options, data: bytes, stop: Callable[[], bool]) -> tuple[Second, ...]:
    """The seconds of a clip's sound to ask for; none if they are not wanted or the library is not there."""
    if not options.sound_seconds:
        return ()
    try:
        chunks = audio.mono(data, rate=chromaprint.RATE, most_seconds=options.sound_seconds, stop=stop)
        return sound.asked(chromaprint.words(chunks))
    except (chromaprint.NoLibrary, MemoryError):
        return ()


def picture(options: Options, data: bytes, stop: Callable[[], bool], details: Details) -> Answer:
    """The answer for a picture, still or moving. Details are taken of its first frame."""
    samples: list[Sample] = []
    width, height = 0, 0
    for found in looked_at(options, data, stop):
        if isinstance(found, View):
            samples[-1] = replace(samples[-1], views=(*samples[-1].views, found))
            continue
        t, dots, whole = found
        patches = () if samples else details(dots, options.effort)
        width, height = (width, height) if samples else (dots.width, dots.height)
        samples.append(Sample(t, parts.views(dots, options.effort, whole=whole), patches))
    return {
        "ok": True,
        "media": "image",
        "width": width,
        "height": height,
        "seconds": None,
        "complete": not stop(),
        "samples": [sample(one) for one in samples],
        "sound": [],
    }


def looked_at(
    options: Options, data: bytes, stop: Callable[[], bool]
) -> Iterator[tuple[float, plane.Plane, tuple[Pdq, ...] | None] | View]:
    """Seconds, plane and hashes of each frame of a picture; no hashes where the plane is good enough to make them.

    After the first come, as views, its other readings that have structure.
    """
    fast = stills.fast(data, max_pixels=options.max_pixels)
    if fast is not None:
        yield 0.0, fast, None
        return
    for frame in prepare.frames(
        data,
        rate=options.picture_rate,
        max_frames=options.picture_frames,
        max_pixels=options.max_pixels,
        stop=stop,
    ):
        turns = stills.reference(frame.image)
        if frame.reading == WHOLE:
            yield frame.t, plane.of_image(frame.image), turns
        elif turns[0].quality >= parts.FLOOR:
            yield View(frame.reading, turns)


def sample(one: Sample) -> Answer:
    """One frame as it is sent."""
    return {
        "t": one.t,
        "views": [
            {"part": view.part, "quality": view.turns[0].quality, "turns": [turn.hex for turn in view.turns]}
            for view in one.views
        ],
        "patches": [
            {"bits": patch.bits.hex(), "spot": patch.spot, "place": patch.place, "own": patch.own, "drawn": patch.drawn}
            for patch in one.patches
        ],
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], sys.stdin.buffer, sys.stdout.buffer))
