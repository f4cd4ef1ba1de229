"""A small company's history, random but the same each time: people, work, time, and late news."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

from workdomain.execution.attachments import AttachLink
from workdomain.execution.blockers import AcknowledgeBlocker, RaiseBlocker, ResolveBlocker
from workdomain.execution.blocking import BlockerKind
from workdomain.execution.decisions import RecordDecision
from workdomain.execution.discussion import Comment
from workdomain.execution.following import UnwatchWorkItem, WatchWorkItem
from workdomain.execution.inbox import (
    ChooseDigest,
    KeepNoticeUnread,
    MuteItem,
    ReadNotice,
    ReadUpTo,
    Reason,
    Rhythm,
    UnmuteItem,
)
from workdomain.execution.task_life import (
    BlockWorkItem,
    CancelWorkItem,
    CompleteWorkItem,
    EstimateWorkItem,
    ReopenWorkItem,
    SetRemainingWork,
    StartWorkItem,
    UnblockWorkItem,
)
from workdomain.execution.week import week_id
from workdomain.execution.week_words import CorrectTime, LogTime, RemoveTime
from workdomain.kernel import Command, Context
from workdomain.people.person import AddPerson, RecordLeave, SetWorkingHours
from workdomain.planning.checklist import AddToChecklist, CheckOff
from workdomain.planning.estimate import Estimate
from workdomain.planning.gate import PassGate, SetGate
from workdomain.planning.network import AddDependency, NestWorkItem
from workdomain.planning.project import AddProject
from workdomain.planning.shape import Shape
from workdomain.planning.specification import (
    AllowSplitting,
    DefineDone,
    ForbidSplitting,
    LabelWorkItem,
    NameOwner,
    ShapeWorkItem,
    SizeWorkItem,
)
from workdomain.planning.work_item import (
    AddWorkItem,
    AssignWorkItem,
    MoveWorkItem,
    PlanWorkItemDates,
    RetitleWorkItem,
    UnassignWorkItem,
)
from workdomain.work import Work

START = datetime(2026, 1, 5, 9, tzinfo=UTC)


class Clock:
    """A clock that someone else moves."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def specified(dice: Random, people: Sequence[UUID]) -> Command:
    """Say something about a piece of work, or do something about its checklist or gate."""
    return dice.choice(
        [
            NameOwner(owner=dice.choice(people)),
            LabelWorkItem(label=dice.choice(("Soon", "soon", "Later"))),
            ShapeWorkItem(shape=dice.choice(list(Shape))),
            SizeWorkItem(points=dice.choice((None, 1, 5))),
            DefineDone(definition_of_done=dice.choice(("", "It works"))),
            SetGate(criteria="All is well"),
            PassGate(reason="It is"),
            AddToChecklist(check=UUID(int=dice.randint(1, 9)), text="Look twice", number=1),
            CheckOff(check=UUID(int=dice.randint(1, 9))),
            dice.choice((AllowSplitting(), ForbidSplitting())),
        ]
    )


