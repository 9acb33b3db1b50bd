"""One cluster is made; tests that only need some database start from a copy of it."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.launcher.launching import launch

Furnish = Callable[[Path], Path]


@pytest.fixture(scope="session")
def furnish(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Furnish]:
    """A function that lays a ready cluster with its passwords into a new run folder."""
    made = tmp_path_factory.mktemp("made")
    done = launch(made, "run", "--", "true")
    assert done.returncode == 0, done.stderr

    copies = [made]

    def copy(run: Path) -> Path:
        copies.append(run)
        run.mkdir(parents=True, exist_ok=True)
        for part in (*made.glob("postgres-*"), made / "secrets", made / "lock"):
            (shutil.copytree if part.is_dir() else shutil.copy2)(part, run / part.name)
        return run

    yield copy
    for folder in [data for run in copies for data in run.glob("postgres-*")]:
        shutil.rmtree(folder)  # 40 MB each
