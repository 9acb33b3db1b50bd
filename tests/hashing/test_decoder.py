"""The sandboxed decoder: whatever comes in, an answer comes out, and no byte reaches a disk or a socket."""

import io
import json
import os
import signal
import struct
import subprocess
import sys
import threading
import zlib
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cases.detection.adapters.decoder import ENVIRONMENT, ROOT, Decoded, DecodeFailure, DecodeLimits, Decoder
from cases.fingerprints import chromaprint, digest, pdq, prepare
from cases.fingerprints.parts import Effort
from tests.hashing import drawn, make, sounds

pytestmark = pytest.mark.processes

PICTURE = make.picture(320, 240)
FILE = make.file(PICTURE)
# A child that notes every file opened for writing and every socket, and tells at its end.
WATCHED = """
import os, runpy, sys
seen = []
def hook(event, args):
    if event == "open" and (set(str(args[1])) & set("wax+") or (args[2] or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)):
        seen.append(f"{event} {args[0]}")
    elif event.startswith(("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "tempfile.")):
        seen.append(event)
sys.addaudithook(hook)
sys.argv = ["sandbox", "2000000000"]
try:
    runpy.run_module("cases.fingerprints.sandbox", run_name="__main__", alter_sys=True)
finally:
    sys.stderr.write(repr(seen))
"""
# A child that reads a whole request and answers what it was told.
TAKEN_OVER = """
import json, struct, sys
source, text = sys.stdin.buffer, sys.argv[1].encode()
source.read(json.loads(source.read(*struct.unpack(">I", source.read(4))))["size"])
sys.stdout.buffer.write(struct.pack(">I", len(text)) + text)
"""


@pytest.fixture(scope="module")
def decoder() -> Iterator[Decoder]:
    with Decoder() as made:
        yield made


def hashes(decoded: Decoded | DecodeFailure) -> Decoded:
    assert isinstance(decoded, Decoded), decoded
    return decoded


def reason(decoded: Decoded | DecodeFailure) -> str:
    assert isinstance(decoded, DecodeFailure), decoded
    return decoded.reason


