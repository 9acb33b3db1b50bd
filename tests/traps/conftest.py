"""Traps are tried through the doors alone."""

from tests.doors.conftest import database  # noqa: F401 (a fixture)
