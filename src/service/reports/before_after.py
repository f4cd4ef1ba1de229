"""How a subject and its work stood before and after, and what changed in between."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from projections.wording import line
from service.reports import times
from service.reports.lives import Facts, Known, Life, written
from service.reports.parts import Estimated, Fact, FieldOverTime, ItemOverTime
from service.reports.scope import Scope
from workdomain.execution.task_life import State

ALWAYS = ("assignees", "due", "work_h", "remaining_h")
"""What is told of every work item; of the rest, what changed."""


def state(scope: Scope) -> tuple[FieldOverTime, ...]:
    """Tell how the subject itself stood before and after."""
    return tuple(_fields(scope, scope.own, always=tuple(scope.own.after)))


def items(scope: Scope) -> tuple[ItemOverTime, ...]:
    """Tell how each of its work items stood before and after."""
    if scope.subject.kind == "item":
        return ()
    spent = _by_item(scope.entries)
    return tuple(
        ItemOverTime(
            id=id,
            title=line(life.title),
            before=life.before["state"].value if scope.belongs(life.before) else None,
            after=life.after["state"].value if scope.belongs(life.after) else None,
            fields=tuple(_fields(scope, life, ALWAYS)),
            spent_h=times.figure(spent.get(id, ())),
        )
        for id, life in scope.concerned
    )


def estimates(scope: Scope) -> tuple[Estimated, ...]:
    """Tell what work was thought to take at first, when it began and in the end; and took."""
    spent = _by_item(e for e in scope.sheet.entries.values() if not _is_after(scope, e))
    found = []
    for id, life in scope.concerned:
        known = [step.facts["work_h"] for step in life.steps]
        first = next((each for each in known if each.value is not None), None)
        if first is not None:
            begun = (step.facts["work_h"] for step in life.steps if _is_doing(step.facts))
            found.append(
                Estimated(
                    id=id,
                    title=line(life.title),
                    first=_fact(scope, first),
                    at_start=_fact(scope, next(begun, Known())),
                    last=_fact(scope, known[-1]),
                    spent_h=times.figure(spent.get(id, ())),
                )
            )
    return tuple(found)


def _fields(scope: Scope, life: Life, always: Iterable[str]) -> Iterator[FieldOverTime]:
    for name, after in life.after.items():
        changed = tuple(life.changed.get(name, ()))
        if changed or name in always:
            yield FieldOverTime(
                field=name,
                before=_fact(scope, life.before.get(name, Known())),
                after=_fact(scope, after),
                changed=changed,
            )


def _fact(scope: Scope, known: Known) -> Fact:
    return Fact(value=written(known.value, scope.names), position=known.position)


def _by_item(entries: Iterable[times.Entry]) -> Mapping[UUID | None, Sequence[times.Entry]]:
    found: dict[UUID | None, list[times.Entry]] = defaultdict(list)
    for entry in entries:
        found[entry.item].append(entry)
    return found


def _is_after(scope: Scope, entry: times.Entry) -> bool:
    return scope.span.last is not None and entry.day > scope.span.last


def _is_doing(facts: Facts) -> bool:
    return facts["state"].value is State.DOING
