"""Which objective serves which: the tree that objectives stand in.

Every objective knows the one it serves and those that serve it, so that a circle is found by
walking up from the one to be served, and refused also when two writers race.
"""

from dataclasses import dataclass
from typing import assert_never, get_args
from uuid import UUID

from workdomain.identification.measures import Weight
from workdomain.identification.profile import (
    AddObjective,
    NoSuchObjective,
    ObjectiveAdded,
    profile,
)
from workdomain.kernel import Ask, Command, Context, Decider, Event, Look, Refused

LONG = 20
"""How many titles of a circle a refusal shows."""


class AlignObjective(Command):
    """Let it serve another objective; null lets it stand alone."""

    aligned_to: UUID | None
    weight: Weight = 1.0
    """Its share in the progress of the one it serves."""


class AdoptAlignedObjective(Command):
    """Remember an objective that serves this one; asked for by that one itself."""

    objective: UUID


class ObjectiveAligned(
    Event,
    topic="objective.aligned.v1",
    says="[let it serve {aligned_to}|let it stand alone] (weight: {weight})",
):
    """It serves another objective, or none."""

    aligned_to: UUID | None
    weight: float = 1.0


class AlignedObjectiveAdopted(
    Event, topic="objective.aligned-adopted.v1", says="let {objective} serve it"
):
    """Another objective serves this one; that one tells when it no longer does."""

    objective: UUID


AlignmentCommand = AlignObjective | AdoptAlignedObjective
AlignmentEvent = ObjectiveAdded | ObjectiveAligned | AlignedObjectiveAdopted


class AlignmentCycle(Refused):
    """An objective does not serve itself, not even in a roundabout way."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """What one objective knows of its place in the tree."""

    aligned_to: UUID | None = None
    weight: float = 1.0
    aligned: frozenset[UUID] = frozenset()
    """Objectives that serve it, or once did."""


def decide(
    alignment: Alignment, command: AlignmentCommand, _context: Context
) -> list[AlignmentEvent]:
    """Say what happens; an empty list means that nothing changes. The guard knows the rule."""
    match command:
        case AlignObjective(aligned_to=aligned_to, weight=weight):
            same = (aligned_to, weight) == (alignment.aligned_to, alignment.weight)
            return [] if same else [ObjectiveAligned(aligned_to=aligned_to, weight=weight)]
        case AdoptAlignedObjective(objective=objective):
            known = objective in alignment.aligned
            return [] if known else [AlignedObjectiveAdopted(objective=objective)]
        case _:
            assert_never(command)


def evolve(alignment: Alignment, event: AlignmentEvent, _context: Context) -> Alignment:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case ObjectiveAdded(aligned_to=aligned_to):
            return Alignment(aligned_to, 1.0, alignment.aligned)
        case ObjectiveAligned(aligned_to=aligned_to, weight=weight):
            return Alignment(aligned_to, weight, alignment.aligned)
        case AlignedObjectiveAdopted(objective=objective):
            aligned = alignment.aligned | {objective}
            return Alignment(alignment.aligned_to, alignment.weight, aligned)
        case _:
            assert_never(event)


def guard(id: UUID, _alignment: Alignment, command: Command, look: Look) -> None:
    """Keep the tree free of circles, and of objectives that are not there."""
    match command:
        case AddObjective(aligned_to=UUID() as above) | AlignObjective(aligned_to=UUID() as above):
            _may_serve(id, above, look)
        case _:
            pass


def requires(id: UUID, alignment: Alignment, command: Command) -> list[Ask]:
    """Let the objective that is served know which ones serve it."""
    match command:
        case AddObjective(aligned_to=UUID() as above) | AlignObjective(aligned_to=UUID() as above):
            if above == alignment.aligned_to:
                return []
            return [Ask("objective", above, AdoptAlignedObjective(objective=id))]
        case _:
            return []


alignment = Decider(
    name="alignment",
    initial=Alignment(),
    decide=decide,
    evolve=evolve,
    commands=get_args(AlignmentCommand),
    events=get_args(AlignmentEvent),
    guard=guard,
    requires=requires,
)


def _may_serve(id: UUID, above: UUID, look: Look) -> None:
    way: list[UUID] = [id]
    here: UUID | None = above
    while here is not None:
        way.append(here)
        if here == id:
            raise AlignmentCycle(f"It would serve itself: {_told(way, look)}")
        here = look(alignment, here).aligned_to
    if not look(profile, above).title:
        raise NoSuchObjective(f"There is no objective {above}: add it first")


def _told(way: list[UUID], look: Look) -> str:
    """Name the objectives of a way; of a very long one, its two ends."""
    titles = [look(profile, each).title or str(each) for each in way]
    if len(titles) > LONG:
        titles[LONG // 2 : -LONG // 2] = ["..."]
    return " -> ".join(titles)
