"""Sound written to do harm: strange rates, lengths, channels and numbers stay within bounds."""

import io

import av
import numpy as np
import pytest

from cases.fingerprints import audio, chromaprint

SECONDS = 5.0


def track(samples: np.ndarray, rate: int, layout: str = "mono") -> bytes:
    """A Matroska file with these samples (channels x length) as floating-point numbers."""
    held = io.BytesIO()
    with av.open(held, "w", format="matroska") as out:
        stream = out.add_stream("pcm_f32le", rate=rate, layout=layout)
        kind = "flt" if len(samples) > 1 else "fltp"
        frame = av.AudioFrame.from_ndarray(samples.T.reshape(1, -1).astype(np.float32), format=kind, layout=layout)
        frame.sample_rate = rate
        out.mux(stream.encode(frame))
        out.mux(stream.encode(None))
    return held.getvalue()


def noise(channels: int = 1, length: int = 40_000) -> np.ndarray:
    return np.random.default_rng(1).normal(0, 0.3, (channels, length))


HARMFUL = {
    "one sample a second": (track(noise(), 1), 0),
    "a hundred samples a second": (track(noise(), 100), 0),
    "a hundred million samples a second": (track(noise(), 100_000_000), 0),
    "sixteen channels": (track(noise(16, 4000), 44_100, "hexadecagonal"), 0),
    "a very long packet": (track(noise(1, audio.MAX_FRAME + 1), 44_100), 0),
    "longer than is wanted": (track(noise(1, 90_000), 8_000), int(SECONDS * chromaprint.RATE)),
    "no number": (track(np.full((1, 40_000), np.nan), 8_000), None),
    "endlessly loud": (track(np.full((1, 40_000), np.inf), 8_000), None),
    "one sample": (track(noise(1, 1), 44_100), None),
}


@pytest.mark.parametrize("name", sorted(HARMFUL))
def test_it_reads_harmful_sound_within_bounds(name: str) -> None:
    data, expected = HARMFUL[name]
    chunks = list(audio.mono(data, rate=chromaprint.RATE, most_seconds=SECONDS))
    heard = sum(map(len, chunks))
    assert heard <= SECONDS * chromaprint.RATE
    assert expected is None or heard == expected
    if chromaprint.available():
        assert len(chromaprint.words(chunks)) <= SECONDS / chromaprint.WORD_SECONDS


def test_it_reads_no_sound_from_what_breaks_off() -> None:
    whole = HARMFUL["longer than is wanted"][0]
    for cut in (0, 3, 40, 200, len(whole) // 2):
        assert sum(map(len, audio.mono(whole[:cut], rate=chromaprint.RATE, most_seconds=1))) <= chromaprint.RATE
