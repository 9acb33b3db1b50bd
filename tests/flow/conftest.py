"""A stage per test: real processes on the test's own database copy."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.flow.stage import Stage


@pytest.fixture
def stage(committed: str, tmp_path: Path, settings: Any) -> Iterator[Callable[..., Stage]]:
    """Makes the stage of this test, with more environment if it wants; everything is ended afterwards."""
    settings.SWEEP_SECONDS = 1  # this process sweeps for the stage
    made: list[Stage] = []

    def make(**more: str) -> Stage:
        made.append(Stage(committed, tmp_path / "stage", **more))
        return made[-1]

    yield make
    for one in made:
        one.close()
