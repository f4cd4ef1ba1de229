"""What comes of the evidence: every part of an audit report, each figure with its events."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from projections.history import LATE
from projections.models.items import OPEN_STATES
from projections.wording import line
from service.reports import times
from service.reports.evidence import TIME, Evidence
from service.reports.lives import Facts, Known, Life, Span, fold, ids_in, in_order, spells, written
from service.reports.parts import (
    Blocked,
    Corrected,
    Estimated,
    Fact,
    FieldOverTime,
    Figure,
    HoursOf,
    Involved,
    ItemOverTime,
    Lane,
    Point,
    Positions,
    Spell,
    Total,
)
from workdomain.execution.task_life import State
from workdomain.execution.week import TimeCorrected
from workdomain.store.messages import Recorded

DAY = timedelta(days=1)
POINTS = 60
"""How many points a burn-up has at the most."""
ALWAYS = ("assignees", "due", "work_h", "remaining_h")
"""What is told of every work item; of the rest, what changed."""
OUTSIDE = "(no work item)"


class Account:
    """An account of a subject over some days, made of evidence and nothing else."""

    def __init__(self, evidence: Evidence, sheet: times.Timesheet, span: Span) -> None:
        """Follow everything through its events; `names` must be filled in before it is told."""
        self.evidence, self.sheet, self.span = evidence, sheet, span
        self.subject = evidence.subject
        self.lives: dict[UUID, Life] = {
            id: fold("item", events, span) for id, events in evidence.items.items()
        }
        self.names: Mapping[UUID, str] = {}

    # -- what counts ---------------------------------------------------------------------------

    def belongs(self, facts: Facts) -> bool:
        """Whether a work item that stands like this counts for the subject."""
        if not facts:
            return False
        match self.subject.kind:
            case "project":
                return bool(facts["project"].value == self.subject.id)
            case "person":
                return self.subject.id in facts["assignees"].value
            case _:
                return True

    def counts(self, entry: times.Entry) -> bool:
        """Whether a time entry counts: for a project, if its work is in it in the end."""
        match self.subject.kind:
            case "project":
                return entry.item in self._in_the_end
            case "person":
                return entry.person == self.subject.id
            case _:
                return entry.item == self.subject.id

    @cached_property
    def _in_the_end(self) -> set[UUID | None]:
        return {id for id, life in self.lives.items() if self.belongs(life.after)}

    @cached_property
    def own(self) -> Life:
        """What the subject itself went through."""
        if self.subject.kind == "item":
            return self.lives[self.subject.id]
        return fold(self.subject.kind, self.evidence.own, self.span)

    @cached_property
    def inside(self) -> list[Recorded]:
        """What happened in the days reported on, in that order."""
        told = {**self.evidence.history}
        told.update((each.position, each) for each in self.evidence.time if self._is_about(each))
        return in_order(each for each in told.values() if self._is_inside(each.context.at))

    def _is_about(self, recorded: Recorded) -> bool:
        event: Any = recorded.event
        was = event.was.item if isinstance(event, TimeCorrected) else None
        return self.subject.kind != "project" or not {event.item, was}.isdisjoint(self._in_the_end)

    def _is_inside(self, at: datetime) -> bool:
        return not self.span.is_before(at) and not self.span.is_after(at)

    @cached_property
    def entries(self) -> list[times.Entry]:
        """The time entries of these days that count."""
        return [entry for entry in self._counted if self.span.holds(entry.day)]

    @cached_property
    def _counted(self) -> list[times.Entry]:
        return [entry for entry in self.sheet.entries.values() if self.counts(entry)]

    @cached_property
    def late(self) -> list[Recorded]:
        """What was recorded more than a day after it happened."""
        return [each for each in self.inside if each.recorded_at - each.context.at > LATE]

    @cached_property
    def begins(self) -> datetime | None:
        """The first instant reported on."""
        first = (life.steps[0].at for life in self.lives.values() if life.steps)
        earliest = min((*(each.context.at for each in self.inside[:1]), *first), default=None)
        return self.span.begins or earliest

    @cached_property
    def ends(self) -> datetime | None:
        """The last instant reported on: no later than anything is known of."""
        known = [at for at in (self.span.ends, self.evidence.known_at) if at is not None]
        return min(known, default=None)

    def ids(self) -> set[UUID]:
        """Everything that has to be named."""
        ids = {each.context.by for each in self.evidence.everything().values()}
        for life in (self.own, *self.lives.values()):
            ids.update(ids_in(life.before), ids_in(life.after))
        corrected = (entry for each in self.sheet.corrections for entry in (each.was, each.became))
        for entry in (*self.sheet.entries.values(), *corrected):
            ids |= {entry.person, *([entry.item] if entry.item else [])}
        return ids

    def _name(self, id: UUID) -> str:
        return line(self.names.get(id, "someone unknown"))

    # -- totals --------------------------------------------------------------------------------

    def figures(self) -> dict[str, Figure]:
        """The figures that come first."""
        completed = [
            spell.positions[0]
            for _, begun, spell in self._spells()
            if spell.state is State.DONE and self.belongs(begun.facts) and self._begun_in(spell)
        ]
        first_by = {each.context.by: each.position for each in reversed(self.inside)}
        corrected = {each.recorded.position for each in self._corrections()}
        blocked = self.blocked()
        return {
            "events": counted(each.position for each in self.inside),
            "people": counted(first_by.values()),
            "hours": times.figure(self.entries),
            "completed": counted(completed),
            "blocked_days": Figure(
                value=round(sum(each.days.value for each in blocked), 4),
                positions=tuple(sorted({p for each in blocked for p in each.days.positions})),
            ),
            "late": counted(each.position for each in self.late),
            "corrections": counted(corrected),
        }

    def _begun_in(self, spell: Spell) -> bool:
        return self._is_inside(spell.since)

    def totals(self) -> tuple[Total, ...]:
        """The work at the start and at the end: in which states, how much, how much is left."""
        before = [life.before for life in self.lives.values() if self.belongs(life.before)]
        after = [life.after for life in self.lives.values() if self.belongs(life.after)]
        states = () if self.subject.kind == "item" else tuple(State)
        earlier = [e for e in self._counted if self.span.first and e.day < self.span.first]
        return (
            *(
                Total(name=s, unit="items", before=_in_state(before, s), after=_in_state(after, s))
                for s in states
            ),
            *(
                Total(name=name, unit="h", before=_sum(before, field), after=_sum(after, field))
                for name, field in (("work", "work_h"), ("remaining", "remaining_h"))
            ),
            Total(
                name="spent",
                unit="h",
                before=times.figure(earlier),
                after=times.figure([*earlier, *self.entries]),
            ),
        )

    # -- before, after and in between ----------------------------------------------------------

    def state(self) -> tuple[FieldOverTime, ...]:
        """How the subject itself stood before and after."""
        return tuple(self._fields(self.own, always=(*self.own.after,)))

    def items(self) -> tuple[ItemOverTime, ...]:
        """How each of its work items stood before and after, by title."""
        if self.subject.kind == "item":
            return ()
        spent: dict[UUID | None, list[times.Entry]] = defaultdict(list)
        for entry in self.entries:
            spent[entry.item].append(entry)
        lines = (
            ItemOverTime(
                id=id,
                title=line(life.title),
                before=life.before["state"].value if self.belongs(life.before) else None,
                after=life.after["state"].value if self.belongs(life.after) else None,
                fields=tuple(self._fields(life, ALWAYS)),
                spent_h=times.figure(spent[id]),
            )
            for id, life in self._concerned()
        )
        return tuple(lines)

    def _concerned(self) -> list[tuple[UUID, Life]]:
        """The work items that counted at some time up to the last day, by title."""
        mine = {entry.item for entry in self._counted}
        found = (
            (id, life)
            for id, life in self.lives.items()
            if life.steps and (id in mine or any(self.belongs(step.facts) for step in life.steps))
        )
        return sorted(found, key=lambda each: (each[1].title.casefold(), str(each[0])))

    def _fields(self, life: Life, always: Iterable[str] = ()) -> Iterator[FieldOverTime]:
        for name, after in life.after.items():
            before = life.before.get(name, Known())
            changed = tuple(life.changed.get(name, ()))
            if changed or name in always:
                yield FieldOverTime(
                    field=name, before=self._fact(before), after=self._fact(after), changed=changed
                )

    def _fact(self, known: Known) -> Fact:
        return Fact(value=written(known.value, self.names), position=known.position)

    def estimates(self) -> tuple[Estimated, ...]:
        """What work was thought to take at first, when it began and in the end; and what it took."""
        spent: dict[UUID | None, list[times.Entry]] = defaultdict(list)
        for entry in self.sheet.entries.values():
            if not self.span.last or entry.day <= self.span.last:
                spent[entry.item].append(entry)
        found = []
        for id, life in self._concerned():
            known = [step.facts["work_h"] for step in life.steps]
            first = next((each for each in known if each.value is not None), None)
            if first is not None:
                begun = (s.facts["work_h"] for s in life.steps if _is_doing(s.facts))
                found.append(
                    Estimated(
                        id=id,
                        title=line(life.title),
                        first=self._fact(first),
                        at_start=self._fact(next(begun, Known())),
                        last=self._fact(known[-1]),
                        spent_h=times.figure(spent[id]),
                    )
                )
        return tuple(found)

    # -- who, and how long ---------------------------------------------------------------------

    def people(self) -> tuple[Involved, ...]:
        """Everyone who did something or logged time that counts, by name."""
        did: dict[UUID, list[Recorded]] = defaultdict(list)
        for each in self.inside:
            did[each.context.by].append(each)
        worked: dict[UUID, list[times.Entry]] = defaultdict(list)
        for entry in self.entries:
            worked[entry.person].append(entry)
        people = sorted({*did, *worked}, key=lambda id: (self._name(id), str(id)))
        return tuple(
            Involved(
                id=id,
                name=self._name(id),
                events=counted(each.position for each in did[id]),
                hours=times.figure(worked[id]),
                first_at=did[id][0].context.at if did[id] else None,
                last_at=did[id][-1].context.at if did[id] else None,
            )
            for id in people
        )

    def hours_by_person(self) -> tuple[HoursOf, ...]:
        """Hours by who worked."""
        return times.by(self.entries, lambda entry: (entry.person, self._name(entry.person)))

    def hours_by_item(self) -> tuple[HoursOf, ...]:
        """Hours by what was worked on."""

        def item(entry: times.Entry) -> tuple[UUID | None, str]:
            if entry.item is None:
                return None, OUTSIDE
            return entry.item, line(self.names.get(entry.item, "an unknown item"))

        return times.by(self.entries, item)

    def hours_by_week(self) -> tuple[HoursOf, ...]:
        """Hours by week (ISO 8601)."""
        return times.by(self.entries, lambda entry: (None, times.week_of(entry.day)))

    def _corrections(self) -> Iterator[times.Correction]:
        return times.corrections(self.sheet, self.span, self.counts)

    def corrections(self) -> tuple[Corrected, ...]:
        """Time entries that were put right afterwards."""
        return tuple(times.told(each, self.counts, self.names) for each in self._corrections())

    # -- states over time ----------------------------------------------------------------------

    def _spells(self) -> Iterator[tuple[UUID, Any, Spell]]:
        for id, life in self._concerned():
            for begun, spell in spells(life):
                yield id, begun, spell

    def blocked(self) -> tuple[Blocked, ...]:
        """When work could not go on, and why, oldest first."""
        by = {each.position: each.context.by for s in self.evidence.items.values() for each in s}
        found = [
            Blocked(
                id=id,
                title=line(self.lives[id].title),
                reason=line(spell.reason or ""),
                since=spell.since,
                until=spell.until,
                by=self._name(by[spell.positions[0]]),
                days=Figure(value=self._days(spell), positions=spell.positions),
            )
            for id, begun, spell in self._spells()
            if spell.state is State.BLOCKED and self.belongs(begun.facts) and self._touches(spell)
        ]
        return tuple(sorted(found, key=lambda each: (each.since, each.days.positions)))

    def _touches(self, spell: Spell) -> bool:
        """Whether a spell lies, in part, in the days reported on."""
        return not self.span.is_after(spell.since) and not (
            spell.until is not None and self.span.is_before(spell.until)
        )

    def _days(self, spell: Spell) -> float:
        if self.begins is None or self.ends is None:
            return 0.0
        since = max(spell.since, self.begins)
        until = min(spell.until or self.ends, self.ends)
        return round(max(timedelta(), until - since) / DAY, 4)

    def lanes(self) -> tuple[Lane, ...]:
        """The states of each work item over these days."""
        lanes: dict[UUID, list[Spell]] = defaultdict(list)
        for id, _, spell in self._spells():
            if self._touches(spell):
                lanes[id].append(spell)
        return tuple(
            Lane(id=id, title=line(self.lives[id].title), spells=tuple(found))
            for id, found in lanes.items()
        )

    def burn_up(self) -> tuple[Point, ...]:
        """Work, what is done of it and what was spent, at the ends of days."""
        if self.begins is None or self.ends is None or self.ends < self.begins:
            return ()
        moves = [(at, position, work, done, 0.0) for at, position, work, done in self._moves()]
        for entry in self._counted:
            at = datetime.combine(entry.day, time.min, UTC)
            for position in entry.positions[:-1]:
                moves.append((at, position, 0.0, 0.0, 0.0))
            moves.append((at, entry.positions[-1], 0.0, 0.0, entry.minutes / times.MINUTES))
        moves.sort()
        first, last = self.begins.astimezone(UTC).date(), self.ends.astimezone(UTC).date()
        every = max(1, -(-(last - first).days // (POINTS - 1)))
        points, sums, done_with = [], [0.0, 0.0, 0.0], 0
        for day in (*(first + DAY * n for n in range(0, (last - first).days, every)), last):
            positions = set()
            while done_with < len(moves) and moves[done_with][0].astimezone(UTC).date() <= day:
                _, position, *by = moves[done_with]
                sums = [total + each for total, each in zip(sums, by, strict=True)]
                positions.add(position)
                done_with += 1
            work, done, spent = (round(total, 4) for total in sums)
            points.append(
                Point(
                    day=day,
                    work_h=work,
                    done_h=done,
                    spent_h=spent,
                    positions=tuple(sorted(positions)),
                )
            )
        return tuple(points)

    def _moves(self) -> Iterator[tuple[datetime, int, float, float]]:
        """Say when work and what is done of it changed, and by how much."""
        for life in self.lives.values():
            before = (0.0, 0.0)
            for step in life.steps:
                now = self._work_done(step.facts)
                if now != before:
                    yield step.at, step.position, now[0] - before[0], now[1] - before[1]
                before = now

    def _work_done(self, facts: Facts) -> tuple[float, float]:
        work, remaining = facts["work_h"].value, facts["remaining_h"].value
        if work is None or not self.belongs(facts) or facts["state"].value is State.CANCELLED:
            return 0.0, 0.0
        return work, work - (remaining or 0.0)


def counted(positions: Iterable[int]) -> Figure:
    """Count events."""
    found = tuple(sorted(set(positions)))
    return Figure(value=float(len(found)), positions=found)


def _sum(items: Iterable[Facts], field: str) -> Figure:
    """Add up a number of work items that are not cancelled."""
    known = [
        facts[field]
        for facts in items
        if facts["state"].value is not State.CANCELLED and facts[field].value is not None
    ]
    return Figure(
        value=round(sum(each.value for each in known), 4),
        positions=tuple(sorted({each.position for each in known if each.position})),
    )


def _in_state(items: Iterable[Facts], state: State) -> Figure:
    found = [facts["state"] for facts in items if facts["state"].value is state]
    return Figure(
        value=float(len(found)),
        positions=tuple(sorted({each.position for each in found if each.position})),
    )


def _is_doing(facts: Facts) -> bool:
    return facts["state"].value is State.DOING
