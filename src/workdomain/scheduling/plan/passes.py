"""One pass over all tasks: each gets the place where it finishes first (the inner loops)."""

from workdomain.scheduling.plan.tables import (
    BEGINNING,
    DONE,
    FF,
    FINE,
    FINISHED,
    FIXED,
    FOR_EVER,
    FREE,
    HELD,
    KEPT,
    LINK,
    MOST_TEAMS,
    NO_TIME,
    NOBODY,
    NOT_BEFORE,
    ON_ITS_DAY,
    PERSON,
    SF,
    SS,
    STARTED,
    TOO_LATE,
    TOO_SMALL,
    Ints,
    Room,
    Tables,
    Waits,
    both_work,
    ending,
    held_at,
    held_in,
    hold,
    hold_minutes,
    note,
    starting,
    worked,
)
from workdomain.scheduling.rcpsp.compiled import compiled


@compiled
def alone(
    tables: Tables, room: Room, person: int, work: int, since: int, least: int
) -> tuple[int, int, bool]:
    """Find the first working minutes in a row that one person has free, and what comes before.

    It gives the number of the first of them, or -1; the node that held it until then, or -1; and
    whether it was held by having to finish at `least` or later.
    """
    times, calendar = tables.times, tables.calendar[person]
    total = times.total[calendar]
    first, by_finish, blocker = worked(times, calendar, since), False, -1
    if least > 0:
        late = worked(times, calendar, least - 1) + 1 - work
        if late > first:
            first, by_finish = late, True
    node_from, node_to, node_next = room.node_from, room.node_to, room.node_next
    here = room.head[person]
    filled = room.filled[person]
    if filled >= 0:
        here = node_next[filled]
        if first < node_to[filled]:
            first, blocker = node_to[filled], filled
    last = room.tail[person]
    if last >= 0 and node_to[last] <= first:
        here = -1
    while here >= 0:
        if node_to[here] > first:
            if node_from[here] >= first + work:
                break
            first, blocker = node_to[here], here
        here = node_next[here]
    if first + work > total:
        return -1, -1, False
    return first, blocker, by_finish


@compiled
def jointly(
    tables: Tables, room: Room, task: int, size: int, since: int, before: int, pieces: bool
) -> tuple[int, int, int]:
    """Find the first time in which all of a team (in `trying`) get the work done together.

    It gives start, finish and the node that held them until then; -1 for the start if there is no
    such time that begins before `before`. A task that may be split goes on around whatever else its
    people are held by; `pieces` notes the pieces of it.
    """
    work, split = tables.work[task], tables.split[task] == 1
    moment, blocker = since, -1
    while True:
        done, begin, now, is_new = 0, -1, moment, True
        while done < work:
            went = now
            now, until = both_work(tables, room, size, now)
            if now < 0 or now >= before:
                return -1, -1, -1
            if split:
                held, next_held = held_at(room, size, now)
                if held >= 0:
                    now, is_new = room.node_end[held], True
                    if begin < 0:
                        blocker = held
                    continue
                until = min(until, next_held)
                is_new = is_new or held_in(room, size, went, now) >= 0
            begin = now if begin < 0 else begin
            take = min(until - now, work - done)
            if pieces:
                note(room, task, now, now + take, is_new)
            done, now, is_new = done + take, now + take, False
        held = -1 if split else held_in(room, size, begin, now)
        if held < 0:
            return begin, now, blocker
        moment, blocker = room.node_end[held], held


@compiled
def one_of(
    tables: Tables, room: Room, task: int, since: int, least: int, stays: bool
) -> tuple[int, int, int, int, bool]:
    """Choose who finishes a task for one person first: the numbers of `alone`, of them.

    Start and finish come second and third.
    """
    work, times, calendar = tables.work[task], tables.times, tables.calendar
    able, need = tables.able, tables.need[tables.slots[task]]
    best, finish, blocker, by_finish = -1, FOR_EVER, -1, False
    for at in range(tables.of[need], tables.of[need + 1]):
        person = able[at]
        filled = room.filled[person]
        if filled >= 0 and room.node_end[filled] >= finish:
            continue  # they have no time at all before somebody else is done
        first, held, late = alone(tables, room, person, work, since, least)
        if first < 0:
            continue
        if stays and held >= 0:
            if best < 0:
                room.told[3], room.told[4] = person, room.node_task[held]
            continue
        end = ending(times, calendar[person], first + work)
        if end < finish:
            finish, blocker, by_finish = end, held, late
            room.best[0], best = person, first
    if best < 0:
        return -1, -1, -1, -1, False
    begin = starting(times, calendar[room.best[0]], best)
    return best, begin, finish, blocker, by_finish


