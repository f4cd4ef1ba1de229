from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

import pytest

from tests.scenario import ANA, BEN, ITSELF, MONDAY, NOON, World, given
from workdomain.execution.work_item import WorkItem, work_item
from workdomain.kernel import Command
from workdomain.people.default_calendar import (
    DEFAULT_CALENDAR,
    DefaultCalendarSet,
    default_calendar,
)
from workdomain.people.person import NoSuchPerson, PersonAdded, person
from workdomain.people.work_calendar import (
    DayOffAdded,
    NoSuchWorkCalendar,
    WorkCalendarAdded,
    work_calendar,
)
from workdomain.planning.checklist import CheckAdded
from workdomain.planning.dependency import Dependency, DependencyKind
from workdomain.planning.estimate import Estimate
from workdomain.planning.from_template import (
    AddProjectFromTemplate,
    AddWorkItemFromTemplate,
    MadeBefore,
    MadeFromTemplate,
    MakeFromTemplate,
    MakesSomethingElse,
    NotARoleOfThis,
    NotPublished,
    Origin,
    from_template,
)
from workdomain.planning.making import NoDayToCountFrom, OffTheCalendar
from workdomain.planning.project import AddProject, ProjectAdded, project
from workdomain.planning.project_key import ProjectKeyTaken
from workdomain.planning.shape import Shape
from workdomain.planning.step import After, Anchor, Cast, Contents, RoleOf, Step
from workdomain.planning.template import (
    AddTemplate,
    Makes,
    NoSuchTemplate,
    PublishTemplate,
    RetireTemplate,
    TemplateIsRetired,
    template,
)
from workdomain.planning.template_draft import (
    PutTemplateRole,
    PutTemplateSteps,
    RemoveTemplateStep,
    SetTemplateDaysOff,
    TitleTemplate,
)

TEMPLATE, OTHER = UUID(int=50), UUID(int=51)
HERE, THERE = UUID(int=80), UUID(int=81)
DAY = timedelta(days=1)
FRIDAY = MONDAY + 4 * DAY
STEPS = (
    Step(step="ready", title="Get ready", kind="phase", shape=Shape.PHASE),
    Step(
        step="laptop",
        title="Order a laptop",
        description="With a good screen",
        kind="task",
        role="it",
        owner="lead",
        estimate=Estimate.single(2),
        offset_days=-5,
        duration_days=3,
        checklist=("Size", "Keyboard"),
        labels=("hardware",),
        parent="ready",
        purpose="To work from the first day",
        definition_of_done="It is on the desk",
    ),
    Step(
        step="desk",
        title="Set up the desk",
        role="it",
        offset_days=-1,
        parent="ready",
        after=(After(step="laptop", lag_days=1),),
    ),
    Step(
        step="first",
        title="First day",
        week=1,
        shape=Shape.MILESTONE,
        after=(After(step="desk", kind=DependencyKind.SS),),
    ),
    Step(step="talk", title="Talk about how it went", role="lead", week=2, offset_days=4),
)


def world(*more: Command, makes: Makes = Makes.PROJECT, steps: tuple[Step, ...] = STEPS) -> World:
    """Ana and Ben, and a template that is published."""
    there = World()
    there.put(person, ANA, PersonAdded(name="Ana"))
    there.put(person, BEN, PersonAdded(name="Ben"))
    for command in (
        AddTemplate(name="Onboarding", makes=makes),
        PutTemplateRole(role="it"),
        PutTemplateRole(role="lead", description="Whoever they work for"),
        PutTemplateSteps(steps=steps),
        *more,
        PublishTemplate(),
    ):
        there.ask(template, TEMPLATE, command)
    return there


def asking(**more: Any) -> AddProjectFromTemplate:
    given: dict[str, Any] = {"name": "Ben joins", "key": "BEN", "template": TEMPLATE}
    return AddProjectFromTemplate(**{**given, "starts": MONDAY, **more})


def item(there: World, step: str, made: UUID = ITSELF) -> WorkItem:
    return there.look(work_item, uuid5(made, step))


