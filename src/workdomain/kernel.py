"""The shapes that every part of the work domain shares.

A decider is a starting state and two pure functions (J. Chassaing, "Functional Event
Sourcing Decider", 2021): `decide` says what happens, `evolve` what it then looks like.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Generic, NamedTuple, Protocol, TypeVar
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class Message(BaseModel):
    """A frozen value that crosses a boundary; a field it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Command(Message):
    """What someone asks for, in the imperative: `StartWorkItem`."""


class Event(Message):
    """What happened, in the past tense: `WorkItemStarted`.

    class WorkItemBlocked(Event, topic="work-item.blocked.v1", says="blocked it: {reason}"):

    Its topic is its name in the log for ever; the class may be renamed and moved. `says` is its
    line in every history: what the person who did it did, with the event's fields in braces (an
    id is shown as the name of what it stands for, floats as hours, minutes as a duration). A part
    in brackets is left out if one of its fields is empty: `said it[: {note}]`; or something else
    stands for it: `[moved it to {team}|took it out]`.
    """

    topic: ClassVar[str]
    says: ClassVar[str]

    def __init_subclass__(cls, topic: str = "", says: str = "", **settings: Any) -> None:
        """Refuse an event that has no name to be stored under, or no words."""
        super().__init_subclass__(**settings)
        if not (topic and says):
            raise TypeError(f"class {cls.__name__}(Event, topic=..., says=...) needs both")
        cls.topic, cls.says = topic, says


@dataclass(frozen=True)
class Personal:
    """Marks a field as personal data: `name: Annotated[str, Personal(of="id")]`.

    `of` tells whose: "id" the person whose stream it is, "by" who said it, else the name of the
    message's field that holds the person's id.
    """

    of: str = "by"


class _Asked(NamedTuple):
    by: UUID
    at: datetime
    command_id: UUID | None = None
    """The idempotency key: the same command asked again gets the same answer."""
    correlation_id: UUID | None = None
    """What started it all: shared by everything that one request led to."""
    causation_id: UUID | None = None
    """The command that asked for this one, when a policy did."""
    recorded_at: datetime | None = None


class Context(_Asked):
    """Who asks, and when it happens in the business: the first of the two clocks.

    `recorded_at` is the second clock, the store's; it is None while a decision is taken.
    (A tuple below, since one is made for every event that is read: `_make` skips the check.)
    """

    __slots__ = ()

    def __new__(
        cls,
        by: UUID,
        at: datetime,
        command_id: UUID | None = None,
        correlation_id: UUID | None = None,
        causation_id: UUID | None = None,
        recorded_at: datetime | None = None,
    ) -> "Context":
        """Refuse a moment that could be any of twenty-four."""
        if at.tzinfo is None:
            raise ValueError(f"{at.isoformat()} has no time zone; add one, as in +00:00")
        return super().__new__(cls, by, at, command_id, correlation_id, causation_id, recorded_at)

    def with_command(self, command_id: UUID) -> "Context":
        """Name the command that is asked."""
        return Context(self.by, self.at, command_id, self.correlation_id, self.causation_id)


class Refused(Exception):
    """A rule of the work says no. Each rule is a subclass; its docstring is the rule."""


class CannotRevert(Refused):
    """What was done is taken back as long as nothing that came later depends on it."""


S = TypeVar("S")
C = TypeVar("C", bound=Command)
E = TypeVar("E", bound=Event)
S_other = TypeVar("S_other")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Ask:
    """A command to another stream."""

    decider: str
    id: UUID
    command: Command


class OfKinds(Generic[T]):
    """A function that is only about some kinds of command: `guard=OfKinds(guard, None, Assign)`.

    Who puts many parts together reads from `kinds` whom a command concerns, and need not ask the
    others, who would answer `quiet`.
    """

    def __init__(self, function: Callable[..., T], quiet: T, *kinds: type[Command]) -> None:
        """Take the function with the kinds of command it is about."""
        self.function, self.quiet, self.kinds = function, quiet, kinds

    def __call__(self, id: UUID, state: Any, command: Command, look: "Look | None" = None) -> T:
        """Answer as the function does, if it is about this kind of command."""
        if not isinstance(command, self.kinds):
            return self.quiet
        more = () if look is None else (look,)
        return self.function(id, state, command, *more)


