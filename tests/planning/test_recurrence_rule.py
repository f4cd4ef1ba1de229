"""Rules of RFC 5545 against the examples of its section 3.8.5.3, and against real clocks."""
# ruff: noqa: DTZ001 - local times have no zone of their own

from datetime import UTC, date, datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given as whatever
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from tests.planning.rfc5545 import EXAMPLES, at, days
from workdomain.planning.recurrence_rule import (
    Local,
    RuleText,
    ever_occurs,
    instant,
    local_time,
    occurrences,
)
from workdomain.values import Zone

NEW_YORK, OSLO = "America/New_York", "Europe/Oslo"
FAR = datetime(2100, 1, 1)


def named(rule: str, first: datetime, count: int, zone: str = NEW_YORK) -> list[datetime]:
    return list(islice(occurrences(rule, first, zone, first, FAR), count))


@pytest.mark.parametrize(("first", "rule", "expected", "ends"), EXAMPLES)
def test_rules_name_the_days_that_the_standard_lists(
    first: str, rule: str, expected: str, ends: bool
):
    listed = days(expected)
    assert named(rule, at(first), len(listed)) == listed
    if ends:
        assert named(rule, at(first), len(listed) + 1) == listed


def test_until_in_utc_is_compared_as_a_moment():
    found = named("FREQ=DAILY;UNTIL=19971224T000000Z", at("1997-09-02"), 999)
    assert (len(found), found[-1]) == (113, at("1997-12-23"))
    weekly = named("FREQ=WEEKLY;UNTIL=19971224T000000Z", at("1997-09-02"), 999)
    assert (len(weekly), weekly[-1]) == (17, at("1997-12-23"))
    # Nine in Oslo is seven in the morning, UTC.
    for until, last in (("20260706T070000Z", "2026-07-06"), ("20260706T065959Z", "2026-07-05")):
        assert named(f"FREQ=DAILY;UNTIL={until}", at("2026-07-01"), 99, OSLO)[-1] == at(last)


def test_until_without_a_zone_is_local_and_a_day_is_all_of_it():
    for until, last in (
        ("20260703", "2026-07-03"),
        ("20260703T090000", "2026-07-03"),
        ("20260703T085959", "2026-07-02"),
    ):
        assert named(f"FREQ=DAILY;UNTIL={until}", at("2026-07-01"), 99, OSLO)[-1] == at(last)


def test_every_day_in_january_is_the_same_said_in_two_ways():
    end = "UNTIL=20000131T140000Z;BYMONTH=1"
    daily = named(f"FREQ=DAILY;{end}", at("1998-01-01"), 999)
    assert daily == named(f"FREQ=YEARLY;{end};BYDAY=SU,MO,TU,WE,TH,FR,SA", at("1998-01-01"), 999)
    assert (len(daily), daily[-1]) == (93, at("2000-01-31"))


def test_several_times_a_day():
    rule = "FREQ=DAILY;BYHOUR=9,10,11,12,13,14,15,16;BYMINUTE=0,20,40"
    found = named(rule, at("1997-09-02"), 25)
    assert found[:3] == [at("1997-09-02T09:00"), at("1997-09-02T09:20"), at("1997-09-02T09:40")]
    assert found[23:] == [at("1997-09-02T16:40"), at("1997-09-03T09:00")]
    hourly = "FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T210000Z"
    assert [each.hour for each in named(hourly, at("1997-09-02"), 99)] == [9, 12, 15]


def test_what_a_rule_leaves_open_is_as_its_first_day_has_it():
    assert named("FREQ=YEARLY;BYWEEKNO=20", at("1997-05-12"), 3) == days(
        "1997-05-12 1998-05-11 1999-05-17"
    )
    assert named("FREQ=YEARLY;BYWEEKNO=20;BYDAY=TU", at("1997-05-12"), 1) == days("1997-05-13")
    assert named("RRULE:freq=monthly", at("2026-01-15"), 2) == days("2026-01-15 02-15")


# -- Clocks ---------------------------------------------------------------------------------------


def test_nine_oclock_stays_nine_oclock_when_the_clocks_change():
    found = named("FREQ=WEEKLY", datetime(2026, 3, 23, 9), 2, OSLO)
    assert [each.hour for each in found] == [9, 9]
    assert [instant(each, OSLO).hour for each in found] == [8, 7]


def test_a_time_that_the_clocks_leap_over_is_at_the_moment_by_the_clock_before():
    leapt = datetime(2007, 3, 11, 2, 30)
    assert leapt in named("FREQ=DAILY", datetime(2007, 3, 10, 2, 30), 3)
    assert instant(leapt, NEW_YORK) == datetime(2007, 3, 11, 7, 30, tzinfo=UTC)
    assert local_time(instant(leapt, NEW_YORK), NEW_YORK) == datetime(2007, 3, 11, 3, 30)


