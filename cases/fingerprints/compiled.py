"""Loops compiled to machine code on first use and kept on disk (NUMBA_CACHE_DIR, or beside the module)."""

from collections.abc import Callable
from typing import Any, TypeVar

from numba import njit

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """The function, compiled by numba; no shortcuts in floating point, so that results do not depend on the machine."""
    result: F = njit(cache=True)(function)
    return result
