"""Why work starts when it does: a chain of waits, from the beginning of the plan on."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from projections.figures import rounded
from projections.names import equipment_called, items_called, people_called
from projections.plans.asked import Planning
from projections.plans.clock import A_MINUTE
from projections.plans.making import bars, made
from projections.reader import Reader
from projections.view import Order, Page, View
from workdomain.execution.schedule_words import Bar, Waiting
from workdomain.kernel import Message, Refused


class NotPlanned(Refused):
    """What is explained is the start of open work that has a bar in the plan."""


class Explain(Planning):
    """Why can this work not start earlier?"""

    item: UUID | None = None
    """Which work item; left out: whatever is done last."""


class StepKind(StrEnum):
    """What time goes by with, before the work can start."""

    BEGINNING = "beginning"
    """Nothing has to be waited for up to there but a day that was set, or working time."""
    WORK = "work"
    """Work that comes first, because it is waited for or because the same person does it."""
    WAIT = "wait"
    """A lag, or a time in which nobody of those works who are needed."""


class ExplainedStep(Message):
    """One step; the hours of all of them together are the start that they explain."""

    number: int
    """From 1, the earliest."""
    kind: StepKind
    since: datetime
    until: datetime
    hours: float
    """From `since` to `until`, by the clock."""
    item: UUID | None
    title: str | None
    people: tuple[str, ...]
    """Who does that work."""
    waits: Waiting | None
    """Why the next step could not come before."""
    words: str
    """All of that in a sentence."""


class _Leg(NamedTuple):
    kind: StepKind
    since: datetime
    until: datetime
    bar: Bar | None
    waits: Waiting | None
    held: UUID | None = None
    """What equipment it is, if that is waited for."""


def read(reader: Reader, params: Explain, _page: Page) -> list[ExplainedStep]:
    """Walk back from the start of the work to the beginning of the plan."""
    it = made(reader, params)
    known = {bar.item: bar for bar in bars(it)}
    item = params.item or max(known, key=lambda id: known[id].finish, default=None)
    if item is None:
        return []
    if item not in known:
        why = it.situation.left_out.get(str(item), "is not open, or not in this plan")
        raise NotPlanned(f"It has no bar: it {why}")
    legs = [*legs_of(known, item, it.situation.clock.begins)]
    titles = items_called(reader, (leg.bar.item for leg in legs if leg.bar))
    people = people_called(reader, (who for leg in legs if leg.bar for who in leg.bar.people))
    people |= equipment_called(reader, (leg.held for leg in legs))
    return [_step(number, leg, titles, people, known[item]) for number, leg in enumerate(legs, 1)]


def legs_of(bars: Mapping[UUID, Bar], item: UUID, begins: datetime) -> list[_Leg]:
    """List what time goes by with until a start; what takes no time is left out."""
    legs: list[_Leg] = []
    bar = bars[item]
    while bar.waits_for is not None and bar.waits_for in bars:
        before, held = bars[bar.waits_for], _equipment(bar)
        until = before.finish if before.finish <= bar.start else before.start
        legs.append(_Leg(StepKind.WAIT, until, bar.start, bar, bar.waits, held))
        legs.append(_Leg(StepKind.WORK, before.start, until, before, bar.waits, held))
        bar = before
    legs.append(_Leg(StepKind.BEGINNING, begins, bar.start, bar, bar.waits, _equipment(bar)))
    cut = (leg._replace(since=max(leg.since, begins)) for leg in reversed(legs))
    return [leg for leg in cut if leg.until > leg.since]


def _equipment(bar: Bar) -> UUID | None:
    return bar.waits_with if bar.waits is Waiting.EQUIPMENT else None


WORDS = {
    Waiting.BEGINNING: "the next working time",
    Waiting.NOT_BEFORE: "the first day that was set for it",
    Waiting.FIXED: "the day that was set by hand",
    Waiting.DONE: "it was begun before the plan",
    Waiting.LINK: "is waited for by",
    Waiting.PERSON: "comes first for",
    Waiting.EQUIPMENT: "which is booked, kept for other plans or out of service",
}


def _step(
    number: int,
    leg: _Leg,
    titles: Mapping[UUID, str],
    people: Mapping[UUID, str],
    last: Bar,
) -> ExplainedStep:
    bar, whole = leg.bar or last, leg.until - leg.since
    names = tuple(people.get(who, str(who)) for who in bar.people)
    title = titles.get(bar.item, str(bar.item))
    return ExplainedStep(
        number=number,
        kind=leg.kind,
        since=leg.since,
        until=leg.until,
        hours=rounded(whole / A_MINUTE / 60),
        item=bar.item,
        title=title,
        people=names,
        waits=leg.waits,
        words=_words(leg, title, names, people.get(leg.held, "equipment") if leg.held else ""),
    )


def _words(leg: _Leg, title: str, names: tuple[str, ...], held: str) -> str:
    span = f"{leg.since:%Y-%m-%d %H:%M} to {leg.until:%Y-%m-%d %H:%M}"
    who = f" by {', '.join(names)}" if names else ""
    if leg.kind is StepKind.WORK:
        comes = "has to be done first" if leg.waits is Waiting.LINK else "is done first"
        if held:
            comes = f"has {held} first"
        return f"{span}: {title}{who} {comes}"
    if leg.kind is StepKind.WAIT:
        return f"{span}: until {title} can start, nobody of those needed works, or a lag passes"
    if held:
        return f"{span}: {title} waits for {held}, {WORDS[Waiting.EQUIPMENT]}"
    return f"{span}: {title} waits for {WORDS[leg.waits or Waiting.BEGINNING]}"


def order(_params: Explain, row: ExplainedStep) -> Order:
    """Sort from the earliest to the start that is explained."""
    return (row.number,)


explain = View(
    name="explain",
    params=Explain,
    row=ExplainedStep,
    key=("number",),
    read=read,
    order=order,
)
