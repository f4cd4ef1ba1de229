"""The timer of a person, and time by the clock.

idle -StartTimer-> running -StopTimer-> idle, and its time is logged
                   running -DiscardTimer-> idle

The stream goes by the person, so that one timer runs for each, also when two devices start one at
once. What is stopped is logged in the person's weeks in the same transaction, or stays running.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import assert_never, get_args
from uuid import UUID, uuid5

from workdomain.execution.clock_time import parts_of
from workdomain.execution.timer_words import (
    DayPart,
    DiscardTimer,
    KeepTime,
    LogByClock,
    LoggedByClock,
    StartTimer,
    StopTimer,
    Stretch,
    TimerCommand,
    TimerDiscarded,
    TimerEvent,
    TimerStarted,
    TimerStopped,
)
from workdomain.execution.week import Entry, week, week_id
from workdomain.execution.week_words import LogTime
from workdomain.execution.work_item import work_item
from workdomain.kernel import Ask, Context, Decider, Look, Refused
from workdomain.people.person import must_be_known, person, zone_on
from workdomain.planning.work_item import NoSuchWorkItem

LONGEST = timedelta(hours=24)
"""What is longer was forgotten, or is a typing mistake."""
AHEAD = timedelta(minutes=5)
"""By so much clocks differ."""


class TimerRuns(Refused):
    """One timer runs for a person at a time."""


class NoTimerRuns(Refused):
    """Only a timer that runs is stopped or discarded."""


class TooLong(Refused):
    """Nobody works for more than 24 hours: a timer that was forgotten is told when it ended."""


class NotYet(Refused):
    """Time is counted up to now, and no further."""


class EndsBeforeItBegan(Refused):
    """What is counted ends after it began."""


@dataclass(frozen=True, slots=True)
class Running:
    """A timer that runs."""

    entry: UUID
    since: datetime
    item: UUID | None
    activity: str | None
    note: str
    billable: bool = True


@dataclass(frozen=True, slots=True)
class Timer:
    """What runs, if anything does."""

    running: Running | None = None


def inform(
    id: UUID, timer: Timer, command: TimerCommand, context: Context, look: Look
) -> TimerCommand:
    """Cut what is to be logged by the days of the person's time zone."""
    match command:
        case StartTimer(switch=switch, since=until) if timer.running and switch:
            stretch = _of_timer(id, timer.running, until, context, look)
            return KeepTime(asked=command, stretch=stretch)
        case StopTimer(until=until) if timer.running:
            stretch = _of_timer(id, timer.running, until, context, look)
            return KeepTime(asked=command, stretch=stretch)
        case StartTimer() | StopTimer():
            return KeepTime(asked=command, stretch=None)
        case LogByClock():
            zone = command.zone or _zone(id, command.begin, look)
            stretch = _stretch({**dict(command), "zone": zone})
            return KeepTime(asked=command, stretch=stretch, is_logged=_is_logged(id, stretch, look))
        case _:
            return command


def _of_timer(
    id: UUID, running: Running, until: datetime | None, context: Context, look: Look
) -> Stretch:
    end = until or context.at
    if end - running.since > LONGEST:
        raise TooLong(
            f"It has run since {running.since.isoformat()}: say until when, or discard it"
        )
    if end <= running.since and until is not None:
        raise EndsBeforeItBegan(f"It was started at {running.since.isoformat()}")
    told = {
        "entry": running.entry,
        "begin": running.since,
        "end": max(end, running.since + timedelta(seconds=1)),
        "zone": _zone(id, running.since, look),
        "item": running.item,
        "activity": running.activity,
        "note": running.note,
        "billable": running.billable,
    }
    return _stretch(told)


def _zone(id: UUID, moment: datetime, look: Look) -> str:
    """Tell the zone the person is in on the day a stretch begins."""
    zone, _ = zone_on(look(person, id), moment.astimezone(UTC).date())
    return zone


def _stretch(told: dict[str, object]) -> Stretch:
    stretch = Stretch.model_validate({**told, "parts": ()})
    if stretch.end - stretch.begin > LONGEST:
        raise TooLong("It is longer than 24 hours: log each part of it")
    cut = parts_of(stretch.begin, stretch.end, stretch.zone)
    parts = tuple(
        DayPart(
            entry=stretch.entry if number == 0 else uuid5(stretch.entry, part.day.isoformat()),
            day=part.day,
            minutes=part.minutes,
        )
        for number, part in enumerate(cut)
    )
    return stretch.model_copy(update={"parts": parts})


