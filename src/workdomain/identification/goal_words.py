"""The words that goals are told in: levels, commitments, statuses, outcomes."""

from enum import StrEnum


class Level(StrEnum):
    """Whose goal it is."""

    COMPANY = "company"
    DEPARTMENT = "department"
    TEAM = "team"
    PERSON = "person"


class Commitment(StrEnum):
    """How much of a goal is expected to be reached."""

    COMMITTED = "committed"
    """All of it."""
    ASPIRATIONAL = "aspirational"
    """About 0.7 of it."""


EXPECTED_SCORE = {Commitment.COMMITTED: 1.0, Commitment.ASPIRATIONAL: 0.7}


class ProgressDriver(StrEnum):
    """What the progress of an objective is made of."""

    KEY_RESULTS = "key_results"
    ALIGNED_OBJECTIVES = "aligned_objectives"
    BOTH = "both"


class Status(StrEnum):
    """How a goal or a key result stands."""

    ACHIEVED = "achieved"
    ON_TRACK = "on_track"
    BEHIND = "behind"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"
    """A guardrail that does not hold, during the period."""
    MISSED = "missed"
    """A guardrail that does not hold, at the end of the period."""


class Outcome(StrEnum):
    """How a goal ended."""

    ACHIEVED = "achieved"
    PARTIAL = "partial"
    MISSED = "missed"
    DROPPED = "dropped"
