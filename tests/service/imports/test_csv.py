"""How rows become work: each mode, what is carried over, and what is asked for."""

import gzip
import lzma
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from service.imports.csv_map import explained, load_map, shipped
from service.imports.jira_pages import NothingToImport
from service.imports.jira_words import BadMapping
from tests.service.imports.csv_sample import NOW, STORIES, STORY_ROWS, TIMES, Import, id_of
from workdomain.kernel import Context
from workdomain.planning.project import AddProject
from workdomain.values import OPERATOR, new_id
from workdomain.work import Work

CHANGES = """
name = "changes"
since = 2020-01-01
zone = "UTC"
[[read]]
files = "changes*"
mode = "MODE"
[read.columns]
at = { type = "moment", format = "%Y-%m-%d %H:%M" }
n = { type = "number" }
plan = { type = "duration", unit = "h" }
[read.item]
key = "{id}"
title = "{name}"
kind = "{kind}"
state = "{state}"
status = "{state}"
priority = "{how}"
estimate = "{plan}"
labels = ["{tag}"]
assignees = ["{who}"]
client = "{for}"
project = { name = "{in}", key = "{in}" }
by = "{by}"
at = "{at}"
"""
HEADER = "id,at,n,name,kind,state,how,plan,tag,who,for,in,by\n"
LIFE = (
    HEADER
    + """7,2021-01-01 08:00,1,Wall,,todo,,2,red,Ann,,OLD,
7,2021-01-03 08:00,3,Wall,,done,high,,blue,,,OLD,Bo
7,2021-01-02 08:00,2,High wall,chore,blocked,,3,red,Bo,Acme,NEW,Bo
"""
)


@pytest.fixture
def here(tmp_path):
    with Work.open(tmp_path / "work.db", clock=lambda: NOW) as work:
        yield Import(tmp_path, work)


def test_a_row_is_a_thing(here):
    summary = here.run(STORIES, stories=STORY_ROWS)
    assert (summary.rows, summary.new, summary.rejects) == (2, 6, 0)
    items = here.items()
    dig, sow = items["Dig for Ann"], items["Sow"]
    assert (dig.state, dig.priority, dig.work_h) == ("done", "urgent", 12)
    assert here.projects[dig.project] == "Garden"
    assert (sow.state, sow.priority, sow.work_h) == ("todo", "normal", None)
    (started,) = here.said("WorkItemStarted")
    assert started.context.at == datetime(2021, 7, 1, 7, tzinfo=UTC)  # nine in Berlin
    assert here.items(valid_at="2021-07-01T12:00:00Z")["Dig for Ann"].state == "doing"


def test_once_more_adds_nothing_and_later_rows_are_added(here):
    here.run(STORIES, stories=STORY_ROWS)
    before = here.events()
    again = here.run(STORIES, stories=STORY_ROWS)
    assert (again.new, again.known, here.events()) == (0, again.commands, before)
    more = here.run(STORIES, stories=STORY_ROWS + "3,Mow,NA,A,NA,,\n")
    assert more.new == 1
    assert set(here.items()) == {"Dig for Ann", "Sow", "Mow"}


def test_a_row_that_says_otherwise_than_before_is_rejected(here):
    here.run(STORIES, stories=STORY_ROWS)
    told = here.run(STORIES, stories=STORY_ROWS.replace("Sow,", "Plant,"))
    assert told.rejects == 1
    assert [(row["row"], row["taken"]) for row in here.told()] == [("3", "no")]
    assert "told this otherwise" in here.told()[0]["reason"]


def test_a_dry_run_counts_by_what_is_there_and_writes_nothing(here):
    here.run(STORIES, stories=STORY_ROWS)
    before = here.events()
    path = here.file("stories.csv", STORY_ROWS + "3,Mow,Ann,A,NA,,\n3,Mow,Ann,A,NA,,\n")
    heard = []
    csv_map = load_map(here.map(STORIES))
    told = here.take(csv_map, [path], dry_run=True, progress=lambda *far: heard.append(far))
    assert (told.new, told.known, told.dry_run, told.rejects) == (1, 7, True, 0)
    assert here.events() == before
    assert heard
    late = here.take(load_map(here.map(STORIES)), [path], dry_run=True)
    assert late.new == 1


def test_a_dry_run_foretells_what_becomes_of_rows_with_one_key(here):
    told_twice = "3,Mow,Ann,A,NA,,\n3,Mow,Ann,A,NA,,\n3,Plow,Ann,A,NA,,\n"
    path, csv_map = here.file("stories.csv", STORY_ROWS + told_twice), load_map(here.map(STORIES))
    dry = here.take(csv_map, [path], dry_run=True)
    assert (dry.rejects, dry.known) == (1, 1)
    assert here.take(csv_map, [path]) == replace(dry, dry_run=False)


