"""Loops compiled to machine code on first use and kept on disk (NUMBA_CACHE_DIR, or beside the module).

The compiler takes most of a second and 100 MB to load, so it is loaded when the first loop runs and never at import: the
web's and the clock's processes import these modules and run none of their loops.
"""

import functools
import threading
from collections.abc import Callable
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])
_waiting: list[Callable[..., Any]] = []
_lock = threading.RLock()


def compiled(function: F) -> F:
    """The function, compiled by numba; no shortcuts in floating point, so that results do not depend on the machine.

    At the first call of any, all that are known are put in their modules' names in their compiled form, since loops that
    call each other are compiled together. It must stand at the top of its module.
    """

    @functools.wraps(function)
    def first(*given: Any) -> Any:
        _compile()
        return function.__globals__[function.__name__](*given)

    _waiting.append(function)
    return cast("F", first)


def _compile() -> None:
    with _lock:
        ready = [(function, fast(function)) for function in _waiting]
        for names in {id(function.__globals__): function.__globals__ for function, _ in ready}.values():
            # one step for a module: another thread must not meet one half of its loops
            names.update({function.__name__: done for function, done in ready if function.__globals__ is names})
        _waiting.clear()


def fast(function: Callable[..., Any], **options: Any) -> Any:
    """The function as numba's; where no folder for machine code can be written, each process compiles for itself."""
    from numba import njit

    try:
        return njit(cache=True, **options)(function)
    except RuntimeError:  # "cannot cache function": numba found no place to write to
        return njit(**options)(function)
