"""The browser's module gives the same hashes as the server's: run in Node on pixels written by the test."""

import hashlib
import json
import os
import subprocess
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cases.fingerprints import patches, pdq
from tests.hashing import make
from tests.hashing.drawn import SEEDS, VECTORS, drawn

ROOT = Path(__file__).resolve().parents[2]
SIZES = [(1, 1), (1, 200), (4, 9), (5, 3), (5, 5), (63, 40), (64, 64), (65, 129), (127, 128), (191, 384), (431, 333)]


def node() -> str:
    found = find_spec("playwright")
    if found is None or found.origin is None:
        pytest.skip("playwright, which brings Node, is not installed")
    return str(Path(found.origin).parent / "driver" / "node")


def fixtures() -> dict[str, make.Pixels]:
    found = {f"{w}x{h}": make.picture(w, h, seed=w + h) for w, h in SIZES}
    grey = make.picture(200, 150)
    found["grey"] = np.repeat(grey[:, :, :1], 3, axis=2)
    found["low-contrast"] = (make.picture(200, 150, 5) // 6 + 100).astype(np.uint8)
    found["lower-contrast"] = (make.picture(300, 200, 6) // 9 + 100).astype(np.uint8)
    found["flat"] = np.full((90, 120, 3), 119, dtype=np.uint8)
    found["gradient"] = np.repeat(np.tile(np.arange(256, dtype=np.uint8), (100, 1))[:, :, None], 3, axis=2)
    found["stripes"] = np.repeat(np.tile((np.arange(300) // 20 % 2 * 255).astype(np.uint8), (200, 1))[:, :, None], 3, 2)
    found["large"] = make.picture(1280, 720, 8)
    return found


def test_it_hashes_in_the_browser_as_on_the_server(tmp_path: Path) -> None:
    expected = []
    for name, rgb in fixtures().items():
        height, width, _ = rgb.shape
        rgba = np.dstack([rgb, np.full((height, width), 255, dtype=np.uint8)]).tobytes()
        (tmp_path / name).write_bytes(rgba)
        found = pdq.pdq_rgb(rgb)
        expected.append(
            {"file": name, "width": width, "height": height, "pdq": found.hex, "quality": found.quality}
            | {"sha256": hashlib.sha256(rgba).hexdigest()}
        )
    qualities = {case["quality"] for case in expected}
    assert 0 in qualities and 100 in qualities and any(0 < value < 100 for value in qualities)
    (tmp_path / "expected.json").write_text(json.dumps(expected))
    assert f"pass {len(expected) * 3 + 1}" in run_js("pdq.test.mjs", tmp_path)


def run_js(name: str, fixtures: Path) -> str:
    """What Node says of these tests, which all passed."""
    run = subprocess.run(
        [node(), "--test", str(ROOT / "tests/js" / name)],
        env={"PATH": os.defpath, "FIXTURES": str(fixtures)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-1000:]
    return run.stdout


def pictures() -> dict[str, make.Pixels]:
    """Drawn ones, photographs, an enlarged one and one without content."""
    found = {f"drawn-{seed}": np.repeat(drawn(seed)[:, :, None], 3, axis=2) for seed in SEEDS}
    found["small"] = found["drawn-1"][100:250, 200:440].copy()
    found["flat"] = np.full((90, 120, 3), 119, dtype=np.uint8)
    skimage = find_spec("skimage")
    for name in ("coffee.png", "chelsea.png", "rocket.jpg"):
        if skimage and skimage.origin:
            found[name] = np.asarray(Image.open(Path(skimage.origin).parent / "data" / name).convert("RGB"))
    return found


def test_it_finds_the_details_in_the_browser_that_the_server_finds(tmp_path: Path) -> None:
    kept = {f"drawn-{one['seed']}": one["registered"] for one in json.loads(VECTORS.read_text())["pictures"]}
    expected = []
    for name, rgb in pictures().items():
        height, width, _ = rgb.shape
        (tmp_path / name).write_bytes(np.dstack([rgb, np.full((height, width), 255, dtype=np.uint8)]).tobytes())
        found = kept.get(name) or [[one.bits.hex(), one.quality] for one in patches.registered(pdq.luma(rgb))]
        expected.append({"file": name, "width": width, "height": height, "patches": found})
    (tmp_path / "expected.json").write_text(json.dumps({"algorithm": patches.ALGORITHM, "pictures": expected}))
    assert f"pass {len(expected) + 2}" in run_js("patches.test.mjs", tmp_path)
