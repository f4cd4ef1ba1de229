"""A plan as CP-SAT of OR-Tools reads it. Only `exact` imports this: OR-Tools is an extra.

Perron, L. and Furnon, V.: OR-Tools, https://developers.google.com/optimization. All is in minutes
of the clock. A team that does a task takes, from each start in its common working time, some
minutes until it is done: there are few different ones, and each of them is a mode with its own
starts, so that calendars are exact and cost no variables. Nobody has two modes at a time.
"""

import math
from collections.abc import Callable, Iterator
from itertools import combinations, product

from ortools.sat.python import cp_model

from workdomain.scheduling.plan.early import AT_FINISH, OF_START
from workdomain.scheduling.plan.problem import Link, Roster, Task
from workdomain.scheduling.plan.worktime import Span, WorkTime, together
from workdomain.scheduling.replan.exact import Answer, Asked, Limits, Team


class Model:
    """One search for a better plan; the best one and the bound are held outside of the solver."""

    def __init__(self, asked: Asked) -> None:
        """Write the model."""
        self._asked, self._model = asked, cp_model.CpModel()
        self._roster = Roster(asked.problem)
        self._start: dict[str, cp_model.LinearExprT] = {}
        self._end: dict[str, cp_model.LinearExprT] = {}
        self._teams: dict[str, list[tuple[Team, cp_model.IntVar]]] = {}
        self._busy: dict[str, list[cp_model.IntervalVar]] = {}
        self._limits = self._latest()
        for task in asked.problem.tasks:
            if task.id in asked.held:
                self._hold(task)
            else:
                self._place(task)
        for task in asked.problem.tasks:
            if task.id not in asked.held:
                for link in task.after:
                    self._wait(task, link)
        for busy in self._busy.values():
            self._model.add_no_overlap(busy)
        self._aim()
        self.answer: Answer | None = None
        self._solver = cp_model.CpSolver()
        self._solver.best_bound_callback = self._raise_bound

    def _latest(self) -> dict[int, int]:
        """Tell until when each project may last, so that a plan can still be better."""
        asked = self._asked
        last = max(time.ends[-1] for time in self._roster.times.values() if time.total)
        least, now = dict[int, int](), dict[int, int]()
        for id, one in asked.placed.items():
            project = asked.project[id]
            least[project] = max(least.get(project, 0), asked.soonest[id][1])
            now[project] = max(now.get(project, 0), one.finish)
        last = max(last, *now.values())
        spare = sum(now.values()) - sum(least.values())
        return {key: last if asked.late else end + spare for key, end in least.items()}

    def _hold(self, task: Task) -> None:
        one = self._asked.placed[task.id]
        self._start[task.id], self._end[task.id] = one.start, one.finish
        for who in one.people if task.finished is None else ():
            for begin, end in one.spans or ((max(one.start, 0), one.finish),):
                span = self._model.new_fixed_size_interval_var(begin, end - begin, "")
                self._busy.setdefault(who, []).append(span)

    def _place(self, task: Task) -> None:
        model, latest = self._model, self._limits[self._asked.project[task.id]]
        begin, finish = self._asked.soonest[task.id]
        end = model.new_int_var(finish, latest, "")
        if task.milestone:
            self._start[task.id] = self._end[task.id] = end
            model.add_hint(end, self._asked.placed[task.id].finish)
            return
        start = model.new_int_var(begin, latest, "")
        self._start[task.id], self._end[task.id] = start, end
        told = self._asked.placed[task.id]
        model.add_hint(start, told.start)
        model.add_hint(end, told.finish)
        chosen = self._teams[task.id] = []
        for team in teams(self._roster, task):
            time = together(self._roster.times[who] for who in team)
            for minutes, spans in modes(time, task.work, begin, latest).items():
                taken = model.new_bool_var("")
                within = cp_model.Domain.from_intervals(spans)
                model.add_linear_expression_in_domain(start, within).only_enforce_if(taken)
                model.add(end == start + minutes).only_enforce_if(taken)
                interval = model.new_optional_fixed_size_interval_var(start, minutes, taken, "")
                for who in team:
                    self._busy.setdefault(who, []).append(interval)
                so = set(team) == set(told.people) and minutes == told.finish - told.start
                model.add_hint(taken, so)
                chosen.append((team, taken))
        model.add_exactly_one(taken for _, taken in chosen)

    def _wait(self, task: Task, link: Link) -> None:
        held_by = (self._start if link.kind in OF_START else self._end)[link.task]
        held = (self._end if link.kind in AT_FINISH else self._start)[task.id]
        self._model.add(held >= held_by + link.lag)

    def _aim(self) -> None:
        asked, model = self._asked, self._model
        late, now, free = list[cp_model.LinearExprT](), 0, dict[int, cp_model.LinearExprT]()
        for task in asked.problem.tasks:
            if task.deadline is not None:
                over = model.new_int_var(0, max(self._limits.values()), "")
                model.add(over >= self._end[task.id] - task.deadline)
                was = max(0, asked.placed[task.id].finish - task.deadline)
                model.add_hint(over, was)
                late.append(over * (task.priority + 1))
                now += was * (task.priority + 1)
        if asked.late:
            model.minimize(sum(late))
            return
        if late:
            model.add(sum(late) <= now)
        for project, latest in self._limits.items():
            ids = [id for id, own in asked.project.items() if own == project]
            least = max(asked.soonest[id][1] for id in ids)
            free[project] = end = model.new_int_var(least, latest, "")
            model.add_hint(end, max(asked.placed[id].finish for id in ids))
            for id in ids:
                model.add(end >= self._end[id])
        model.minimize(sum(free.values()))

    bound = 0
    """No plan has less of what is looked for."""

    def _raise_bound(self, bound: float) -> None:
        if math.isfinite(bound):
            self.bound = max(self.bound, math.ceil(bound - 1e-6))

    def go(self, limits: Limits) -> None:
        """Search until the best is proven, or a limit is reached."""
        parameters = self._solver.parameters
        parameters.num_workers, parameters.random_seed = 1, limits.seed
        # The search before it finds plans sooner; what it lacks is a bound.
        parameters.linearization_level, parameters.use_objective_lb_search = 0, True
        # There are many modes to look at: in a short time it would end before it has begun.
        parameters.cp_model_probing_level = parameters.symmetry_level = 0
        parameters.max_presolve_iterations = 1
        if limits.seconds is not None:
            parameters.max_time_in_seconds = max(limits.seconds, 0.0)
        if limits.effort is not None:
            parameters.max_deterministic_time = limits.effort
        watch = _Watch(self._take)
        if self._solver.solve(self._model, watch) == cp_model.OPTIMAL:
            self.bound = max(self.bound, round(self._solver.objective_value))

    def _take(self, value: Callable[[cp_model.LinearExprT], int]) -> None:
        starts = {id: value(start) for id, start in self._start.items()}
        teams = {
            id: next(team for team, taken in chosen if value(taken))
            for id, chosen in self._teams.items()
        }
        self.answer = Answer(starts, teams)

    def stop(self) -> None:
        """End the search soon. Before it has begun, this does nothing: ask again."""
        self._solver.stop_search()


