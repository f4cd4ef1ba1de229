"""Intake: what comes first and why, and how long each request has waited, at any moment."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest

from projections.intake import IntakeRow
from projections.view import NOW, Page, When, answer
from tests.projections.january import MONDAY, jan
from tests.projections.office import Office, morning
from workdomain.execution.task_life import CompleteWorkItem
from workdomain.identification.profile import AddObjective
from workdomain.identification.request_words import (
    AcceptAsProject,
    AcceptAsWorkItem,
    DeclineRequest,
    DeferRequest,
    EstimateRequest,
    MergeRequest,
    NameRequester,
    ReopenRequest,
    RetitleRequest,
    ScoreCostOfDelay,
    SetUrgency,
    SizeRequest,
    SubmitRequest,
    ValueRequest,
)
from workdomain.kernel import Command, Refused
from workdomain.values import new_id


def submit(office: Office, title: str, at: datetime | None = None, **more: Any) -> UUID:
    office.clock.now += timedelta(seconds=1)  # so that one comes after the other
    return office.do(new_id(), SubmitRequest(title=title, **more), at=at)


def weigh(office: Office, id: UUID, *points: int | None) -> None:
    value, time, risk, size = points
    cost = ScoreCostOfDelay(user_business_value=value, time_criticality=time, risk_opportunity=risk)
    office.do(id, cost, SizeRequest(job_size=size))


def only(office: Office, id: UUID, **asked: Any) -> IntakeRow:
    every = ("waiting", "deferred", "accepted", "declined", "merged")
    (row,) = office.intake(**{"answer": every, "request": id, **asked})
    assert isinstance(row, IntakeRow)
    return row


def test_the_shortest_of_what_costs_most_comes_first_and_undefined_ranks_last(office: Office):
    door, roof, hall, wall = (submit(office, t) for t in ("Door", "Roof", "Hall", "Wall"))
    weigh(office, roof, 20, 13, 8, 20)
    weigh(office, hall, 5, 3, 1, 3)
    weigh(office, door, 5, 3, None, 3)
    shown = office.intake()
    assert [(row.title, row.rank) for row in shown] == [
        ("Hall", 1),
        ("Roof", 2),
        ("Door", None),
        ("Wall", None),
    ]
    assert [row.wsjf for row in shown] == [3, 2.05, None, None]
    assert shown[2].missing == ("risk_opportunity",)
    assert (shown[0].cost_of_delay, shown[0].job_size, shown[0].missing) == (9, 3, ())
    assert only(office, wall).rank is None


def test_the_other_method_ranks_otherwise_and_equal_ones_share_a_rank(office: Office):
    door, roof, hall = (submit(office, t) for t in ("Door", "Roof", "Hall"))
    weigh(office, door, 20, 20, 20, 1)
    for id, worth, hours in ((roof, 80, 8), (hall, 20, 2)):
        office.do(id, ValueRequest(value=worth), EstimateRequest(effort_h=hours))
    shown = office.intake(rank_by="value_over_effort")
    assert [(row.title, row.rank, row.value_over_effort) for row in shown] == [
        ("Roof", 1, 10),
        ("Hall", 1, 10),
        ("Door", None, None),
    ]
    assert shown[2].missing == ("value", "effort_h")
    office.do(hall, EstimateRequest(effort_h=0))
    assert only(office, hall, rank_by="value_over_effort").value_over_effort is None


def test_a_rank_is_a_place_among_all_that_wait_whatever_is_shown(office: Office):
    door, roof = submit(office, "Door"), submit(office, "Roof")
    weigh(office, door, 1, 1, 1, 3)
    weigh(office, roof, 2, 2, 2, 3)
    assert [(row.title, row.rank) for row in office.intake(text="DOOR")] == [("Door", 2)]
    office.do(roof, DeclineRequest(reason="No money"))
    assert only(office, door).rank == 1
    assert (only(office, roof).rank, only(office, roof).wsjf) == (None, 2)


def test_a_request_shows_all_that_is_known_of_it(office: Office):
    ana, goal = office.person("Ana"), new_id()
    office.do(goal, AddObjective(title="Grow", first=MONDAY, last=jan(31)))
    door = submit(
        office,
        "Door",
        asked_by_name="Herr Klein",
        client="Klein & Sons",
        urgent_by=jan(12),
        urgent_because="The piano comes",
        serves=goal,
        description="Wide",
    )
    office.on(jan(10))
    row = only(office, door)
    assert (row.asked_by, row.client, row.serves, row.serves_id) == (
        "Herr Klein",
        "Klein & Sons",
        "Grow",
        goal,
    )
    assert (row.urgent_by, row.urgent_days, row.urgent_because) == (jan(12), 2, "The piano comes")
    assert (row.description, row.submitted_by, row.answered_at) == ("Wide", "operator", None)
    office.do(door, NameRequester(asked_by=ana), SetUrgency())
    office.do(door, RetitleRequest(title="Doors"))
    row = only(office, door)
    assert (row.title, row.asked_by, row.urgent_days) == ("Doors", "Ana", None)


def days(office: Office, id: UUID) -> tuple[int, int]:
    row = only(office, id)
    return row.age_days, row.waiting_days


def test_the_days_for_which_it_was_deferred_are_no_waiting_time(office: Office):
    door = submit(office, "Door", at=morning(MONDAY))
    office.on(jan(4))
    assert days(office, door) == (3, 3)
    office.do(door, DeferRequest(until=jan(11), reason="Rain"))
    office.on(jan(10))
    row = only(office, door)
    assert (row.answer, row.until, row.reason) == ("deferred", jan(11), "Rain")
    assert days(office, door) == (9, 3)


def test_a_deferred_request_comes_back_by_itself_and_waits_again(office: Office):
    door = submit(office, "Door", at=morning(MONDAY))
    weigh(office, door, 1, 1, 1, 1)
    office.on(jan(4))
    office.do(door, DeferRequest(until=jan(11), reason="Rain"))
    assert only(office, door).rank is None
    assert [row.title for row in office.intake(answer=("waiting",))] == []
    office.on(jan(13))
    row = only(office, door)
    assert (row.answer, row.rank, row.until) == ("waiting", 1, jan(11))
    assert (row.age_days, row.waiting_days) == (12, 5)  # three before, and 2.4 since midnight
    assert [row.title for row in office.intake(answer=("waiting",))] == ["Door"]
    assert office.intake(answer=("deferred",)) == []
    then = office.intake(as_of=morning(jan(10)))
    assert [(row.answer, row.rank) for row in then] == [("deferred", None)]


def test_a_request_that_is_deferred_twice_waits_between(office: Office):
    door = submit(office, "Door", at=morning(MONDAY))
    office.do(door, DeferRequest(until=jan(8), reason="Rain"), at=morning(MONDAY))
    office.on(jan(10))
    office.do(door, DeferRequest(until=jan(20), reason="Snow"))
    office.on(jan(15))
    assert days(office, door) == (14, 2)
    office.do(door, ReopenRequest(reason="It stopped"))
    office.on(jan(17))
    assert days(office, door) == (16, 4)


def test_what_is_answered_does_not_get_older_and_waits_again_when_it_is_reopened(office: Office):
    door = submit(office, "Door", at=morning(MONDAY))
    office.on(jan(4))
    office.do(door, DeclineRequest(reason="No wall"))
    office.on(jan(20))
    row = only(office, door)
    assert (row.answer, row.reason, row.age_days, row.waiting_days) == (
        "declined",
        "No wall",
        3,
        3,
    )
    assert row.answered_at == morning(jan(4))
    assert office.intake() == []
    office.do(door, ReopenRequest(reason="There is a wall"))
    office.on(jan(22))
    assert days(office, door) == (21, 5)


def test_an_accepted_request_shows_what_it_became(office: Office):
    door, roof = submit(office, "Door"), submit(office, "Roof")
    item, venture = new_id(), new_id()
    office.do(door, AcceptAsWorkItem(item=item))
    office.do(roof, AcceptAsProject(project=venture, key="ROOF"))
    assert (only(office, door).became, only(office, door).became_id) == ("Door", item)
    assert (only(office, roof).became, only(office, roof).became_id) == ("ROOF", venture)
    office.do(item, CompleteWorkItem())
    assert only(office, door).answer == "accepted"


def test_merged_requests_show_each_other(office: Office):
    door, wide, piano = (submit(office, t) for t in ("Door", "Wide door", "Piano door"))
    for id in (wide, piano):
        office.do(id, MergeRequest(into=door))
    assert only(office, door).merged == ("Piano door", "Wide door")
    row = only(office, wide)
    assert (row.answer, row.merged_into, row.merged_into_id) == ("merged", "Door", door)
    office.do(piano, ReopenRequest(reason="Another door"))
    assert only(office, door).merged == ("Wide door",)


def test_requests_are_found_by_what_is_asked(office: Office):
    ana, goal = office.person("Ana"), new_id()
    office.do(goal, AddObjective(title="Grow", first=MONDAY, last=jan(31)))
    submit(office, "Door", asked_by=ana, urgent_by=jan(12))
    submit(office, "Roof", serves=goal, urgent_by=jan(20))
    wall = submit(office, "Wall")
    office.do(wall, DeclineRequest(reason="No"))
    for asked, found in (
        ({"asked_by": ana}, ["Door"]),
        ({"serves": goal}, ["Roof"]),
        ({"text": "oo"}, ["Door", "Roof"]),
        ({"urgent_to": jan(12)}, ["Door"]),
        ({"urgent_to": jan(1)}, []),
        ({"answer": ("declined",)}, ["Wall"]),
        ({"answer": ("waiting", "declined")}, ["Door", "Roof", "Wall"]),
        ({}, ["Door", "Roof"]),
    ):
        assert [row.title for row in office.intake(**asked)] == found, asked


def test_a_request_told_late_was_there_then_and_not_known_then(office: Office):
    office.on(jan(10))
    door = submit(office, "Door", at=morning(jan(3)))
    assert days(office, door) == (7, 7)
    assert office.intake(as_of=morning(jan(5))) == []
    (then,) = office.intake(valid_at=morning(jan(5)))
    assert (then.title, then.age_days) == ("Door", 2)


def live(office: Office, steps: int, seed: int = 7) -> None:
    """Let people ask for things, weigh and answer them, now and then days late."""
    chance = Random(seed)  # noqa: S311 - chance, not secrecy
    ids = [UUID(int=0x500 + n) for n in range(12)]
    points = (1, 2, 3, 5, 8, 13, 20, None)
    for step in range(steps):
        office.clock.now += timedelta(hours=chance.randint(1, 9))
        id, until = chance.choice(ids), office.clock.now.date() + timedelta(days=3)
        commands: list[Command] = [
            SubmitRequest(title=f"Door {ids.index(id)}"),
            ScoreCostOfDelay(
                user_business_value=chance.choice(points),
                time_criticality=chance.choice(points),
                risk_opportunity=chance.choice(points),
            ),
            SizeRequest(job_size=chance.choice(points)),
            ValueRequest(value=chance.randint(1, 9)),
            EstimateRequest(effort_h=chance.randint(0, 9)),
            DeferRequest(until=until, reason="Rain"),
            DeclineRequest(reason="No wall"),
            MergeRequest(into=chance.choice(ids)),
            AcceptAsWorkItem(item=UUID(int=0x600 + step)),
            ReopenRequest(reason="Think again"),
        ]
        late = timedelta(days=chance.choice((0, 0, 0, 2)))
        try:
            office.do(id, chance.choice(commands), at=office.clock.now - late)
        except Refused:
            continue


EVERY = {"answer": ("waiting", "deferred", "accepted", "declined", "merged")}
ASKED: tuple[dict[str, Any], ...] = ({}, EVERY, {**EVERY, "rank_by": "value_over_effort"})


def told(office: Office, when: When = NOW) -> list[Any]:
    return [list(office.views.ask("intake", asked, when).rows) for asked in ASKED]


@pytest.fixture(params=["sqlite", "postgresql"])
def anywhere(request: pytest.FixtureRequest) -> Iterator[Office]:
    """An empty office on each of the databases."""
    where = ":memory:"
    if request.param == "postgresql":
        where = str(request.getfixturevalue("postgres_workspace"))
    office = Office(where, MONDAY)
    yield office
    office.close()


def test_now_is_as_of_the_last_position_and_as_rebuilt(anywhere: Office):
    office = anywhere
    live(office, 150)
    now, half = told(office), When(as_of=60, valid_at=office.clock.now)
    assert all(now)
    assert told(office, When(as_of=office.clock.now)) == now
    then = told(office, half)
    office.views.projector.rebuild()
    assert told(office) == now
    assert told(office, half) == then


def test_as_of_then_is_what_was_answered_then(office: Office, tmp_path: Path):
    live(office, 150)
    for steps in (1, 40, 110):
        earlier = Office(str(tmp_path / f"{steps}.db"), MONDAY)
        live(earlier, steps)
        assert told(office, When(as_of=earlier.clock.now)) == told(earlier)
        earlier.close()


def test_pages_of_an_answer_are_the_answer_and_its_keys_tell_rows_apart(office: Office):
    live(office, 150)
    view = office.views.catalog["intake"]
    whole = list(office.views.ask("intake", EVERY).rows)
    assert len({view.key_of(row) for row in whole}) == len(whole)
    rows: list[Any] = []
    page = Page(limit=3)
    with office.views.reader() as reader:
        while True:
            part = answer(view, reader, view.params(**EVERY), page)
            rows += part.rows
            if part.next is None:
                break
            page = Page(limit=3, after=part.next)
    assert rows == whole


@pytest.mark.parametrize("day", [date(1969, 1, 1), date(2300, 1, 1)])
def test_a_day_far_away_is_a_typing_mistake(office: Office, day: date):
    with pytest.raises(ValueError, match="urgent_to"):
        office.intake(urgent_to=day)