def test_a_dry_run_tells_refusals(here):
    rows = "id,who,day,spent\n1,Ann,2021-02-01,25\n2,Ann,2021-02-01,1\n3,Ann,2999-01-01,1\n"
    path = here.file("times.csv", rows)
    told = here.take(load_map(here.map(TIMES.replace("UNIT", "h"))), [path], dry_run=True)
    assert (told.rejects, told.minutes, told.minutes_rejected) == (2, 60, 26 * 60)


def test_what_could_not_be_read_is_told_and_the_rest_is_taken(here):
    rows = STORY_ROWS.replace("01.07.2021 09:00", "0021-07-01").replace("Dig,Ann,A", "Dig,Ann,Z")
    told = here.run(STORIES, stories=rows + "4,,,,,,\n5,Mow,\n,Eat,,,,,\n")
    assert (told.rejects, told.remarks) == (3, 2)
    reasons = {row["row"]: row["reason"] for row in here.told() if row["taken"] == "no"}
    assert "no title" in reasons["4"]
    assert "has 3 cells, the header has 7" in reasons["5"]
    assert "no key" in reasons["6"]
    remarks = " ".join(row["reason"] for row in here.told() if row["taken"] == "yes")
    assert "'0021-07-01' is not written as %d.%m.%Y %H:%M" in remarks
    assert "'Z' is no priority" in remarks


def test_what_ended_before_it_began_is_taken_and_told(here):
    columns = 'added = { type = "day", format = "%d.%m.%Y" }\nbegun ='
    text = STORIES.replace("begun =", columns, 1) + 'created = "{added}"\nstate = "{how}"\n'
    rows = "id,name,who,priority,plan,begun,ended,added\n"
    told = here.run(
        text,
        stories=rows
        + "1,Dig,Ann,,,03.07.2021 09:00,02.07.2021 17:00,04.07.2021\n2,Sow,,A,,,,01.07.2021\n",
    )
    assert told.remarks == 3
    assert here.items()["Dig for Ann"].state == "done"
    added = {each.event.title: each.context.at for each in here.said("WorkItemAdded")}
    assert added["Sow"] == datetime(2021, 7, 1, 12, tzinfo=UTC)


def test_rows_without_a_key_are_told_apart_by_all_of_them(here):
    text = STORIES.replace('key = "{id}"', "")
    row = "1,Dig,NA,,NA,,\n"
    told = here.run(text, stories="id,name,who,priority,plan,begun,ended\n" + row * 3)
    assert told.new == 4  # the project, and three items
    once = text.replace('files = "stories*"', 'files = "stories*"\nrepeats = "once"')
    again = here.run(once, stories="id,name,who,priority,plan,begun,ended\n" + row * 3)
    assert (again.new, again.rejects) == (0, 2)


def test_a_project_that_has_the_key_is_the_one_meant(here):
    id = new_id()
    here.work.do(id, AddProject(name="Ours", key="GARDEN"), Context(OPERATOR, NOW))
    here.run(STORIES, stories=STORY_ROWS)
    assert here.items()["Sow"].project == id


def test_states_are_compared_and_the_changes_are_said_to_be_inferred(here):
    order = CHANGES.replace('mode = "MODE"', 'mode = "snapshot"\norder = "n"')
    told = here.run(order, changes=LIFE)
    assert told.rejects == 0
    item = here.items()["Wall"]
    assert (item.state, item.priority, item.kind) == ("done", "high", None)
    assert here.projects[item.project] == "OLD"
    assert (item.assignees, item.work_h) == ((), None)
    (started,) = here.said("WorkItemBlocked")
    with_names = {each.event.name: each.stream for each in here.said("PersonAdded")}
    assert str(started.context.by) in with_names["Inferred from changes"]
    assert here.items(valid_at="2021-01-02T12:00:00Z")["High wall"].state == "blocked"
    before = here.events()
    assert here.run(order, changes=LIFE).new == 0
    assert here.events() == before


def test_states_out_of_order_are_taken_and_told(here):
    as_they_stand = CHANGES.replace("MODE", "snapshot")
    later = "8,2021-01-01 08:00,1,Gate,,odd,,,,,,,\n7,2021-01-04 08:00,1,Wall,,,,,,,,,\n"
    bad = "9,,x,Door,,,,,,,,,\n"
    told = here.run(as_they_stand, changes=LIFE + later + bad)
    assert told.rejects == 2
    reasons = [row["reason"] for row in here.told()]
    assert any("sort the file by its key" in reason for reason in reasons)
    assert any("it has no moment" in reason for reason in reasons)
    assert any("at the moment of the one before it" in reason for reason in reasons)
    assert any("'odd' is no state" in reason for reason in reasons)


