"""Public holidays are taken once, and then kept."""

from datetime import date

import pytest

from service.public_holidays import NoHolidaysKnown, public_holidays, take_holidays
from tests.service.cli.conftest import CommandLine
from workdomain.kernel import Context
from workdomain.people.work_calendar import NoSuchWorkCalendar
from workdomain.values import OPERATOR, new_id
from workdomain.work import Work


def test_the_holidays_of_a_region_are_more_than_those_of_its_country():
    germany = {each.day for each in public_holidays("DE", None, 2026)}
    bavaria = {each.day for each in public_holidays("DE", "BY", 2026)}
    assert date(2026, 10, 3) in germany
    assert date(2026, 1, 6) in bavaria - germany
    assert germany < bavaria


@pytest.mark.parametrize(("country", "region"), [("ZZ", None), ("DE", "ZZZ")])
def test_holidays_are_known_of_countries_and_regions_there_are(country: str, region: str | None):
    with pytest.raises(NoHolidaysKnown):
        public_holidays(country, region, 2026)


def test_holidays_are_taken_into_a_calendar_that_is_there():
    with Work.open(":memory:") as work, pytest.raises(NoSuchWorkCalendar):
        take_holidays(work, new_id(), [2026], Context(OPERATOR, work.now()))


def test_a_calendar_with_holidays_is_made_and_someone_put_on_it(apollo: CommandLine):
    apollo("do", "work-calendar", "new", "add-work-calendar", "--name", "Oslo", "--country", "NO")
    assert "2 of 2 years" in apollo("holidays", "Oslo", 2026, 2027).err
    assert "No news" in apollo("holidays", "Oslo", 2026, "--by", "Ben").err
    apollo("do", "person", "Ana", "set-work-calendar", "--calendar", "Oslo",
           "--valid-from", "2026-01-01")  # fmt: skip
    view = ("view", "calendars", "--calendar", "Oslo", "--first", "2026-05-17", "--format", "json")
    row = apollo(*view).rows[0]
    assert (row["day"], row["people"]) == ("2026-05-17", ["Ana Sousa"])
    assert "put them on Oslo from 2026-01-01" in apollo("history", "Ana").out
    default = ("set-default-calendar", "--valid-from", "2026-01-01", "--calendar", "Oslo")
    apollo("do", "default-calendar", "default", *default)
    assert "Ben Okri" in apollo(*view).rows[0]["people"]
    (told,) = apollo("history", "default-calendar", "--format", "json").rows
    assert told["subject"] == "the default calendar"
    apollo("do", "work-calendar", "new", "add-work-calendar", "--name", "Nowhere")
    assert "for no country" in apollo("holidays", "Nowhere", 2026, status=1).err
