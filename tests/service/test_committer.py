"""What waits together is committed together, and nobody waits for those who stay away."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import chain, repeat
from pathlib import Path
from threading import Event

import pytest

from service.committer import QUICK, SLOW_FOR, Committer
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

    def carry_out_at_once(self, tickets):
        return False

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


class Watched(Work):
    """A workspace that tells how many commands were committed in which thread."""

    delays: Iterator[float] = repeat(0)
    """Seconds that each lone commit takes."""
    shown = 0.0
    """What the clock shows; it goes on by these delays alone, whatever else the machine does."""

    def __init__(self, target: str) -> None:
        super().__init__(open_log(target), target=target)
        self.told: list[tuple[str, int]] = []

    def carry_out_at_once(self, tickets):
        self.shown += next(self.delays)
        done = super().carry_out_at_once(tickets)
        if done:
            self.told.append((threading.current_thread().name, len(tickets)))
        return done

    def carry_out(self, tickets):
        self.told.append((threading.current_thread().name, len(tickets)))
        super().carry_out(tickets)


HERE, THERE = "MainThread", "committer"


def watched(work: Watched, *rounds: int, is_alone: bool = False) -> list[tuple[str, int]]:
    """Let so many ask together, round after round."""

    async def run() -> None:
        committer = Committer(
            work, most_waiting=10, is_alone=lambda: is_alone, clock=lambda: work.shown
        )
        committer.start()
        for together in rounds:
            answers = [committer.do(ticket(work)) for _ in range(together)]
            assert all(receipt.events == 1 for receipt in await asyncio.gather(*answers))
        await committer.close()

    asyncio.run(run())
    return work.told


def test_a_lone_command_is_committed_without_changing_threads():
    with Watched(":memory:") as work:
        assert watched(work, 1, 1) == [(HERE, 1), (HERE, 1)]


def test_whoever_is_known_to_be_alone_is_committed_in_their_own_turn():
    with Watched(":memory:") as work:
        assert watched(work, 1, 1, is_alone=True) == [(HERE, 1), (HERE, 1)]
        work.delays = repeat(2 * QUICK)
        told = watched(work, 1, 1, 1, 1, is_alone=True)[2:]
        assert told == [(HERE, 1), (HERE, 1), (HERE, 1), (THERE, 1)]


def test_others_hear_of_lone_commands_once_they_are_answered(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("workdomain.store.sqlite.LOOK", never := 60.0)

    async def run(work: Watched) -> list[int]:
        committer = Committer(work, most_waiting=10, is_alone=lambda: True)
        committer.start()
        subscription, heard = work.log.subscribe(), [0]
        for _ in range(2):
            hears = asyncio.create_task(asyncio.to_thread(subscription.wait, heard[-1], never))
            await asyncio.sleep(0.1)
            position = (await committer.do(ticket(work))).position
            assert not hears.done()
            heard.append(await hears)
            assert heard[-1] == position
        await committer.close()
        return heard

    with Watched(":memory:") as work:
        assert asyncio.run(run(work)) == [0, 1, 2]
        assert work.told == [(HERE, 1), (HERE, 1)]


def test_those_who_come_together_are_one_batch_of_the_writing_thread():
    with Watched(":memory:") as work:
        assert watched(work, 3, 1) == [(THERE, 3), (HERE, 1)]


def test_after_lone_commits_that_took_long_the_event_loop_is_kept_free():
    with Watched(":memory:") as work:
        work.delays = repeat(2 * QUICK)
        assert watched(work, 1, 1, 1, 1) == [(HERE, 1), (HERE, 1), (HERE, 1), (THERE, 1)]
        assert 2 * QUICK < SLOW_FOR


def test_one_commit_that_had_to_wait_changes_nothing():
    with Watched(":memory:") as work:
        work.delays = chain([2 * QUICK], repeat(0))
        assert watched(work, 1, 1, 1) == [(HERE, 1)] * 3


def test_a_fault_of_the_store_is_the_answer_to_a_lone_command():
    class Broken(Watched):
        def carry_out_at_once(self, _tickets):
            raise MemoryError

    async def run(work: Work) -> None:
        committer = Committer(work, most_waiting=10)
        committer.start()
        answers = await asyncio.gather(committer.do(ticket(work)), return_exceptions=True)
        assert [type(answer) for answer in answers] == [MemoryError]
        await committer.close()

    with Broken(":memory:") as work:
        asyncio.run(run(work))


def test_the_event_loop_goes_on_while_another_process_writes(tmp_path: Path):
    path = tmp_path / "work.db"

    async def run(work: Watched, other: sqlite3.Connection) -> None:
        committer = Committer(work, most_waiting=10)
        committer.start()
        asked = asyncio.create_task(committer.do(ticket(work)))
        turns = 0
        while not work.told:
            await asyncio.sleep(0.001)
            turns += 1
        assert turns > 0
        assert not asked.done()
        other.execute("ROLLBACK")
        assert (await asked).position == 1
        await committer.close()

    with Watched(str(path)) as work, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        asyncio.run(run(work, other))
        assert work.told == [(THERE, 1)]
