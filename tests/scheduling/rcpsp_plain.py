"""The inner loops as they were written, calling each other so: what is compiled is not seen."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from workdomain.scheduling.rcpsp import cutsets, passes, sampling, search
from workdomain.scheduling.rcpsp.compiled import plain

LOOPS = ("generate", "sort_by", "draw", "choose", "sample", "sample_now", "shift",
         "torn", "overlap", "stretch", "pick", "cross", "both_ways", "keep", "evolve",
         "running", "ready", "fits", "hopeless", "dominated", "add", "begin",
         "follow", "look")  # fmt: skip


@contextmanager
def uncompiled() -> Iterator[None]:
    """Let every module use the plain functions for a while."""
    modules: tuple[ModuleType, ...] = (passes, sampling, search, cutsets)
    before = [
        (module, name, getattr(module, name))
        for module in modules
        for name in LOOPS
        if hasattr(module, name)
    ]
    try:
        for module, name, function in before:
            setattr(module, name, plain(function))
        yield
    finally:
        for module, name, function in before:
            setattr(module, name, function)
