"""A handful of requests, answered and merged at random, judged by a dictionary of answers."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.scenario import MONDAY, World
from workdomain.execution.work_item import work_item
from workdomain.identification.request import (
    DeferredIntoThePast,
    MergeChain,
    RequestIsAnswered,
    request,
)
from workdomain.identification.request_words import (
    AcceptAsWorkItem,
    DeclineRequest,
    DeferRequest,
    MergeRequest,
    ReopenRequest,
    RetitleRequest,
    SizeRequest,
    SubmitRequest,
)
from workdomain.kernel import Command, Refused
from workdomain.planning.work_item import WorkItemExists

IDS = [UUID(int=0xA0 + n) for n in range(5)]
ITEMS = [UUID(int=0xB0 + n) for n in range(3)]
some, lines = st.sampled_from(IDS), st.sampled_from(["Rain", "Snow"])
days = st.dates(MONDAY - timedelta(days=1), MONDAY + timedelta(days=3))

Told = tuple[Any, ...]
"""What a request was answered, and with what; ("waiting", None) at first."""


class RequestMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.answers: dict[UUID, Told] = {}
        self.items: set[UUID] = set()

    @initialize()
    def requests_are_there(self) -> None:
        for id in IDS:
            self.world.ask(request, id, SubmitRequest(title=str(id)))
            self.answers[id] = ("waiting", None)

    def answer(
        self,
        id: UUID,
        command: Command,
        told: Told,
        *rules: tuple[type[Refused], Callable[[], bool]],
    ) -> bool:
        """Ask, and see that it is refused just when the answers there were say so."""
        if self.answers[id] == told:
            broken: set[type[Refused]] = set()
        else:
            broken = {refusal for refusal, breaks in rules if breaks()}
            if self.answers[id][0] not in ("waiting", "deferred"):
                broken.add(RequestIsAnswered)
        if broken:
            with pytest.raises(tuple(broken)):
                self.world.ask(request, id, command)
            return False
        self.world.ask(request, id, command)
        self.answers[id] = told
        return True

    @rule(id=some, item=st.sampled_from(ITEMS))
    def accept(self, id: UUID, item: UUID) -> None:
        taken = (WorkItemExists, lambda: item in self.items)
        if self.answer(id, AcceptAsWorkItem(item=item), ("accepted", item), taken):
            self.items.add(item)

    @rule(id=some, reason=lines)
    def decline(self, id: UUID, reason: str) -> None:
        self.answer(id, DeclineRequest(reason=reason), ("declined", reason))

    @rule(id=some, until=days, reason=lines)
    def defer(self, id: UUID, until: date, reason: str) -> None:
        past = (DeferredIntoThePast, lambda: until <= MONDAY)
        self.answer(id, DeferRequest(until=until, reason=reason), ("deferred", until, reason), past)

    @rule(id=some, into=some)
    def merge(self, id: UUID, into: UUID) -> None:
        def chained() -> bool:
            merged = {a: told[1] for a, told in self.answers.items() if told[0] == "merged"}
            return id == into or into in merged or id in merged.values()

        self.answer(id, MergeRequest(into=into), ("merged", into), (MergeChain, chained))

    @rule(id=some, reason=lines)
    def reopen(self, id: UUID, reason: str) -> None:
        self.world.ask(request, id, ReopenRequest(reason=reason))
        self.answers[id] = ("waiting", None)

    @rule(id=some, title=lines, size=st.sampled_from([None, 1, 20]))
    def say_more(self, id: UUID, title: str, size: int | None) -> None:
        for command in (RetitleRequest(title=title), SizeRequest(job_size=size)):
            self.world.ask(request, id, command)
            assert self.world.ask(request, id, command) == []

    @invariant()
    def what_is_known_is_what_was_answered(self) -> None:
        for id, told in self.answers.items():
            known = self.world.look(request, id)
            assert known.answer == told[0]
            assert known.into == (told[1] if told[0] == "merged" else None)
            assert known.item == (told[1] if told[0] == "accepted" else None)
            assert known.until == (told[1] if told[0] == "deferred" else None)

    @invariant()
    def a_merge_leads_to_what_is_not_merged_itself(self) -> None:
        for id, told in self.answers.items():
            if told[0] == "merged":
                there = self.world.look(request, told[1])
                assert there.into is None
                assert id in there.merged

    @invariant()
    def what_was_accepted_is_there(self) -> None:
        assert {item for item in ITEMS if self.world.told(work_item, item)} == self.items


TestRequest = RequestMachine.TestCase
TestRequest.settings = settings(max_examples=60, stateful_step_count=40)
