"""Loops compiled to machine code on first use and kept on disk (NUMBA_CACHE_DIR, or beside the module).

The compiler takes most of a second and 100 MB to load, so it is loaded when the first loop runs and never at import: the
web's and the clock's processes import these modules and run none of their loops.
"""

import functools
from collections.abc import Callable
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])
_loops: list[Callable[..., Any]] = []


def compiled(function: F) -> F:
    """The function, compiled by numba; no shortcuts in floating point, so that results do not depend on the machine.

    At the first call the module's names are given to the compiled forms of all its loops, since loops that call each other
    are compiled together; in one step, so that another thread never meets one half of them.
    """
    names, name = function.__globals__, function.__name__

    @functools.wraps(function)
    def first(*given: Any) -> Any:
        if names[name] is first:
            names.update({loop.__name__: fast(loop) for loop in _loops if loop.__globals__ is names})
        return names[name](*given)

    _loops.append(function)
    return cast("F", first)


def fast(function: Callable[..., Any], **options: Any) -> Any:
    """The function as numba's; where no folder for machine code can be written, each process compiles for itself."""
    from numba import njit

    try:
        return njit(cache=True, **options)(function)
    except RuntimeError:  # "cannot cache function": numba found no place to write to
        return njit(**options)(function)
