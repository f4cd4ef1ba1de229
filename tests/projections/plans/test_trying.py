"""What if, why, ways out of missed deadlines, and what cannot all be kept; nothing is written."""

from datetime import timedelta
from itertools import pairwise
from uuid import UUID

import pytest
from pydantic import ValidationError

from projections.plans.changes import BadChange, another_like, change_of, changed
from projections.plans.explaining import NotPlanned
from projections.plans.foreseeing import NotInstalled, foreseen
from projections.plans.making import NoPlan, made
from projections.plans.what_if import Compared, WhatIf
from projections.view import Page
from tests.projections.office import LONG_AGO
from tests.projections.plans.workshop import Workshop, at, day
from workdomain.execution.task_life import EstimateWorkItem, StartWorkItem
from workdomain.people.person import RecordLeave, SetWorkingHours
from workdomain.planning.dependency import DependencyKind
from workdomain.planning.estimate import Estimate
from workdomain.planning.shape import Shape
from workdomain.planning.work_item import Priority
from workdomain.scheduling.forecast.calibration import DEFAULT
from workdomain.values import new_id


def tried(shop: Workshop, *changes: str, **asked: object) -> dict[str, Compared]:
    position = shop.office.work.log.head().position
    rows = shop.office.views.what_if(change=changes, **asked)
    assert shop.office.work.log.head().position == position
    return {row.title: row for row in rows}


def test_two_plans_side_by_side(shop: Workshop):
    draw = shop.item("Draw", shop.ana, hours=8, due=day(0))
    cut = shop.item("Cut", shop.ben, hours=8)
    shop.wait(cut, draw)
    shop.office.item("Alone", shop.ben, hours=1)
    same = tried(shop)
    assert same["all work"].moved == 0
    assert set(same) == {"all work", "SIT", "outside of projects"}
    assert "Draw" in tried(shop, everything=True)
    rows = tried(shop, f"away {shop.ana} {day(0)} {day(1)}")
    assert rows["Draw"].days == round(32 / 24 - 1 / 1440, 4)
    assert (rows["Draw"].late_before, rows["Draw"].late_after) == (1, 1)
    assert rows["SIT"].moved == 2
    assert rows["all work"].mean_days is not None
    more = tried(shop, f"overtime {shop.ana} 2")
    assert (more["Draw"].late_before, more["Draw"].late_after) == (1, 0)


def test_each_change_does_what_it_says(shop: Workshop):
    draw = shop.item("Draw", shop.ana, hours=16, start=day(1))
    cut = shop.item("Cut", shop.ana, hours=8)
    glue = shop.item("Glue", hours=4)
    shop.wait(glue, cut)
    ana, ben = shop.ana, shop.ben
    assert tried(shop, f"free {draw}")["Draw"].days is not None
    assert tried(shop, f"drop {draw}")["Draw"].finish_after is None
    given = tried(shop, f"give {cut} {ben}")["Cut"]
    assert (given.people_before, given.people_after) == (("Ana",), ("Ben",))
    new = tried(shop, f"new 4 urgent {ana}", "new 2 low anybody")["New work"]
    assert new.finish_before is None
    assert new.finish_after is not None
    assert (tried(shop, f"estimate {cut} 16")["Cut"].days or 0) > 0
    assert tried(shop, f"priority {glue} urgent", everything=True)["Glue"].days == 0
    due = tried(shop, f"due {glue} {day(0)}", everything=True)["Glue"]
    assert (due.late_before, due.late_after) == (0, 1)
    assert tried(shop, f"start {cut} {day(4)}")["Cut"].start_after == at(4, 9)
    assert (tried(shop, f"unlink {glue} {cut}")["Glue"].days or 0) < 0
    split = tried(shop, f"split {cut}", f"free {draw}", f"start {draw} {day(0)}")
    assert split["all work"].finish_after is not None
    two = tried(shop, f"another {ana}", f"another {ana}", f"free {draw}")
    assert two["Draw"].people_after == ("another like Ana",) or two["Cut"].people_after != ("Ana",)
    other = shop.office.project("OTH", ana)
    shop.office.item("Elsewhere", ana, hours=8, project=other)
    shop.propose(project=other, publish=True)
    held = tried(shop, f"back {ana}", project=shop.site)
    assert (held["Cut"].days or 0) < 0