def test_a_project_is_made_whole_with_all_that_its_steps_say():
    there = world()
    people = (Cast(role="it", person=ANA), Cast(role="lead", person=BEN))
    (made,) = there.ask(from_template, ITSELF, asking(people=people, budget_h=10))
    assert made == MadeFromTemplate(
        template=TEMPLATE,
        version=1,
        makes=Makes.PROJECT,
        items=5,
        starts=MONDAY,
        people=people,
    )
    (added,) = there.told(project, ITSELF)[:1]
    talk = MONDAY + 11 * DAY
    assert added == ProjectAdded(name="Ben joins", key="BEN", starts=MONDAY, ends=talk, budget_h=10)
    assert there.look(project, ITSELF).members == {ANA, BEN}
    laptop = item(there, "laptop")
    assert (laptop.plan.title, laptop.plan.kind) == ("Order a laptop", "task")
    assert laptop.plan.description == "With a good screen"
    assert (laptop.plan.project, laptop.plan.assignees) == (ITSELF, (ANA,))
    assert (laptop.plan.start, laptop.plan.due) == (MONDAY - 7 * DAY, MONDAY - 5 * DAY)
    assert laptop.life.estimate == Estimate.single(2)
    assert laptop.specification.owner == BEN
    assert laptop.specification.labels == ("hardware",)
    assert laptop.specification.purpose == "To work from the first day"
    assert laptop.specification.definition_of_done == "It is on the desk"
    checks = [e.text for e in there.told(work_item, uuid5(ITSELF, "laptop"))
              if isinstance(e, CheckAdded)]  # fmt: skip
    assert checks == ["Size", "Keyboard"]


def test_its_steps_hang_together_as_in_the_template():
    there = world()
    there.ask(from_template, ITSELF, asking())
    ready, desk = uuid5(ITSELF, "ready"), item(there, "desk")
    assert desk.network.parent == item(there, "laptop").network.parent == ready
    assert set(item(there, "ready").network.parts) == {
        uuid5(ITSELF, "laptop"),
        uuid5(ITSELF, "desk"),
    }
    assert desk.network.predecessors == {uuid5(ITSELF, "laptop"): Dependency(lag_days=1)}
    first = item(there, "first")
    waits = {uuid5(ITSELF, "desk"): Dependency(DependencyKind.SS)}
    assert first.network.predecessors == waits
    assert first.specification.shape is Shape.MILESTONE
    assert (first.plan.start, first.plan.due) == (None, MONDAY)


def test_what_is_left_to_nobody_has_nobody():
    there = world()
    there.ask(from_template, ITSELF, asking(people=(Cast(role="it", person=ANA),)))
    assert item(there, "talk").plan.assignees == ()
    assert item(there, "laptop").specification.owner is None


def test_several_people_share_a_role():
    there = world()
    both = (Cast(role="it", person=ANA), Cast(role="it", person=BEN), Cast(role="it", person=ANA))
    there.ask(from_template, ITSELF, asking(people=both))
    assert item(there, "desk").plan.assignees == (ANA, BEN)


def test_days_off_of_the_template_and_of_the_project_are_skipped():
    there = world(SetTemplateDaysOff(days=(MONDAY,)))
    there.ask(from_template, ITSELF, asking(days_off=(MONDAY + DAY,)))
    assert item(there, "first").plan.due == MONDAY + 2 * DAY
    assert item(there, "desk").plan.due == MONDAY - 3 * DAY, "The Friday before"


def test_days_off_of_the_calendar_are_skipped():
    there = world()
    for id, day in ((HERE, MONDAY), (THERE, MONDAY - 3 * DAY)):
        there.put(work_calendar, id, WorkCalendarAdded(name="Here"))
        there.put(work_calendar, id, DayOffAdded(day=day, name="Feast"))
    default = DefaultCalendarSet(calendar=HERE, valid_from=MONDAY)
    there.put(default_calendar, DEFAULT_CALENDAR, default)
    there.ask(from_template, ITSELF, asking())
    assert item(there, "first").plan.due == MONDAY + DAY, "By the default calendar"
    there.ask(from_template, OTHER, asking(key="TWO", calendar=THERE))
    assert item(there, "first", OTHER).plan.due == MONDAY
    assert item(there, "desk", OTHER).plan.due == MONDAY - 4 * DAY
    with pytest.raises(NoSuchWorkCalendar):
        there.ask(from_template, UUID(int=52), asking(key="THR", calendar=ANA))
    undated = world(steps=(Step(step="talk", title="Talk"),))
    undated.put(default_calendar, DEFAULT_CALENDAR, default)
    assert undated.ask(from_template, ITSELF, asking(starts=None))


