from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from tests.scenario import given
from workdomain.planning.dependency import DependencyKind
from workdomain.planning.estimate import Estimate
from workdomain.planning.shape import Shape
from workdomain.planning.step import MOST_STEPS, After, Contents, RoleOf, Step
from workdomain.planning.template import (
    AddTemplate,
    DescribeTemplate,
    Makes,
    NoSuchTemplate,
    PublishTemplate,
    RenameTemplate,
    RestoreTemplate,
    RetireTemplate,
    TemplateAdded,
    TemplateCommand,
    TemplateDescribed,
    TemplateExists,
    TemplateIsRetired,
    TemplatePublished,
    TemplateRenamed,
    TemplateRestored,
    TemplateRetired,
    template,
)
from workdomain.planning.template_draft import (
    MOST_ROLES,
    PutTemplateRole,
    PutTemplateStep,
    PutTemplateSteps,
    RemoveTemplateRole,
    RemoveTemplateStep,
    SetTemplateDaysOff,
    TemplateDaysOffSet,
    TemplateRolePut,
    TemplateRoleRemoved,
    TemplateStepRemoved,
    TemplateStepsPut,
    TemplateTitled,
    TitleTemplate,
    TooMuchForATemplate,
)
from workdomain.planning.template_rules import (
    MilestoneStepTakesNoWork,
    NothingInIt,
    StepsInACircle,
    StepWaitsForItsFamily,
    UnknownRole,
    UnknownStep,
    must_hold_together,
)

JOIN = TemplateAdded(name="Onboarding", makes=Makes.PROJECT)
LAPTOP = Step(step="laptop", title="Order a laptop", offset_days=-5)
DESK = Step(step="desk", title="Set up the desk", after=(After(step="laptop"),))
PUT = TemplateStepsPut(steps=(LAPTOP, DESK))
FIRST = TemplatePublished(version=1, contents=Contents(steps=(LAPTOP, DESK)))
RETIRED = TemplateRetired(reason="Nobody joins")
MAY_DAY = date(2026, 5, 1)


def step(id: str, *after: str, **more: Any) -> Step:
    return Step(step=id, title=id.title(), after=tuple(After(step=a) for a in after), **more)


def test_a_template_is_added_once():
    add = AddTemplate(name="Onboarding")
    given(template).when(add).then(JOIN)
    given(template, JOIN).when(add).refused(TemplateExists, "Onboarding was added before")


def test_nothing_is_said_of_a_template_that_was_not_added():
    given(template).when(PublishTemplate()).refused(NoSuchTemplate)


def test_it_takes_another_name_and_another_description():
    given(template, JOIN).when(RenameTemplate(name="Joining")).then(TemplateRenamed(name="Joining"))
    given(template, JOIN).when(RenameTemplate(name="Onboarding")).then()
    said = TemplateDescribed(description="For all")
    given(template, JOIN).when(DescribeTemplate(description="For all")).then(said)
    given(template, JOIN, said).when(DescribeTemplate(description="For all")).then()


def test_what_is_made_from_it_has_a_title_and_labels():
    titled = TemplateTitled(title="Ben joins", labels=("people",))
    ask = TitleTemplate(title="Ben joins", labels=("people",))
    given(template, JOIN).when(ask).then(titled)
    given(template, JOIN, titled).when(ask).then()


def test_steps_are_put_into_the_draft_and_replace_those_that_are_called_the_same():
    given(template, JOIN).when(PutTemplateSteps(steps=(LAPTOP, DESK))).then(PUT)
    given(template, JOIN, PUT).when(PutTemplateSteps(steps=(LAPTOP, DESK))).then()
    other = LAPTOP.model_copy(update={"title": "Order a phone"})
    given(template, JOIN, PUT).when(PutTemplateSteps(steps=(other, DESK))).then(
        TemplateStepsPut(steps=(other,))
    )


def test_one_step_is_put_by_its_fields():
    ask = PutTemplateStep(step="laptop", title="Order a laptop", offset_days=-5)
    given(template, JOIN).when(ask).then(TemplateStepsPut(steps=(LAPTOP,)))
    given(template, JOIN, PUT).when(ask).then()


