"""What waits together is committed together, and nobody waits for those who stay away."""

import asyncio
import time
from threading import Event

from service.committer import Committer
from workdomain.desk import Receipt, Ticket
from workdomain.kernel import Context
from workdomain.planning.work_item import AddWorkItem
from workdomain.store.opening import open_log
from workdomain.values import OPERATOR, new_id
from workdomain.work import Work

COMMIT = 0.2
"""Seconds that a commit takes at least."""


class SlowWork(Work):
    """A workspace on a slow disk, which tells what was committed together, and when."""

    def __init__(self) -> None:
        super().__init__(open_log(":memory:"))
        self.batches: list[int] = []
        self.begun: list[float] = []
        self.is_busy = Event()

    def carry_out(self, tickets):
        self.batches.append(len(tickets))
        self.begun.append(time.monotonic())
        self.is_busy.set()
        time.sleep(COMMIT)
        super().carry_out(tickets)


def ticket(work: Work) -> Ticket:
    return work.ticket(new_id(), AddWorkItem(title="Draw"), Context(OPERATOR, work.now()))


async def ask(committer: Committer, work: Work, times: int) -> list[Receipt]:
    return [await committer.do(ticket(work)) for _ in range(times)]


def asked(times: int) -> SlowWork:
    """Let one ask so often, and two more once while the first of these is committed."""

    async def run(work: SlowWork) -> None:
        committer = Committer(work, most_waiting=10)
        committer.start()
        one = asyncio.create_task(ask(committer, work, times))
        await asyncio.to_thread(work.is_busy.wait)
        others = [asyncio.create_task(ask(committer, work, 1)) for _ in range(2)]
        answers = await asyncio.gather(one, *others)
        assert sorted(r.position for each in answers for r in each) == list(range(1, times + 3))
        await committer.close()

    with SlowWork() as work:
        asyncio.run(run(work))
    return work


def test_who_was_just_answered_and_asks_again_is_in_the_next_commit():
    assert asked(times=2).batches == [1, 3]


def test_nobody_waits_long_for_those_who_do_not_ask_again():
    work = asked(times=1)
    assert work.batches == [1, 2]
    assert COMMIT <= work.begun[1] - work.begun[0] < 1.4 * COMMIT


def test_who_asks_alone_is_served_at_once():
    async def run(work: SlowWork) -> None:
        committer = Committer(work, most_waiting=10)
        committer.start()
        await ask(committer, work, 2)
        await committer.close()

    with SlowWork() as work:
        asyncio.run(run(work))
    assert work.batches == [1, 1]
    assert work.begun[1] - work.begun[0] < 1.4 * COMMIT
