"""What somebody does with their inbox: what they read, what they mute, and when they are told."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as cases
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from pydantic import ValidationError

from tests.scenario import ANA, NOON, World, given
from workdomain.execution.inbox import (
    ChooseDigest,
    Digest,
    DigestChosen,
    ItemMuted,
    ItemUnmuted,
    KeepNoticeUnread,
    MuteItem,
    NoticeKeptUnread,
    NoticeRead,
    NoticesRead,
    ReadNotice,
    ReadUpTo,
    Reason,
    Rhythm,
    UnmuteItem,
    inbox,
)
from workdomain.execution.work_item import work_item
from workdomain.kernel import Command, Event, Refused
from workdomain.people.person import NoSuchPerson, PersonAdded, person
from workdomain.planning.work_item import NoSuchWorkItem, WorkItemAdded

ITEM = UUID(int=30)


class Its(World):
    """The world of somebody who is known, and of their inbox."""

    def __init__(self, *past: Event) -> None:
        super().__init__()
        self.put(person, ANA, PersonAdded(name="Ana"))
        self.put(work_item, ITEM, WorkItemAdded(title="Draw"))
        for event in past:
            self.put(inbox, ANA, event)

    def does(self, command: Command) -> list[Event]:
        return self.ask(inbox, ANA, command, NOON)


def test_an_inbox_is_that_of_somebody_who_is_known():
    given(inbox).when(ReadUpTo(position=4)).refused(NoSuchPerson)


def test_notices_are_read_up_to_a_position():
    assert Its().does(ReadUpTo(position=40)) == [NoticesRead(position=40)]
    assert Its(NoticesRead(position=40)).does(ReadUpTo(position=40)) == []
    assert Its(NoticesRead(position=40)).does(ReadUpTo(position=9)) == []
    kept = Its(NoticesRead(position=40), NoticeKeptUnread(position=12))
    assert kept.does(ReadUpTo(position=9)) == []
    assert kept.does(ReadUpTo(position=12)) == [NoticesRead(position=12)]
    assert kept.look(inbox, ANA).read_up_to == 40


def test_single_notices_are_read_and_unread():
    assert Its().does(ReadNotice(position=5)) == [NoticeRead(position=5)]
    assert Its(NoticeRead(position=5)).does(ReadNotice(position=5)) == []
    assert Its(NoticesRead(position=5)).does(ReadNotice(position=5)) == []
    assert Its().does(KeepNoticeUnread(position=5)) == []
    assert Its(NoticesRead(position=5)).does(KeepNoticeUnread(position=5)) == [
        NoticeKeptUnread(position=5)
    ]
    assert Its(NoticeRead(position=5)).does(KeepNoticeUnread(position=5)) == [
        NoticeKeptUnread(position=5)
    ]


def test_work_that_is_there_is_muted_and_unmuted():
    assert Its().does(MuteItem(item=ITEM)) == [ItemMuted(item=ITEM)]
    assert Its(ItemMuted(item=ITEM)).does(MuteItem(item=ITEM)) == []
    assert Its(ItemMuted(item=ITEM)).does(UnmuteItem(item=ITEM)) == [ItemUnmuted(item=ITEM)]
    assert Its().does(UnmuteItem(item=ITEM)) == []
    with pytest.raises(NoSuchWorkItem):
        Its().does(MuteItem(item=ANA))


def test_a_digest_is_chosen_for_a_reason_or_for_all():
    weekly = ChooseDigest(rhythm=Rhythm.WEEKLY, reason=Reason.WATCHING, hour=7, weekday=4)
    chosen = DigestChosen(rhythm=Rhythm.WEEKLY, reason=Reason.WATCHING, hour=7, weekday=4)
    assert Its().does(weekly) == [chosen]
    assert Its(chosen).does(weekly) == []
    assert Its(chosen).does(weekly.model_copy(update={"reason": None})) != []
    daily = ChooseDigest(rhythm=Rhythm.DAILY, weekday=3)
    assert Its().does(daily) == [DigestChosen(rhythm=Rhythm.DAILY, hour=8)]
    at_once = ChooseDigest(rhythm=Rhythm.IMMEDIATELY, hour=3)
    assert Its().does(at_once) == [DigestChosen(rhythm=Rhythm.IMMEDIATELY)]


@pytest.mark.parametrize("wrong", [{"hour": 24}, {"hour": -1}, {"weekday": 7}, {"rhythm": "never"}])
def test_a_digest_comes_at_an_hour_of_a_day(wrong: dict[str, Any]):
    with pytest.raises(ValidationError):
        ChooseDigest(**{"rhythm": "weekly", **wrong})


# -- when a digest is due --------------------------------------------------------------------------

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.mark.parametrize(
    ("digest", "told", "due"),
    [
        (Digest(), 9.5, 9.5),
        (Digest(Rhythm.DAILY, 8), 7.99, 8),
        (Digest(Rhythm.DAILY, 8), 8, 8),
        (Digest(Rhythm.DAILY, 8), 8.01, 24 + 8),
        (Digest(Rhythm.DAILY, 0), 23, 24),
        (Digest(Rhythm.WEEKLY, 8, 0), 8, 8),
        (Digest(Rhythm.WEEKLY, 8, 0), 8.01, 7 * 24 + 8),
        (Digest(Rhythm.WEEKLY, 8, 4), 8.01, 4 * 24 + 8),
        (Digest(Rhythm.WEEKLY, 8, 4), 6 * 24, 11 * 24 + 8),
    ],
)
def test_a_digest_is_due_at_the_next_hour_that_was_chosen(digest: Digest, told: float, due: float):
    assert digest.due(MONDAY + timedelta(hours=told)) == MONDAY + timedelta(hours=due)


@cases(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001 - the zone is added
    st.integers(-12, 14),
    st.integers(0, 23),
    st.none() | st.integers(0, 6),
)
def test_no_hour_that_was_chosen_lies_between_a_notice_and_its_digest(
    told: datetime, zone: int, hour: int, weekday: int | None
):
    at = told.replace(tzinfo=timezone(timedelta(hours=zone)))
    digest = Digest(Rhythm.DAILY if weekday is None else Rhythm.WEEKLY, hour, weekday)
    due = digest.due(at)
    assert due >= at
    hours = at.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    while not (hours >= at and hours.hour == hour and weekday in (None, hours.weekday())):
        hours += timedelta(hours=1)
    assert due == hours


# -- whatever people do ----------------------------------------------------------------------------

positions = st.integers(1, 6)
does: st.SearchStrategy[Command] = st.one_of(
    st.builds(ReadUpTo, position=positions),
    st.builds(ReadNotice, position=positions),
    st.builds(KeepNoticeUnread, position=positions),
)


class InboxMachine(RuleBasedStateMachine):
    """A stack of six letters; each is opened or not."""

    def __init__(self) -> None:
        super().__init__()
        self.world = Its()
        self.opened = dict.fromkeys(range(1, 7), False)

    @rule(command=does)
    def do(self, command: Command) -> None:
        with suppress(Refused):
            self.world.does(command)
            assert self.world.does(command) == []
        match command:
            case ReadUpTo(position=position):
                self.opened.update(dict.fromkeys(range(1, position + 1), True))
            case ReadNotice(position=position):
                self.opened[position] = True
            case KeepNoticeUnread(position=position):
                self.opened[position] = False
            case _:
                pass

    @invariant()
    def the_letters_that_were_opened_are_read(self) -> None:
        known = self.world.look(inbox, ANA)
        assert {position: known.has_read(position) for position in self.opened} == self.opened
        assert all(position > known.read_up_to for position in known.read)
        assert all(position <= known.read_up_to for position in known.unread)


TestInbox = InboxMachine.TestCase
TestInbox.settings = settings(max_examples=60, stateful_step_count=30)
