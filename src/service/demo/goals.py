"""What the company of the demo wants to reach, and how it tells where it stands."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from service.demo.company import ENGINEERING, OPERATIONS, PRODUCT
from service.demo.world import Staff, World
from workdomain.identification.cadence import Cadence, Rhythm
from workdomain.identification.check_in_words import (
    AcknowledgeCheckIn,
    CheckIn,
    CorrectCheckIn,
    DraftCheckIn,
    ScheduleCheckIn,
)
from workdomain.identification.goal_words import Commitment, Level, Outcome, ProgressDriver, Status
from workdomain.identification.initiatives import AddInitiative
from workdomain.identification.key_result_words import AddKeyResult, TickChecklistItem
from workdomain.identification.objective_life import (
    ActivateObjective,
    CloseObjective,
    OverrideStatus,
)
from workdomain.identification.profile import AddObjective
from workdomain.kernel import Command

WEEKS = 30
"""How long the goals run: a little longer than the demo."""
ON_TIME, LATE = 0.74, 0.9
"""Of all check-ins, those that come on their day, and those that come at all."""
FRIDAY = 4
FORTNIGHT = Cadence(rhythm=Rhythm.DAYS, days=14)
WEEKLY, MONTHLY = Cadence(rhythm=Rhythm.WEEKLY), Cadence(rhythm=Rhythm.MONTHLY)


@dataclass(frozen=True)
class Result:
    """A key result, and how fast it really moves: 1 is just in time."""

    name: str
    kind: str
    start: float = 0
    target: float | None = None
    pace: float = 1
    unit: str = "number"
    weight: float = 1
    aggregation: str | None = None
    feeds: str | None = None
    items: tuple[str, ...] = ()

    def measure(self) -> dict[str, Any]:
        """Say what it is measured by, as a command takes it."""
        directed = self.kind in {"increase", "decrease"}
        return {
            "kind": self.kind,
            "baseline": str(self.start) if directed else None,
            "target": None if self.target is None else str(self.target),
            "unit": self.unit,
            "currency": "EUR" if self.unit == "money" else None,
            "items": self.items,
            "aggregation": self.aggregation,
        }


@dataclass(frozen=True)
class Goal:
    """An objective of the demo."""

    title: str
    team: str
    level: Level
    results: tuple[Result, ...]
    serves: str | None = None
    begins: int = 0
    cadence: Cadence = WEEKLY
    commitment: Commitment = Commitment.COMMITTED
    driver: ProgressDriver = ProgressDriver.KEY_RESULTS
    project: str | None = None
    """The project that is to move it."""
    quiet_from: int = 99
    """The week from which on nobody checks in any more."""


ONLINE = "Customers do their business with us online"
PORTAL = "The new portal is what customers want"
APP = "The app earns its place on the phone"
MOVE = "We move to the new data centre and nobody notices"
PARTNERS = "Partners sell for us"
SAFE = "We show that data is safe with us"
REVENUE = "New revenue a year"

GOALS = (
    Goal(ONLINE, PRODUCT, Level.COMPANY, (
        Result(REVENUE, "reach", 0, 60000, unit="money", aggregation="sum"),
        Result("Customers who recommend us", "increase", 31, 50, 0.8, "percentage"),
    ), cadence=MONTHLY, driver=ProgressDriver.BOTH, commitment=Commitment.ASPIRATIONAL),
    Goal(PORTAL, PRODUCT, Level.TEAM, (
        Result("Customers on the portal", "reach", 0, 40, 0.95),
        Result("Revenue through the portal", "reach", 0, 42000, 0.9, "money", feeds=REVENUE),
        Result("Orders without a question", "increase", 61, 80, 0.75, "percentage", 2),
        Result("Calls to support in a week", "baseline", 118, pace=0.6),
        Result("Hours that the portal takes", "stay_below", 200, 3000, 0.95),
    ), ONLINE, project="NEW"),
    Goal(APP, ENGINEERING, Level.TEAM, (
        Result("Installations", "reach", 0, 500, 0.7),
        Result("Revenue through the app", "reach", 0, 18000, 0.5, "money", feeds=REVENUE),
        Result("Sessions without a crash", "stay_above", 99.5, 99.5, unit="percentage"),
        Result("In the stores", "checklist", pace=0.8,
               items=("Developer accounts", "Privacy statement", "Screenshots", "Review")),
    ), ONLINE, 4, commitment=Commitment.ASPIRATIONAL, project="MOB", quiet_from=24),
    Goal(MOVE, OPERATIONS, Level.TEAM, (
        Result("Hosting a month", "decrease", 8200, 5100, 1.9, "money"),
        Result("Uptime", "stay_above", 99.95, 99.9, unit="percentage"),
        Result("Old racks are empty", "boolean", 0, pace=2),
    ), project="MIG"),
    Goal(SAFE, OPERATIONS, Level.TEAM, (
        Result("Open findings", "decrease", 34, 0, 0.9),
        Result("Colleagues who had the training", "reach", 0, 12, 1.2),
    ), ONLINE, 9, FORTNIGHT, project="AUD"),
    Goal(PARTNERS, PRODUCT, Level.TEAM, (
        Result("Partners under contract", "reach", 0, 5, 0.1),
    ), ONLINE, 2, commitment=Commitment.ASPIRATIONAL),
)  # fmt: skip


def live_with_goals(world: World) -> None:
    """Set the goals that begin today, check in on those there are, and end some."""
    for goal in GOALS:
        if world.today == world.day(goal.begins):
            _set(world, goal)
        elif goal.begins <= world.week < goal.quiet_from and goal.title not in ended(world):
            _perhaps_check_in(world, goal)
    if scene := SCENES.get((world.week, world.today.weekday())):
        scene(world)


def ended(world: World) -> set[str]:
    """Tell which goals have ended by the end of this week."""
    return {title for title, week in ((PARTNERS, 12), (MOVE, 17)) if world.week >= week}


def goal_id(world: World, title: str) -> UUID:
    """Tell the id of a goal."""
    return world.named(f"goal {title}")


def _result_id(world: World, name: str) -> UUID:
    return world.named(f"key result {name}")


def _owner(world: World, goal: Goal) -> Staff:
    return world.lead_of(goal.team)


def _reviewer(world: World, goal: Goal) -> Staff:
    return world.lead_of(ENGINEERING if goal.team == PRODUCT else PRODUCT)


def _dice(world: World, *what: object) -> Random:
    """Throw dice of one's own: what else happens in the demo stays as it is."""
    told = " ".join(map(str, (world.today, *what)))
    return Random(f"goals {told}")  # noqa: S311 - chance, not secrecy