def test_a_new_process_changes_what_work_takes(shop: Workshop):
    shop.item("Draw", shop.ana, hours=16)
    spread = Estimate(optimistic=2, most_likely=4, pessimistic=12)
    shop.office.do(shop.item("Cut", shop.ben), EstimateWorkItem(estimate=spread))
    shop.office.item("Alone", shop.ben, hours=8)
    shop.item("Gate", shape=Shape.MILESTONE, hours=None, due=day(3))
    faster = tried(shop, f"pace {shop.site} 50", everything=True)
    assert (faster["Draw"].days or 0) < 0
    assert (faster["Cut"].days or 0) < 0
    assert faster["all work"].moved >= 2
    slower = tried(shop, "pace all 200")
    assert (slower["Draw"].days or 0) > 0
    assert (slower["Alone"].days or 0) > 0
    assert tried(shop, "pace all 100")["all work"].moved == 0
    with pytest.raises(NoPlan, match="has no work in this plan"):
        tried(shop, f"pace {new_id()} 50")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("pace all 0", "more than 0"),
        ("pace all", "write it as: pace PROJECT PERCENT"),
        ("fly", "there are away, back"),
        ("drop", "write it as: drop ITEM"),
        ("drop x", "drop ITEM"),
        ("estimate 00000000-0000-0000-0000-000000000001 0", "hours are more than 0"),
        ("estimate 00000000-0000-0000-0000-000000000001 nan", "hours are more than 0"),
        ("new 4 soon anybody", "not a valid Priority"),
        ("due 00000000-0000-0000-0000-000000000001 tomorrow", "due ITEM DAY"),
        ("away 00000000-0000-0000-0000-000000000001 2024-01-01", "away PERSON DAY DAY"),
    ],
)
def test_a_change_that_cannot_be_read_says_how_it_is_written(shop: Workshop, text: str, says: str):
    with pytest.raises(BadChange, match=says):
        change_of(text)
    with pytest.raises(ValidationError, match=text.split()[0]):
        WhatIf(change=(text,))


@pytest.mark.parametrize("change", ["drop {0}", "unlink {0} {0}", "estimate {0} 4", "back {0}"])
def test_what_is_not_planned_cannot_be_changed(shop: Workshop, change: str):
    shop.item("Draw", shop.ana)
    with pytest.raises(NoPlan, match="is no"):
        tried(shop, change.format(UUID(int=7)))


def test_what_if_nobody_had_the_time(shop: Workshop):
    draw = shop.item("Draw", shop.ana)
    with pytest.raises(NoPlan, match="Draw takes"):
        tried(shop, f"estimate {draw} 70000")


def test_a_change_does_not_change_what_it_is_made_of(shop: Workshop):
    draw = shop.item("Draw", shop.ana)
    with shop.office.views.reader() as reader:
        it = made(reader, WhatIf())
    before = it.situation.problem
    then = changed(it.situation, [f"drop {draw}", f"another {shop.ana}"])
    assert it.situation.problem is before
    assert len(then.problem.people) == len(before.people) + 1
    assert another_like(str(shop.ana)) in {person.id for person in then.problem.people}


def test_a_chain_of_waits_adds_up_to_the_start(shop: Workshop):
    one = shop.item("One", shop.ana, hours=12)
    two = shop.item("Two", shop.ben, hours=4)
    last = shop.item("Last", shop.ben, hours=4)
    shop.wait(two, one, lag_days=1)
    shop.wait(last, two, kind=DependencyKind.SS, lag_minutes=10)
    shop.item("First", shop.ana, hours=4, priority=Priority.URGENT, due=day(0))
    rows = shop.office.views.explain(item=last)
    begins = at(0, 9) + timedelta(minutes=1)
    start = shop.preview()["Last"].start
    assert start is not None
    assert rows[0].since == begins
    assert rows[-1].until == start
    assert all(a.until == b.since for a, b in pairwise(rows))
    assert sum(row.hours for row in rows) == pytest.approx((start - begins).total_seconds() / 3600)
    words = [row.words for row in rows]
    assert any("One by Ana has to be done first" in each for each in words)
    assert any("First by Ana is done first" in each for each in words)
    assert any("a lag passes" in each for each in words)
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))


def test_why_the_first_work_starts_when_it_does(shop: Workshop):
    draw = shop.item("Draw", shop.ana, hours=4, start=day(2))
    (row,) = shop.office.views.explain(item=draw)
    assert row.words.endswith("Draw waits for the day that was set by hand")
    shop.on(1)
    shop.office.clock.now += timedelta(hours=10)
    cut = shop.item("Cut", shop.ben, hours=1)
    (row,) = shop.office.views.explain(item=cut)
    assert row.words.endswith("waits for the next working time")
    shop.office.do(cut, StartWorkItem())
    assert shop.office.views.explain(item=cut) == []


def test_what_has_no_bar_cannot_be_explained(shop: Workshop):
    guess = shop.item("Guess", hours=None)
    assert shop.office.views.explain() == []
    shop.item("Draw", shop.ana)
    with pytest.raises(NotPlanned, match="has no estimate"):
        shop.office.views.explain(item=guess)
    with pytest.raises(NotPlanned, match="not open"):
        shop.office.views.explain(item=new_id())


