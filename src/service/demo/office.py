"""Where the demo's people hand in what they do: ordinary commands, at the moments they do it."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from heapq import heappop, heappush
from itertools import count
from typing import Any
from uuid import UUID, uuid5

from projections.plans.asked import Manner, Planning
from projections.plans.proposing import propose
from projections.views import Views
from workdomain.execution.schedule_words import PublishSchedule
from workdomain.kernel import Command, Context, Decider, S
from workdomain.scheduling.buffers.sizes import Rule
from workdomain.work import Work, microseconds

DEMO = UUID("6b6f7c6e-1f0a-5d3c-9a53-0d5f2f6d7a11")
"""What every command of a demo is correlated with, so that a demo is known when it is seen."""

Asked = tuple[UUID, Command, Context]
Act = Callable[[], object]


class SetClock:
    """A clock that shows what it is set to, and never goes back."""

    def __init__(self, start: datetime) -> None:
        """Show this until it is set."""
        self.now = start

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now

    def set(self, now: datetime) -> None:
        """Move on to a later moment."""
        self.now = max(self.now, now)


class Office:
    """Takes commands for any moment of the day or later, and carries them out in their order."""

    def __init__(self, work: Work, clock: SetClock, run: UUID) -> None:
        """Work for one run of the demo; every id follows from the run's."""
        self._work, self._clock, self._run = work, clock, run
        self._agenda: list[tuple[datetime, int, Asked]] = []
        self._acts: list[tuple[datetime, int, Act]] = []
        self._numbers = count(1)
        self.done = 0
        """Commands carried out so far."""

    def position(self) -> int:
        """Tell how far the log has come by the clock, also when it goes on later."""
        return self._work.log.position_at(microseconds(self._clock.now))

    def id(self, kind: str) -> UUID:
        """Make the next id, the same in every run of its kind."""
        return numbered(self._run, kind, next(self._numbers))

    def id_of(self, name: str) -> UUID:
        """Make the id of something by its name, and leave the others their numbers."""
        return uuid5(self._run, name)

    def hand_in(
        self, when: datetime, id: UUID, command: Command, by: UUID, at: datetime | None = None
    ) -> None:
        """Have a command carried out at a moment; it tells of an earlier one if `at` is given."""
        number = next(self._numbers)
        moment = when.astimezone(UTC)
        context = Context(by, min(at or when, when), numbered(self._run, "command", number), DEMO)
        heappush(self._agenda, (moment, number, (id, command, context)))

    def look(self, decider: Decider[S, Any, Any], id: UUID) -> S:
        """Show how things stand, as far as everything due was carried out."""
        return self._work.state(decider, id)

    def hand_in_together(
        self, when: datetime, name: str, asked: Sequence[tuple[UUID, Command]], by: UUID
    ) -> UUID:
        """Have many commands carried out as one request, with an id that follows from its name."""
        context = Context(by, when, numbered(self._run, name, 1))
        self._at(when, lambda: self._work.do_together(asked, context))
        self.done += len(asked)
        return numbered(self._run, name, 1)

    def take_back(self, when: datetime, request: UUID, reason: str, by: UUID) -> None:
        """Have a request reverted."""
        context = Context(by, when, uuid5(request, "taken back"))
        self._at(when, lambda: self._work.revert(request, context, reason=reason))
        self.done += 1

    def plan(self, when: datetime, name: str, project: UUID, manner: Manner, by: UUID) -> None:
        """Have a project planned at a moment, and the plan published."""
        proposing, publishing = numbered(self._run, name, 1), numbered(self._run, name, 2)

        def act() -> None:
            with Views(self._work) as views:
                asked = Planning(project=project, buffers=Rule.ROOT)
                told = propose(views, asked, Context(by, when, proposing, DEMO), manner=manner)
            context = Context(by, when, publishing, DEMO)
            self._work.do(told.schedule, PublishSchedule(), context)

        self._at(when, act)
        self.done += 2

    def _at(self, when: datetime, act: Act) -> None:
        """Have something done at a moment, behind all that is handed in by then."""
        heappush(self._acts, (when.astimezone(UTC), len(self._acts), act))

    def work_until(self, end: datetime) -> None:
        """Carry out all that is due; what is asked for at one moment is committed together."""
        for moment, asked in self._due(end):
            self._act_until(moment)
            self._clock.set(moment)
            for answer in self._work.do_all(asked):
                if isinstance(answer, Exception):
                    raise answer
            self.done += len(asked)
        self._act_until(end)
        self._clock.set(end)

    def _act_until(self, moment: datetime) -> None:
        while self._acts and self._acts[0][0] <= moment:
            when, _, act = heappop(self._acts)
            self._clock.set(when)
            act()

    def _due(self, end: datetime) -> Iterator[tuple[datetime, list[Asked]]]:
        while self._agenda and self._agenda[0][0] <= end:
            moment, _, first = heappop(self._agenda)
            asked = [first]
            while self._agenda and self._agenda[0][0] == moment:
                asked.append(heappop(self._agenda)[2])
            yield moment, asked


def numbered(run: UUID, kind: str, number: int) -> UUID:
    """Name a thing of a run."""
    return uuid5(run, f"{kind} {number}")