def test_days_are_counted_back_from_the_end():
    steps = (
        Step(step="party", title="Party", counts_from=Anchor.END, offset_days=0),
        Step(step="cake", title="Cake", counts_from=Anchor.END, offset_days=-2, duration_days=2),
        Step(step="thanks", title="Say thanks", counts_from=Anchor.END, week=2),
    )
    there = world(steps=steps)
    there.ask(from_template, ITSELF, asking(starts=None, ends=FRIDAY + DAY))
    assert item(there, "party").plan.due == FRIDAY, "No work on Saturdays"
    cake = item(there, "cake").plan
    assert (cake.start, cake.due) == (FRIDAY - 2 * DAY, FRIDAY - DAY)
    assert item(there, "thanks").plan.due == MONDAY + 7 * DAY
    planned = there.look(project, ITSELF)
    assert (planned.starts, planned.ends) == (FRIDAY - 2 * DAY, FRIDAY + DAY)


def test_a_template_without_days_makes_a_project_without_days():
    there = world(steps=(Step(step="talk", title="Talk"),))
    there.ask(from_template, ITSELF, asking(starts=None))
    planned = there.look(project, ITSELF)
    assert (planned.starts, planned.ends) == (None, None)
    assert item(there, "talk").plan.due is None


def test_a_project_whose_steps_all_come_before_it_starts_ends_on_its_first_day():
    there = world(steps=(Step(step="ask", title="Ask", offset_days=-3),))
    there.ask(from_template, ITSELF, asking())
    planned = there.look(project, ITSELF)
    assert (planned.starts, planned.ends) == (MONDAY, MONDAY)
    after = (Step(step="ask", title="Ask", counts_from=Anchor.END, offset_days=3),)
    there = world(steps=after)
    there.ask(from_template, ITSELF, asking(starts=None, ends=FRIDAY))
    planned = there.look(project, ITSELF)
    assert (planned.starts, planned.ends) == (FRIDAY, FRIDAY)


def test_steps_that_are_counted_from_a_day_need_to_know_it():
    there = world()
    with pytest.raises(NoDayToCountFrom, match="laptop is counted from the start: say when"):
        there.ask(from_template, ITSELF, asking(starts=None, ends=FRIDAY))


@pytest.mark.parametrize("starts", [date(1970, 1, 1), date(2199, 12, 31)])
def test_no_step_lies_off_the_calendar(starts: date):
    with pytest.raises(OffTheCalendar):
        world().ask(from_template, ITSELF, asking(starts=starts))


def test_one_thing_is_made_under_one_id():
    there = world()
    there.ask(from_template, ITSELF, asking())
    with pytest.raises(MadeBefore, match="use another id"):
        there.ask(from_template, ITSELF, asking(key="BEN2"))


def test_nothing_is_made_when_any_part_of_it_is_refused():
    there = world()
    there.ask(project, OTHER, AddProject(name="Other", key="BEN"))
    before = dict(there.histories)
    with pytest.raises(ProjectKeyTaken):
        there.ask(from_template, ITSELF, asking())
    stranger = (Cast(role="lead", person=UUID(int=9)),)
    with pytest.raises(NoSuchPerson):
        there.ask(from_template, ITSELF, asking(key="BEN2", people=stranger))
    assert there.histories == before


def test_people_get_roles_that_the_template_has():
    cook = (Cast(role="cook", person=ANA),)
    with pytest.raises(NotARoleOfThis, match="cook is not a role of Onboarding: it, lead"):
        world().ask(from_template, ITSELF, asking(people=cook))
    bare = World()
    bare.put(person, ANA, PersonAdded(name="Ana"))
    for command in (AddTemplate(name="Bare"), PutTemplateSteps(steps=(STEPS[0],)),
                    PublishTemplate()):  # fmt: skip
        bare.ask(template, TEMPLATE, command)
    with pytest.raises(NotARoleOfThis, match="it has none"):
        bare.ask(from_template, ITSELF, asking(people=cook))


def test_the_newest_version_is_taken_and_older_ones_stay_usable():
    there = world()
    there.ask(template, TEMPLATE, RemoveTemplateStep(step="talk"))
    there.ask(template, TEMPLATE, PublishTemplate())
    there.ask(from_template, ITSELF, asking())
    there.ask(from_template, OTHER, asking(key="ANA", version=1))
    assert (there.look(from_template, ITSELF), there.look(from_template, OTHER)) == (
        Origin(TEMPLATE, 2, Makes.PROJECT),
        Origin(TEMPLATE, 1, Makes.PROJECT),
    )
    assert item(there, "talk").plan.title == ""
    assert item(there, "talk", OTHER).plan.title == "Talk about how it went"


def test_what_is_made_is_not_changed_by_a_later_version():
    there = world()
    there.ask(from_template, ITSELF, asking())
    before = item(there, "talk")
    changed = STEPS[-1].model_copy(update={"title": "Do not talk"})
    there.ask(template, TEMPLATE, PutTemplateSteps(steps=(changed,)))
    there.ask(template, TEMPLATE, PublishTemplate())
    assert item(there, "talk") == before