def _is_logged(id: UUID, stretch: Stretch, look: Look) -> bool:
    """Tell whether every part is in its week as it would be logged."""
    said = Entry(
        stretch.begin.date(),
        0,
        stretch.item,
        stretch.note,
        stretch.activity,
        None,
        stretch.billable,
    )
    return all(
        look(week, week_id(id, part.day)).entries.get(part.entry)
        == said._replace(day=part.day, minutes=part.minutes)
        for part in stretch.parts
    )


def guard(id: UUID, _timer: Timer, command: TimerCommand, look: Look) -> None:
    """Count for people and on work that are known."""
    must_be_known(id, look)
    if isinstance(command, KeepTime) and not isinstance(command.asked, StopTimer):
        item = command.asked.item
        if item is not None and not look(work_item, item).plan.title:
            raise NoSuchWorkItem(f"There is no work item {item}: add it first")


def decide(timer: Timer, command: TimerCommand, context: Context) -> list[TimerEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    running = timer.running
    match command:
        case DiscardTimer():
            if running is None:
                raise NoTimerRuns("No timer runs: there is nothing to discard")
            return [TimerDiscarded(entry=running.entry)]
        case KeepTime(asked=StartTimer() as asked, stretch=stretch):
            if running is not None and stretch is None:
                raise TimerRuns(
                    f"A timer runs since {running.since.isoformat()}: stop or discard it, or switch"
                )
            since = asked.since or context.at
            _must_have_come(since, context)
            started = TimerStarted(
                entry=_next(context),
                since=since,
                item=asked.item,
                activity=asked.activity,
                note=asked.note,
                billable=asked.billable,
            )
            return [*([_stopped(stretch)] if stretch else []), started]
        case KeepTime(asked=StopTimer(), stretch=stretch):
            if stretch is None:
                raise NoTimerRuns("No timer runs: start one, or log the time by the clock")
            _must_have_come(stretch.end, context)
            return [_stopped(stretch)]
        case KeepTime(stretch=Stretch() as stretch, is_logged=is_logged):
            _must_have_come(stretch.end, context)
            told = stretch.model_dump(include=set(LoggedByClock.model_fields))
            return [] if is_logged else [LoggedByClock(**told)]
        case _:
            raise TypeError("inform makes this command a KeepTime first")


def _next(context: Context) -> UUID:
    """Name the entry that the timer will be logged as, by the command that starts it."""
    named = context.command_id or uuid5(context.by, context.at.isoformat())
    return uuid5(named, "timer")


def _must_have_come(moment: datetime, context: Context) -> None:
    if moment > context.at + AHEAD:
        raise NotYet(f"{moment.isoformat()} is still to come")


def _stopped(stretch: Stretch) -> TimerStopped:
    return TimerStopped(**stretch.model_dump(include=set(TimerStopped.model_fields)))


def evolve(timer: Timer, event: TimerEvent, _context: Context) -> Timer:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case TimerStarted():
            return Timer(
                Running(
                    event.entry, event.since, event.item, event.activity, event.note, event.billable
                )
            )
        case TimerStopped() | TimerDiscarded():
            return Timer()
        case LoggedByClock():
            return timer
        case _:
            assert_never(event)


def requires(id: UUID, _timer: Timer, command: TimerCommand) -> list[Ask]:
    """Have each part logged in the week that it is in."""
    if not isinstance(command, KeepTime) or command.stretch is None:
        return []
    on = command.stretch
    return [
        Ask(
            "week",
            week_id(id, part.day),
            LogTime(
                entry=part.entry,
                person=id,
                day=part.day,
                minutes=part.minutes,
                item=on.item,
                note=on.note,
                activity=on.activity,
                billable=on.billable,
            ),
        )
        for part in on.parts
    ]


timer = Decider(
    name="timer",
    initial=Timer(),
    decide=decide,
    evolve=evolve,
    commands=get_args(TimerCommand),
    events=get_args(TimerEvent),
    inform=inform,
    guard=guard,
    requires=requires,
)
