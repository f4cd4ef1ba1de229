"""A problem as CP-SAT of OR-Tools reads it. Only `exact` imports this: OR-Tools is an extra.

Perron, L. and Furnon, V.: OR-Tools, https://developers.google.com/optimization. Tasks are
intervals, resources are cumulative constraints, waits are differences of starts. Tasks of which no
two fit beside one another are told as such, too (disjunctive sets; Brucker and others: "A branch
and bound algorithm for the resource-constrained project scheduling problem", European Journal of
Operational Research 107, 1998), which helps the hardest proofs.
"""

import math

from ortools.sat.python import cp_model

from workdomain.scheduling.rcpsp.problem import Problem, Schedule

STRATEGIES = ("no_lp", "default_lp")
"""What workers do, in this order; of the few that were tried, these two proved most."""


class Watch(cp_model.CpSolverSolutionCallback):
    """Holds the best schedule outside of the solver, whatever happens inside."""

    def __init__(self, starts: list[cp_model.IntVar], incumbent: Schedule) -> None:
        super().__init__()
        self._starts = starts
        self.best = incumbent

    def on_solution_callback(self) -> None:
        """Take in a schedule if it is better, when the solver calls."""
        makespan = round(self.objective_value)
        if makespan < self.best.makespan:
            self.best = Schedule(tuple(self.value(start) for start in self._starts), makespan)


class Solver:
    """One search for schedules no longer than the incumbent, which is its hint."""

    def __init__(self, problem: Problem, incumbent: Schedule, bound: int) -> None:
        """Write the model: every start between what comes before and what has to come after."""
        self._model = model = cp_model.CpModel()
        heads, tails = _heads(problem), _tails(problem)
        end = model.new_int_var(bound, incumbent.makespan, "end")
        starts = [
            model.new_int_var(head, incumbent.makespan - tail, f"start {number}")
            for number, (head, tail) in enumerate(zip(heads, tails, strict=True))
        ]
        intervals = []
        for number, (start, task) in enumerate(zip(starts, problem.tasks, strict=True)):
            interval = model.new_fixed_size_interval_var(start, task.duration, f"task {number}")
            intervals.append(interval)
            model.add(start + task.duration <= end)
            for wait in task.waits:
                model.add(start >= starts[wait.task] + wait.distance)
            model.add_hint(start, incumbent.starts[number])
        for resource, there in enumerate(problem.capacities):
            taken = [
                (interval, task.needs[resource])
                for interval, task in zip(intervals, problem.tasks, strict=True)
                if task.duration and resource < len(task.needs) and task.needs[resource]
            ]
            model.add_cumulative([each for each, _ in taken], [need for _, need in taken], there)
        for apart in _never_together(problem):
            model.add_no_overlap([intervals[number] for number in apart])
        model.add_hint(end, incumbent.makespan)
        model.minimize(end)
        self._watch = Watch(starts, incumbent)
        self._solver = cp_model.CpSolver()
        self._bound = bound
        self._solver.best_bound_callback = self._raise_bound

    @property
    def best(self) -> Schedule:
        """The best schedule so far."""
        return self._watch.best

    @property
    def bound(self) -> int:
        """No schedule ends earlier, as far as is proven."""
        return min(self._bound, self.best.makespan)

    def _raise_bound(self, bound: float) -> None:
        """Hear of a better bound from the solver; a makespan is whole."""
        if math.isfinite(bound):
            self._bound = max(self._bound, math.ceil(bound - 1e-6))

    def go(self, seconds: float, workers: int, seed: int) -> None:
        """Search until it is proven that no schedule is better, or for so many seconds."""
        parameters = self._solver.parameters
        parameters.max_time_in_seconds = seconds
        parameters.num_workers = workers
        parameters.random_seed = seed
        parameters.use_timetable_edge_finding_in_cumulative = True
        parameters.subsolvers.extend(STRATEGIES)
        if self._solver.solve(self._model, self._watch) == cp_model.OPTIMAL:
            self._bound = self.best.makespan

    def stop(self) -> None:
        """End the search soon. Before it has begun, this does nothing: ask again."""
        self._solver.stop_search()


def _never_together(problem: Problem) -> set[tuple[int, ...]]:
    """List sets of three tasks or more of which no two fit beside one another.

    Each task in turn gathers whatever fits with none of those it has.
    """
    long = [number for number, task in enumerate(problem.tasks) if task.duration]
    apart = {
        one: {other for other in long if other != one and _clash(problem, one, other)}
        for one in long
    }
    told = set()
    for one in long:
        gathered = [one]
        for other in long:
            if all(other in apart[each] for each in gathered):
                gathered.append(other)
        if len(gathered) > 2:  # noqa: PLR2004 - two are told by the resource itself
            told.add(tuple(sorted(gathered)))
    return told


def _clash(problem: Problem, one: int, other: int) -> bool:
    """Whether two tasks together need more of a resource than there is."""
    needs = zip(problem.tasks[one].needs, problem.tasks[other].needs, strict=False)
    return any(a + b > there for (a, b), there in zip(needs, problem.capacities, strict=False))


def _heads(problem: Problem) -> list[int]:
    """Tell when each task can start at the earliest, without resources."""
    heads = [0] * len(problem.tasks)
    for number in problem.order:
        for wait in problem.tasks[number].waits:
            heads[number] = max(heads[number], heads[wait.task] + wait.distance)
    return heads


def _tails(problem: Problem) -> list[int]:
    """Tell how long it takes at least from each task's start to the end of all."""
    tails = [task.duration for task in problem.tasks]
    for number in reversed(problem.order):
        for wait in problem.tasks[number].waits:
            tails[wait.task] = max(tails[wait.task], tails[number] + wait.distance)
    return tails