def _at(world: World, hour: float, *what: object) -> datetime:
    seconds = int(3600 * (hour + _dice(world, "hour", *what).uniform(0, 0.5)))
    return datetime.combine(world.today, time(), UTC) + timedelta(seconds=seconds)


def _say(world: World, when: datetime, goal: Goal, command: Command, by: Staff) -> None:
    world.office.hand_in(when, goal_id(world, goal.title), command, by.id)


def _begins(world: World, goal: Goal) -> datetime:
    """Tell when a goal is set: one after the other, those that are served first."""
    minutes = 10 * 60 + 10 * GOALS.index(goal)
    return datetime.combine(world.today, time(), UTC) + timedelta(minutes=minutes)


def _set(world: World, goal: Goal) -> None:
    owner, when = _owner(world, goal), _begins(world, goal)
    add = AddObjective(
        title=goal.title,
        owner=owner.id,
        reviewer=_reviewer(world, goal).id,
        level=goal.level,
        team=goal.team if goal.level is Level.TEAM else None,
        first=world.day(goal.begins),
        last=world.day(WEEKS, FRIDAY),
        aligned_to=goal_id(world, goal.serves) if goal.serves else None,
        driver=goal.driver,
        commitment=goal.commitment,
        cadence=goal.cadence,
    )
    _say(world, when, goal, add, owner)
    for result in goal.results:
        given = {
            "key_result": _result_id(world, result.name),
            "name": result.name,
            "weight": result.weight,
            "feeds": _result_id(world, result.feeds) if result.feeds else None,
            **result.measure(),
            **_cited(world, goal, result),
        }
        _say(world, when, goal, AddKeyResult.model_validate(given), owner)
    _say(world, when, goal, ActivateObjective(), owner)
    if goal.project and (venture := world.ventures.get(goal.project)):
        _say(world, when, goal, AddInitiative(project=venture.id), owner)


def _cited(world: World, goal: Goal, result: Result) -> dict[str, Any]:
    """Let the limit on the hours of the portal say which budget it was set beside."""
    if result.name != "Hours that the portal takes":
        return {}
    project = world.ventures[goal.project or ""]
    cites = {
        "view": "progress",
        "params": f'{{"project": "{project.id}", "depth": 0}}',
        "row": '{"kind": "project"}',
        "field": "budget_h",
        "as_of": _begins(world, goal),
    }
    return {"baseline": str(project.plan.budget_h), "cites": cites}


def _perhaps_check_in(world: World, goal: Goal) -> None:
    """Check in on the day it is due, or on Tuesday, or not at all this time."""
    if goal.cadence is MONTHLY:
        if world.today.day <= 3 and (world.today.day == 1 or world.today.weekday() == 0):
            _check_in(world, goal)
        return
    weeks = world.week - goal.begins
    if goal.cadence is FORTNIGHT and weeks % 2 == 0:
        return
    luck = _dice(world, goal.title).random()
    if world.today.weekday() == FRIDAY and luck < ON_TIME:
        _check_in(world, goal)
    elif world.today.weekday() == FRIDAY and luck < LATE:
        world.on(world.workday(2), _check_in_late, world, goal)


