"""The small values that messages of every stage are made of."""

import os
import time
from collections import deque
from collections.abc import Callable
from datetime import date
from hashlib import sha1
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, Field, StringConstraints, TypeAdapter

Line = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=300, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$"
    ),
]
"""One line of text, in any script; control characters are refused."""

Text = Annotated[
    str,
    StringConstraints(max_length=50_000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]*$"),
]
"""Text of several lines; control characters other than tab and line ends are refused."""

ProjectKey = Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9_]{1,19}$")]
"""A short name in capitals that the work of a project is called by: `APOLLO`."""

Hours = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]
"""Person-hours."""

Minutes = Annotated[int, Field(ge=1, le=24 * 60)]
"""Whole minutes of one day, at least one."""

Day = Annotated[date, Field(ge=date(1970, 1, 1), le=date(2199, 12, 31))]
"""A calendar day; what lies further away is a typing mistake."""


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{name!r} is no time zone; write one as Europe/Oslo or UTC") from None
    return name


Zone = Annotated[str, Field(max_length=64), AfterValidator(_known_zone)]
"""A time zone by its IANA name: Europe/Oslo."""


_uuid: Callable[[bytes], UUID] = TypeAdapter(
    UUID
).validator.validate_python  # 3 x as fast as UUID()

_chance: deque[bytes] = deque()
"""Random bytes for the ids to come, ten for each; a deque gives each to one thread only."""
getattr(os, "register_at_fork", lambda **_: None)(after_in_child=_chance.clear)  # not on Windows


def new_id() -> UUID:
    """Make an id that sorts by the time it was made at (UUID version 7, RFC 9562 section 5.7).

    Its random bytes are fetched many at a time: to fetch them, a thread lets the others go first,
    and in a busy process they take their time.
    """
    try:
        chance = _chance.popleft()
    except IndexError:
        fetched = os.urandom(10 * 256)
        _chance.extend(fetched[start : start + 10] for start in range(10, len(fetched), 10))
        chance = fetched[:10]
    milliseconds = time.time_ns() // 1_000_000
    number = milliseconds << 80 | int.from_bytes(chance)
    number = number & ~(0xF << 76) | 0x7 << 76
    number = number & ~(0x3 << 62) | 0x2 << 62
    return _uuid(number.to_bytes(16))


def named_id(space: UUID, name: str) -> UUID:
    """Make the id that a name has in a namespace (UUID version 5), in a third of uuid5's time."""
    digest = bytearray(sha1(space.bytes + name.encode(), usedforsecurity=False).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x50
    digest[8] = digest[8] & 0x3F | 0x80
    return _uuid(bytes(digest))


OPERATOR = UUID("00000000-0000-8000-8000-000000000001")
"""Who acts when nobody else is named: whoever has the database itself in their hands."""
