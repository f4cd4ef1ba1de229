"""Templates as people look at them: versions, steps, and what was made from them."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest
from pydantic import ValidationError

from projections.template_uses import TemplateUse
from projections.templates import TemplateVersion
from projections.view import When
from projections.views import Views
from tests.projections.office import Office
from workdomain.planning.estimate import Estimate
from workdomain.planning.from_template import AddProjectFromTemplate, AddWorkItemFromTemplate
from workdomain.planning.shape import Shape
from workdomain.planning.step import After, Cast, Step
from workdomain.planning.template import (
    AddTemplate,
    Makes,
    PublishTemplate,
    RetireTemplate,
)
from workdomain.planning.template_draft import (
    PutTemplateRole,
    PutTemplateSteps,
    RemoveTemplateStep,
)
from workdomain.planning.work_item import PlanWorkItemDates
from workdomain.values import new_id

STEPS = (
    Step(step="laptop", title="Order a laptop", role="it", estimate=Estimate.single(2), week=0),
    Step(
        step="first",
        title="First day",
        offset_days=0,
        shape=Shape.MILESTONE,
        after=(After(step="laptop", lag_days=1),),
        labels=("people",),
    ),
)


def jan(day: int) -> date:
    return date(2024, 1, day)


def template(office: Office, name: str = "Onboarding", makes: Makes = Makes.PROJECT) -> UUID:
    return office.do(
        new_id(),
        AddTemplate(name=name, makes=makes),
        PutTemplateRole(role="it"),
        PutTemplateSteps(steps=STEPS),
    )


def project(office: Office, of: UUID, key: str, **more: Any) -> UUID:
    command = AddProjectFromTemplate(name=key, key=key, template=of, starts=jan(8), **more)
    return office.do(new_id(), command)


def versions(office: Office, **params: Any) -> list[TemplateVersion]:
    found: list[TemplateVersion] = office.templates(**params)
    return found


def test_a_template_that_was_not_published_shows_its_draft(office: Office):
    of = template(office)
    (row,) = versions(office)
    assert (row.id, row.name, row.version, row.steps, row.newest) == (
        of,
        "Onboarding",
        None,
        2,
        False,
    )
    assert (row.unpublished, row.published_at, row.uses) == (True, None, 0)


def test_every_version_says_what_is_in_it_and_who_uses_it(office: Office):
    of = office.do(template(office), PublishTemplate(note="As we do it"))
    project(office, of, "BEN")
    project(office, of, "EVA")
    office.on(jan(2))
    office.do(of, RemoveTemplateStep(step="laptop"))
    (only,) = versions(office)
    assert only.unpublished
    office.do(of, PutTemplateSteps(steps=(STEPS[1].model_copy(update={"after": ()}),)))
    office.do(of, PublishTemplate())
    ada = project(office, of, "ADA")
    new, old = versions(office)
    assert (new.version, new.newest, new.steps, new.uses, new.used_by) == (2, True, 1, 1, ("ADA",))
    assert (old.version, old.newest, old.steps, old.milestones) == (1, False, 2, 1)
    assert (old.uses, old.used_by) == (2, ("EVA", "BEN"))
    assert (old.note, old.published_by, old.roles) == ("As we do it", "operator", ("it",))
    assert (old.work_h, new.work_h) == (2.0, None)
    assert (old.unpublished, new.last_used_at) == (False, office.clock.now)
    assert versions(office, template=ada) == []
    assert versions(office, template=of, all_versions=False) == [new]


def test_steps_are_those_of_a_version(office: Office):
    of = office.do(template(office), PublishTemplate())
    office.do(of, PutTemplateSteps(steps=(Step(step="talk", title="Talk"),)), PublishTemplate())
    template(office, "Not published")
    first, second, third = office.template_steps()
    assert (first.name, first.version, first.place, first.step) == ("Onboarding", 2, 1, "laptop")
    assert (first.role, first.week, first.work_h, first.shape) == ("it", 0, 2.0, Shape.TASK)
    assert (second.after, second.labels, second.offset_days) == (("laptop=1",), ("people",), 0)
    assert third.title == "Talk"
    assert [s.step for s in office.template_steps(template=of, version=1)] == ["laptop", "first"]
    assert office.template_steps(template=of, version=3) == []
    assert office.template_steps(template=new_id()) == []
    with pytest.raises(ValidationError, match="Give the template"):
        office.template_steps(version=1)


def test_what_was_made_shows_how_far_it_is_from_its_template(office: Office):
    ana = office.person("Ana")
    of = office.do(template(office), PublishTemplate())
    ben = project(office, of, "BEN", people=(Cast(role="it", person=ana),))
    (use,) = office.template_uses()
    assert use == TemplateUse(
        id=ben,
        made=Makes.PROJECT,
        called="BEN",
        template=of,
        template_name="Onboarding",
        version=1,
        newer_versions=0,
        made_at=office.clock.now,
        made_by="operator",
        items=2,
        planned_items=2,
        moved_items=0,
        median_slip_days=None,
        max_slip_days=None,
    )
    office.on(jan(3))
    office.do(uuid5(ben, "first"), PlanWorkItemDates(start=None, due=jan(18)))
    office.do(of, RemoveTemplateStep(step="laptop"))
    office.do(of, PutTemplateSteps(steps=(STEPS[1].model_copy(update={"after": ()}),)))
    office.do(of, PublishTemplate())
    (use,) = office.template_uses(template=of)
    assert (use.version, use.newer_versions) == (1, 1)
    assert (use.planned_items, use.moved_items, use.median_slip_days) == (2, 1, 10.0)
    assert office.template_uses(as_of=jan(2))[0].moved_items == 0
    assert office.template_uses(template=ben) == []


def test_a_project_shows_the_template_and_the_version_it_was_made_from(office: Office):
    of = office.do(template(office), PublishTemplate())
    project(office, of, "BEN")
    office.project("MOON")
    ben, *_, moon = office.progress(depth=0)
    assert (ben.made_from, moon.made_from) == ("Onboarding, version 1", None)


def test_work_items_are_made_too(office: Office):
    of = template(office, "Welcome", Makes.WORK_ITEM)
    office.do(of, PublishTemplate())
    made = office.do(new_id(), AddWorkItemFromTemplate(template=of, starts=jan(8), title="Ben"))
    (use,) = office.template_uses()
    assert (use.id, use.called, use.made) == (made, "Ben", Makes.WORK_ITEM)
    assert (use.items, use.planned_items, use.max_slip_days) == (3, None, None)
    (row,) = versions(office)
    assert row.used_by == ("Ben",)


def test_what_is_shown_of_many_users_are_the_latest(office: Office):
    of = office.do(template(office), PublishTemplate())
    for number in range(22):
        office.clock.now += timedelta(seconds=1)
        project(office, of, f"P{number}")
    (row,) = versions(office)
    assert row.uses == 22
    assert row.used_by[0] == "P21"
    assert len(row.used_by) == 20


def test_what_is_retired_says_so(office: Office):
    of = office.do(template(office), PublishTemplate(), RetireTemplate(reason="Nobody joins"))
    assert [row.retired for row in versions(office, template=of)] == [True]


def test_it_is_told_in_the_histories_of_both(office: Office):
    ana = office.person("Ana")
    of = office.do(template(office), PublishTemplate(note="New"))
    ben = project(office, of, "BEN", people=(Cast(role="it", person=ana),))
    said = {row.text for row in office.history(subject=of)}
    assert "published version 1, 2 steps: New" in said
    made = "made it from Onboarding, version 1: 2 work items, starting 2024-01-08, with Ana"
    assert made in said
    assert made in {row.text for row in office.history(subject=ben)}


def lived(office: Office) -> None:
    of = office.do(template(office), PublishTemplate())
    other = template(office, "Welcome", Makes.WORK_ITEM)
    ben = project(office, of, "BEN")
    office.on(jan(4))
    office.do(other, PublishTemplate())
    office.do(new_id(), AddWorkItemFromTemplate(template=other, starts=jan(8)))
    office.do(uuid5(ben, "laptop"), PlanWorkItemDates(start=None, due=jan(11)))
    office.on(jan(6))
    office.do(uuid5(ben, "laptop"), PlanWorkItemDates(start=None, due=jan(12)))
    office.do(of, RemoveTemplateStep(step="laptop"), at=office.clock.now - timedelta(days=4))
    office.do(of, PutTemplateSteps(steps=(STEPS[1].model_copy(update={"after": ()}),)))
    office.do(of, PublishTemplate(), RetireTemplate(reason="x"))


NAMES = ("templates", "template-steps", "template-uses", "reschedulings")


def told(views: Views, when: When) -> dict[str, Any]:
    return {name: views.ask(name, {}, when).rows for name in NAMES}


def test_now_is_as_of_the_last_position_and_as_rebuilt(office: Office):
    lived(office)
    views, end = office.views, office.work.log.head().position
    whens = [When(), *(When(as_of=p) for p in range(0, end + 1, 3))]
    whens += [When(valid_at=office.clock.now - timedelta(days=d)) for d in range(6)]
    before = [told(views, when) for when in whens]
    assert before[0] == told(views, When(as_of=end)) != before[1]
    views.projector.rebuild()
    views.projector.catch_up()
    assert [told(views, when) for when in whens] == before


def test_as_of_then_is_what_was_known_then(office: Office):
    lived(office)
    then = told(office.views, When.parse(as_of=jan(5)))
    assert [r.moves for r in then["reschedulings"] if r.project] == [1, 1, 0]
    assert {row.version for row in then["templates"]} == {1}
    assert [use.newer_versions for use in then["template-uses"]] == [0, 0]
    now = told(office.views, When())
    assert [r.moves for r in now["reschedulings"] if r.project] == [2, 2, 0]
    assert [use.newer_versions for use in now["template-uses"]] == [1, 0]


def test_orders_and_keys_tell_rows_apart(office: Office):
    lived(office)
    for name in NAMES:
        view, rows = office.views.catalog[name], office.views.ask(name).rows
        assert len({view.key_of(row) for row in rows}) == len(rows)
        orders = [view.order(view.params(), row) for row in rows]
        assert orders == sorted(set(orders))


def test_nothing_is_shown_of_what_is_said_to_come_before_a_template_was_added(office: Office):
    of = template(office)
    office.do(of, PublishTemplate(), at=office.clock.now - timedelta(days=1))
    assert office.templates(valid_at=office.clock.now - timedelta(hours=1)) == []
    (row,) = versions(office)
    assert row.version == 1
