"""Whatever is asked of a store, by whomever and however often, a world in memory agrees with it."""

from datetime import timedelta
from tempfile import TemporaryDirectory
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.company import Clock, Company
from tests.scenario import World
from workdomain.catalog import DECIDER_OF, DECIDERS
from workdomain.desk import Receipt
from workdomain.kernel import Command, Context, Event, Refused
from workdomain.store.log import NewEvent
from workdomain.work import Work

Asked = tuple[UUID, Command, Context]


class StoreMachine(RuleBasedStateMachine):
    """Two writers on one file, that may be closed and opened at any time."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.clock, self.world = Clock(), World()
        self.writers = [self.open(), self.open()]
        self.done: list[tuple[Asked, type]] = []
        self.ideas = Company(Work.open(":memory:", clock=self.clock), self.clock)
        self.tell_both([(r.stream, r.event, r.context) for r in self.ideas.work.events()])

    def open(self) -> Work:
        return Work.open(f"{self.folder.name}/work.db", clock=self.clock)

    def tell_both(self, told: list[tuple[str, Event, Context]]) -> None:
        """Begin with the people and projects of the company that has the ideas."""
        by_stream = {decider.name: decider for decider in DECIDERS}
        registry, events = self.writers[0].registry, []
        versions: dict[str, int] = {}
        for stream, event, context in told:
            versions[stream] = versions.get(stream, 0) + 1
            topic, body = registry.encode(event, context)
            events.append(NewEvent(stream, versions[stream], topic, body))
            name, _, id = stream.partition("/")
            self.world.put(by_stream[name], UUID(id), event, context)
        with self.writers[0].log.transaction() as transaction:
            transaction.append(events, 0)

    def idea(self) -> Asked:
        ideas = self.ideas
        id, command = ideas.random.choice(ideas.asks)()
        late = timedelta(hours=ideas.random.choice((0, 0, 5)))
        by = ideas.random.choice(ideas.people)
        return id, command, Context(by, self.clock.now - late, ideas.id())

    def expected(self, asked: Asked) -> type:
        id, command, context = asked
        try:
            self.world.ask(DECIDER_OF[type(command)], id, command, context)
        except Refused as refusal:
            return type(refusal)
        return Receipt

    @rule(writer=st.integers(0, 1), many=st.integers(1, 12))
    def ask_in_a_batch(self, writer: int, many: int) -> None:
        self.clock.now += timedelta(hours=3)
        asked = [self.idea() for _ in range(many)]
        answers = [type(answer) for answer in self.writers[writer].do_all(asked)]
        assert answers == [self.expected(each) for each in asked]
        self.done += [
            (each, answer) for each, answer in zip(asked, answers, strict=True) if answer is Receipt
        ]

    @rule(writer=st.integers(0, 1), place=st.integers(0, 1000))
    def ask_the_same_again(self, writer: int, place: int) -> None:
        if self.done:
            asked, _ = self.done[place % len(self.done)]
            assert self.writers[writer].do(*asked).repeated

    @rule(writer=st.integers(0, 1))
    def close_and_open(self, writer: int) -> None:
        self.writers[writer].close()
        self.writers[writer] = self.open()

    @invariant()
    def the_log_tells_what_the_world_tells(self) -> None:
        told: dict[tuple[str, UUID], list[object]] = {}
        for recorded in self.writers[1].events():
            name, _, id = recorded.stream.partition("/")
            told.setdefault((name, UUID(id)), []).append(recorded.event)
        assert told == {
            stream: [event for event, _ in history]
            for stream, history in self.world.histories.items()
        }

    def teardown(self) -> None:
        for work in (*self.writers, self.ideas.work):
            work.close()
        self.folder.cleanup()


TestStore = StoreMachine.TestCase
TestStore.settings = settings(max_examples=25, stateful_step_count=15, deadline=None)