class Look(Protocol):
    """Shows the state of another stream, at the very moment of the log a decision is taken at."""

    def __call__(self, decider: "Decider[S_other, Any, Any]", id: UUID, /) -> S_other:
        """Answer the decider's initial state if there is no such stream."""
        ...


def asks_nothing(_id: UUID, _state: Any, _command: Any) -> list[Ask]:
    """Need no other stream: what `requires` is of most deciders."""
    return []


def minds_nothing(_id: UUID, _state: Any, _command: Any, _look: Look) -> None:
    """Mind no other stream: what `guard` is of most deciders."""


def says_it_all(_id: UUID, _state: Any, command: C, _context: Context, _look: Look) -> C:
    """Say all that a decision needs to know: what the commands of most deciders do."""
    return command


DEFAULT = "default"
"""What may be said instead of the id of a stream that is the only one of its kind."""


@dataclass(frozen=True)
class Decider(Generic[S, C, E]):
    """One unit of consistency: a stream of events `E`, grown by commands `C`, read as `S`.

    Rules that one stream can judge live in `decide`. Three more functions serve what spans streams;
    all are consulted inside the write transaction, so that they also hold when two writers race:
    `inform` completes a command with what other streams know, so that `decide` stays a function of
    values; `guard` looks at other streams and raises Refused; `requires` names commands that other
    streams must accept, or nothing happens at all. The other two get the completed command.
    """

    name: str
    initial: S
    decide: Callable[[S, C, Context], list[E]]
    evolve: Callable[[S, E, Context], S]
    commands: tuple[type[C], ...]
    events: tuple[type[E], ...]
    inform: Callable[[UUID, S, C, Context, Look], C] = says_it_all
    guard: Callable[[UUID, S, C, Look], None] = minds_nothing
    requires: Callable[[UUID, S, C], list[Ask]] = asks_nothing
    only: UUID | None = None
    """The id of its one stream, where there are not to be several."""
    upcasts: Mapping[str, "Upcast"] = field(default_factory=dict)
    """How to read events whose topic is no longer written, by that old topic."""

    def replay(self, history: Iterable[tuple[E, Context]]) -> S:
        """Fold a stream, oldest event first, into the state it leads to."""
        state = self.initial
        for event, context in history:
            state = self.evolve(state, event, context)
        return state


@dataclass(frozen=True)
class Upcast:
    """Reads an event stored under an old topic as one of `topic`, by changing its fields."""

    topic: str
    change: Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Policy(Generic[S, E]):
    """An event of one stream asks something of another.

    `react` gets the stream's id, its state after the event, the event and its context. What it
    asks for is decided in the same transaction, right after the event; a refusal of it undoes
    nothing.
    """

    name: str
    decider: Decider[S, Any, Any]
    reads: tuple[type[E], ...]
    react: Callable[[UUID, S, E, Context], list[Ask]]


def cannot_be_reverted(event: Event, _now: Any, _wanted: Any) -> list[Command]:
    """Take nothing back: what is done with events that nobody has thought about yet."""
    raise CannotRevert(f"This kind of event cannot be reverted yet: {event.topic}")


def as_it_is(state: Any) -> Any:
    """Count everything: what `counts` is of states that are the same only if they are equal."""
    return state


def read_as_it_is(now: S, _wanted: S) -> S:
    """Take a state for what it says: what `read` does of states that say the same in one way."""
    return now


def never_gone(_state: Any) -> bool:
    """Stay for ever: what `gone` is of things that are not taken out of use."""
    return False


@dataclass(frozen=True)
class Undo(Generic[S, E]):
    """How events of a decider are made up for, so that they can be reverted.

    `commands(event, now, wanted)` answers what to ask of a stream whose state is `now`, so that it
    comes to stand as `wanted`: the state its history leads to without the event. It asks only for
    what this event is about, answers [] if that is as wanted, and raises CannotRevert where there
    is no way back. It need not be careful: whoever reverts compares the state that all commands
    led to with the one that was wanted, and refuses unless they are alike.
    """

    decider: Decider[S, Any, E]
    commands: Callable[[E, S, S], list[Command]]
    counts: Callable[[S], Any] = as_it_is
    """What of a state is compared; leaves out what remains of things that are gone."""
    gone: Callable[[S], bool] = never_gone
    """Whether a thing is out of use, which will do where it would not be there without the event;
    nothing that happened later may name it then."""
    read: Callable[[S, S], S] = read_as_it_is
    """`read(now, wanted)`: the state to compare where `now` says in other words what is wanted."""
