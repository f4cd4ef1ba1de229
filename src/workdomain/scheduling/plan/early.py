"""How early and how late each task could be: the critical path method on calendars, and floats."""

from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

from workdomain.scheduling.plan.generate import Placed, Plan
from workdomain.scheduling.plan.problem import (
    Kind,
    Link,
    NobodyAvailable,
    Problem,
    Roster,
    Task,
    in_order,
    refuse,
)
from workdomain.scheduling.plan.worktime import Span, WorkTime, together, work_time

OF_START = (Kind.START_START, Kind.START_FINISH)
AT_FINISH = (Kind.FINISH_FINISH, Kind.START_FINISH)


def early(problem: Problem) -> dict[str, Span]:
    """Tell how early each task could start, and finish, if nobody had anything else to do.

    The forward pass of the critical path method on calendars: no plan has anything earlier. For
    several people it looks at each alone, so that their real beginning may be later still.

    :raises CannotPlan: naming the cause.
    """
    roster = Roster(problem)
    refuse(problem, roster)
    hours, spans = work_time(problem.hours), dict[str, Span]()
    for task in in_order(problem):
        spans[task.id] = _alone(task, roster, hours, spans)
    return spans


def _alone(task: Task, roster: Roster, hours: WorkTime, spans: Mapping[str, Span]) -> Span:
    if task.finished is not None:
        return (task.finished if task.started is None else task.started), task.finished
    since, least = bounds(task, hours, spans)
    if task.started is not None or task.fixed is not None:
        since, least = (0 if task.started is not None else task.fixed or 0), 0
    if task.milestone:
        moment = max(since, least)
        return moment, moment
    start = finish = since
    team = len(task.needs) > 1 or task.people > 1
    for need in task.needs:
        times = [roster.times[one.id] for one in roster.able(need)]
        # A team with gaps in its time may start earlier than each alone, and finish as late.
        starts = [
            one[0] for time in times if (one := _first(time, task, since, 0 if team else least))
        ]
        ends = [one[1] for time in times if (one := _first(time, task, since, least))]
        if len(ends) < need.people:
            raise NobodyAvailable(f"{task.id} takes {task.work} minutes, which nobody has left.")
        start = max(start, sorted(starts)[need.people - 1])
        finish = max(finish, sorted(ends)[need.people - 1])
    return (start if task.started is None else task.started), finish


def _first(time: WorkTime, task: Task, since: int, least: int) -> Span | None:
    worked = time.worked(since)
    if least > 0 and not task.split:
        worked = max(worked, time.worked(least - 1) + 1 - task.work)
    if worked + task.work > time.total:
        return None
    return time.starting(worked), max(time.ending(worked + task.work), least)


def bounds(
    task: Task, hours: WorkTime, spans: Mapping[str, Span] | Mapping[str, Placed]
) -> tuple[int, int]:
    """Tell from when on links and dates let a task start, and when it has to finish at least."""
    since, least = max(task.not_before, 0), 0
    for link in task.after:
        until = held_until(link, spans[link.task], hours)
        if link.kind in AT_FINISH:
            least = max(least, until)
        else:
            since = max(since, until)
    return since, least


def held_until(link: Link, other: Span | Placed, hours: WorkTime) -> int:
    """Tell until when a link holds an end of a task, by where the earlier task lies."""
    moment = other[0] if link.kind in OF_START else other[1]
    if not (link.working and link.lag):
        return moment + link.lag
    worked = hours.worked(moment) + link.lag
    if worked > hours.total:
        raise NobodyAvailable(
            f"The plan's hours end before a lag of {link.lag} minutes: {link.task}."
        )
    return hours.ending(worked)


class Float(NamedTuple):
    """How much later a task may finish, in working minutes of its people (a milestone: of all)."""

    total: int
    """... and the last finish of all stays, with the order of work that was planned."""
    free: int
    """... and nothing that waits for it, or for its people, starts later."""


class _Follower(NamedTuple):
    """What holds an end of a task: the latest moment of it may be, and is planned to be."""

    task: str
    link: Link | None
    """None for the next work of the same person."""


def floats(problem: Problem, plan: Plan) -> dict[str, Float]:
    """Tell the float of each task, in the network of links and of who does what next.

    The backward pass of the critical path method (Kelley and Walker, 1959) over what is planned.
    Finished work, work that is under way and fixed dates have whatever float they have.
    """
    placed = plan.placed
    if not placed:
        return {}
    roster, hours = Roster(problem), work_time(problem.hours)
    end = max(one.finish for one in placed.values())
    followers = _followers(problem.tasks, placed)
    tasks = {task.id: task for task in problem.tasks}
    latest: dict[str, Span] = {}
    found = {}
    for id_ in sorted(
        placed, key=lambda id_: (placed[id_].finish, placed[id_].start), reverse=True
    ):
        task, one = tasks[id_], placed[id_]
        time = _team_time(task, one, roster, hours)
        last = free = end
        for follower in followers.get(id_, ()):
            other = placed[follower.task]
            allowed = latest.get(follower.task, (other.start, other.finish))
            last = min(last, _allowed(follower, allowed, task, one, time, hours))
            free = min(free, _allowed(follower, other[:2], task, one, time, hours))
        last, free = max(last, one.finish), max(free, one.finish)
        worked = time.worked(one.finish)
        found[id_] = Float(time.worked(last) - worked, time.worked(free) - worked)
        shift = time.worked(last) - worked
        start = one.start if task.milestone else _later(time, one.start, shift)
        latest[id_] = (last if task.milestone else max(start, one.start), last)
    return found


def _team_time(task: Task, one: Placed, roster: Roster, hours: WorkTime) -> WorkTime:
    times = [roster.times[who] for who in one.people]
    return together(times) if times else hours


def _followers(tasks: Iterable[Task], placed: Mapping[str, Placed]) -> dict[str, list[_Follower]]:
    """List who waits for each task: by a link, or because a person does it next."""
    found: dict[str, list[_Follower]] = {}
    for task in tasks:
        if task.finished is None and task.started is None and task.fixed is None:
            for link in task.after:
                found.setdefault(link.task, []).append(_Follower(task.id, link))
    by_person: dict[str, list[tuple[int, int, str]]] = {}
    for id_, one in placed.items():
        for who in one.people:
            by_person.setdefault(who, []).append((one.start, one.finish, id_))
    for work in by_person.values():
        work.sort()
        for before, after in pairwise(work):
            found.setdefault(before[2], []).append(_Follower(after[2], None))
    return found


def _allowed(
    follower: _Follower, allowed: Span, task: Task, one: Placed, time: WorkTime, hours: WorkTime
) -> int:
    """Tell how late a task may finish, with its follower where that may be at the latest."""
    link = follower.link
    if link is None:
        return allowed[0]
    end = allowed[1] if link.kind in AT_FINISH else allowed[0]
    if link.working and link.lag:
        worked = hours.worked(end) - link.lag
        end = hours.ending(worked) if worked > 0 else 0
    else:
        end -= link.lag
    if link.kind in OF_START:  # it is the start that has to be no later
        return one.finish if task.milestone else _later(time, one.finish, _between(time, one, end))
    return end


def _between(time: WorkTime, one: Placed, end: int) -> int:
    return max(0, time.worked(end) - time.worked(one.start))


def _later(time: WorkTime, moment: int, minutes: int) -> int:
    """Move a moment by working minutes, as far as there are."""
    worked = min(time.worked(moment) + minutes, time.total - 1)
    return max(moment, time.starting(worked)) if time.total and minutes else moment