def test_a_step_is_taken_out_of_the_draft():
    gone = TemplateStepRemoved(step="desk")
    given(template, JOIN, PUT).when(RemoveTemplateStep(step="desk")).then(gone)
    given(template, JOIN, PUT, gone).when(RemoveTemplateStep(step="desk")).then()


def test_the_same_step_is_not_said_twice_at_once():
    with pytest.raises(ValidationError, match="desk is there twice; give it once"):
        PutTemplateSteps(steps=(DESK, DESK))


def test_a_step_waits_for_another_one_in_one_way():
    with pytest.raises(ValidationError, match="laptop is there twice"):
        step("desk", "laptop", "laptop")


def test_a_template_has_at_most_ten_thousand_steps():
    many = tuple(step(f"s{number}") for number in range(MOST_STEPS))
    full = given(template, JOIN, TemplateStepsPut(steps=many))
    full.when(PutTemplateSteps(steps=(DESK,))).refused(TooMuchForATemplate, "make two templates")
    again = many[0].model_copy(update={"title": "Other"})
    full.when(PutTemplateSteps(steps=(again,))).then(TemplateStepsPut(steps=(again,)))


def test_roles_are_put_described_anew_and_removed():
    put = TemplateRolePut(role="it", description="Machines")
    given(template, JOIN).when(PutTemplateRole(role="it", description="Machines")).then(put)
    given(template, JOIN, put).when(PutTemplateRole(role="it", description="Machines")).then()
    given(template, JOIN, put).when(PutTemplateRole(role="it")).then(TemplateRolePut(role="it"))
    gone = TemplateRoleRemoved(role="it")
    given(template, JOIN, put).when(RemoveTemplateRole(role="it")).then(gone)
    given(template, JOIN, put, gone).when(RemoveTemplateRole(role="it")).then()


def test_a_template_has_a_bounded_number_of_roles():
    roles = [TemplateRolePut(role=f"r{number}") for number in range(MOST_ROLES)]
    full = given(template, JOIN, *roles)
    full.when(PutTemplateRole(role="more")).refused(TooMuchForATemplate, "remove one first")
    full.when(PutTemplateRole(role="r1", description="x")).then(
        TemplateRolePut(role="r1", description="x")
    )


@pytest.mark.parametrize("role", ["a=b", "a,b", "", "a\nb"])
def test_a_role_can_be_typed_before_a_name(role: str):
    with pytest.raises(ValidationError):
        PutTemplateRole(role=role)


def test_days_off_are_set_in_order_and_once():
    days = TemplateDaysOffSet(days=(MAY_DAY, date(2026, 12, 25)))
    ask = SetTemplateDaysOff(days=(date(2026, 12, 25), MAY_DAY, MAY_DAY))
    given(template, JOIN).when(ask).then(days)
    given(template, JOIN, days).when(ask).then()


def test_a_version_says_all_that_the_draft_says():
    draft = (
        JOIN,
        PUT,
        TemplateRolePut(role="it", description="Machines"),
        TemplateTitled(title="Ben joins", labels=("people",)),
        TemplateDaysOffSet(days=(MAY_DAY,)),
    )
    contents = Contents(
        title="Ben joins",
        labels=("people",),
        steps=(LAPTOP, DESK),
        roles=(RoleOf(role="it", description="Machines"),),
        days_off=(MAY_DAY,),
    )
    given(template, *draft).when(PublishTemplate(note="New")).then(
        TemplatePublished(version=1, contents=contents, note="New")
    )


def test_a_draft_that_has_not_changed_makes_no_version():
    given(template, JOIN, PUT, FIRST).when(PublishTemplate(note="Again")).then()


def test_versions_count_on_and_older_ones_stay():
    gone = TemplateStepRemoved(step="desk")
    second = TemplatePublished(version=2, contents=Contents(steps=(LAPTOP,)))
    there = given(template, JOIN, PUT, FIRST, gone)
    there.when(PublishTemplate()).then(second)
    world = given(template, JOIN, PUT, FIRST, gone, second).world()
    known = next(iter(world.states.values()))
    assert known.newest == 2
    assert known.versions == {1: FIRST.contents, 2: second.contents}


