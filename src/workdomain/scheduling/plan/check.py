"""Check a plan span by span against what the words mean; shares no code with the generator."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from workdomain.scheduling.plan.generate import Placed
from workdomain.scheduling.plan.problem import Kind, Link, Need, Person, Problem, Task
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
        wrong = list(_moved(task, one))
        if task.finished is None and not task.milestone:
            wrong += _of_team(task, one, [people[who] for who in one.people], hours)
        if wrong:
            found += [f"{task.id}: {what}" for what in wrong]
        if task.finished is None and task.started is None and task.fixed is None:
            found += [
                f"{task.id}: does not wait for {link.task}"
                for link in task.after
                if not _holds(problem, link, placed[link.task], one)
            ]
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


def _moved(task: Task, one: Placed) -> Iterator[str]:
    if task.finished is not None:
        if one.finish != task.finished:
            yield "what is done was moved"
    elif task.started is not None:
        if one.start != task.started:
            yield "what is started was moved"
    elif task.fixed is None:
        if one.start < max(task.not_before, 0):
            yield "begins too early"
    elif task.milestone and one.start != task.fixed:
        yield "a fixed date was moved"


class _Hours:
    """When people work; spans that many have are put in order once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[tuple[Span, ...], list[int], list[int]]] = {}

    def within(self, spans: tuple[Span, ...], since: int, until: int) -> list[Span]:
        """List what lies between two moments, in order."""
        if id(spans) not in self._known:
            self._known[id(spans)] = spans, *_in_order(spans)
        _, begins, ends = self._known[id(spans)]
        first, last = bisect_right(ends, since), bisect_left(begins, until)
        if first >= last:
            return []
        found = list(zip(begins[first:last], ends[first:last], strict=True))
        found[0] = max(found[0][0], since), found[0][1]
        found[-1] = found[-1][0], min(found[-1][1], until)
        return found

    def worked(self, who: Person, since: int, until: int) -> list[Span]:
        """List when somebody works between two moments."""
        hours = self.within(who.hours, since, until)
        for off, back in self.within(who.away, since, until):
            rest = ((begin, min(end, off), max(begin, back), end) for begin, end in hours)
            parts = (part for a, b, c, d in rest for part in ((a, b), (c, d)))
            hours = [part for part in parts if part[0] < part[1]]
        return hours


def _in_order(spans: Iterable[Span]) -> tuple[list[int], list[int]]:
    """Put spans in order, those that overlap as one: when each begins, and when it ends."""
    begins, ends = list[int](), list[int]()
    for begin, end in sorted(spans):
        if ends and begin <= ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            begins.append(begin)
            ends.append(end)
    return begins, ends


def _common(some: list[Span], others: list[Span]) -> list[Span]:
    pairs = ((max(a, c), min(b, d)) for a, b in some for c, d in others)
    return [(begin, end) for begin, end in pairs if begin < end]


def _of_team(task: Task, one: Placed, team: list[Person], hours: _Hours) -> Iterator[str]:
    begin = 0 if task.started is not None else one.start
    since = begin if task.started is not None or task.fixed is None else max(task.fixed, 0)
    both = hours.worked(team[0], since, one.finish) if team else []
    for who in team[1:]:
        both = _common(both, hours.worked(who, since, one.finish))
    if one.spans:
        both = _common(both, list(one.spans))
    needs = task.needs
    yield from _of_needs(needs, team)
    if len({who.id for who in team}) != sum([need.people for need in needs]):
        yield "has the wrong number of people"
    if sum([end - begin for begin, end in both]) != task.work:
        yield "does not get its minutes"
    if not both or both[-1][1] != one.finish:
        yield "finishes outside working time"
    if task.started is None and not any(first <= begin < last for first, last in both):
        yield "starts outside working time"
    if one.spans and not task.split:
        yield "is split, and may not be"


def _of_needs(needs: Iterable[Need], team: list[Person]) -> Iterator[str]:
    """Look at each need by itself: its people come in the order of the needs."""
    first = 0
    for need in needs:
        own = team[first : first + need.people]
        first += need.people
        if need.skill is not None and any(
            max((level for skill, level in who.skills if skill == need.skill), default=-1)
            < need.level
            for who in own
        ):
            yield "is with someone without the skill"
        if need.candidates and not {who.id for who in own}.issubset(need.candidates):
            yield "is with someone who was not asked"


def _holds(problem: Problem, link: Link, earlier: Placed, later: Placed) -> bool:
    held_by = earlier.finish if link.kind.startswith("finish") else earlier.start
    held = later.start if link.kind in (Kind.FINISH_START, Kind.START_START) else later.finish
    if link.working and link.lag:
        between = _Hours().within(problem.hours, max(held_by, 0), held)
        return sum(end - begin for begin, end in between) >= link.lag
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
