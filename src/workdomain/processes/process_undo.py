"""How changes to a process are taken back: by another change, from the same day on."""

from datetime import date
from typing import Any, assert_never

from workdomain.kernel import CannotRevert, Command, Undo
from workdomain.processes.process import (
    ChangeProcess,
    Direction,
    Expected,
    Process,
    ProcessAdded,
    ProcessChanged,
    ProcessEvent,
    ProcessRenamed,
    ProcessRetired,
    RenameProcess,
    RetireProcess,
    Way,
    process,
)

WHY = "Reverted"


def commands(event: ProcessEvent, now: Process, wanted: Process) -> list[Command]:
    """Say what makes up for an event; a process that was added by mistake is retired."""
    if not wanted.name:
        return [] if now.retired else [RetireProcess(reason=WHY)]
    match event:
        case ProcessAdded() | ProcessRenamed():
            return [RenameProcess(name=wanted.name)]
        case ProcessChanged(from_day=day, expected=expected):
            way = wanted.on(day)
            return [
                ChangeProcess(
                    workflow=way.workflow,
                    templates=way.templates,
                    cadences=way.cadences,
                    rules=way.rules,
                    from_day=day,
                    reason=WHY,
                    expected=_opposite(expected),
                )
            ]
        case ProcessRetired():
            raise CannotRevert(f"{now.name} was retired and stays so: add another process")
        case _:
            assert_never(event)


def _opposite(expected: Expected) -> Expected:
    """Expect that the difference which a change should make is not made."""
    up = expected.direction is Direction.DOWN
    return expected.model_copy(update={"direction": Direction.UP if up else Direction.DOWN})


def counts(it: Process) -> Any:
    """Compare how it is on each day, in however many versions that was told."""
    days: list[tuple[date, Any]] = []
    for day in sorted({way.from_day for way in it.ways.values()}):
        told = _told(it.on(day))
        if not days or days[-1][1] != told:
            days.append((day, told))
    return it.name, days, it.retired


def _told(way: Way) -> Any:
    return way.workflow, way.templates, way.cadences, way.rules


def gone(it: Process) -> bool:
    """Tell whether no project takes it up any more."""
    return it.retired


process_undo: Undo[Process, ProcessEvent] = Undo(process, commands, counts, gone)