def _check_in_late(world: World, goal: Goal) -> None:
    if goal.title not in ended(world):
        _check_in(world, goal)


def _check_in(world: World, goal: Goal) -> None:
    owner, when = _owner(world, goal), _at(world, 15.5, goal.title)
    part = _passed(world, goal)
    values = [
        {"key_result": _result_id(world, result.name), "value": _value(world, result, part)}
        for result in goal.results
        if not result.items and not result.aggregation
    ]
    for result in goal.results:
        for item in result.items[: int(len(result.items) * part * result.pace)]:
            tick = TickChecklistItem(key_result=_result_id(world, result.name), text=item)
            _say(world, when, goal, tick, owner)
    id = world.office.id("check-in")
    confidence = _dice(world, "sure", goal.title).choice((5, 6, 7, 7, 8))
    given = {"check_in": id, "values": values, "confidence": confidence, "note": _note(part)}
    _say(world, when, goal, CheckIn.model_validate(given), owner)
    if _dice(world, "read", goal.title).random() < ON_TIME:
        seen = when + timedelta(hours=1)
        _say(world, seen, goal, AcknowledgeCheckIn(check_in=id), _reviewer(world, goal))
    if goal.title == PORTAL and world.week == 8:
        better = [{"key_result": _result_id(world, "Customers on the portal"), "value": 9}]
        correct = {"check_in": id, "reason": "Two customers were counted twice", "values": better}
        _say(world, when + timedelta(hours=2), goal, CorrectCheckIn.model_validate(correct), owner)


def _passed(world: World, goal: Goal) -> float:
    """Tell which part of its time a goal has behind it."""
    return (world.today - world.day(goal.begins)).days / (7 * (WEEKS - goal.begins))


def _value(world: World, result: Result, part: float) -> str:
    """Measure a key result, which moves at its own pace and a little by chance."""
    shake = _dice(world, result.name).uniform(0.94, 1.03)
    if result.kind == "stay_above":
        return str(round(min(100, result.start + 3 * (shake - 0.97)), 2))
    if result.kind == "boolean":
        return str(int(part * result.pace >= 1))
    end = result.target if result.target is not None else result.start * result.pace
    reached = result.start + (end - result.start) * min(1.05, part * result.pace) * shake
    return str(round(reached, 2) if result.unit == "money" else round(reached))


def _note(part: float) -> str:
    notes = ("We have begun.", "It goes on.", "The hard part is before us.", "Nearly there.")
    return notes[min(3, int(part * 4))]


def _goal(title: str) -> Goal:
    return next(goal for goal in GOALS if goal.title == title)


def _partners_are_dropped(world: World) -> None:
    goal = _goal(PARTNERS)
    close = CloseObjective(
        outcome=Outcome.DROPPED,
        self_grade=0.1,
        comment="We sell ourselves until the portal is there.",
        reasons=("The partner we had in mind was bought by a competitor",),
    )
    _say(world, _at(world, 10), goal, close, _owner(world, goal))


def _the_move_is_over(world: World) -> None:
    goal = _goal(MOVE)
    close = CloseObjective(
        outcome=Outcome.ACHIEVED,
        self_grade=0.9,
        comment="Two short nights, and no call.",
        reasons=("The rehearsal found what would have gone wrong",),
    )
    _say(world, _at(world, 11), goal, close, _owner(world, goal))


def _priya_is_worried(world: World) -> None:
    goal = _goal(APP)
    command = OverrideStatus(status=Status.AT_RISK, reason="Both testers are ill for weeks")
    _say(world, _at(world, 9), goal, command, _owner(world, goal))


def _ana_is_not_content(world: World) -> None:
    """Override the status of the portal, and prepare the check-in that will say why."""
    goal = _goal(PORTAL)
    owner, when, id = _owner(world, goal), _at(world, 16), world.office.id("check-in")
    reason = "Pilot customers wait for contracts"
    _say(world, when, goal, OverrideStatus(status=Status.BEHIND, reason=reason), owner)
    note = "Contracts come later than promised; we ask the pilot customers what they can do without"
    _say(world, when, goal, DraftCheckIn(check_in=id, note=note), owner)
    _say(world, when, goal, ScheduleCheckIn(check_in=id, day=world.day(26)), owner)


SCENES = {
    (12, 1): _partners_are_dropped,
    (14, 2): _priya_is_worried,
    (17, 0): _the_move_is_over,
    (25, 4): _ana_is_not_content,
}
"""By week and weekday: what happens once."""
