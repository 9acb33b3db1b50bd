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
def test_it_samples_by_time_in_every_container(codec: str, format_: str) -> None:
    clip = frames.clip(film(codec=codec, format_=format_))
    assert 9 <= len(clip.samples) <= 12  # a short clip: up to four a second
    assert (clip.width, clip.height, clip.complete) == (320, 240, True)
    for sample in clip.samples:
        assert pdq.distance(sample.turns[0].bits, pdq.pdq_rgb(SECONDS[int(sample.t + 0.01)]).bits) <= 16
        assert sample.turns[0].quality >= 80 and len(sample.turns) == 8


def test_it_gives_the_same_samples_at_another_frame_rate() -> None:
    slower, faster = (frames.clip(film(rate)).samples for rate in (5, 25))
    for slow in slower:
        fast = min(faster, key=lambda one: abs(one.t - slow.t))
        assert slow.t == pytest.approx(fast.t, abs=0.2)
        assert int(slow.t + 0.01) != int(fast.t + 0.01) or pdq.distance(slow.turns[0].bits, fast.turns[0].bits) <= 10


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
    assert [round(sample.t) for sample in frames.clip(film(), rate=10, max_frames=3).samples][:2] == [0, 1]
    stopped = frames.clip(film(), stop=lambda: True)
    assert (len(stopped.samples), stopped.complete) == (1, False)
    cut = frames.clip(film(), max_decoded=15)
    assert 5 <= len(cut.samples) <= 7 and not cut.complete


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
        for _ in range(4):
            data = bytearray(whole)
            for at in rng.integers(0, len(data), 60):
                data[at] = rng.integers(0, 256)
            try:
                assert frames.clip(bytes(data)).samples
            except prepare.Undecodable as error:
                assert error.reason in prepare.Undecodable.REASONS


def test_it_reads_the_start_of_a_clip_that_breaks_off() -> None:
    data = film(10, codec="libx264", format_="mpegts")
    assert 1 <= len(frames.clip(data[: len(data) // 2]).samples) <= 8


def test_it_registers_shots_and_folds_what_stays_the_same() -> None:
    clip = frames.register(film(10))
    times = [sample.t for sample in clip.samples]
    assert {0.0, 1.0, 2.0} <= set(times) and len(times) <= 8  # three stills of a second
    moving = [make.picture(340, 250, 5)[2 * at : 2 * at + 200, 4 * at : 4 * at + 220] for at in range(24)]
    dense = frames.register(make.video(moving, rate=10))
    assert 8 <= len(dense.samples) <= 14  # at most five a second
    assert all(len(sample.turns) == 8 and sample.turns[0].quality >= 50 for sample in dense.samples)
    assert len(frames.register(make.video(moving, rate=10), max_frames=6).samples) <= 6


def test_it_sees_a_shot_of_a_single_frame() -> None:
    shown = [SECONDS[0]] * 7 + [SECONDS[1]] + [SECONDS[2]] * 7
    values = [sample.turns[0].bits for sample in frames.register(make.video(shown, rate=10)).samples]
    assert any(pdq.distance(value, pdq.pdq_rgb(SECONDS[1]).bits) <= 20 for value in values)


def test_it_keeps_the_bars_of_a_clip_through_a_dark_scene() -> None:
    def barred(rgb: make.Pixels) -> make.Pixels:
        framed = np.zeros((320, 320, 3), dtype=np.uint8)
        framed[40:280] = rgb
        return framed

    dark = SECONDS[1].copy()
    dark[:, :200] = 0  # looks like a wide bar of its own
    data = make.video([barred(rgb) for rgb in (SECONDS[0], SECONDS[2], dark, SECONDS[1]) for _ in range(5)], rate=5)
    for clip in (frames.clip(data), frames.register(data)):
        for sample in clip.samples:
            assert sample.trimmed is not None
            shown = (SECONDS[0], SECONDS[2], dark, SECONDS[1])[int(sample.t + 0.01)]
            assert pdq.distance(sample.trimmed[0].bits, pdq.pdq_rgb(shown).bits) <= 24


def test_it_makes_good_a_clock_that_jumps_and_a_length_that_lies() -> None:
    data = bytearray(film(5))
    at = data.index(b"mvhd") + 4 + 16
    data[at : at + 4] = b"\x7f\xff\xff\xff"  # 24 days
    assert len(frames.clip(bytes(data)).samples) >= 3
    assert frames.footage.container(b"\0\0\0\0" + (b"G" + bytes(191)) * 3) == "mpegts"


def test_it_decodes_only_key_frames_when_it_must_hurry() -> None:
    slow = frames.clip(film(10), hurry=lambda: True)
    assert (1 <= len(slow.samples) <= 4) and not slow.complete
