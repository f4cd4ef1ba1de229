"""How strictly people are held to the rules of good order."""

from enum import StrEnum

from workdomain.kernel import Message


class Strictness(StrEnum):
    """What becomes of a command that goes against a rule."""

    ALLOW = "allow"
    """It is carried out, and nothing is said."""
    WARN = "warn"
    """It is carried out, and its event tells which rule it went against."""
    REFUSE = "refuse"


class Reopening(StrEnum):
    """What becomes of closed work when a part of it is reopened, or an open part comes to it."""

    REOPEN = "reopen"
    """It is reopened, too."""
    REFUSE = "refuse"
    """The part is not reopened, nor comes to it, before it is reopened."""
    LEAVE = "leave"
    """It stays closed."""


class Rules(Message):
    """The rules of good order, as a process has them; what a project keeps to by itself."""

    open_parts: Strictness = Strictness.REFUSE
    """Completing work while parts of it are open."""
    open_blockers: Strictness = Strictness.REFUSE
    """Completing work while something blocks it."""
    open_predecessors: Strictness = Strictness.REFUSE
    """Starting (or, by the kind of dependency, completing) work before what it waits for."""
    reopening: Reopening = Reopening.REOPEN
    """Reopening a part of work that is closed, or adding an open one."""
