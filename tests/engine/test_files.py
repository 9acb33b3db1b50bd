"""Half-written, damaged and foreign bases are never used; two builders exclude each other; readers go over at once."""

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import psycopg2
import pytest
from django.db import connection

from cases.fingerprints.adapters import building, files, matcher
from cases.fingerprints.services import index
from cases.fingerprints.stored import StoredValues
from tests import databases
from tests.engine.make import values
from tests.engine.registered import a_case, found, register, withdraw
from tests.people import Cast
from tests.test_architecture import ROOT

SLOW = """
import os, django
django.setup()
from cases.fingerprints.adapters import building, files
from django.conf import settings
from pathlib import Path
import time
from contextlib import closing
sync = files._sync
def slow(path):
    print("syncing", flush=True)
    time.sleep(60)
files._sync = slow
building.build(Path(settings.MATCH_INDEX_DIR))
"""


@pytest.fixture
def folder(committed: str, settings: Any) -> Path:
    """Where the index lies; a base is wanted from the fourth value on."""
    settings.MATCH_DELTA_LIMIT = 3
    return Path(settings.MATCH_INDEX_DIR)


def base() -> StoredValues:
    held = matcher.registry().values
    assert isinstance(held, StoredValues)
    return held


def holds(folder: Path, seed: int) -> bool:
    """Whether a value stands in any file below the folder, as it is or band by band in the tables."""
    wanted = values(1, seed)[0]
    return any(wanted.tobytes() in path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_it_goes_over_to_a_new_base_and_back(folder: Path, committed_cast: Cast) -> None:
    cast = committed_cast
    case = a_case(cast).pk
    few = register(cast.worker, case, [1, 2])
    assert index.index_round() == "" and not files.current(folder)
    many = register(cast.worker, case, [3, 4, 5])
    version = base().version
    assert index.index_round() == "build"
    assert base().base is not None and base().changed == (0, 0) and base().version == version
    assert found(matcher.registry(), 1) == [few.pk] and found(matcher.registry(), 4) == [many.pk]
    assert index.index_round() == ""
    later = register(cast.worker, case, [6])
    assert found(matcher.registry(), 6) == [later.pk] and base().changed == (1, 0)
    withdraw(few)
    assert found(matcher.registry(), 1) == [] and found(matcher.registry(), 3) == [many.pk]
    assert oct(folder.stat().st_mode)[-3:] == oct((folder / files.current(folder)).stat().st_mode)[-3:] == "700"
    withdraw(many)
    assert index.index_round() == "drop" and not files.current(folder)
    assert found(matcher.registry(), 6) == [later.pk] and len(base()) == 1


def test_it_erases_withdrawn_values_within_the_stated_time(folder: Path, committed_cast: Cast, settings: Any) -> None:
    cast = committed_cast
    gone = register(cast.worker, a_case(cast).pk, [1])
    kept = register(cast.worker, a_case(cast).pk, [2, 3, 4, 5])
    assert index.index_round() == "build" and holds(folder, 1) and holds(folder, 2)
    old = files.current(folder)
    withdraw(gone)
    assert index.index_round() == "", "not yet: once in MATCH_ERASE_SECONDS is enough"
    settings.MATCH_ERASE_SECONDS = 0
    assert index.index_round() == "build"
    assert not holds(folder, 1) and holds(folder, 2) and not (folder / old).exists()
    assert found(matcher.registry(), 1) == [] and found(matcher.registry(), 2) == [kept.pk]
    _, arrays = files.read(folder, files.current(folder))
    assert arrays.ids.shape == (16, 4) and int(arrays.ids.max()) == 3, "the tables know only the others"


def test_it_builds_once_while_a_backup_runs(folder: Path, committed_cast: Cast) -> None:
    other = psycopg2.connect(databases.address("DATABASE_URL", connection.settings_dict["NAME"]))
    with closing(other), other.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()")
        row = register(committed_cast.worker, a_case(committed_cast).pk, [1, 2, 3, 4, 5])
        assert [index.index_round() for _ in range(3)] == ["build", "", ""]
        assert found(matcher.registry(), 1) == [row.pk] and base().changed == (0, 0)


def test_it_survives_the_death_of_a_builder(folder: Path, committed_cast: Cast) -> None:
    cast = committed_cast
    row = register(cast.worker, a_case(cast).pk, [1, 2, 3, 4, 5])
    index.index_build()
    name = files.current(folder)
    more = register(cast.worker, a_case(cast).pk, [6])
    environment = databases.environment(connection.settings_dict["NAME"]) | {
        "DJANGO_SETTINGS_MODULE": "portal.settings"
    }
    with subprocess.Popen([sys.executable, "-c", SLOW], cwd=ROOT, env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stdout.readline() == b"syncing\n"
        assert index.index_build() is None, "one builds at a time"
        os.kill(process.pid, signal.SIGKILL)
    assert any(path.name.startswith("building-") for path in folder.iterdir())
    assert files.current(folder) == name
    assert found(matcher.registry(), 1) == [row.pk] and found(matcher.registry(), 6) == [more.pk]
    assert index.index_build() is not None
    assert [path.name for path in folder.iterdir() if path.is_dir()] == [files.current(folder)] != [name]
    assert found(matcher.registry(), 6) == [more.pk]


def test_it_refuses_a_damaged_base_and_builds_another(folder: Path, committed_cast: Cast) -> None:
    row = register(committed_cast.worker, a_case(committed_cast).pk, [1, 2, 3, 4, 5])
    index.index_build()
    for victim in ("manifest", "value.npy", "offsets.npy", "entry.npy"):
        path = folder / files.current(folder) / victim
        data = bytearray(path.read_bytes())
        data[-3] ^= 1
        path.write_bytes(data)
        with pytest.raises(files.Corrupt):
            files.read(folder, files.current(folder))
        matcher.disconnect()
        assert found(matcher.registry(), 1) == [row.pk] and base().base is None, "it reads the database instead"
        assert index.index_round() == "build" and index.index_condition(whole=True)["usable"]
        assert base().base is not None and found(matcher.registry(), 1) == [row.pk]


def test_it_finds_damage_between_the_blocks_by_reading_everything(folder: Path, committed_cast: Cast) -> None:
    register(committed_cast.worker, a_case(committed_cast).pk, [1, 2, 3, 4, 5])
    index.index_build()
    name = files.current(folder)
    path = folder / name / "offsets.npy"
    data = bytearray(path.read_bytes())
    data[100_000] ^= 1
    path.write_bytes(data)
    files.read(folder, name)
    with pytest.raises(files.Corrupt, match=r"offsets\.npy"):
        files.read(folder, name, whole=True)
    (folder / "checked").unlink()
    assert index.index_round() == "build" and files.current(folder) != name


def test_it_refuses_the_base_of_another_database_or_time(folder: Path, committed_cast: Cast, settings: Any) -> None:
    register(committed_cast.worker, a_case(committed_cast).pk, [1, 2, 3, 4, 5])
    index.index_build()
    assert base().base is not None
    with databases.copy():
        settings.MATCH_INDEX_DIR = folder
        assert len(base()) == 0 and base().base is None
    settings.MATCH_INDEX_DIR = folder
    assert building.condition(folder).manifest is not None
    withdraw(register(committed_cast.worker, a_case(committed_cast).pk, [9]))
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_matcherfeed_prune(NULL, interval '0')")
    matcher.disconnect()
    assert base().base is None and len(base()) == 5, "the feed no longer tells what changed since that base"


def test_it_refuses_to_hold_more_than_fits_without_a_base(
    folder: Path, committed_cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(committed_cast.worker, a_case(committed_cast).pk, [1, 2, 3, 4, 5])
    monkeypatch.setattr(matcher, "IN_MEMORY", 4)
    with pytest.raises(matcher.MatcherAway):
        matcher.registry()
    assert index.index_round() == "build"
    assert len(base()) == 5


def test_it_writes_nothing_but_what_is_registered(folder: Path, committed_cast: Cast) -> None:
    """An empty base, too, can be written and read."""
    made = index.index_build()
    assert made is not None and made["values"] == 0
    assert base().base is not None and not len(base().near(values(1, 1)).row)
    assert np.array_equal(base().of(3), np.empty(0))
    assert time.time() - (folder / "checked").stat().st_mtime < 60
