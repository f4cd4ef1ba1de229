"""Time from CSV files: units, full days, days that nobody told, columns that are values."""

from datetime import date
from decimal import Decimal

import pytest

from tests.service.imports.csv_sample import NOW, STORIES, STORY_ROWS, TIMES, Import
from workdomain.work import Work

HEADER = "id,who,day,spent\n"


@pytest.fixture
def here(tmp_path):
    with Work.open(tmp_path / "work.db", clock=lambda: NOW) as work:
        yield Import(tmp_path, work)


def entries(here: Import) -> list[tuple[date, int]]:
    return [(each.event.day, each.event.minutes) for each in here.said("TimeLogged")]


@pytest.mark.parametrize(
    ("unit", "cell", "minutes"),
    [
        ("s", "3600", 60),
        ("min", "61.5", 62),
        ("h", "1.25", 75),
        ("d", "0.5", 240),
        ("h:m", "01:30", 90),
    ],
)
def test_units_become_minutes(here, unit, cell, minutes):
    told = here.run(TIMES.replace("UNIT", unit), times=f"{HEADER}1,Ann,2021-02-01,{cell}\n")
    assert (told.minutes, entries(here)) == (minutes, [(date(2021, 2, 1), minutes)])
    assert told.minutes_rounded == (Decimal("0.5") if unit == "min" else 0)


def test_a_column_may_say_what_is_billable(here):
    told = here.run(
        TIMES.replace("UNIT", "min") + 'billable = "{pays}"\n',
        times="id,who,day,spent,pays\n1,Ann,2021-02-01,5,yes\n2,Ann,2021-02-01,6,No\n"
        "3,Ann,2021-02-01,7,\n4,Ann,2021-02-01,8,perhaps\n",
    )
    said = [(each.event.minutes, each.event.billable) for each in here.said("TimeLogged")]
    assert said == [(5, True), (6, False), (7, True)]
    assert (told.rejects, told.minutes_rejected) == (1, 8)
    assert ["yes or no" in row["reason"] for row in here.told()] == [True]


@pytest.mark.parametrize("cell", ["x", "1:x", "-", "1e999", "nan"])
@pytest.mark.parametrize("unit", ["h", "h:m"])
def test_what_is_no_time_is_rejected(here, unit, cell):
    told = here.run(TIMES.replace("UNIT", unit), times=f"{HEADER}1,Ann,2021-02-01,{cell}\n")
    assert (told.rejects, told.new) == (1, 0)


def test_what_the_rules_refuse_is_rejected_with_its_minutes(here):
    rows = "1,Ann,2021-02-01,0\n2,Ann,2021-02-01,1000\n3,Ann,2021-02-01,600\n4,,2021-02-01,5\n"
    more = "5,Ann,,7\n6,Ann,2021-02-02,9999\n7,Ann,2021-02-02,\n"
    told = here.run(TIMES.replace("UNIT", "min"), times=HEADER + rows + more)
    assert (told.minutes, told.minutes_rejected) == (1000, 600 + 5 + 7 + 9999)
    reasons = {row["row"]: row["reason"] for row in here.told()}
    assert "at least one minute" in reasons["2"]
    assert reasons["4"].startswith("MoreThanADay")
    assert "no person" in reasons["5"]
    assert "no day" in reasons["6"]
    assert "less than or equal to 1440" in reasons["7"]
    assert "tells no time" in reasons["8"]


@pytest.mark.parametrize(("way", "second"), [("next", 2), ("previous", 28)])
def test_minutes_that_do_not_fit_are_carried_to_days_that_have_room(here, way, second):
    text = TIMES.replace("UNIT", "min") + f'carry = "{way}"\nnote = "n"\n'
    rows = HEADER + "1,Ann,2021-03-01,1000\n2,Ann,2021-03-01,1000\n3,Bo,2021-03-01,1000\n"
    told = here.run(text, times=rows)
    month = 3 if way == "next" else 2
    assert (told.minutes, told.remarks, told.rejects) == (3000, 1, 0)
    assert entries(here)[:3] == [
        (date(2021, 3, 1), 1000),
        (date(2021, 3, 1), 440),
        (date(2021, month, second), 560),
    ]
    assert [each.event.note for each in here.said("TimeLogged")][1:3] == [
        "n (part 1)",
        "n (part 2)",
    ]
    assert here.run(text, times=rows).new == 0


