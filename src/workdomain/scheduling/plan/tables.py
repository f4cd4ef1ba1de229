"""What passes over all tasks read and write: tables of whole numbers, and the time that is held.

What everyone is held by is a list of nodes by person, in the order of time; each tells its span in
minutes of the clock and in that person's own working minutes. Tables are arrays where Numba
compiles these functions, lists where it does not, and the functions are the same either way.
"""

from bisect import bisect_right
from typing import NamedTuple

from workdomain.scheduling.rcpsp.compiled import COMPILER, compiled

Ints = list[int]
"""A list of whole numbers, or an array of them."""

FINISHED, STARTED, FIXED, FREE, KEPT = range(5)
"""How a task is placed."""
BEGINNING, NOT_BEFORE, ON_ITS_DAY, DONE, LINK, PERSON = range(6)
"""What held a start last."""
FS, SS, FF, SF = range(4)
FINE, NOBODY, HELD, TOO_LATE, TOO_SMALL = range(5)
"""How a pass ended: well; nobody has the time for a task; those who may do a task with a fixed date
are held; there is no working time for a lag; the tables are too small."""
FOR_EVER = 1 << 60
NO_TIME = -2
MOST_TEAMS = 200
"""Of the teams that could do a task, so many are tried."""


class Times(NamedTuple):
    """Spans of working time of each calendar: those of `c` are `first[c]` up to `first[c + 1]`."""

    first: Ints
    begins: Ints
    ends: Ints
    before: Ints
    """Working minutes of the calendar before each span."""
    total: Ints
    """Working minutes of each calendar."""


class Waits(NamedTuple):
    """What each task waits for: links `first[task]` up to `first[task + 1]`."""

    first: Ints
    to: Ints
    kind: Ints
    lag: Ints
    working: Ints


class Tables(NamedTuple):
    """A problem in numbers; calendar 0 is that of the whole plan."""

    times: Times
    waits: Waits
    calendar: Ints
    """Of each person."""
    work: Ints
    mode: Ints
    given: Ints
    """The moment that is known of a task that is not free."""
    started: Ints
    """When work was started; for others nothing."""
    not_before: Ints
    milestone: Ints
    split: Ints
    slots: Ints
    """The places in its team of a task begin here; one more at the end."""
    need: Ints
    """Of each place, who may take it: `able[of[need]]` up to `of[need + 1]`."""
    of: Ints
    able: Ints


class Room(NamedTuple):
    """What a pass writes: where each task lies, why, and what holds everyone."""

    start: Ints
    finish: Ints
    kind: Ints
    until: Ints
    by_link: Ints
    by_task: Ints
    by_person: Ints
    team: Ints
    """The person in each place."""
    head: Ints
    tail: Ints
    filled: Ints
    """Of each person, the last node before their first gap; -1 if there is a gap at once."""
    node_from: Ints
    node_to: Ints
    """In working minutes of the person."""
    node_start: Ints
    node_end: Ints
    node_task: Ints
    node_person: Ints
    node_next: Ints
    piece_task: Ints
    piece_start: Ints
    piece_end: Ints
    kept_first: Ints
    kept_start: Ints
    kept_end: Ints
    """The pieces of tasks that are kept: `kept_first[task]` up to `kept_first[task + 1]`."""
    trying: Ints
    place: Ints
    best: Ints
    order_of: Ints
    order_from: Ints
    """Room to try teams in."""
    told: Ints
    """Nodes used, pieces used, and of what went wrong: the task, the person, who holds them."""


@compiled
def after(values: Ints, value: int, low: int, high: int) -> int:
    """Find where, between two places, values in order begin to be above a value."""
    while low < high:
        middle = (low + high) // 2
        if values[middle] <= value:
            low = middle + 1
        else:
            high = middle
    return low


if COMPILER is None:
    after = bisect_right  # type: ignore[assignment]  # it is overloaded


@compiled
def worked(times: Times, calendar: int, moment: int) -> int:
    """Count the working minutes before a moment."""
    first, begins = times.first, times.begins
    base = first[calendar]
    low = after(begins, moment, base, first[calendar + 1])
    if low == base:
        return 0
    end = times.ends[low - 1]
    return times.before[low - 1] + (moment if moment < end else end) - begins[low - 1]