def test_a_time_that_comes_twice_is_at_its_first_moment():
    assert instant(datetime(2007, 11, 4, 1, 30), NEW_YORK) == datetime(
        2007, 11, 4, 5, 30, tzinfo=UTC
    )
    found = named("FREQ=DAILY", datetime(2007, 11, 3, 1, 30), 3)
    assert [each.day for each in found] == [3, 4, 5]


def test_hours_that_are_one_moment_count_once():
    found = named("FREQ=HOURLY", datetime(2007, 3, 11, 0, 30), 4)
    assert [(each.hour, instant(each, NEW_YORK).hour) for each in found] == [
        (0, 5),
        (1, 6),
        (2, 7),
        (4, 8),
    ]


def test_a_day_can_be_missing_from_a_zone():
    # Samoa went over the date line: there was no 30 December 2011.
    found = named("FREQ=DAILY", datetime(2011, 12, 29, 9), 3, "Pacific/Apia")
    assert [each.day for each in found] == [29, 30, 1]  # those of the 30th and 31st are one moment


# -- Calendars ------------------------------------------------------------------------------------


def test_a_month_without_the_day_is_left_out():
    assert named("FREQ=MONTHLY", at("2026-01-31"), 4) == days("2026-01-31 03-31 05-31 07-31")
    assert named("FREQ=YEARLY", at("2024-02-29"), 2) == days("2024-02-29 2028-02-29")
    assert named("FREQ=YEARLY", at("2096-02-29"), 2) == days("2096-02-29")  # 2100 is no leap year


def test_the_last_day_is_the_first_from_the_end():
    assert named("FREQ=MONTHLY;BYMONTHDAY=-1", at("2024-01-31"), 3) == days(
        "2024-01-31 02-29 03-31"
    )


def test_a_rule_can_say_that_a_missing_day_is_the_last_or_the_next():
    first = at("2023-12-31")
    assert named("FREQ=MONTHLY;RSCALE=GREGORIAN;SKIP=BACKWARD", first, 5) == days(
        "2023-12-31 2024-01-31 02-29 03-31 04-30"
    )
    assert named("FREQ=MONTHLY;SKIP=FORWARD", first, 4) == days("2023-12-31 2024-01-31 03-01 31")
    assert named("FREQ=MONTHLY;SKIP=OMIT", first, 3) == days("2023-12-31 2024-01-31 03-31")
    assert named("FREQ=YEARLY;SKIP=BACKWARD", at("2024-02-29"), 3) == days(
        "2024-02-29 2025-02-28 2026-02-28"
    )
    assert named("FREQ=MONTHLY;BYMONTHDAY=29,30,31;BYMONTH=2;SKIP=BACKWARD", first, 3) == days(
        "2024-02-29 2025-02-28 2026-02-28"
    )
    assert named("FREQ=MONTHLY;SKIP=BACKWARD;BYHOUR=8,17;COUNT=2", first, 9) == [
        datetime(2023, 12, 31, 17),
        datetime(2024, 1, 31, 8),
    ]
    till = list(occurrences("FREQ=MONTHLY;SKIP=BACKWARD", first, OSLO, first, at("2024-03-01")))
    assert till == days("2023-12-31 2024-01-31 02-29")
    until = named("FREQ=MONTHLY;BYMONTHDAY=15;SKIP=BACKWARD;UNTIL=20240120", first, 9)
    assert until == days("2024-01-15")


# -- What is refused ------------------------------------------------------------------------------

WRONG = [
    ("", "no part of a rule"),
    ("WEEKLY", "no part of a rule"),
    ("FREQ=", "no part of a rule"),
    ("FREQ=DAILY;FREQ=DAILY", "no part of a rule"),
    ("INTERVAL=2", "Say how often"),
    ("FREQ=FORTNIGHTLY", "Say how often"),
    ("FREQ=SECONDLY", "quickest is FREQ=HOURLY"),
    ("FREQ=MINUTELY;INTERVAL=90", "quickest is FREQ=HOURLY"),
    ("FREQ=HOURLY;BYMINUTE=0,30", "48 times a day"),
    ("FREQ=DAILY;BYSECOND=1", "BYSECOND cannot be used here"),
    ("FREQ=DAILY;COUNT=3;UNTIL=20261231", "not by both"),
    ("FREQ=DAILY;COUNT=0", "COUNT takes 1 to 10000, not 0"),
    ("FREQ=DAILY;COUNT=1,2", "one number"),
    ("FREQ=DAILY;INTERVAL=-1", "INTERVAL takes 1 to 1000"),
    ("FREQ=MONTHLY;BYMONTHDAY=32", "1 to 31 or -31 to -1, not 32"),
    ("FREQ=MONTHLY;BYMONTHDAY=one", "not ONE"),
    ("FREQ=MONTHLY;BYMONTHDAY=0", "not 0"),
    ("FREQ=DAILY;UNTIL=tomorrow", "UNTIL takes 20261231"),
    ("FREQ=WEEKLY;BYDAY=MON", "no weekday"),
    ("FREQ=WEEKLY;BYDAY=1MO", "Counted weekdays"),
    ("FREQ=YEARLY;BYDAY=54MO", "54MO is none"),
    ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=1MO", "without BYWEEKNO"),
    ("FREQ=WEEKLY;WKST=1MO", "WKST takes"),
    ("FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY does not go with FREQ=WEEKLY"),
    ("FREQ=MONTHLY;BYYEARDAY=1", "BYYEARDAY does not go with FREQ=MONTHLY"),
    ("FREQ=MONTHLY;BYWEEKNO=1", "BYWEEKNO goes with FREQ=YEARLY only"),
    ("FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS chooses"),
    ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "None of its months has such a day"),
    ("FREQ=MONTHLY;SKIP=SIDEWAYS", "SKIP takes"),
    ("FREQ=DAILY;SKIP=BACKWARD", "SKIP goes with"),
    ("FREQ=MONTHLY;BYMONTHDAY=-1;SKIP=BACKWARD", "SKIP goes with"),
    ("FREQ=MONTHLY;BYDAY=MO;SKIP=BACKWARD", "SKIP goes with"),
    ("FREQ=MONTHLY;RSCALE=HEBREW;SKIP=FORWARD", "only be GREGORIAN"),
]