class _Watch(cp_model.CpSolverSolutionCallback):
    def __init__(self, take: Callable[[Callable[[cp_model.LinearExprT], int]], None]) -> None:
        super().__init__()
        self._take = take

    def on_solution_callback(self) -> None:
        """Take in a plan, when the solver calls."""
        self._take(self.value)


def teams(roster: Roster, task: Task) -> Iterator[Team]:
    """List all teams that could do a task, their people in the order of its needs."""
    each = (combinations([who.id for who in roster.able(need)], need.people) for need in task.needs)
    for groups in product(*map(list, each)):
        team = tuple(who for group in groups for who in group)
        if len(set(team)) == len(team):
            yield team


def modes(time: WorkTime, work: int, first: int, latest: int) -> dict[int, list[Span]]:
    """Tell the starts, both ends included, from which work is done after so many minutes.

    Starts from `first` on, so that it is done by `latest`.
    """
    found: dict[int, list[Span]] = {}
    at = 0
    for begin, end, before in zip(time.begins, time.ends, time.before, strict=False):
        start = max(begin, first)
        while start < end:
            done = before + start - begin + work
            while at < len(time.ends) and time.before[at + 1] < done:
                at += 1
            if at == len(time.ends):
                return found
            finish = time.begins[at] + done - time.before[at]
            if finish > latest:
                return found
            spare = min(time.before[at + 1] - done, end - 1 - start, latest - finish)
            found.setdefault(finish - start, []).append((start, start + spare))
            start += spare + 1
    return found
