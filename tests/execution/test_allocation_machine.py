"""Allocations in any order; hours that are worked one by one are the judge."""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.execution.test_allocation import MON, asked, kept, world
from tests.scenario import ANA
from workdomain.execution.allocation import (
    DoesNotFit,
    Standing,
    allocation,
)
from workdomain.execution.allocation_words import (
    AllocateTime,
    Clash,
    ReleaseAllocation,
)
from workdomain.execution.bookings import bookings

DAYS = [MON + timedelta(days=n) for n in range(5)]
IDS = [UUID(int=200 + n) for n in range(5)]


class Job(NamedTuple):
    """Hours, on each day or on whichever days, between two days of the week."""

    first: int
    last: int
    hours: int
    daily: bool


def can_be_done(jobs: dict[UUID, Job]) -> bool:
    """The judge: work hour by hour, at what is due first, after what belongs to the very day."""
    left = {id: job.hours for id, job in jobs.items() if not job.daily}
    for day in range(5):
        fixed = [job for job in jobs.values() if job.daily and job.first <= day <= job.last]
        room = 8 - sum(job.hours for job in fixed)
        if room < 0:
            return False
        for _ in range(room):
            begun = [id for id in left if jobs[id].first <= day and left[id]]
            if begun:
                left[min(begun, key=lambda id: jobs[id].last)] -= 1
        if any(left[id] for id in left if jobs[id].last == day):
            return False
    return True


def job(first: int, last: int, hours: int, daily: bool) -> Job:
    return Job(min(first, last), max(first, last), 1 + hours // 4 if daily else hours, daily)


jobs = st.builds(job, st.integers(0, 4), st.integers(0, 4), st.integers(1, 30), st.booleans())


class AllocationMachine(RuleBasedStateMachine):
    @initialize(wanted=st.lists(jobs, min_size=len(IDS), max_size=len(IDS)))
    def set_up(self, wanted: list[Job]) -> None:
        self.world = world()
        self.asked = dict(zip(IDS, wanted, strict=True))
        self.kept: dict[UUID, Job] = {}
        self.waiting: list[UUID] = []
        for id, job in self.asked.items():
            amount = {"hours_per_day" if job.daily else "hours": job.hours}
            asked(self.world, id, first=DAYS[job.first], last=DAYS[job.last], **amount)

    @rule(id=st.sampled_from(IDS), clash=st.sampled_from([Clash.REFUSE, Clash.WAIT]))
    def allocate(self, id: UUID, clash: Clash) -> None:
        if id in self.kept:
            return
        fits = can_be_done({**self.kept, id: self.asked[id]})
        try:
            self.world.ask(allocation, id, AllocateTime(clash=clash))
        except DoesNotFit:
            assert not fits
            assert clash is Clash.REFUSE
            return
        standing = self.world.look(allocation, id).standing
        assert standing is (Standing.ALLOCATED if fits else Standing.WAITING)
        if not fits:
            self.waiting += [id] if id not in self.waiting else []
            return
        self.kept[id] = self.asked[id]
        if id in self.waiting:
            self.waiting.remove(id)

    @rule(id=st.sampled_from(IDS))
    def release(self, id: UUID) -> None:
        if id in self.kept:
            self.world.ask(allocation, id, ReleaseAllocation(reason="Ill"))
            del self.kept[id]
            self.serve()
        elif id in self.waiting:
            self.world.ask(allocation, id, ReleaseAllocation(reason="Ill"))
            self.waiting.remove(id)

    def serve(self) -> None:
        """Let in whoever waits longest and fits, one after another."""
        for id in tuple(self.waiting):
            if can_be_done({**self.kept, id: self.asked[id]}):
                self.kept[id] = self.asked[id]
                self.waiting.remove(id)

    @invariant()
    def what_is_kept_can_be_done_and_is_what_is_told(self) -> None:
        told = {
            id: Job(
                DAYS.index(b.first),
                DAYS.index(b.last),
                (b.minutes if b.minutes_per_day is None else b.minutes_per_day) // 60,
                b.minutes_per_day is not None,
            )
            for id, b in kept(self.world).items()
        }
        assert told == self.kept
        assert list(self.world.look(bookings, ANA).waiting) == self.waiting
        assert can_be_done(self.kept)


TestAllocations = AllocationMachine.TestCase
TestAllocations.settings = settings(max_examples=80, stateful_step_count=25)
