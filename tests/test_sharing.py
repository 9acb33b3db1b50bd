"""The tests are shared out among processes: each once, a file in one piece, the long files first."""

import pytest

from tests import sharing


def test_it_gives_out_each_test_once_and_long_files_first(request: pytest.FixtureRequest) -> None:
    items = request.session.items
    files = sharing.shared_out(items)
    given = [item for tests in files for item in tests]
    assert sorted(item.nodeid for item in given) == sorted(item.nodeid for item in items)
    assert all(len({item.path for item in tests}) == 1 for tests in files), "a file in one piece"
    assert len({tests[0].path for tests in files}) == len(files), "and in one process"
    names = [tests[0].path.relative_to(sharing.ROOT).as_posix() for tests in files]
    first = [name for name in (*sharing.ALONE, *sharing.LONG) if name in names]
    assert names[: len(first)] == first


def test_it_knows_the_long_files() -> None:
    assert [name for name in (*sharing.ALONE, *sharing.LONG) if not (sharing.ROOT / name).is_file()] == []
