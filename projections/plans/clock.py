"""A plan counts minutes from where it begins; people read moments and days."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Clock:
    """Turns minutes of a plan into moments, and back."""

    begins: datetime
    """Minute 0: a whole minute, UTC."""

    @classmethod
    def from_moment(cls, moment: datetime) -> "Clock":
        """Begin at the next whole minute."""
        moment = moment.astimezone(UTC)
        whole = moment.replace(second=0, microsecond=0)
        return cls(whole if whole == moment else whole + A_MINUTE)

    def moment(self, minute: int) -> datetime:
        """Tell the moment of a minute."""
        return self.begins + minute * A_MINUTE

    def minute(self, moment: datetime) -> int:
        """Count the minutes until a moment, rounded down; below zero for what is past."""
        return (moment - self.begins) // A_MINUTE

    def morning(self, day: date) -> int:
        """Count the minutes until a day begins (UTC)."""
        return self.minute(datetime.combine(day, time(), UTC))

    def evening(self, day: date) -> int:
        """Count the minutes until a day ends (UTC)."""
        return self.morning(day) + 24 * 60