@compiled
def a_team(tables: Tables, room: Room, task: int, since: int, stays: bool) -> tuple[int, int, int]:
    """Choose the team that finishes a task first; of many, those who are free soonest are tried."""
    base = tables.slots[task]
    size = tables.slots[task + 1] - base
    count = 0
    for slot in range(size):
        need = tables.need[base + slot]
        room.order_from[slot] = count
        for at in range(tables.of[need], tables.of[need + 1]):
            person, place = tables.able[at], count
            last = room.tail[person]
            free = room.node_end[last] if last >= 0 else 0
            while place > room.order_from[slot]:
                other = room.tail[room.order_of[place - 1]]
                if (room.node_end[other] if other >= 0 else 0) <= free:
                    break
                room.order_of[place] = room.order_of[place - 1]
                place -= 1
            room.order_of[place] = person
            count += 1
    room.order_from[size] = count
    slot, tried, start, finish, blocker = 0, 0, -1, FOR_EVER, -1
    room.place[0] = -1
    while slot >= 0 and tried < MOST_TEAMS:
        room.place[slot] += 1
        if room.place[slot] >= room.order_from[slot + 1] - room.order_from[slot]:
            slot -= 1
            continue
        person = room.order_of[room.order_from[slot] + room.place[slot]]
        taken = False
        for other in range(slot):
            taken = taken or room.trying[other] == person
        if taken:
            continue
        room.trying[slot] = person
        if slot < size - 1:
            same = tables.need[base + slot] == tables.need[base + slot + 1]
            room.place[slot + 1] = room.place[slot] if same else -1
            slot += 1
            continue
        tried += 1
        begin, end, held = jointly(tables, room, task, size, since, finish, False)
        if begin < 0 or end >= finish:
            continue
        if stays and held >= 0:
            room.told[3], room.told[4] = room.node_person[held], room.node_task[held]
            continue
        start, finish, blocker = begin, end, held
        for other in range(size):
            room.best[other] = room.trying[other]
    return start, finish, blocker


@compiled
def bounds(tables: Tables, room: Room, task: int) -> tuple[int, int]:
    """Tell from when on a task may start, noting why, and at which link it has to finish.

    The second number is -1 where no link holds the finish; NO_TIME where a lag has none.
    """
    waits, since, least, link_of_least = tables.waits, 0, 0, -1
    room.kind[task], room.until[task] = BEGINNING, 0
    if tables.not_before[task] > 0:
        since = tables.not_before[task]
        room.kind[task], room.until[task] = NOT_BEFORE, since
    for link in range(waits.first[task], waits.first[task + 1]):
        kind, other, lag = waits.kind[link], waits.to[link], waits.lag[link]
        moment = room.start[other] if kind in (SS, SF) else room.finish[other]
        until = moment + lag
        if waits.working[link] and lag:
            minutes = worked(tables.times, 0, moment) + lag
            if minutes > tables.times.total[0]:
                room.told[2], room.told[3] = task, lag
                return since, NO_TIME
            until = ending(tables.times, 0, minutes)
        if kind in (FF, SF):
            if until > least:
                least, link_of_least = until, link
        elif until > since:
            since = until
            room.kind[task], room.until[task] = LINK, until
            room.by_link[task], room.by_task[task] = link, other
    room.told[5] = least
    return since, link_of_least


