"""A set of ids that grows by one at a time without being copied each time.

A state is never changed, so to add to it is to make another one. A frozenset would be copied whole
for every part: a parent of n parts would cost n * n. Here, sets of doubling sizes stand side by
side, and the small ones are joined as they come: each part is copied log n times (Bentley and Saxe,
"Decomposable searching problems", Journal of Algorithms 1(4), 1980).
"""

from collections.abc import Iterable, Iterator, Set
from itertools import chain
from uuid import UUID


class Parts(Set[UUID]):
    """Ids, each once."""

    __slots__ = ("_runs",)

    def __init__(self, ids: Iterable[UUID] = ()) -> None:
        """Hold these."""
        first = frozenset(ids)
        self._runs: tuple[frozenset[UUID], ...] = (first,) if first else ()
        """The largest first, no two of the same size."""

    def __contains__(self, id: object) -> bool:
        """Look into each of the few sets."""
        return any(id in run for run in self._runs)

    def __iter__(self) -> Iterator[UUID]:
        """Go through all of them, in no order."""
        return chain.from_iterable(self._runs)

    def __len__(self) -> int:
        """Count them."""
        return sum(map(len, self._runs))

    def __hash__(self) -> int:
        """Be usable wherever a frozenset is."""
        return self._hash()

    def __or__(self, more: Iterable[UUID]) -> "Parts":  # type: ignore[override]  # of ids alone
        """Hold these as well."""
        runs = self._runs
        for id in more:
            if not any(id in run for run in runs):
                run = frozenset((id,))
                while runs and len(runs[-1]) <= len(run):
                    run |= runs[-1]
                    runs = runs[:-1]
                runs = (*runs, run)
        grown = Parts()
        grown._runs = runs
        return grown


NO_PARTS = Parts()