@compiled
def starting(times: Times, calendar: int, minutes: int) -> int:
    """Tell when the working minute with this number begins."""
    first, before = times.first, times.before
    low = after(before, minutes, first[calendar], first[calendar + 1])
    return times.begins[low - 1] + minutes - before[low - 1]


@compiled
def ending(times: Times, calendar: int, minutes: int) -> int:
    """Tell when so many minutes, one at least, have been worked."""
    first, before = times.first, times.before
    low = after(before, minutes - 1, first[calendar], first[calendar + 1])
    return times.begins[low - 1] + minutes - before[low - 1]


@compiled
def hold(tables: Tables, room: Room, person: int, task: int, start: int, end: int) -> None:
    """Hold somebody's time, from one moment to another."""
    calendar = tables.calendar[person]
    since, to = worked(tables.times, calendar, start), worked(tables.times, calendar, end)
    hold_minutes(room, person, task, since, to, start, end)


@compiled
def hold_minutes(
    room: Room, person: int, task: int, since: int, to: int, start: int, end: int
) -> None:
    """Hold somebody's working minutes, whose first and last moment are known."""
    node = room.told[0]
    room.told[0] = node + 1
    room.node_from[node], room.node_to[node] = since, to
    room.node_start[node], room.node_end[node] = start, end
    room.node_task[node], room.node_person[node] = task, person
    before, last = -1, room.tail[person]
    if last >= 0 and room.node_start[last] <= start:
        before = last
    else:
        filled = room.filled[person]
        here = room.head[person]
        if filled >= 0 and room.node_start[filled] <= start:
            before, here = filled, room.node_next[filled]
        while here >= 0 and room.node_start[here] <= start:
            before, here = here, room.node_next[here]
    if before < 0:
        room.node_next[node] = room.head[person]
        room.head[person] = node
    else:
        room.node_next[node] = room.node_next[before]
        room.node_next[before] = node
    if room.node_next[node] < 0:
        room.tail[person] = node
    filled = room.filled[person]
    full = room.node_to[filled] if filled >= 0 else 0
    here = room.node_next[filled] if filled >= 0 else room.head[person]
    while here >= 0 and room.node_from[here] <= full:
        filled = here if room.node_to[here] >= full else filled
        full = max(full, room.node_to[here])
        here = room.node_next[here]
    room.filled[person] = filled


@compiled
def both_work(tables: Tables, room: Room, size: int, moment: int) -> tuple[int, int]:
    """Find the next stretch of time in which all of a team (in `trying`) work; -1 if none."""
    times, team, now = tables.times, room.trying, moment
    while True:
        settled, until = True, FOR_EVER
        for member in range(size):
            calendar = tables.calendar[team[member]]
            end = times.first[calendar + 1]
            low = after(times.ends, now, times.first[calendar], end)
            if low == end:
                return -1, -1
            if times.begins[low] > now:
                now, settled = times.begins[low], False
            until = min(until, times.ends[low])
        if settled:
            return now, until


@compiled
def held_at(room: Room, size: int, moment: int) -> tuple[int, int]:
    """Find what holds one of a team at a moment (or -1), and when one of them is held next."""
    until = FOR_EVER
    for member in range(size):
        here = room.head[room.trying[member]]
        while here >= 0 and room.node_end[here] <= moment:
            here = room.node_next[here]
        if here >= 0 and room.node_start[here] <= moment:
            return here, moment
        if here >= 0:
            until = min(until, room.node_start[here])
    return -1, until


@compiled
def held_in(room: Room, size: int, begin: int, end: int) -> int:
    """Find what holds one of a team between two moments, and does so longest; or -1."""
    held = -1
    for member in range(size):
        here = room.head[room.trying[member]]
        while here >= 0 and room.node_start[here] < end:
            ends = room.node_end[here]
            if ends > begin and (held < 0 or ends > room.node_end[held]):
                held = here
            here = room.node_next[here]
    return held


@compiled
def note(room: Room, task: int, begin: int, end: int, is_new: bool) -> None:
    """Note a piece of a task, or more of the last one.

    There is room: a task has at most one piece more than there are nodes.
    """
    if is_new:
        room.piece_task[room.told[1]], room.piece_start[room.told[1]] = task, begin
        room.told[1] += 1
    room.piece_end[room.told[1] - 1] = end
