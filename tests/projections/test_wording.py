"""Every event there is can be told on one line that people like to read."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints
from uuid import UUID

import pytest
from pydantic import AwareDatetime

from projections.wording import (
    LONGEST,
    duration,
    hours,
    ids_in_words,
    in_words,
    line,
    pieces,
    working_week,
)
from tests.scenario import ANA
from workdomain.catalog import DECIDERS
from workdomain.execution.allocation_words import Amount
from workdomain.execution.discussion import Commented
from workdomain.execution.equipment_words import PlannedUse
from workdomain.execution.schedule_words import Bar, Piece, Use
from workdomain.execution.task_life import RemainingWorkSet, WorkItemEstimated, WorkItemReopened
from workdomain.execution.week_words import Spent, TimeCorrected, TimeLogged, TimeRemoved
from workdomain.identification.cadence import Cadence, Rhythm
from workdomain.identification.check_in_words import Snapshot, Told
from workdomain.identification.key_result import Citation
from workdomain.identification.measures import KeyResultKind, Measure
from workdomain.kernel import Event, Message
from workdomain.people.person import LeaveRecorded, MovedToTeam, WorkingHoursSet
from workdomain.planning.budget_words import CountedMonth, Limit
from workdomain.planning.dependency import DependencyKind
from workdomain.planning.estimate import Estimate
from workdomain.planning.network import DependencyAdded, WorkItemNested
from workdomain.planning.project import ProjectBudgetSet
from workdomain.planning.retainer import Terms
from workdomain.planning.series import Occurring
from workdomain.planning.step import Cast, Contents, Step
from workdomain.planning.work_item import (
    Source,
    SourceTracked,
    WorkItemAdded,
    WorkItemDatesPlanned,
    WorkItemMoved,
)

M = TypeVar("M", bound=Message)
EVENTS = sorted({event for decider in DECIDERS for event in decider.events}, key=lambda e: e.topic)
DAY = date(2026, 3, 2)
NINE, NOON = (datetime(2026, 3, 2, hour, tzinfo=UTC) for hour in (9, 12))
ITEM, PROJECT, ENTRY = UUID(int=7), UUID(int=8), UUID(int=9)
NAMES = {ANA: "Ana", ITEM: "Floor plan", PROJECT: "APOLLO"}
EXAMPLES: dict[Any, Any] = {
    str: "some text",
    int: 3,
    float: 2.5,
    datetime: datetime(2026, 3, 2, 12, tzinfo=UTC),
    date: DAY,
    UUID: ANA,
    Estimate: Estimate.single(8),
    Source: Source(system="jira", key="CB-17", status="Open"),
    Spent: Spent(day=DAY, minutes=90, item=ITEM),
    Decimal: Decimal("12.50"),
    Cadence: Cadence(rhythm=Rhythm.MONTHLY),
    Citation: Citation(view="progress", field="spent_h", as_of=7),
    Measure: Measure(kind=KeyResultKind.REACH, target=Decimal(9)),
    Told: Told(key_result=ITEM, value=Decimal(9)),
    Snapshot: Snapshot(
        key_result=ITEM,
        name="Visits",
        measure=Measure(kind=KeyResultKind.REACH, target=Decimal(9)),
    ),
    Step: Step(step="draw", title="Draw the plan"),
    Contents: Contents(steps=(Step(step="draw", title="Draw the plan"),)),
    Cast: Cast(role="lead", person=ANA),
    Occurring: Occurring(title="Check the backup"),
    Limit: Limit(hours=8),
    CountedMonth: CountedMonth(month="2026-03", minutes=90),
    bool: True,
    Amount: Amount(hours=8),
    Terms: Terms(hours=10),
    AwareDatetime: datetime(2026, 3, 2, 12, tzinfo=UTC),
    PlannedUse: PlannedUse(item=ITEM, begin=NINE, end=NOON),
    Bar: Bar(
        item=ITEM,
        start=NINE,
        finish=NOON,
        people=(ANA,),
        pieces=(Piece(start=NINE, finish=NOON),),
        uses=(Use(equipment=PROJECT, start=NINE, finish=NOON),),
    ),
}


def example(hint: Any, empty: bool) -> Any:
    """Make a value for a field: a telling one, or the emptiest there can be."""
    options = [o for o in get_args(hint) if o is not NoneType]
    if get_origin(hint) is tuple:
        return () if empty and hint != tuple[int, ...] else (example(options[0], False),) * 7
    if isinstance(hint, UnionType) or (options and NoneType in get_args(hint)):
        return None if empty else example(options[0], False)
    if hint is str and empty:
        return ""
    if hint in EXAMPLES:
        return EXAMPLES[hint]
    return told(hint, False) if issubclass(hint, Message) else next(iter(hint))


def told(message: type[M], empty: bool) -> M:
    hints = get_type_hints(message)
    return message(**{name: example(hints[name], empty) for name in message.model_fields})


def every() -> Iterator[Any]:
    for event_type in EVENTS:
        for empty in (False, True):
            yield pytest.param(told(event_type, empty), id=f"{event_type.topic} {empty=}")


@pytest.mark.parametrize("event", list(every()))
@pytest.mark.parametrize("names", [NAMES, {}], ids=["named", "unknown"])
def test_every_event_reads_like_a_sentence(event: Event, names: dict[UUID, str]) -> None:
    text = in_words(event, names)
    assert text == " ".join(text.split())
    assert not re.search(r"[{}\[\]|]|None|[0-9a-f]{8}-[0-9a-f]{4}|\(\)|<|datetime", text)
    assert not re.search(r"[:,]$| ,|,,|  ", text.replace(": ,", ""))
    assert text[0].islower()


@pytest.mark.parametrize("event_type", EVENTS, ids=lambda event: event.topic)
def test_every_field_in_braces_is_there_and_every_bracket_is_understood(
    event_type: type[Event],
) -> None:
    shown = "".join(piece.text for piece in pieces(event_type.says))
    assert set("[]|").isdisjoint(shown)
    assert shown.count("{") == sum(len(piece.fields) for piece in pieces(event_type.says))
    for field in (f for piece in pieces(event_type.says) for f in piece.fields):
        name = field.partition(".")[0]
        assert name in event_type.model_fields or isinstance(getattr(event_type, name), property)


@pytest.mark.parametrize(
    ("event", "text"),
    [
        (
            WorkItemAdded(
                title="Roof",
                project=PROJECT,
                parent=ITEM,
                assignees=(ANA, ANA),
                estimate=Estimate(optimistic=2, most_likely=4, pessimistic=8),
                due=DAY,
            ),
            "added Roof to APOLLO, a part of Floor plan, for Ana, Ana, "
            "estimated at 2 to 8 h, most likely 4 h, due 2026-03-02",
        ),
        (WorkItemAdded(title="Roof"), "added Roof"),
        (WorkItemMoved(project=PROJECT), "moved it to APOLLO"),
        (WorkItemMoved(project=None), "took it out of its project"),
        (WorkItemNested(parent=None), "let it stand alone"),
        (
            WorkItemDatesPlanned(start=None, due=DAY),
            "planned it: no first day, due 2026-03-02",
        ),
        (
            DependencyAdded(predecessor=ITEM),
            "made it wait for Floor plan (FS, lag in working days: 0)",
        ),
        (
            DependencyAdded(predecessor=ITEM, kind=DependencyKind.SS, lag_minutes=-90),
            "made it wait for Floor plan (SS, lag in working days: 0, and in working minutes: -90)",
        ),
        (
            SourceTracked(source=Source(system="jira", key="CB-17", status="Open")),
            "tracked it as jira CB-17, Open",
        ),
        (WorkItemEstimated(estimate=None, remaining=None), "took its estimate back"),
        (
            WorkItemEstimated(estimate=Estimate.single(8), remaining=0.0),
            "estimated it at 8 h, 0 h remaining",
        ),
        (RemainingWorkSet(remaining=1 / 3), "set the remaining work to 0.33 h"),
        (WorkItemReopened(reason="leaks"), "reopened it: leaks"),
        (ProjectBudgetSet(hours=0.0), "set its budget to 0 h"),
        (ProjectBudgetSet(hours=None), "lifted its budget"),
        (MovedToTeam(team=None), "took them out of their team"),
        (
            WorkingHoursSet(minutes=(480, 480, 480, 480, 300, 0, 0), valid_from=DAY),
            "set the working hours to 8 h Mon-Thu, 5 h Fri from 2026-03-02 on",
        ),
        (
            LeaveRecorded(leave=ENTRY, first=DAY, last=DAY, minutes_per_day=240, kind="sick"),
            "recorded leave from 2026-03-02 to 2026-03-02 (sick, 4 h a day)",
        ),
        (
            TimeLogged(entry=ENTRY, person=ANA, day=DAY, minutes=90, item=ITEM, note="walls"),
            "logged 1 h 30 min on 2026-03-02 for Floor plan: walls",
        ),
        (
            TimeLogged(entry=ENTRY, person=ANA, day=DAY, minutes=60),
            "logged 1 h on 2026-03-02",
        ),
        (
            TimeCorrected(
                entry=ENTRY,
                person=ANA,
                was=Spent(day=DAY, minutes=45),
                day=date(2026, 3, 3),
                minutes=50,
                item=ITEM,
                note="",
                reason="wrong day",
            ),
            "corrected 45 min on 2026-03-02 to 50 min on 2026-03-03 for Floor plan: wrong day",
        ),
        (
            TimeRemoved(entry=ENTRY, person=ANA, day=DAY, minutes=5, item=None, reason="twice"),
            "removed 5 min on 2026-03-02: twice",
        ),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Event) else "",
)
def test_events_are_told_as_people_would(event: Event, text: str) -> None:
    assert in_words(event, NAMES) == text


def test_an_id_whose_name_is_not_known_is_said_to_be_unknown() -> None:
    assert in_words(WorkItemMoved(project=ENTRY), {}) == "moved it to an unknown project"


def test_the_ids_that_have_to_be_named_are_those_that_are_shown() -> None:
    added = WorkItemAdded(title="Roof", project=PROJECT, assignees=(ANA, ITEM))
    assert list(ids_in_words(added)) == [PROJECT, ANA, ITEM]
    assert list(ids_in_words(Commented(comment=ENTRY, text="Hm."))) == []


def test_long_texts_are_shortened_to_one_line() -> None:
    assert line("one\n  two\tthree\u2028four") == "one two three four"
    assert line("x" * LONGEST) == "x" * LONGEST
    assert line("x" * (LONGEST + 1)) == "x" * (LONGEST - 3) + "..."
    assert len(in_words(Commented(comment=ENTRY, text="word " * 10_000), {})) < LONGEST + 10


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (-0.001, "0"), (100.0, "100"), (1e6, "1000000"), (7.125, "7.12")],
)
def test_hours_have_at_most_two_decimals(value: float, text: str) -> None:
    assert hours(value) == text


@pytest.mark.parametrize(
    ("minutes", "text"),
    [(0, "0 min"), (59, "59 min"), (60, "1 h"), (-30, "-30 min"), (-90, "-1 h 30 min")],
)
def test_minutes_become_hours_and_minutes(minutes: int, text: str) -> None:
    assert duration(minutes) == text


def test_a_working_week_groups_equal_days() -> None:
    assert working_week((480,) * 5 + (0, 0)) == "8 h Mon-Fri"
    assert working_week((0, 240, 0, 240, 0, 0, 90)) == "4 h Tue, 4 h Thu, 1 h 30 min Sun"
    assert working_week((0,) * 7) == "none"