def test_a_row_is_a_change(here):
    rows = "\n".join(sorted(LIFE.splitlines()[1:], key=lambda line: line.split(",")[2]))
    told = here.run(CHANGES.replace("MODE", "event"), changes=HEADER + rows + "\n")
    assert told.rejects == 0
    item = here.items()["Wall"]
    assert (item.state, item.priority, item.kind, item.work_h) == ("done", "high", "chore", 3)
    (bo,) = item.assignees  # what a change does not tell stays
    (completed,) = here.said("WorkItemCompleted")
    assert (
        bo,
        {id_of(each): each.event.name for each in here.said("PersonAdded")}[completed.context.by],
    ) == ("Bo", "Bo")


def test_a_change_of_what_nobody_added_is_rejected(here):
    row = "9,2021-01-01 08:00,1,,,done,,,,,,,\n"
    told = here.run(CHANGES.replace("MODE", "event"), changes=HEADER + row)
    assert told.rejects == 2  # it cannot be completed, nor be tracked
    assert {row["reason"].split(":")[0] for row in here.told()} == {"NoSuchWorkItem"}


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress])
def test_packed_files_are_unpacked(here, pack):
    path = here.folder / f"stories.csv.{'gz' if pack is gzip.compress else 'xz'}"
    path.write_bytes(pack(STORY_ROWS.encode()))
    assert here.take(load_map(here.map(STORIES)), [path]).new == 6


def test_a_file_that_is_cut_off_is_told(here):
    path = here.folder / "stories.csv.xz"
    path.write_bytes(lzma.compress(STORY_ROWS.encode() * 500)[:-30])
    with pytest.raises(NothingToImport, match="cannot be read"):
        here.take(load_map(here.map(STORIES)), [path])


def test_other_encodings_and_delimiters_are_read(here):
    text = STORIES.replace("[[read]]", 'encoding = "cp1252"\ndelimiter = ";"\n[[read]]')
    rows = STORY_ROWS.replace('"1,5"', "1.5").replace(",", ";").replace("1.5", "1,5")
    path = here.file("stories.csv", rows.replace("Sow", "Säen"), "cp1252")
    assert here.take(load_map(here.map(text)), [path]).rejects == 0
    assert "Säen" in here.items()
    told = here.take(load_map(here.map(text.replace("cp1252", "utf-8"))), [path])
    assert told.rejects == 1
    assert "not written in utf-8" in here.told()[0]["reason"]


def test_an_unknown_zone_is_asked_for(here):
    text = STORIES.replace('zone = "Europe/Berlin"', "")
    with pytest.raises(BadMapping, match=r"begun of stories\*.*--zone Europe/Berlin"):
        load_map(here.map(text))
    here.run(text, zone="Asia/Tokyo", stories=STORY_ROWS)
    (started,) = here.said("WorkItemStarted")
    assert started.context.at == datetime(2021, 7, 1, 0, tzinfo=UTC)
    with pytest.raises(BadMapping, match="is no time zone"):
        load_map(here.map(text), "Mars")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("[", "cannot be read as TOML"),
        ('name = "x"\nsince = 2020-01-01\nread = []', "read: "),
        (STORIES.replace("title =", "titel ="), "read.0.item.titel: there is no such key; use key"),
        (STORIES.replace("[[read]]", "wat = 1\n[[read]]"), "wat: there is no such key; use name"),
        (STORIES.replace("since = 2020-01-01", ""), "since: this key is missing; add it"),
        (STORIES.replace('unit = "d"', 'unit = "y"'), "read.0.columns.plan.unit: "),
        (STORIES.replace('"stories*"', '"stories*"\nmode = "event"'), 'mode "event" needs'),
        (STORIES.replace('"stories*"', '"stories*"\nmode = "unpivot"'), "go together"),
        (TIMES.replace("UNIT", "h").partition("[read.time]")[0], "say what a row is"),
    ],
)
def test_a_map_that_is_wrong_names_the_key(here, wrong, said):
    with pytest.raises(BadMapping) as told:
        load_map(here.map(wrong))
    assert said in str(told.value)


