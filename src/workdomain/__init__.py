"""The work domain: an append-only log of what happened, and the rules of what may happen next."""

from workdomain.kernel import Command, Context, Event, Refused
from workdomain.work import Work

__all__ = ["Command", "Context", "Event", "Refused", "Work"]