def test_only_what_was_published_is_used():
    with pytest.raises(NoSuchTemplate, match=str(TEMPLATE)):
        World().ask(from_template, ITSELF, asking())
    draft = World()
    draft.ask(template, TEMPLATE, AddTemplate(name="Onboarding"))
    with pytest.raises(NotPublished, match="no version of Onboarding: publish its draft first"):
        draft.ask(from_template, ITSELF, asking())
    with pytest.raises(NotPublished, match="no version 3 of Onboarding: the newest is 1"):
        world().ask(from_template, ITSELF, asking(version=3))


def test_nothing_is_made_from_a_retired_template():
    there = world()
    there.ask(template, TEMPLATE, RetireTemplate(reason="Nobody joins"))
    with pytest.raises(TemplateIsRetired):
        there.ask(from_template, ITSELF, asking())


def test_a_template_makes_projects_or_work_items():
    with pytest.raises(MakesSomethingElse, match="Onboarding makes a work-item, not a project"):
        world(makes=Makes.WORK_ITEM).ask(from_template, ITSELF, asking())
    with pytest.raises(MakesSomethingElse, match="Onboarding makes a project, not a work-item"):
        world().ask(from_template, ITSELF, AddWorkItemFromTemplate(template=TEMPLATE))


def test_a_work_item_is_made_with_all_its_parts():
    there = world(TitleTemplate(title="Welcome", labels=("people",)), makes=Makes.WORK_ITEM)
    there.ask(project, OTHER, AddProject(name="Other", key="OTH"))
    ask = AddWorkItemFromTemplate(template=TEMPLATE, project=OTHER, starts=MONDAY)
    (made,) = there.ask(from_template, ITSELF, ask)
    assert isinstance(made, MadeFromTemplate)
    assert (made.items, made.count) == (6, "6 work items")
    top = there.look(work_item, ITSELF)
    assert (top.plan.title, top.plan.project) == ("Welcome", OTHER)
    assert (top.plan.start, top.plan.due) == (MONDAY, MONDAY + 11 * DAY)
    assert top.specification.labels == ("people",)
    assert set(top.network.parts) == {uuid5(ITSELF, id) for id in ("ready", "first", "talk")}
    assert item(there, "laptop").plan.project == OTHER


def test_a_work_item_is_called_what_was_asked_for_or_what_the_template_is():
    there = world(makes=Makes.WORK_ITEM)
    ask = AddWorkItemFromTemplate(template=TEMPLATE, starts=MONDAY, title="Ben", ends=FRIDAY)
    there.ask(from_template, ITSELF, ask)
    assert there.look(work_item, ITSELF).plan.title == "Ben"
    assert there.look(work_item, ITSELF).plan.due == FRIDAY
    there.ask(from_template, OTHER, AddWorkItemFromTemplate(template=TEMPLATE, starts=MONDAY))
    assert there.look(work_item, OTHER).plan.title == "Onboarding"


def test_work_is_made_as_a_part_of_other_work():
    there = world(makes=Makes.WORK_ITEM)
    there.ask(from_template, OTHER, AddWorkItemFromTemplate(template=TEMPLATE, starts=MONDAY))
    ask = AddWorkItemFromTemplate(template=TEMPLATE, starts=MONDAY, parent=OTHER)
    there.ask(from_template, ITSELF, ask)
    assert there.look(work_item, ITSELF).network.parent == OTHER


def test_a_command_is_decided_when_it_was_completed_only():
    with pytest.raises(TypeError, match="inform"):
        from_template.decide(Origin(), asking(), NOON)
    with pytest.raises(TypeError, match="inform"):
        from_template.requires(ITSELF, Origin(), asking())
    contents = Contents(steps=(STEPS[0],), roles=(RoleOf(role="it"),))
    whole = MakeFromTemplate(asked=asking(), version=1, name="Onboarding", contents=contents)
    assert from_template.inform(ITSELF, Origin(), whole, NOON, World().look) is whole


def test_people_are_named_once_in_what_is_told():
    both = (Cast(role="it", person=ANA), Cast(role="lead", person=ANA))
    made = MadeFromTemplate(template=TEMPLATE, version=1, makes=Makes.PROJECT, items=1, people=both)
    assert (made.persons, made.count) == ((ANA,), "1 work item")
    given(from_template, made).when(asking()).refused(NoSuchTemplate)
