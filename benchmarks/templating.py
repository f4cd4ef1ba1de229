"""How fast a project is made from a template, beside the same commands given one by one."""

from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path
from uuid import UUID

from benchmarks.company import Clock
from benchmarks.figures import Bar, Figure, in_turns, per_second, seconds_of
from benchmarks.logs import Bench
from workdomain.kernel import Ask, Command, Context
from workdomain.planning.estimate import Estimate
from workdomain.planning.from_template import (
    AddProjectFromTemplate,
    MakeFromTemplate,
    Origin,
    from_template,
)
from workdomain.planning.step import After, Step
from workdomain.planning.template import (
    AddTemplate,
    PublishTemplate,
    template,
)
from workdomain.planning.template_draft import (
    PutTemplateSteps,
)
from workdomain.values import OPERATOR
from workdomain.work import Work

LARGEST = 5_000
AT_ONCE = 1_000
"""Steps of one command that puts them into the draft."""
PHASE = 50
"""Steps that are parts of one other step."""
MONDAY = date(2026, 1, 5)
TEMPLATE, PROJECT = UUID(int=1), UUID(int=2)


def making(bench: Bench) -> Iterator[Figure]:
    """Measure one command that makes a project, and the commands that it stands for."""
    items, numbers = min(LARGEST, bench.scale.commands // 20), count()
    command = AddProjectFromTemplate(name="Move", key="MOVE", template=TEMPLATE, starts=MONDAY)

    def fresh() -> Work:
        work = Work.open(bench.folder / f"template-{next(numbers)}.db", clock=Clock())
        prepare(work, steps(items))
        return work

    def at_once() -> float:
        with fresh() as work:
            return seconds_of(lambda: give(work, [(PROJECT, command)]))

    def one_by_one() -> float:
        with fresh() as work:
            asked = [(ask.id, ask.command) for ask in asks(work, command)]
            return seconds_of(lambda: give(work, asked))

    def in_a_batch() -> float:
        with fresh() as work:
            now = work.now()
            asked = [(ask.id, ask.command, Context(OPERATOR, now)) for ask in asks(work, command)]
            return seconds_of(lambda: work.do_all(asked))

    made, single, batch = in_turns(bench.scale.rounds, at_once, one_by_one, in_a_batch)
    events = events_of(bench.folder / "template-0.db")
    rate = per_second(events, made, "events")
    what = f"a project of {items:,} items made from a template"
    yield Figure(
        what,
        rate,
        "the same commands one by one: " + per_second(events, single, "events"),
        single / made,
        Bar("at least", 3),
    )
    yield Figure(
        what,
        rate,
        "the same commands in one batch: " + per_second(events, batch, "events"),
        batch / made,
    )


def steps(items: int) -> list[Step]:
    """Think of a template: phases of tasks, each of which waits for the one before."""
    found = []
    for number in range(items):
        phase = number - number % PHASE
        inside = number != phase
        found.append(
            Step(
                step=f"s{number}",
                title=f"Step {number}",
                offset_days=number // 10,
                duration_days=3,
                estimate=Estimate.single(8),
                parent=f"s{phase}" if inside else None,
                after=(After(step=f"s{number - 1}"),) if number - 1 > phase else (),
            )
        )
    return found


def prepare(work: Work, made_of: list[Step]) -> None:
    """Publish a template of these steps."""
    put = [
        PutTemplateSteps(steps=tuple(made_of[start : start + AT_ONCE]))
        for start in range(0, len(made_of), AT_ONCE)
    ]
    commands: list[Command] = [AddTemplate(name="Move house"), *put, PublishTemplate()]
    give(work, [(TEMPLATE, command) for command in commands])


def give(work: Work, asked: list[tuple[UUID, Command]]) -> None:
    """Give commands one by one, each durable before the next."""
    now = work.now()
    for id, command in asked:
        work.do(id, command, Context(OPERATOR, now))


def asks(work: Work, command: AddProjectFromTemplate) -> list[Ask]:
    """List the commands that one from a template stands for."""
    known = work.state(template, TEMPLATE)
    whole = MakeFromTemplate(
        asked=command, version=known.newest, name=known.name, contents=known.versions[1]
    )
    return from_template.requires(PROJECT, Origin(), whole)


def events_of(path: Path) -> int:
    """Count the events of a project in a database, without those of its template."""
    with Work.open(path) as work:
        own = f"{template.name}/"
        return sum(not event.stream.startswith(own) for event in work.events())
