"""Videos: sampled by time, turned as the file says, never opening anything else."""

import numpy as np
import pytest

from cases.fingerprints import frames, pdq, prepare
from tests.hashing import make

SECONDS = [make.picture(320, 240, seed) for seed in (1, 2, 3)]


def film(rate: int = 10, **how: str) -> bytes:
    return make.video([rgb for rgb in SECONDS for _ in range(rate)], rate=rate, **how)


@pytest.mark.parametrize(
    ("codec", "format_"),
    [("libx264", "mp4"), ("libvpx-vp9", "webm"), ("libx264", "mpegts"), ("libx264", "flv"), ("mpeg4", "avi")],
)
def test_it_samples_one_frame_a_second(codec: str, format_: str) -> None:
    clip = frames.clip(film(codec=codec, format_=format_))
    assert [sample.t for sample in clip.samples] == pytest.approx([0, 1, 2], abs=0.01)
    assert (clip.width, clip.height, clip.complete) == (320, 240, True)
    for sample, rgb in zip(clip.samples, SECONDS, strict=True):
        assert pdq.distance(sample.turns[0].bits, pdq.pdq_rgb(rgb).bits) <= 16
        assert sample.turns[0].quality >= 80 and len(sample.turns) == 8


def test_it_gives_the_same_samples_at_another_frame_rate() -> None:
    for slow, fast in zip(frames.clip(film(5)).samples, frames.clip(film(25)).samples, strict=True):
        assert slow.t == pytest.approx(fast.t, abs=0.05)
        assert pdq.distance(slow.turns[0].bits, fast.turns[0].bits) <= 10


def test_it_turns_a_clip_as_its_header_says() -> None:
    clip = frames.clip(make.turned(film()))
    upright = np.ascontiguousarray(np.rot90(SECONDS[0], -1))
    assert (clip.width, clip.height) == (240, 320)
    assert pdq.distance(clip.samples[0].turns[0].bits, pdq.pdq_rgb(upright).bits) <= 10


def test_it_also_hashes_what_is_between_bars() -> None:
    barred = np.zeros((240, 480, 3), dtype=np.uint8)
    barred[:, 80:400] = SECONDS[0]
    (sample,) = frames.clip(make.video([barred])).samples
    assert sample.trimmed is not None
    assert pdq.distance(sample.trimmed[0].bits, pdq.pdq_rgb(SECONDS[0]).bits) <= 16
    assert frames.clip(film()).samples[0].trimmed is None


def test_it_spreads_few_samples_over_a_long_clip_and_says_when_it_stopped() -> None:
    assert [round(sample.t) for sample in frames.clip(film(), rate=10, max_frames=3).samples] == [0, 1, 2]
    stopped = frames.clip(film(), stop=lambda: True)
    assert (len(stopped.samples), stopped.complete) == (1, False)
    cut = frames.clip(film(), max_decoded=15)
    assert (len(cut.samples), cut.complete) == (2, False)


def test_it_knows_a_container_by_its_first_bytes_only() -> None:
    assert frames.container(film()) == "mov"
    assert frames.container(make.heic(SECONDS[0])) is None
    for text in (
        b"#EXTM3U\nhttp://127.0.0.1:9/x.ts\n",
        b"ffconcat version 1.0\nfile '/etc/hostname'\n",
        b"",
        b"v=0\r\n",
    ):
        assert frames.container(text) is None
        with pytest.raises(prepare.Undecodable, match="format"):
            frames.clip(text)


def test_it_names_why_a_clip_cannot_be_read() -> None:
    whole = film()
    for reason, data, pixels in (
        ("broken", whole[:40], frames.MAX_PIXELS),
        ("too-many-pixels", whole, 320 * 240 - 1),
        ("broken", whole[: len(whole) // 2], frames.MAX_PIXELS),  # its index came last
    ):
        with pytest.raises(prepare.Undecodable) as caught:
            frames.clip(data, max_pixels=pixels)
        assert caught.value.reason == reason


def test_it_raises_nothing_else_for_damaged_clips() -> None:
    rng = np.random.default_rng(3)
    for whole in (film(5), film(5, codec="libvpx-vp9", format_="webm")):
        for _ in range(6):
            data = bytearray(whole)
            for at in rng.integers(0, len(data), 60):
                data[at] = rng.integers(0, 256)
            try:
                assert frames.clip(bytes(data)).samples
            except prepare.Undecodable as error:
                assert error.reason in prepare.Undecodable.REASONS


def test_it_reads_the_start_of_a_clip_that_breaks_off() -> None:
    data = film(10, codec="libx264", format_="mpegts")
    assert 1 <= len(frames.clip(data[: len(data) // 2]).samples) < 3
