"""An objective: one stream, put together from six parts that each keep to their own questions.

    profile      what is wanted, whose it is, and when         profile.py
    alignment    which objective it serves                     alignment.py
    results      how to see that it is reached                 key_results.py
    initiatives  the projects and work that are to move it     initiatives.py
    life         draft, active, closed with a score            objective_life.py
    check_ins    how it stands, told at its cadence            check_ins.py

Key results and check-ins lie in the stream of their objective, so that what a check-in says of
all of them holds at one moment.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from workdomain.identification import (
    check_ins,
    initiatives,
    key_results,
    objective_life,
)
from workdomain.identification.alignment import AdoptAlignedObjective, alignment
from workdomain.identification.check_in_words import (
    AcknowledgeCheckIn,
    CheckIn,
    CheckInPublished,
    PublishCheckIn,
)
from workdomain.identification.goal_progress import roll_up_tree
from workdomain.identification.initiatives import (
    AddInitiative,
    TellInitiativeProgress,
)
from workdomain.identification.key_result import NoSuchKeyResult, found
from workdomain.identification.key_result_words import (
    AddKeyResult,
    FeedKeyResult,
    HandOverKeyResult,
)
from workdomain.identification.objective_life import (
    CloseObjective,
    ObjectiveIsClosed,
    Phase,
    ReopenObjective,
    ScoreAndCloseObjective,
    must_be_active,
)
from workdomain.identification.objective_state import Objective
from workdomain.identification.profile import (
    AddObjective,
    NoSuchObjective,
    profile,
)
from workdomain.identification.scoring import aligned, values_now
from workdomain.kernel import Ask, Command, Context, Decider, Event, Look, S_other
from workdomain.people.person import must_be_known

ALSO_WHEN_CLOSED = (
    CloseObjective,
    ReopenObjective,
    AcknowledgeCheckIn,
    AdoptAlignedObjective,
    TellInitiativeProgress,
)
"""What also applies to an objective that is closed."""

Part = tuple[tuple[Any, ...], tuple[Any, ...], Callable[..., Any]]
"""The commands and the events that a part knows, and how it takes the events in."""

PARTS: dict[str, Part] = {
    "profile": (profile.commands, profile.events, profile.evolve),
    "alignment": (alignment.commands, alignment.events, alignment.evolve),
    "results": (key_results.commands, key_results.events, key_results.evolve),
    "initiatives": (initiatives.commands, initiatives.events, initiatives.evolve),
    "life": (
        objective_life.commands,
        (*objective_life.events, CheckInPublished),
        objective_life.evolve,
    ),
    "check_ins": (check_ins.commands, check_ins.events, check_ins.evolve),
}
PART_OF = {command: part for part, (commands, _, _) in PARTS.items() for command in commands}
READ_BY = {
    event: [
        (Objective._fields.index(part), evolve)
        for part, (_, events, evolve) in PARTS.items()
        if event in events
    ]
    for _, all_events, _ in PARTS.values()
    for event in all_events
}


def decide(own: Objective, command: Any, context: Context) -> list[Event]:
    """Let the part that knows the command say what happens, to an objective that is there."""
    _must_apply(own, command)
    match PART_OF[type(command)]:
        case "profile":
            return [*profile.decide(own.profile, command, context)]
        case "alignment":
            return [*alignment.decide(own.alignment, command, context)]
        case "results":
            return [*key_results.decide(own.results, command, context)]
        case "initiatives":
            return [*initiatives.decide(own.initiatives, command, context)]
        case "life":
            cadence = own.check_ins.cadence
            return [*objective_life.decide(own.life, command, context, cadence, own.profile.owner)]
        case _:
            return check_ins.decide(
                own.check_ins, command, context, own.results, own.profile.reviewer
            )


def _must_apply(own: Objective, command: Command) -> None:
    if isinstance(command, AddObjective):
        return
    if not own.profile.title:
        raise NoSuchObjective("There is no objective with this id yet: add it first")
    if own.life.phase is Phase.CLOSED and not isinstance(command, ALSO_WHEN_CLOSED):
        raise ObjectiveIsClosed(
            f"{own.profile.title} is closed as {own.life.outcome}: reopen it first"
        )
    if isinstance(command, (CheckIn, PublishCheckIn)):
        must_be_active(own.life)


def evolve(own: Objective, event: Event, context: Context) -> Objective:
    """Let every part that knows the event take it in."""
    parts: list[Any] = list(own)
    for place, take_in in READ_BY[type(event)]:
        parts[place] = take_in(parts[place], event, context)
    return Objective._make(parts)


def _by_part(look: Look) -> Look:
    """Show a part its own kind of other objectives, and whole streams of other deciders."""

    def see(decider: Decider[S_other, Any, Any], other: UUID, /) -> S_other:
        if decider in (profile, alignment):
            part: S_other = getattr(look(objective, other), decider.name)
            return part
        return look(decider, other)

    return see


def inform(id: UUID, own: Objective, command: Command, _context: Context, look: Look) -> Command:
    """Give an objective that is closed its score, by what the objectives below it know now."""
    if type(command) is not CloseObjective:
        return command
    return ScoreAndCloseObjective(**dict(command), score=_progress_now(id, own, look))


def _progress_now(id: UUID, own: Objective, look: Look) -> float | None:
    """Roll up all that serves it, down to the last: also what only feeds its key results."""
    below, open_ends = {id: own}, [id]
    while open_ends:
        here = open_ends.pop()
        for each in below[here].alignment.aligned - below.keys():
            there = look(objective, each)
            if there.alignment.aligned_to == here:
                below[each] = there
                open_ends.append(each)
    values = values_now(below)
    return roll_up_tree({each: aligned(state, values) for each, state in below.items()})[id]


def guard(id: UUID, own: Objective, command: Command, look: Look) -> None:
    """Let every part mind its rules across streams."""
    see = _by_part(look)
    profile.guard(id, own.profile, command, see)
    alignment.guard(id, own.alignment, command, see)
    match command:
        case AddInitiative(key_result=UUID() as result):
            found(own.results, result)
        case AddKeyResult(owner=owner, feeds=feeds):
            if owner:
                must_be_known(owner, look)
            if feeds:
                _must_be_above(own, feeds, look)
        case HandOverKeyResult(owner=UUID() as owner):
            must_be_known(owner, look)
        case FeedKeyResult(feeds=UUID() as feeds):
            _must_be_above(own, feeds, look)
        case _:
            pass


def _must_be_above(own: Objective, feeds: UUID, look: Look) -> None:
    above = own.alignment.aligned_to
    if above is None:
        raise NoSuchKeyResult("It serves no objective whose key results it could feed: align it")
    found(look(objective, above).results, feeds)


def requires(id: UUID, own: Objective, command: Command) -> list[Ask]:
    """Let the objective that is served know, and the project or work that is to move this one."""
    return [
        *alignment.requires(id, own.alignment, command),
        *initiatives.requires(id, own.initiatives, command),
    ]


objective = Decider(
    name="objective",
    initial=Objective(),
    decide=decide,
    evolve=evolve,
    commands=tuple(PART_OF),
    events=tuple(READ_BY),
    inform=inform,
    guard=guard,
    requires=requires,
)


def must_be_an_objective(id: UUID, look: Look) -> None:
    """Raise NoSuchObjective unless this objective was added."""
    if not look(objective, id).profile.title:
        raise NoSuchObjective(f"There is no objective {id}: add it first")
