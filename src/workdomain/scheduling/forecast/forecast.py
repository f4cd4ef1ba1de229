"""When a plan will be done, as chances: how often it was, in many runs of it (Monte Carlo)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from workdomain.scheduling.forecast.calibration import DEFAULT, Calibration
from workdomain.scheduling.forecast.draws import draws
from workdomain.scheduling.forecast.network import AT_FINISH, Network, Ran, held_by, network_of, run
from workdomain.scheduling.plan.generate import Plan
from workdomain.scheduling.plan.problem import Problem

BLOCK = 2_000
"""Samples that are run at once: as many as a processor's cache has room for."""
MOST_SAMPLES = 100_000
FAN = tuple(range(5, 100, 5))
"""The percentiles of a fan."""
Samples = NDArray[np.int32]


class Chances(NamedTuple):
    """When something will be done; moments in minutes of the plan."""

    p50: int
    p80: int
    p95: int
    planned: int
    """When it is done by the plan."""
    on_plan: float
    """How likely it is done by then, 0 to 1."""
    on_time: float | None
    """How likely it meets its deadline; None without one."""
    critical: float
    """How often the last finish of its project waited for it, 0 to 1 (criticality index)."""
    fan: tuple[int, ...] = ()
    """The percentiles 5, 10 ... 95; of projects and of the whole."""


@dataclass(frozen=True)
class Forecast:
    """Chances of each task, of each project, and of the whole; and whom all wait for."""

    tasks: Mapping[str, Chances]
    projects: Mapping[str, Chances]
    whole: Chances
    people: Mapping[str, float]
    """How often the end of a project waited for work of each person, 0 to 1."""
    samples: int
    seed: int
    calibration: Calibration
    ends: Mapping[str | None, Samples] = field(repr=False, compare=False)
    """When each project was done, sample by sample, and at None the whole."""

    def quantile(self, share: float, project: str | None = None) -> int:
        """Tell by when a project, or the whole, is done with this chance."""
        return _quantile(self.ends[project], share)


def forecast(
    problem: Problem,
    plan: Plan,
    *,
    samples: int = 1_000,
    seed: int = 1,
    calibration: Calibration = DEFAULT,
    projects: Mapping[str, str] | None = None,
) -> Forecast:
    """Run a plan many times. `projects` tells the project of tasks that have one.

    Order and people are as planned. The same seed gives the same forecast. ValueError for a plan
    of another problem, or a number of samples that makes no sense.
    """
    if not 1 <= samples <= MOST_SAMPLES:
        raise ValueError(f"{samples} samples make no sense: ask for 1 to {MOST_SAMPLES}")
    if not problem.tasks:
        raise ValueError("There is nothing to forecast: the plan has no tasks")
    network, by_task = network_of(problem, plan), projects or {}
    durations = draws(problem, samples, seed, calibration, by_task)
    runs = Runs(network, by_task)
    for begin in range(0, samples, BLOCK):
        runs.take(run(network, durations, slice(begin, min(begin + BLOCK, samples))))
    return runs.told(samples, seed, calibration)


class Runs:
    """What is kept of all runs."""

    def __init__(self, network: Network, by_task: Mapping[str, str]) -> None:
        """Look at the tasks of each project; those of none make one of their own."""
        self._network = network
        self._own = [by_task.get(task.id) for task in network.tasks]
        self._rows: dict[str | None, list[int]] = {}
        for at, project in enumerate(self._own):
            self._rows.setdefault(project, []).append(at)
        self._finish: list[Samples] = []
        self._critical = np.zeros(len(network.tasks))
        self._by_person: dict[str, list[int]] = {}
        for at, one in enumerate(network.placed):
            for who in one.people:
                self._by_person.setdefault(who, []).append(at)
        self._waited = dict.fromkeys(self._by_person, 0)

    def take(self, ran: Ran) -> None:
        """Take in some samples."""
        self._finish.append(ran.finish)
        critical = self._chains(ran)
        self._critical += critical.sum(axis=1)
        for who, mine in self._by_person.items():
            self._waited[who] += int(critical[mine].any(axis=0).sum())

    def _chains(self, ran: Ran) -> NDArray[np.bool_]:
        """Mark the tasks that the last finish of their project waited for, sample by sample."""
        critical = np.zeros(ran.finish.shape, np.bool_)
        for rows in self._rows.values():
            last = ran.finish[rows].max(axis=0)
            critical[rows] = ran.finish[rows] == last
        for at in range(len(critical) - 1, -1, -1):
            if not critical[at].any():
                continue
            for arc in self._network.arcs[at]:
                until = held_by(self._network, arc, ran.start, ran.finish)
                at_finish = arc.link is not None and arc.link.kind in AT_FINISH
                held = until >= (ran.finish[at] if at_finish else ran.bound[at])
                critical[arc.task] |= critical[at] & held
        return critical

    def told(self, samples: int, seed: int, calibration: Calibration) -> Forecast:
        """Say what came of them."""
        network, step = self._network, self._network.step
        finish = np.concatenate(self._finish, axis=1)
        if step > 1:
            finish *= step
        share = self._critical / samples
        chances = {
            task.id: _chances(finish[at], network.placed[at].finish, task.deadline, share[at])
            for at, task in enumerate(network.tasks)
        }
        ends: dict[str | None, Samples] = {
            project: finish[rows].max(axis=0)
            for project, rows in self._rows.items()
            if project is not None
        }
        ends[None] = finish.max(axis=0)
        return Forecast(
            chances,
            {p: self._of(ends[p], rows) for p, rows in self._rows.items() if p is not None},
            self._of(ends[None], range(len(network.tasks))),
            {who: count / samples for who, count in self._waited.items()},
            samples,
            seed,
            calibration,
            ends,
        )

    def _of(self, ends: Samples, rows: Sequence[int]) -> Chances:
        planned = max(self._network.placed[at].finish for at in rows)
        told = [self._network.tasks[at].deadline for at in rows]
        deadlines = [deadline for deadline in told if deadline is not None]
        fan = tuple(_quantile(ends, percent / 100) for percent in FAN)
        chances = _chances(ends, planned, max(deadlines, default=None), 1.0)
        return chances._replace(fan=fan)


def _chances(finish: Samples, planned: int, deadline: int | None, critical: float) -> Chances:
    p50, p80, p95 = np.quantile(finish, (0.5, 0.8, 0.95), method="higher")
    return Chances(
        int(p50),
        int(p80),
        int(p95),
        planned,
        _share(finish <= planned),
        None if deadline is None else _share(finish <= deadline),
        round(float(critical), 6),
    )


def _share(so: NDArray[np.bool_]) -> float:
    return int(np.count_nonzero(so)) / len(so)


def _quantile(finish: Samples, share: float) -> int:
    return int(np.quantile(finish, share, method="higher"))
