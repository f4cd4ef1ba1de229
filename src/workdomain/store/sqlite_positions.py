"""Which positions of an SQLite log were given, so that none is ever given twice."""

import sqlite3

SERIES = 64
"""Who has written so many times, with nobody else in between, ..."""
AHEAD = 256
"""... takes so many positions in advance."""

SET = "UPDATE sqlite_sequence SET seq = ? WHERE name = 'events'"


class Positions:
    """What the one writer of a process knows of them.

    SQLite keeps the last position in its table of sequences, and so does not give it again when the
    end of the log was deleted. To write that down each time dirties a page of its own in every
    transaction, a fifth of what a lone command writes. So whoever writes again and again takes some
    in advance: as long as the end of the log and the sequence are where it left them, the next
    position is the one after the end. Everybody else goes on after what was taken; what nobody
    gave back (a process was killed) is a gap.
    """

    def __init__(self) -> None:
        """Know nothing yet."""
        self._end, self._sequence, self._in_a_row = -1, -1, 0

    @property
    def in_advance(self) -> int:
        """How many are taken that were not given yet."""
        return self._sequence - self._end

    def last_given(self, sequence: int, end: int) -> int:
        """Tell the last one, given where the sequence and the log end."""
        if sequence == self._sequence and end == self._end:
            return end
        self._in_a_row = 0
        return sequence

    def take(self, cursor: sqlite3.Cursor, sequence: int, given: int) -> int:
        """Take some in advance if it pays; returns where the sequence ends in this transaction."""
        if given < sequence:
            return sequence
        if self._in_a_row < SERIES:
            return given
        cursor.execute(SET, (given + AHEAD,))
        return given + AHEAD

    def left_at(self, sequence: int, end: int) -> None:
        """Take note of where both are after a commit."""
        self._end, self._sequence = end, sequence
        self._in_a_row += 1
