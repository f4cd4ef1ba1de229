"""Inner loops compiled by Numba where it is installed; the same functions, plain, where it is not.

`plain` gives a function as it was written: tests run both and compare.
"""

import os
from collections.abc import Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """Compile an inner loop, once for all processes, when it is called first."""
    return cast("F", COMPILER(function)) if COMPILER else function


def compiler(
    find: Callable[[str], object] = find_spec, told: Mapping[str, str] = os.environ
) -> Callable[..., Any] | None:
    """Give what compiles functions; None where Numba, which an extra brings, is not installed.

    None, too, where it is told to compile nothing: then it need not even come up.
    """
    if told.get("NUMBA_DISABLE_JIT", "0") != "0" or find("numba") is None:
        return None
    found: Callable[..., Any] = import_module("numba").njit(cache=True)
    return found


COMPILER = compiler()


def plain(function: F) -> F:
    """Give the function behind a compiled one."""
    return cast("F", getattr(function, "py_func", function))
