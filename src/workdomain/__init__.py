"""The work domain: an append-only log of what happened, and the rules of what may happen next."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workdomain.kernel import Command, Context, Event, Refused
    from workdomain.work import Work

__all__ = ["Command", "Context", "Event", "Refused", "Work"]

PLACES = {"Work": "workdomain.work"} | dict.fromkeys(
    ("Command", "Context", "Event", "Refused"), "workdomain.kernel"
)
"""Where each is; brought when it is first asked for, so that a part alone comes up quickly."""


def __getattr__(name: str) -> Any:
    """Bring what is asked for (PEP 562)."""
    if name not in PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(PLACES[name]), name)