def test_ways_out_are_tried_and_the_cheapest_come_first(shop: Workshop):
    shop.item("Meeting", shop.ana, hours=2, start=day(2))
    draw = shop.item("Draw", shop.ana, hours=16)
    late = shop.item("Late", shop.ana, hours=8, due=day(3))
    gate = shop.item("Gate", hours=None, shape=Shape.MILESTONE)
    guess = shop.item("Guess", hours=None)
    for one, other in ((gate, draw), (guess, gate), (late, guess)):
        shop.wait(one, other)
    shop.office.do(shop.ana, RecordLeave(leave=new_id(), first=day(1), last=day(1)))
    rows = shop.office.views.ways_out()
    assert [row.rank for row in rows] == list(range(1, len(rows) + 1))
    assert {row.item for row in rows} == {late}
    assert all(row.title == "Late" for row in rows)
    words = {row.words: row for row in rows}
    assert words["do not do Draw"].meets
    assert "do not do Guess" not in words
    meets = [row.meets for row in rows]
    assert meets == sorted(meets, reverse=True)
    prices = [row.price for row in rows if row.meets]
    assert prices == sorted(prices)
    assert len(shop.office.views.ways_out(item=late, tries=1)) <= 1
    for row in rows:
        (whole, *_) = shop.office.views.what_if(change=[row.change])
        assert whole.moved >= row.moved - 1
    with pytest.raises(NoPlan, match="no deadline"):
        shop.office.views.ways_out(item=draw)


def test_ways_out_of_pins_and_of_other_plans(shop: Workshop):
    other = shop.office.project("OTH", shop.ana)
    shop.office.item("Elsewhere", shop.ana, hours=8, project=other)
    shop.propose(project=other, publish=True)
    shop.item("Late", shop.ana, hours=16, start=day(3), due=day(3))
    rows = shop.office.views.ways_out(project=shop.site)
    words = [row.words for row in rows]
    assert "let Late begin on any day" in words
    shop.item("Tight", shop.ben, hours=8, due=day(0))
    shop.office.do(shop.ben, SetWorkingHours(minutes=(1,) * 7, valid_from=LONG_AGO))
    shop.item("Endless", shop.ben, hours=50, due=day(0), priority=Priority.URGENT)
    rows = shop.office.views.ways_out(project=shop.site)
    assert rows[0].title == "Endless"


def test_nothing_is_late_so_there_is_no_way_out(shop: Workshop):
    shop.item("Draw", shop.ana, due=day(9))
    assert shop.office.views.ways_out() == []


def test_what_cannot_all_be_kept_is_told(shop: Workshop):
    one = shop.item("One", shop.ana, hours=8, due=day(1))
    two = shop.item("Two", shop.ana, hours=8, due=day(1))
    shop.item("Free", shop.ben, hours=8, due=day(9))
    rows = shop.office.views.plan_conflicts()
    assert {row.item for row in rows} == {one, two}
    assert {row.words for row in rows} == {f"is to be done by {day(1)}"}
    assert [row.number for row in rows] == [1, 2]
    assert shop.office.views.ask("plan-conflicts", {}, page=Page(limit=1)).next == (1,)
    pinned = shop.item("Pinned", shop.ana, hours=8, start=day(5), due=day(6))
    assert {row.item for row in shop.office.views.plan_conflicts(item=pinned)} == {pinned}
    kinds = {row.wish for row in shop.office.views.plan_conflicts(item=pinned)}
    assert kinds == {"deadline", "fixed"}
    of_one = shop.office.views.plan_conflicts(item=one)
    assert of_one == []


def test_who_is_to_do_it_may_be_what_cannot_be_kept(shop: Workshop):
    shop.office.do(shop.ana, SetWorkingHours(minutes=(60,) * 7, valid_from=LONG_AGO))
    late = shop.item("Late", shop.ana, hours=8, due=day(1))
    rows = shop.office.views.plan_conflicts(item=late)
    assert [(row.wish, row.words) for row in rows] == [
        ("deadline", f"is to be done by {day(1)}"), ("people", "is to be done by Ana"),
    ]  # fmt: skip


def test_no_plan_even_if_all_was_given_up(shop: Workshop):
    shop.office.do(shop.ana, SetWorkingHours(minutes=(1,) * 7, valid_from=LONG_AGO))
    shop.office.do(shop.ben, SetWorkingHours(minutes=(1,) * 7, valid_from=LONG_AGO))
    shop.item("Moon", shop.ana, hours=4_000, due=day(1))
    with pytest.raises(NoPlan, match="Moon takes"):
        shop.office.views.plan_conflicts()


def test_forecasts_need_numpy(shop: Workshop):
    shop.item("Draw", shop.ana)
    with shop.office.views.reader() as reader:
        it = made(reader, WhatIf())
    with pytest.raises(NotInstalled, match="scheduling"):
        foreseen(it, DEFAULT, 10, 1, find=lambda _name: None)


@pytest.mark.parametrize(
    ("name", "asked"),
    [("ways-out", {}), ("explain", {"item": None}), ("what-if", {})],
)
def test_answers_come_in_pages(shop: Workshop, name: str, asked: dict[str, object]):
    shop.item("One", shop.ana, hours=8, due=day(0))
    two = shop.item("Two", shop.ana, hours=8, due=day(0))
    shop.wait(two, shop.office.views.work_items(text="One")[0].id, lag_days=1)
    params = dict.fromkeys(asked, two)
    whole = shop.office.views.ask(name, params).rows
    first = shop.office.views.ask(name, params, page=Page(limit=1))
    then = shop.office.views.ask(name, params, page=Page(after=first.next))
    assert [*first.rows, *then.rows] == list(whole)
    assert len(whole) > 1