@pytest.mark.parametrize(
    ("steps", "rule", "why"),
    [
        ((), NothingInIt, "has no steps yet"),
        ((step("a", "b"),), UnknownStep, "a is about b"),
        ((step("a", parent="b"),), UnknownStep, "not a step of Onboarding"),
        ((step("a", role="chef"),), UnknownRole, "a is for chef"),
        ((step("a", owner="chef"),), UnknownRole, "a is for chef"),
        ((step("a", "a"),), StepsInACircle, "Waiting for itself: a -> a"),
        ((step("a", "b"), step("b", "a")), StepsInACircle, "Waiting for itself"),
        ((step("a", parent="a"),), StepsInACircle, "A part of itself: a -> a"),
        ((step("a"), step("b", "a", parent="a")), StepWaitsForItsFamily, "b waits"),
        ((step("a", "b"), step("b", parent="a")), StepWaitsForItsFamily, "a waits"),
        (
            (step("a", shape=Shape.MILESTONE, estimate=Estimate.single(1)),),
            MilestoneStepTakesNoWork,
            "leave out",
        ),
        ((step("a", shape=Shape.MILESTONE, duration_days=2),), MilestoneStepTakesNoWork, "a is"),
    ],
)
def test_what_cannot_become_work_is_not_published(steps: tuple[Step, ...], rule: Any, why: str):
    with pytest.raises(rule, match=why):
        must_hold_together("Onboarding", Contents(steps=steps))
    put = (TemplateStepsPut(steps=steps),) if steps else ()
    given(template, JOIN, *put).when(PublishTemplate()).refused(rule, why)


def test_a_long_circle_is_told_by_its_two_ends():
    ring = tuple(step(f"s{n}", f"s{(n + 1) % 50}") for n in range(50))
    with pytest.raises(StepsInACircle) as refusal:
        must_hold_together("Onboarding", Contents(steps=ring))
    assert "..." in str(refusal.value)
    assert str(refusal.value).count("->") == 20


def test_a_retired_template_changes_no_more_until_it_is_restored():
    given(template, JOIN).when(RetireTemplate(reason="Nobody joins")).then(RETIRED)
    given(template, JOIN, RETIRED).when(RetireTemplate(reason="Really")).then()
    restored = TemplateRestored(reason="They do")
    given(template, JOIN, RETIRED).when(RestoreTemplate(reason="They do")).then(restored)
    given(template, JOIN).when(RestoreTemplate(reason="They do")).then()
    given(template, JOIN, RETIRED, restored).when(PutTemplateRole(role="it")).then(
        TemplateRolePut(role="it")
    )


@pytest.mark.parametrize(
    "change",
    [
        RenameTemplate(name="Joining"),
        PutTemplateSteps(steps=(DESK,)),
        RemoveTemplateStep(step="desk"),
        PutTemplateRole(role="it"),
        SetTemplateDaysOff(days=()),
        PublishTemplate(),
    ],
)
def test_nothing_is_done_to_a_retired_template(change: TemplateCommand):
    there = given(template, JOIN, PUT, RETIRED)
    there.when(change).refused(TemplateIsRetired, "restore it first")


def test_a_step_that_is_waited_for_is_written_as_it_can_be_typed():
    assert str(After(step="a")) == "a"
    assert str(After(step="a", lag_days=2)) == "a=2"
    assert str(After(step="a", kind=DependencyKind.SS)) == "a=0=SS"


@pytest.mark.parametrize("id", ["Laptop", "a b", "-a", "a" * 81, ""])
def test_a_step_is_called_by_small_letters_digits_and_marks(id: str):
    with pytest.raises(ValidationError):
        Step(step=id, title="x")


def test_steps_are_told_by_their_number_and_the_first_of_them():
    many = TemplateStepsPut(steps=tuple(step(f"s{n}") for n in range(9)))
    assert (many.count, many.shown) == ("9 steps", "S0, S1, S2, S3, S4 and others")
    assert (FIRST.count, PUT.shown) == ("2 steps", "Order a laptop, Set up the desk")


def test_a_draft_with_other_roles_or_days_makes_a_version():
    there = (JOIN, PUT, FIRST)
    role = TemplateRolePut(role="it")
    second = Contents(steps=(LAPTOP, DESK), roles=(RoleOf(role="it"),))
    given(template, *there, role).when(PublishTemplate()).then(
        TemplatePublished(version=2, contents=second)
    )
    gone = TemplateRoleRemoved(role="it")
    given(template, *there, role, gone).when(PublishTemplate()).then()
