"""What the service can be told, with the values it uses otherwise."""

from dataclasses import dataclass

PREFIX = "/api/v1"
ROWS, MOST_ROWS = 100, 1_000
"""Rows of a page: unless asked otherwise, and at the most."""


@dataclass(frozen=True)
class Settings:
    """Limits of the service. Times are seconds, sizes are bytes."""

    most_body: int = 1 << 20
    """The longest body of a request."""
    most_bulk: int = 8 << 20
    """The longest body of a request of many commands."""
    most_url: int = 8_192
    """The longest path and query together."""
    time_limit: float = 30.0
    """After this, a request is answered that it took too long; a live feed may take for ever."""
    wait_limit: float = 2.0
    """How long a read waits for the position it asks for."""
    most_waiting: int = 10_000
    """Commands that may wait to be committed; more are asked to come again."""
    most_feeds: int = 8
    """Live feeds that one token may have open at a time."""
    ping: float = 15.0
    """How often a live feed with nothing to tell says that it is still there."""
    readers: int = 8
    """Views that are read at the same time."""
    most_lag: int = 1_000
    """Events that views may be behind and still count as up to date."""
    follow: bool = True
    """Whether this process keeps the views up to date; another one may do it."""
    tick: float = 60.0
    """How often work that time alone makes due is looked for; 0 leaves that to another process."""