@compiled
def settle(tables: Tables, room: Room, task: int) -> int:
    """Give one task its place."""
    mode, base = tables.mode[task], tables.slots[task]
    size = tables.slots[task + 1] - base
    room.by_link[task] = room.by_task[task] = room.by_person[task] = -1
    if mode == FINISHED:
        room.finish[task] = tables.given[task]
        room.start[task] = tables.started[task]
        room.kind[task], room.until[task] = DONE, tables.started[task]
        return FINE
    if mode == KEPT:
        for piece in range(room.kept_first[task], room.kept_first[task + 1]):
            if room.told[0] + size > len(room.node_from):
                return TOO_SMALL
            for slot in range(base, base + size):
                start = max(room.kept_start[piece], 0)
                hold(tables, room, room.team[slot], task, start, room.kept_end[piece])
        return FINE
    stays = mode != FREE
    since, least, link = 0, 0, -1
    if stays:
        since = max(tables.given[task], 0) if mode == FIXED else 0
        room.kind[task] = ON_ITS_DAY if mode == FIXED else DONE
        room.until[task] = tables.given[task]
    else:
        since, link = bounds(tables, room, task)
        if link == NO_TIME:
            return TOO_LATE
        least = room.told[5] if link >= 0 else 0
    if tables.milestone[task]:
        moment = tables.given[task] if mode == FIXED else max(since, least)
        if least > since:
            by_finish(tables, room, task, link, least)
        room.start[task] = room.finish[task] = moment
        return FINE
    room.told[3] = room.told[4] = -1
    first, late = -1, False
    if size == 1 and not tables.split[task]:
        first, start, finish, blocker, late = one_of(tables, room, task, since, least, stays)
    else:
        late = least - tables.work[task] > since
        earliest = least - tables.work[task] if late else since
        start, finish, blocker = a_team(tables, room, task, earliest, stays)
    if start < 0:
        room.told[2] = task
        return HELD if room.told[3] >= 0 else NOBODY
    if blocker >= 0:
        room.kind[task], room.until[task] = PERSON, room.node_end[blocker]
        room.by_task[task], room.by_person[task] = (
            room.node_task[blocker],
            room.node_person[blocker],
        )
        room.by_link[task] = -1
    elif late:
        by_finish(tables, room, task, link, least)
    room.start[task], room.finish[task] = start, finish
    if mode == STARTED:
        room.start[task] = tables.given[task]
        start = 0
    elif first >= 0:
        return take_alone(tables, room, task, first, start, finish)
    earliest = least - tables.work[task] if late else since
    return take(tables, room, task, max(start, 0), finish, earliest)


@compiled
def take(tables: Tables, room: Room, task: int, start: int, finish: int, since: int) -> int:
    """Hold the time of a task's team (in `best`), in pieces if it may be split."""
    base = tables.slots[task]
    size = tables.slots[task + 1] - base
    first = room.told[1]
    for member in range(size):
        room.team[base + member] = room.trying[member] = room.best[member]
    if tables.split[task]:
        jointly(tables, room, task, size, since, FOR_EVER, True)
    else:
        note(room, task, start, finish, True)
    if room.told[0] + size * (room.told[1] - first) > len(room.node_from):
        return TOO_SMALL
    for piece in range(first, room.told[1]):
        for member in range(size):
            begin, end = room.piece_start[piece], room.piece_end[piece]
            hold(tables, room, room.best[member], task, begin, end)
    if not tables.split[task]:
        room.told[1] = first
    return FINE


@compiled
def take_alone(tables: Tables, room: Room, task: int, first: int, start: int, finish: int) -> int:
    """Hold the time of the one person (in `best`) of a task, from their working minute `first`."""
    person = room.team[tables.slots[task]] = room.best[0]
    if room.told[0] + 1 > len(room.node_from):
        return TOO_SMALL
    hold_minutes(room, person, task, first, first + tables.work[task], start, finish)
    return FINE


@compiled
def by_finish(tables: Tables, room: Room, task: int, link: int, least: int) -> None:
    """Note that a task was held by having to finish after a link."""
    room.kind[task], room.until[task] = LINK, least
    room.by_link[task], room.by_task[task] = link, tables.waits.to[link]


@compiled
def generate(tables: Tables, room: Room, order: Ints) -> int:
    """Place all tasks in this order: serial schedule generation. Tells how it ended."""
    for person in range(len(room.head)):
        room.head[person] = room.tail[person] = room.filled[person] = -1
    for at in range(len(room.node_next)):
        room.node_next[at] = -1
    room.told[0] = room.told[1] = 0
    for at in range(len(order)):
        ended = settle(tables, room, order[at])
        if ended != FINE:
            return ended
    return FINE


@compiled
def after_all(waits: Waits, keys: Ints) -> None:
    """Raise the key of each task to the highest of those that it waits for (tasks in order)."""
    for task in range(len(keys)):
        for link in range(waits.first[task], waits.first[task + 1]):
            keys[task] = max(keys[task], keys[waits.to[link]])