def test_what_does_not_fit_the_files_is_told(here):
    csv_map = load_map(here.map(STORIES))
    with pytest.raises(NothingToImport, match="There is no file"):
        here.take(csv_map, [here.folder / "none.csv"])
    with pytest.raises(NothingToImport, match=r"reads: stories\*"):
        here.take(csv_map, [here.file("other.csv", "a\n")])
    with pytest.raises(NothingToImport, match="is empty"):
        here.take(csv_map, [here.file("stories.csv", "")])
    with pytest.raises(NothingToImport, match="has no column 'begun'"):
        here.take(csv_map, [here.file("stories.csv", "id,name\n1,Dig\n")])
    with pytest.raises(BadMapping, match="names the column 'nam'"):
        here.run(STORIES.replace('"{name}"]', '"{nam}"]'), stories=STORY_ROWS)
    untyped = STORIES.replace('plan = { type = "duration", unit = "d", decimal = "," }', "")
    with pytest.raises(BadMapping, match='type = "duration"'):
        here.run(untyped, stories=STORY_ROWS)
    with pytest.raises(BadMapping, match='type = "moment"'):
        here.run(STORIES.replace('done = "{ended}"', 'done = "{name}"'), stories=STORY_ROWS)
    with pytest.raises(BadMapping, match='type = "day"'):
        here.run(STORIES + 'due = "{name}"', stories=STORY_ROWS)


def test_every_map_that_comes_along_can_be_read():
    assert [load_map(name, "UTC").name for name in shipped()] == shipped()
    with pytest.raises(BadMapping, match="or one of 7digital, cesaw"):
        load_map("nowhere")


def test_the_reference_tells_every_key():
    told = explained()
    assert "[read.columns.NAME]" in told
    assert "since (needed): From when on" in told


def test_parts_stand_below_what_they_are_a_part_of(here):
    text = STORIES.replace("title = [", 'parent = "{of}"\ndue = "{by}"\ntitle = [').replace(
        "begun =", 'by = { type = "day", format = "%Y-%m-%d" }\nbegun =', 1
    )
    rows = "id,name,who,priority,plan,begun,ended,of,by\n1,Bed,,,,,,,\n2,Dig,,,,,,1,2021-08-01\n"
    assert here.run(text, stories=rows).rejects == 0
    bed, dig = here.items()["Bed"], here.items()["Dig"]
    assert dig.parent == bed.id
    assert dig.due == date(2021, 8, 1)


PARTS = STORIES.replace("title = [", 'parent = "{of}"\ntitle = [')
PART_ROWS = "id,name,who,priority,plan,begun,ended,of\n1,Dig,,,,,,2\n2,Bed,,,,,,9\n3,Me,,,,,,3\n"


def test_parts_may_come_before_what_they_are_a_part_of(here):
    told = here.run(PARTS, stories=PART_ROWS)
    assert here.items()["Dig"].parent == here.items()["Bed"].id
    assert here.items()["Bed"].parent is None
    assert [(row["row"], row["taken"], row["reason"].split(":")[0]) for row in here.told()] == [
        ("3", "yes", "taken, but not as a part of '9', which is not there"),
        ("4", "no", "ParentCycle"),
    ]
    again = here.run(PARTS, stories=PART_ROWS)
    assert (again.new, again.known, again.rejects) == (0, told.new, 1)


def test_parts_find_what_an_earlier_import_brought(here):
    head, dig, bed, _ = PART_ROWS.splitlines(keepends=True)
    here.run(PARTS, stories=head + bed)
    told = here.run(PARTS, stories=head + dig)
    assert (told.remarks, told.rejects) == (0, 0)
    assert here.items()["Dig"].parent == here.items()["Bed"].id


JOINED = """[[read.join]]
files = "who*"
on = ["who"]
prefix = "team."
needed = false
[read.columns]"""


def test_a_file_that_is_not_needed_may_be_left_out(here):
    text = STORIES.replace("[read.columns]", JOINED).replace(
        "assignees =", 'labels = ["{team.lead}"]\nassignees ='
    )
    csv_map, stories = load_map(here.map(text)), here.file("stories.csv", STORY_ROWS)
    assert here.take(csv_map, [stories]).rejects == 0
    assert here.items()["Dig for Ann"].labels == ()
    more = STORY_ROWS.replace("1,Dig", "3,Mow")
    files = [here.file("stories.csv", more), here.file("who.csv", "who,lead\nAnn,Bob\n")]
    here.take(csv_map, files)
    assert here.items()["Mow for Ann"].labels == ("Bob",)


def test_a_map_may_be_any_file(here, tmp_path):
    assert load_map(str(Path(here.map(STORIES)))).name == "stories"
