"""What of the evidence counts for a subject, over the days that are reported on."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from projections.wording import line
from service.reports import times
from service.reports.evidence import Evidence
from service.reports.lives import Facts, Life, Span, Step, called, fold, ids_in, in_order, spells
from service.reports.parts import Spell
from workdomain.execution.week_words import TimeCorrected
from workdomain.store.messages import Recorded

QUIET = 0.25
"""The share of the time before, after which it has been quiet for long."""


class Scope:
    """A subject and some days, and what of the evidence counts for them.

    `names` must be filled in, for all of `ids`, before anything is told in words.
    """

    def __init__(self, evidence: Evidence, span: Span) -> None:
        """Follow everything through its events."""
        self.evidence, self.sheet, self.span = evidence, times.fold(evidence), span
        self.lives: dict[UUID, Life] = {
            id: fold("item", events, span) for id, events in evidence.items.items()
        }
        self.titles = {id: life.title for id, life in self.lives.items() if life.after}
        """What its work items were called in the end; what was said late counts as well."""
        self.names: Mapping[UUID, str] = {}
        self.subject = evidence.subject
        if self.own.after:
            name = called(self.subject.kind, self.own.after)
            self.subject = self.subject.model_copy(update={"name": line(name)})

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
        return in_order(each for each in told.values() if self.span.has(each.context.at))

    def _is_about(self, recorded: Recorded) -> bool:
        event: Any = recorded.event
        was = event.was.item if isinstance(event, TimeCorrected) else None
        return self.subject.kind != "project" or not {event.item, was}.isdisjoint(self._in_the_end)

    @cached_property
    def entries(self) -> list[times.Entry]:
        """The time entries of these days that count."""
        return [entry for entry in self.counted if self.span.holds(entry.day)]

    @cached_property
    def counted(self) -> list[times.Entry]:
        """The time entries of any day that count."""
        return [entry for entry in self.sheet.entries.values() if self.counts(entry)]

    @cached_property
    def concerned(self) -> list[tuple[UUID, Life]]:
        """List the work items that counted at some time up to the last day, the oldest first."""
        mine = {entry.item for entry in self.counted}
        found = (
            (id, life)
            for id, life in self.lives.items()
            if life.steps and (id in mine or any(self.belongs(step.facts) for step in life.steps))
        )
        return sorted(found, key=lambda each: (each[1].steps[0].at, each[1].steps[0].position))

    def spells(self) -> Iterator[tuple[UUID, Step, Spell]]:
        """List the states of these, each with the step that led to it."""
        for id, life in self.concerned:
            for begun, spell in spells(life):
                yield id, begun, spell

    def touches(self, spell: Spell) -> bool:
        """Whether a spell lies, in part, in the days reported on."""
        return not self.span.is_after(spell.since) and not (
            spell.until is not None and self.span.is_before(spell.until)
        )

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

    @cached_property
    def until(self) -> datetime | None:
        """Where pictures end: before a long time in which nothing happened."""
        if self.begins is None or self.ends is None or self.span.last is not None:
            return self.ends
        happened = [each.context.at for each in self.inside[-1:]]
        happened += [life.steps[-1].at for life in self.lives.values() if life.steps]
        happened += [datetime.combine(each.day, time.max, UTC) for each in self.counted]
        last = max(happened, default=self.begins)
        quiet = self.ends - last > (last - self.begins) * QUIET
        return min(self.ends, max(last, self.begins + timedelta(days=1))) if quiet else self.ends

    def ids(self) -> set[UUID]:
        """Everything that has to be named."""
        ids = {each.context.by for each in self.evidence.everything().values()}
        for life in (self.own, *self.lives.values()):
            ids.update(ids_in(life.before), ids_in(life.after))
        corrected = (entry for each in self.sheet.corrections for entry in (each.was, each.became))
        for entry in (*self.sheet.entries.values(), *corrected):
            ids |= {entry.person, *([entry.item] if entry.item else [])}
        return ids

    def name(self, id: UUID) -> str:
        """Name a person."""
        return line(self.names.get(id, "someone unknown"))
