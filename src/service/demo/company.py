"""The company that the demo plays: who works there, and how much.

Kestrel makes a customer portal and a mobile app, and runs both. Everybody is invented.
"""

from dataclasses import dataclass
from enum import Enum

FULL = (480, 480, 480, 480, 480, 0, 0)


class Habit(Enum):
    """When someone fills in their hours."""

    DAILY = "every evening"
    WEEKLY = "on Friday, for the whole week"
    LATE = "when somebody asks, days later"


@dataclass(frozen=True)
class Colleague:
    """One of the twelve."""

    name: str
    team: str
    skills: tuple[tuple[str, int], ...]
    minutes: tuple[int, ...] = FULL
    habit: Habit = Habit.DAILY
    pace: float = 1.0
    """How long their work takes, against what they say it will."""
    popularity: float = 1.0
    """How readily work is given to them; above 1.3 they end up with more than they can do."""
    leads: bool = False
    percent: int = 100
    """How much of their hours is there for planned work."""
    joins_in_week: int = 0


PRODUCT, ENGINEERING, OPERATIONS = "Product", "Engineering", "Operations"

COLLEAGUES = (
    Colleague(
        "Ana Sousa", PRODUCT, (("product management", 5), ("facilitation", 4)),
        leads=True, percent=70, popularity=0.8,
    ),
    Colleague(
        "ليلى حداد", PRODUCT, (("interaction design", 5), ("accessibility", 4)), popularity=1.5,
        pace=1.15,
    ),
    Colleague(
        "Kofi Mensah", PRODUCT, (("business analysis", 4), ("SQL", 3)),
        minutes=(480, 480, 480, 480, 0, 0, 0), habit=Habit.WEEKLY,
    ),
    Colleague(
        "Ingrid Bjørnsdóttir", PRODUCT, (("user research", 5),),
        minutes=(240, 240, 240, 240, 240, 0, 0), popularity=0.6, pace=0.9,
    ),
    Colleague(
        "Priya Raman", ENGINEERING, (("architecture", 5), ("Python", 5)),
        leads=True, percent=75, popularity=1.25, habit=Habit.WEEKLY, pace=1.05,
    ),
    Colleague("Tomasz Wójcik", ENGINEERING, (("Python", 4), ("PostgreSQL", 5)), pace=0.95),
    Colleague(
        "Mei Chen", ENGINEERING, (("Kotlin", 5), ("Swift", 4)), popularity=1.35, pace=1.1,
    ),
    Colleague(
        "Diego Fernández", ENGINEERING, (("TypeScript", 4), ("testing", 3)),
        habit=Habit.LATE, pace=1.3,
    ),
    Colleague(
        "Noor van den Berg", ENGINEERING, (("TypeScript", 5), ("accessibility", 3)),
        minutes=(480, 480, 0, 480, 0, 0, 0), popularity=0.7,
    ),
    Colleague(
        "Marcus Okafor", OPERATIONS, (("networks", 5), ("Kubernetes", 4)),
        leads=True, percent=80, pace=1.1,
    ),
    Colleague("Sofia Rossi", OPERATIONS, (("Linux", 5), ("security", 4)), popularity=1.2),
    Colleague(
        "Hinewai Parata", OPERATIONS, (("Linux", 3), ("monitoring", 4)),
        minutes=(450, 450, 450, 450, 300, 0, 0), joins_in_week=9, habit=Habit.WEEKLY,
    ),
)  # fmt: skip
