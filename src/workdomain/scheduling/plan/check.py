"""Check a plan minute by minute against what the words mean; shares no code with the generator."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import accumulate, pairwise

from workdomain.scheduling.plan.generate import Placed
from workdomain.scheduling.plan.problem import Kind, Link, Person, Problem, Task
from workdomain.scheduling.plan.worktime import Span


def faults(problem: Problem, placed: Mapping[str, Placed]) -> list[str]:
    """List everything that is wrong with a plan; a sound one has none."""
    people = {person.id: person for person in problem.people}
    hours = _Hours()
    if set(placed) != {task.id for task in problem.tasks}:
        return ["some tasks are not placed, or placed without being there"]
    found: list[str] = []
    for task in problem.tasks:
        one = placed[task.id]
        if task.finished is not None:
            found += _wrong(task, "what is done was moved", one.finish != task.finished)
            continue
        if not task.milestone:
            found += _of_team(task, one, [people[who] for who in one.people], hours)
        if task.started is not None:
            found += _wrong(task, "what is started was moved", one.start != task.started)
        elif task.fixed is None:
            found += _wrong(task, "begins too early", one.start < max(task.not_before, 0))
            found += (
                f"{task.id}: does not wait for {link.task}"
                for link in task.after
                if not _holds(problem, link, placed[link.task], one)
            )
        elif task.milestone:
            found += _wrong(task, "a fixed date was moved", one.start != task.fixed)
    return found + _clashes(placed)


def broken_links(problem: Problem, placed: Mapping[str, Placed]) -> list[tuple[str, Link]]:
    """List the links that fixed dates do not keep to: shown, never silently moved."""
    return [
        (task.id, link)
        for task in problem.tasks
        if task.fixed is not None and task.started is None and task.finished is None
        for link in task.after
        if not _holds(problem, link, placed[link.task], placed[task.id])
    ]


def _wrong(task: Task, what: str, is_so: bool) -> list[str]:
    return [f"{task.id}: {what}"] if is_so else []


class _Spans:
    """Spans in the order of their beginnings, to look up those that touch others."""

    def __init__(self, spans: Iterable[Span]) -> None:
        self._spans = sorted(spans)
        self._begins = [begin for begin, _ in self._spans]
        self._tops = list(accumulate((end for _, end in self._spans), max))

    def mark(self, minutes: bytearray, since: int, mark: bytes) -> None:
        """Mark their minutes among those from a moment on."""
        until = since + len(minutes)
        for at in range(bisect_right(self._tops, since), bisect_left(self._begins, until)):
            begin, end = self._spans[at]
            first = max(begin, since) - since
            last = max(first, min(end, until) - since)
            minutes[first:last] = mark * (last - first)


class _Hours:
    """Who works in which minute; each different calendar is put in order once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[tuple[Span, ...], _Spans]] = {}

    def minutes(
        self, hours: tuple[Span, ...], away: tuple[Span, ...], since: int, until: int
    ) -> int:
        """Tell every minute of work between two moments: in byte `n` of the number is a 1 or 0."""
        minutes = bytearray(max(0, until - since))
        self._of(hours).mark(minutes, since, b"\1")
        if away:
            self._of(away).mark(minutes, since, b"\0")
        return int.from_bytes(minutes, "little")

    def _of(self, spans: tuple[Span, ...]) -> _Spans:
        if id(spans) not in self._known:
            self._known[id(spans)] = spans, _Spans(spans)
        return self._known[id(spans)][1]


def _of_team(task: Task, one: Placed, team: list[Person], hours: _Hours) -> list[str]:
    begin = 0 if task.started is not None else one.start
    since = begin if task.started is not None or task.fixed is None else max(task.fixed, 0)
    both = 0
    for place, who in enumerate(team):
        own = hours.minutes(who.hours, who.away, since, one.finish)
        both = own if place == 0 else both & own
    if one.spans:
        both &= hours.minutes(one.spans, (), since, one.finish)

    def works(minute: int) -> bool:
        return minute >= since and bool(both >> 8 * (minute - since) & 1)

    count = sum(need.people for need in task.needs)
    return [
        *_wrong(task, "has the wrong number of people", len({w.id for w in team}) != count),
        *_of_needs(task, team),
        *_wrong(task, "does not get its minutes", both.bit_count() != task.work),
        *_wrong(task, "finishes outside working time", not works(one.finish - 1)),
        *_wrong(task, "starts outside working time", task.started is None and not works(begin)),
        *_wrong(task, "is split, and may not be", bool(one.spans) and not task.split),
    ]


def _of_needs(task: Task, team: list[Person]) -> list[str]:
    """Look at each need by itself: its people come in the order of the needs."""
    found, first = list[str](), 0
    for need in task.needs:
        own = team[first : first + need.people]
        first += need.people
        skilled = need.skill is None or all(
            max((level for skill, level in who.skills if skill == need.skill), default=-1)
            >= need.level
            for who in own
        )
        named = not need.candidates or all(who.id in need.candidates for who in own)
        found += _wrong(task, "is with someone without the skill", not skilled)
        found += _wrong(task, "is with someone who was not asked", not named)
    return found


def _holds(problem: Problem, link: Link, earlier: Placed, later: Placed) -> bool:
    held_by = earlier.finish if link.kind.startswith("finish") else earlier.start
    held = later.start if link.kind in (Kind.FINISH_START, Kind.START_START) else later.finish
    if link.working and link.lag:
        between = _Hours().minutes(problem.hours, (), max(held_by, 0), held)
        return between.bit_count() >= link.lag
    return held >= held_by + link.lag


def _clashes(placed: Mapping[str, Placed]) -> list[str]:
    spans: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for id_, one in placed.items():
        for who in one.people:
            for begin, end in one.spans or ((max(one.start, 0), one.finish),):
                spans[who].append((begin, end, id_))
    return [
        f"{who}: does {a} and {b} at once"
        for who, work in spans.items()
        for (_, end, a), (begin, _, b) in pairwise(sorted(work))
        if begin < end
    ]