def bomb(side: int) -> bytes:
    """A small PNG that is `side` x `side` black pixels when decoded."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(bytes(side + 1)) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def test_it_hashes_a_picture_as_the_module_does(decoder: Decoder) -> None:
    found = hashes(decoder.decode(FILE, kind_hint="image/png"))
    assert (found.media, found.width, found.height, found.seconds, found.complete) == ("image", 320, 240, None, True)
    assert (found.sha256, found.md5) == (digest.sha256(FILE), digest.md5(FILE))
    (sample,) = found.samples
    assert sample.turns == pdq.dihedral_rgb(PICTURE)
    assert sample.trimmed is None


def test_it_hashes_inside_borders_too(decoder: Decoder) -> None:
    framed = np.zeros((300, 320, 3), dtype=np.uint8)
    framed[30:270] = PICTURE
    (sample,) = hashes(decoder.decode(make.file(framed))).samples
    assert sample.trimmed is not None
    assert pdq.distance(sample.trimmed[0].bits, pdq.pdq_rgb(PICTURE).bits) <= 16


def test_it_reads_every_format_with_nothing_left_to_open(decoder: Decoder) -> None:
    for name in ("JPEG", "WEBP", "GIF", "TIFF", "BMP", "AVIF"):
        assert hashes(decoder.decode(make.file(PICTURE, name))).media == "image", name
    assert hashes(decoder.decode(make.heic(PICTURE))).media == "image"
    for codec, format_ in (("libx264", "mp4"), ("libx265", "mp4"), ("libvpx-vp9", "webm"), ("libsvtav1", "mp4")):
        found = hashes(decoder.decode(make.video([PICTURE] * 3, codec=codec, format_=format_)))
        assert (found.media, found.width, len(found.samples)) == ("video", 320, 1), codec


def test_it_prints_the_sound_of_a_clip_when_asked(decoder: Decoder) -> None:
    data = sounds.clip(sounds.tune(6, 3), [PICTURE] * 2, rate=1)
    assert hashes(decoder.decode(data)).sound == ()
    found = hashes(decoder.decode(data, limits=DecodeLimits(sound_seconds=60)))
    assert bool(found.sound) == chromaprint.available()
    assert found.query.sound == found.sound and found.samples
    assert hashes(decoder.decode(FILE, limits=DecodeLimits(sound_seconds=60))).sound == ()


def test_it_looks_for_details_only_when_asked(decoder: Decoder) -> None:
    data = make.still(Image.fromarray(drawn.drawn(1)))
    (plain,) = hashes(decoder.decode(data)).samples
    (detailed,) = hashes(decoder.decode(data, limits=DecodeLimits(patches=True))).samples
    assert plain.patches == () and detailed.patches
    assert detailed.views == plain.views
    assert hashes(decoder.decode(data)).samples == (plain,)


def test_it_looks_at_more_parts_with_more_effort(decoder: Decoder) -> None:
    quick, full = (hashes(decoder.decode(FILE, limits=DecodeLimits(effort=effort))).samples[0] for effort in Effort)
    assert len(quick.views) < len(full.views)
    assert quick.turns == full.turns


def test_it_takes_the_fast_path_for_large_crawled_pictures(decoder: Decoder) -> None:
    large = Image.fromarray(PICTURE).resize((1500, 1125), Image.Resampling.BICUBIC)
    data = make.still(large, "JPEG", quality=88)
    found = hashes(decoder.decode(data))
    assert (found.width, found.height) == large.size
    assert pdq.distance(found.samples[0].turns[0].bits, pdq.pdq_rgb(prepare.picture(data)).bits) <= 4


def test_it_believes_the_first_bytes_and_not_the_sender(decoder: Decoder) -> None:
    assert hashes(decoder.decode(FILE, kind_hint="video/mp4")).media == "image"
    assert hashes(decoder.decode(make.video([PICTURE]), kind_hint="image/jpeg")).media == "video"
    assert len(hashes(decoder.decode(make.moving(4, milliseconds=1000))).samples) == 4
    assert reason(decoder.decode(b"<html>not a picture</html>", kind_hint="image/jpeg")) == "format"


def test_it_answers_hostile_files_with_a_reason(decoder: Decoder) -> None:
    video = make.video([PICTURE] * 5)
    huge = FILE[:16] + struct.pack(">II", 100_000, 100_000) + FILE[24:]
    huge = huge[:29] + struct.pack(">I", zlib.crc32(huge[12:29])) + huge[33:]
    for data, expected in (
        (b"", {"format"}),
        (huge, {"too-many-pixels"}),
        (bomb(12_000), {"too-many-pixels"}),
        (FILE[:2000], {"truncated"}),
        (video[:200], {"broken", "truncated"}),
        (video[:-400], {"broken", "truncated"}),
        (b"\x1aE\xdf\xa3" + bytes(5000), {"broken", "truncated"}),
        (b"#EXTM3U\n/etc/hostname\n", {"format"}),
    ):
        failure = decoder.decode(data)
        assert reason(failure) in expected
        assert failure.sha256 == digest.sha256(data)
    assert reason(decoder.decode(FILE, limits=DecodeLimits(max_bytes=10))) == "too-large"
    assert hashes(decoder.decode(FILE)).width == 320


def test_it_cuts_an_endless_animation_short(decoder: Decoder) -> None:
    gif = make.moving(3, milliseconds=500, size=64)
    start = gif.index(b"\x21\xf9", 800)  # the second frame, once more and once more
    endless = gif[:start] + gif[start:-1] * 3000
    found = hashes(decoder.decode(endless, limits=DecodeLimits(picture_frames=10)))
    assert 1 <= len(found.samples) <= 10


def test_it_survives_running_out_of_memory() -> None:
    with Decoder(memory_bytes=420_000_000) as small:
        assert reason(small.decode(bomb(7000), limits=DecodeLimits(max_pixels=10**9))) in {"memory", "crashed"}
        assert hashes(small.decode(FILE)).width == 320


def test_it_ends_a_child_that_takes_too_long() -> None:
    with Decoder() as decoder:
        slow = make.video([make.picture(320, 240, seed) for seed in range(40)], rate=1)
        assert reason(decoder.decode(slow, limits=DecodeLimits(cpu_seconds=0.002))) == "time"
        assert hashes(decoder.decode(FILE)).width == 320
        child = decoder._child
        assert child is not None
        os.kill(child.pid, signal.SIGSTOP)
        assert reason(decoder.decode(FILE, limits=DecodeLimits(wall_seconds=0.2))) == "time"
        assert child.wait(5) == -signal.SIGKILL
        assert hashes(decoder.decode(FILE)).width == 320


def test_it_starts_again_after_a_crash_and_after_many_files() -> None:
    with Decoder(recycle_after=2) as decoder:
        assert hashes(decoder.decode(FILE)).width == 320
        first = decoder._child
        assert first is not None
        os.kill(first.pid, signal.SIGKILL)
        first.wait(5)
        hashes(decoder.decode(FILE))
        hashes(decoder.decode(FILE))
        assert decoder._child is None  # two files: the next one gets a fresh child
    assert decoder._child is None


@pytest.mark.parametrize(
    "answer",
    [
        "[]",
        "nonsense",
        '{"ok": true}',
        '{"ok": false, "reason": 5}',
        '{"ok": true, "media": "image", "width": 1, "height": 1, "seconds": null, "complete": true, "samples": [{}]}',
    ],
)
def test_it_believes_no_nonsense_of_a_child_that_was_taken_over(answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = subprocess.Popen
    monkeypatch.setattr(subprocess, "Popen", lambda _, **how: real([sys.executable, "-c", TAKEN_OVER, answer], **how))
    with Decoder() as decoder:
        assert reason(decoder.decode(FILE)) == "crashed"


def test_it_serves_threads_one_after_the_other(decoder: Decoder) -> None:
    files = [make.file(make.picture(80 + n, 60)) for n in range(8)]
    found: dict[int, Decoded | DecodeFailure] = {}
    threads = [threading.Thread(target=lambda n=n: found.update({n: decoder.decode(files[n])})) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert [hashes(found[n]).width for n in range(8)] == [80 + n for n in range(8)]


def test_it_has_a_child_of_its_own_after_a_fork(decoder: Decoder) -> None:
    hashes(decoder.decode(FILE))
    child = decoder._child
    assert child is not None
    receive, send = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            found = decoder.decode(FILE)
            own = decoder._child
            decoder.close()
            os.write(send, b"%d %d" % (isinstance(found, Decoded), own is not None and own.pid != child.pid))
        finally:
            os._exit(0)
    os.waitpid(pid, 0)
    assert os.read(receive, 9) == b"1 1"
    os.close(receive)
    os.close(send)
    assert decoder._child is child and child.poll() is None
    assert hashes(decoder.decode(FILE)).width == 320


def test_it_holds_the_child_to_its_limits(decoder: Decoder) -> None:
    hashes(decoder.decode(FILE))
    assert decoder._child is not None
    folder = Path(f"/proc/{decoder._child.pid}")
    if not folder.exists():
        pytest.skip("no /proc here")
    limits = (folder / "limits").read_text()
    rows = {line[:26].strip(): line[26:].split()[:2] for line in limits.splitlines()}
    assert rows["Max file size"] == ["0", "0"]
    assert rows["Max core file size"] == ["0", "0"]
    assert rows["Max open files"] == ["3", "3"]
    assert rows["Max address space"] == ["2000000000"] * 2
    assert len(list((folder / "fd").iterdir())) == 3
    environment = (folder / "environ").read_bytes().split(b"\0")
    assert {entry.partition(b"=")[0].decode() for entry in environment if entry} == set(ENVIRONMENT)
    assert b"django" not in (folder / "maps").read_bytes().lower()


def test_it_opens_no_file_for_writing_and_no_socket(tmp_path: Path) -> None:
    sent = io.BytesIO()
    for data in (FILE, make.moving(3, milliseconds=500), make.video([PICTURE] * 3), make.heic(PICTURE), FILE[:500]):
        head = json.dumps({"size": len(data), **asdict(DecodeLimits())}).encode()
        sent.write(struct.pack(">I", len(head)) + head + data)
    run = subprocess.run(
        [sys.executable, "-B", "-c", WATCHED],
        input=sent.getvalue(),
        capture_output=True,
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", "TMPDIR": str(tmp_path)},
        timeout=60,
    )
    assert run.returncode == 0, run.stderr[-500:]
    assert run.stderr.endswith(b"[]"), run.stderr[-500:]
    assert run.stdout.count(b'"ok":true') == 4
    assert list(tmp_path.iterdir()) == []
