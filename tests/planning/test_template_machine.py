"""Whatever is done to a few templates, and made from them, in whatever order: this stays true."""

from contextlib import suppress
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid5

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from tests.scenario import MONDAY, World
from workdomain.execution.work_item import work_item
from workdomain.kernel import Refused
from workdomain.planning.from_template import AddProjectFromTemplate, from_template
from workdomain.planning.step import After, Step
from workdomain.planning.template import (
    AddTemplate,
    PublishTemplate,
    RestoreTemplate,
    RetireTemplate,
    TemplateCommand,
    TemplatePublished,
    TemplateRestored,
    TemplateRetired,
    template,
)
from workdomain.planning.template_draft import (
    PutTemplateRole,
    PutTemplateSteps,
    RemoveTemplateRole,
    RemoveTemplateStep,
)

NAMES = ["a", "b", "c", "d"]
TEMPLATES = [UUID(int=n) for n in (50, 51)]
MADE = [UUID(int=n) for n in (60, 61, 62)]

names, titles = st.sampled_from(NAMES), st.sampled_from(["Draw", "Build"])
steps = st.builds(
    Step,
    step=names,
    title=titles,
    role=st.sampled_from([None, None, "lead"]),
    parent=st.none() | names,
    offset_days=st.none() | st.integers(-3, 3),
    after=st.lists(names, max_size=2, unique=True).map(
        lambda found: tuple(After(step=name) for name in found)
    ),
)
commands: st.SearchStrategy[TemplateCommand] = st.one_of(
    st.builds(AddTemplate, name=titles),
    st.builds(
        PutTemplateSteps,
        steps=st.lists(steps, min_size=1, max_size=4, unique_by=lambda s: s.step).map(tuple),
    ),
    st.builds(RemoveTemplateStep, step=names),
    st.builds(PutTemplateRole, role=st.just("lead")),
    st.builds(RemoveTemplateRole, role=st.just("lead")),
    st.just(PublishTemplate()),
    st.sampled_from([RetireTemplate(reason="Old"), RestoreTemplate(reason="Not old")]),
)


class TemplateMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.drafts: dict[UUID, dict[str, Step]] = {id: {} for id in TEMPLATES}
        """What each draft says, told by what was answered alone."""
        self.versions: dict[UUID, list[dict[str, Step]]] = {id: [] for id in TEMPLATES}
        self.made: dict[UUID, dict[str, Step]] = {}

    @rule(id=st.sampled_from(TEMPLATES), command=commands)
    def ask(self, id: UUID, command: TemplateCommand) -> None:
        with suppress(Refused):
            happened = self.world.ask(template, id, command)
            match command:
                case PutTemplateSteps(steps=put):
                    self.drafts[id] |= {step.step: step for step in put}
                case RemoveTemplateStep(step=gone):
                    self.drafts[id].pop(gone, None)
                case PublishTemplate() if happened:
                    self.versions[id].append(dict(self.drafts[id]))
            if not isinstance(command, AddTemplate):
                assert self.world.ask(template, id, command) == [], "Asked twice"

    @rule(id=st.sampled_from(MADE), of=st.sampled_from(TEMPLATES), version=st.integers(0, 3))
    def make(self, id: UUID, of: UUID, version: int) -> None:
        key = f"K{MADE.index(id)}"
        wanted: Any = version or None
        command = AddProjectFromTemplate(
            name="Made", key=key, template=of, version=wanted, starts=MONDAY
        )
        with suppress(Refused):
            self.world.ask(from_template, id, command)
            versions = self.versions[of]
            self.made[id] = versions[version - 1 if version else -1]

    @invariant()
    def versions_are_what_the_draft_said_when_they_were_published(self) -> None:
        for id in TEMPLATES:
            told = [e for e in self.world.told(template, id) if isinstance(e, TemplatePublished)]
            assert [event.version for event in told] == list(range(1, len(told) + 1))
            said = [{step.step: step for step in event.contents.steps} for event in told]
            assert said == self.versions[id]

    @invariant()
    def nothing_happens_to_a_template_while_it_is_retired(self) -> None:
        for id in TEMPLATES:
            told = self.world.told(template, id)
            for event, after in pairwise(told):
                retired = isinstance(event, TemplateRetired)
                assert retired == isinstance(after, TemplateRestored)

    @invariant()
    def whatever_was_made_has_the_steps_of_its_version_and_no_others(self) -> None:
        for id, said in self.made.items():
            for name in NAMES:
                item = self.world.look(work_item, uuid5(id, name))
                step = said.get(name)
                assert item.plan.title == (step.title if step else "")
                if step:
                    parent = uuid5(id, step.parent) if step.parent else None
                    waits = {uuid5(id, after.step) for after in step.after}
                    assert item.network.parent == parent
                    assert item.network.predecessors.keys() == waits
                    assert (item.plan.due is None) == (step.offset_days is None)


TestTemplate = TemplateMachine.TestCase
TestTemplate.settings = settings(max_examples=60, stateful_step_count=40)