class Company:
    """Asks random things of a workspace whose clock it moves; many are refused, as in life."""

    def __init__(self, work: Work, clock: Clock, seed: int = 1) -> None:
        self.work, self.clock, self.random = work, clock, Random(seed)  # noqa: S311  (nothing is secret here)
        self.dice = Random(seed)  # noqa: S311 - what is specified leaves the rest of the story be
        self.people = [self.id() for _ in range(4)]
        self.projects = [self.id() for _ in range(2)]
        self.items: list[UUID] = []
        self.entries: list[tuple[UUID, LogTime]] = []
        for number, person in enumerate(self.people):
            self.ask(person, AddPerson(name=f"Person {number}", team=f"Team {number % 2}"))
            hours = (480, 480, 480, 480, 480 if number else 240, 0, 0)
            self.ask(person, SetWorkingHours(minutes=hours, valid_from=START.date()))
        for number, project in enumerate(self.projects):
            self.ask(project, AddProject(name=f"Project {number}", key=f"P{number}X"))

    def id(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)

    def ask(self, id: UUID, command: Command, late: timedelta = timedelta()) -> None:
        context = Context(self.random.choice(self.people), self.clock.now - late, self.id())
        self.work.do_all([(id, command, context)])

    def live(self, steps: int) -> None:
        """Let so many things be asked, some of them late; now and then work is specified."""
        for _ in range(steps):
            self.clock.now += timedelta(minutes=self.random.randint(1, 240))
            if self.items and self.dice.random() < 0.3:
                said = specified(self.dice, self.people)
                context = Context(self.dice.choice(self.people), self.clock.now)
                self.work.do_all([(self.dice.choice(self.items), said, context)])
            late = self.random.choice((0, 0, 0, 0, 0, 1, 30, 200))
            id, command = self.random.choice(self.asks)()
            self.ask(id, command, timedelta(hours=late))

    @property
    def asks(self) -> list[Callable[[], tuple[UUID, Command]]]:
        if not self.items:
            return [self.new_item]
        return [
            self.new_item,
            self.change,
            self.change,
            self.change,
            self.time,
            self.time,
            self.leave,
            self.talk,
            self.read,
        ]

    def new_item(self) -> tuple[UUID, Command]:
        self.items.append(self.id())
        hours = self.random.choice((None, 2, 8, 40))
        return self.items[-1], AddWorkItem(
            title=f"Item {len(self.items)}",
            project=self.random.choice([*self.projects, None]),
            parent=self.random.choice([None, None, *self.items[:-1]]),
            estimate=None if hours is None else Estimate.single(hours),
            due=self.random.choice((None, self.day(-5, 30))),
            assignees=tuple(self.random.sample(self.people, self.random.randint(0, 2))),
        )

    def day(self, first: int, last: int) -> date:
        return (self.clock.now + timedelta(days=self.random.randint(first, last))).date()

    def change(self) -> tuple[UUID, Command]:
        other, person = self.random.choice(self.items), self.random.choice(self.people)
        command = self.random.choice(
            [
                StartWorkItem(),
                StartWorkItem(),
                BlockWorkItem(reason="Waiting for an answer"),
                UnblockWorkItem(),
                CompleteWorkItem(),
                CancelWorkItem(reason="Not needed"),
                ReopenWorkItem(reason="Not good yet"),
                EstimateWorkItem(estimate=Estimate(optimistic=1, most_likely=4, pessimistic=9)),
                SetRemainingWork(hours=self.random.randint(0, 8)),
                AssignWorkItem(person=person),
                UnassignWorkItem(person=person),
                PlanWorkItemDates(start=self.day(-3, 3), due=self.day(4, 30)),
                RetitleWorkItem(title=f"Title {self.random.randint(1, 99)}"),
                MoveWorkItem(project=self.random.choice([*self.projects, None])),
                NestWorkItem(parent=other),
                AddDependency(predecessor=other, lag_days=1),
                Comment(comment=self.id(), text="Hm."),
            ]
        )
        return self.random.choice(self.items), command

    def talk(self) -> tuple[UUID, Command]:
        """Say what is in the way, what was decided, and whom it concerns."""
        other, id = self.random.choice(self.people), self.id()
        blocker = UUID(int=self.random.randint(1, 3))
        kind = self.random.choice(list(BlockerKind))
        command = self.random.choice(
            [
                RaiseBlocker(blocker=blocker, kind=kind, reason="No ink", needed_from=other),
                AcknowledgeBlocker(blocker=blocker),
                ResolveBlocker(blocker=blocker, resolution="Bought"),
                Comment(comment=id, text="Look!", mentions=(other,)),
                RecordDecision(decision=id, what="By hand", why="Faster", decided_by=(other,)),
                AttachLink(link=id, title="Plan", url="https://example.org/plan"),
                WatchWorkItem(person=other),
                UnwatchWorkItem(person=other),
            ]
        )
        return self.random.choice(self.items), command

    def read(self) -> tuple[UUID, Command]:
        """Read what came in, or not."""
        position = self.random.randint(1, self.work.log.head().position)
        command = self.random.choice(
            [
                ReadUpTo(position=position // 2 + 1),
                ReadNotice(position=position),
                KeepNoticeUnread(position=position),
                MuteItem(item=self.random.choice(self.items)),
                UnmuteItem(item=self.random.choice(self.items)),
                ChooseDigest(rhythm=self.random.choice(list(Rhythm)), reason=Reason.WATCHING),
            ]
        )
        return self.random.choice(self.people), command

    def time(self) -> tuple[UUID, Command]:
        person, entry, day = self.random.choice(self.people), self.id(), self.day(-9, 0)
        if self.entries and self.random.random() < 0.3:
            stream, old = self.random.choice(self.entries)
            if self.random.random() < 0.5:
                return stream, RemoveTime(entry=old.entry, reason="Twice")
            return stream, CorrectTime(
                entry=old.entry, day=old.day, minutes=45, item=old.item, note="", reason="Less"
            )
        item = self.random.choice([None, *self.items])
        log = LogTime(entry=entry, person=person, day=day, minutes=90, item=item)
        self.entries.append((week_id(person, day), log))
        return self.entries[-1]

    def leave(self) -> tuple[UUID, Command]:
        first = self.day(-10, 20)
        leave = RecordLeave(leave=self.id(), first=first, last=first + timedelta(days=2))
        return self.random.choice(self.people), leave
