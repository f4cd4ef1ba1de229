"""How long it takes to add a dependency, in a small network of work and in one 100 times as large.

Two shapes: a company's, whose projects are networks of their own with a thread to another one here
and there; and one mesh, in which nearly everything waits for everything before it. What is asked is
drawn from pairs anywhere in the network: in that of projects in any order, as far as they close no
circle; in the mesh the later one waits, since nearly every other pair would close one.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from random import Random
from uuid import UUID

from benchmarks.company import END, Asked, Clock
from benchmarks.figures import Bar, Figure, in_turns, ms, seconds_of
from benchmarks.logs import Bench
from workdomain.kernel import Context
from workdomain.planning.network import AddDependency, DependencyCycle
from workdomain.planning.work_item import AddWorkItem
from workdomain.values import OPERATOR
from workdomain.work import Work

PROJECT = 200
"""Items of a project."""
NEAR = 20
"""How far back, among the items before it, work finds what it waits for."""
ABROAD = 0.02
"""The share of a project's items that also wait for something anywhere before them."""
AT_ONCE = 10_000

CONTEXT = Context(OPERATOR, END)


def networks(bench: Bench) -> Iterator[Figure]:
    """Measure one `Work.do` after another in networks of both sizes, of both shapes."""
    small, large = bench.scale.network
    for shape, is_mesh in (("of projects", False), ("that is one mesh", True)):
        with ExitStack() as stack:
            asking = [
                _asking(stack, bench.folder / f"{shape.split()[-1]}-{size}.db", size, is_mesh)
                for size in (small, large)
            ]
            in_turns(3, *asking)
            in_small, in_large = in_turns(bench.scale.one_by_one, *asking)
        yield Figure(
            f"adding a dependency in a network {shape}, of {large:,} items, p50",
            ms(in_large),
            f"the same in one of {small:,} items: {ms(in_small)}",
            in_large / in_small,
            Bar("at most", 2),
        )


def item(number: int) -> UUID:
    """Name an item."""
    return UUID(int=1 << 120 | number)


def network(items: int, *, is_mesh: bool) -> Iterator[Asked]:
    """Ask for the items, and for what each waits for: two of those that came shortly before it."""
    rng = Random(items)  # noqa: S311 - chance, not secrecy
    for number in range(items):
        yield item(number), AddWorkItem(title=f"Item {number}"), CONTEXT
    for number in range(1, items):
        first = max(0, number - NEAR)
        if not is_mesh:
            first = max(first, number // PROJECT * PROJECT)
        near = range(first, number)
        before = rng.sample(near, min(2, len(near)))
        if not is_mesh and rng.random() < ABROAD:
            before.append(rng.randrange(number))
        for other in before:
            yield item(number), AddDependency(predecessor=item(other)), CONTEXT


def _asking(stack: ExitStack, path: Path, items: int, is_mesh: bool) -> Callable[[], float]:
    """Make a network; each call then adds a dependency between two items, and tells its seconds."""
    work = stack.enter_context(Work.open(path, clock=Clock()))
    asked = list(network(items, is_mesh=is_mesh))
    for start in range(0, len(asked), AT_ONCE):
        for answer in work.do_all(asked[start : start + AT_ONCE]):
            if isinstance(answer, Exception):
                raise answer
    rng = Random(1)  # noqa: S311 - chance, not secrecy

    def add(one: int, other: int) -> None:
        work.do(item(one), AddDependency(predecessor=item(other)), CONTEXT)

    def ask() -> float:
        while True:
            pair = rng.sample(range(items), 2)
            with suppress(DependencyCycle):
                return seconds_of(partial(add, *(sorted(pair)[::-1] if is_mesh else pair)))

    return ask