def test_a_day_may_take_less_than_it_has_and_a_year_is_no_entry(here):
    text = TIMES.replace("UNIT", "h") + 'carry = "next"\nmost_a_day = 480\n'
    told = here.run(text, times=f"{HEADER}1,Ann,2021-03-01,20\n2,Ann,2021-03-01,99999\n")
    assert [minutes for _, minutes in entries(here)] == [480, 480, 240]
    assert told.rejects == 1


def test_time_that_no_day_is_told_of_says_so(here):
    text = TIMES.replace("UNIT", "h") + "undated = 2022-01-05\n"
    told = here.run(text, times=f"{HEADER}1,Ann,?,2\n2,Ann,0016-01-02,1\n")
    assert (told.minutes, told.rejects) == (180, 0)
    assert entries(here) == [(date(2022, 1, 5), 120), (date(2022, 1, 5), 60)]
    assert here.said("TimeLogged")[0].event.note == "(its day is not known)"


def test_columns_of_a_week_are_days(here):
    text = TIMES.replace("UNIT", "h").replace('key = "{id}"', 'key = "{id}/{day}"')
    grid = 'mode = "unpivot"\nunpivot = { pattern = "^2021-", name = "day", value = "spent" }\n'
    text = text.replace("[read.columns]", grid + "[read.columns]")
    told = here.run(text, times="id,who,2021-02-01,2021-02-02,2021-02-03\n1,Ann,8,,7.5\n")
    assert (told.rows, told.minutes) == (2, 930)
    assert entries(here) == [(date(2021, 2, 1), 480), (date(2021, 2, 3), 450)]


def test_cells_of_a_grid_without_keys_are_told_apart(here):
    text = TIMES.replace("UNIT", "h").replace('key = "{id}"', "")
    grid = (
        'mode = "unpivot"\nunpivot = { columns = ["Ann", "Bo"], name = "who", value = "spent" }\n'
    )
    text = text.replace("[read.columns]", grid + "[read.columns]")
    assert here.run(text, times="day,Ann,Bo\n2021-02-01,8,8\n2021-02-01,2,2\n").minutes == 1200


BOTH = (
    STORIES
    + """
[[read.join]]
files = "days*"
on = ["id"]
prefix = "of."
[read.time]
person = "{who}"
item = "{id}"
day = "{of.day}"
minutes = "{plan}"
[read.comment]
item = "{id}"
text = "Done by {who}"
by = "{who}"
at = "{ended}"
[read.columns."of.day"]
type = "day"
"""
)


def test_two_files_are_joined_and_a_row_may_be_several_things(here):
    told = here.run(BOTH, stories=STORY_ROWS, days="id,day\n1,2021-07-02\n1,2021-07-03\nodd\n")
    assert told.minutes == 720
    assert entries(here) == [(date(2021, 7, 2), 720)]
    (comment,) = here.said("CommentAdded") or here.said("Commented")
    assert comment.event.text == "Done by Ann"
    assert [row["row"] for row in here.told()] == ["3"]  # nobody is told to have said it


def test_a_join_needs_its_file(here):
    with pytest.raises(FileNotFoundError, match=r"joins days\*: give that file too"):
        here.run(BOTH, stories=STORY_ROWS)


def test_what_came_further_up_may_be_the_same_thing(here):
    again = STORIES.partition("[[read]]")
    second = (
        again[2]
        .replace("stories*", "others*")
        .replace("[read.item]", '[read.item]\nagain = "same"')
    )
    told = here.run(
        STORIES + "[[read]]" + second, stories=STORY_ROWS, others=STORY_ROWS + "3,Mow,,,,,\n"
    )
    assert (told.rejects, told.files) == (0, 2)
    assert set(here.items()) == {"Dig for Ann", "Sow", "Mow"}


def test_a_comment_needs_a_moment(here):
    rows = STORY_ROWS.replace("02.07.2021 17:00", "soon")
    here.run(BOTH, stories=rows, days="id,day\n1,2021-07-02\n")
    assert any("it has no moment" in row["reason"] for row in here.told())