@pytest.mark.parametrize(("rule", "why"), WRONG)
def test_a_rule_that_makes_no_sense_is_refused_with_what_would_do(rule: str, why: str):
    with pytest.raises(ValidationError, match=why):
        TypeAdapter(RuleText).validate_python(rule)


def test_a_rule_is_kept_in_one_spelling():
    text = TypeAdapter(RuleText).validate_python(" RRULE:freq=weekly;byday=mo,th ")
    assert text == "FREQ=WEEKLY;BYDAY=MO,TH"


@pytest.mark.parametrize("name", ["Europe/Olso", "", "../etc/passwd", "CEST"])
def test_a_zone_is_one_that_is_known(name: str):
    with pytest.raises(ValidationError, match="is no time zone"):
        TypeAdapter(Zone).validate_python(name)
    assert TypeAdapter(Zone).validate_python(OSLO) == OSLO


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2026-11-02T09:00Z", "without an offset"),
        ("2026-11-02T09:00:30", "whole minutes"),
        ("1969-11-02T09:00", "1970"),
        ("2200-01-01T00:00", "2200"),
    ],
)
def test_a_local_time_is_a_day_and_a_minute_without_an_offset(text: str, why: str):
    with pytest.raises(ValidationError, match=why):
        TypeAdapter(Local).validate_python(text)
    assert TypeAdapter(Local).validate_python("2026-11-02") == datetime(2026, 11, 2)


@pytest.mark.parametrize(
    ("rule", "does"),
    [
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO", True),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29", True),
        ("FREQ=HOURLY;INTERVAL=24;BYHOUR=3", False),
        ("FREQ=MONTHLY;BYDAY=5MO;BYMONTHDAY=1", False),
        ("FREQ=DAILY;UNTIL=19990101", False),
    ],
)
def test_a_rule_must_name_some_time(rule: str, does: bool):
    assert ever_occurs(rule, at("2001-03-01"), OSLO) is does


RULES = st.sampled_from(
    [
        "FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=3",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU",
        "FREQ=WEEKLY;INTERVAL=3;BYDAY=SA,MO;WKST=SU",
        "FREQ=MONTHLY;INTERVAL=5",
        "FREQ=MONTHLY;BYDAY=-1FR",
        "FREQ=MONTHLY;SKIP=BACKWARD",
        "FREQ=YEARLY;BYMONTH=2,8",
        "FREQ=DAILY;COUNT=700",
        "FREQ=HOURLY;INTERVAL=7",
    ]
)
STARTS = st.datetimes(datetime(2020, 1, 1), datetime(2021, 12, 31)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)


@whatever(RULES, STARTS, st.integers(0, 1500), st.integers(0, 60))
def test_looking_at_a_part_shows_what_looking_at_all_of_it_shows(
    rule: str, first: datetime, ahead: int, length: int
):
    after = first + timedelta(days=ahead)
    before = after + timedelta(days=length)
    everything = occurrences(rule, first, OSLO, first, before)
    assert list(occurrences(rule, first, OSLO, after, before)) == [
        each for each in everything if each >= after
    ]


@whatever(st.dates(date(2020, 1, 1), date(2030, 12, 31)))
def test_a_clamped_month_has_every_month_once(day: date):
    found = named("FREQ=MONTHLY;SKIP=BACKWARD", datetime(day.year, day.month, day.day, 9), 24)
    months = [each.year * 12 + each.month for each in found]
    assert months == list(range(months[0], months[0] + 24))
    for each in found:
        tomorrow = each + timedelta(days=1)
        assert each.day == day.day or (each.day < day.day and tomorrow.day == 1)
