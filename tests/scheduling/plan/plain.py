"""The inner loops as they were written, calling each other so: what is compiled is not seen."""

from collections.abc import Iterator
from contextlib import contextmanager

from workdomain.scheduling.plan import passes, tables
from workdomain.scheduling.rcpsp.compiled import plain


@contextmanager
def uncompiled() -> Iterator[None]:
    """Let plans be made by the plain functions for a while, on lists."""
    before = [
        (vars(module), name, function)
        for module in (tables, passes)
        for name, function in vars(module).items()
        if hasattr(function, "py_func")
    ]
    try:
        for own, name, function in before:
            own[name] = plain(function)
        yield
    finally:
        for own, name, function in before:
            own[name] = function
