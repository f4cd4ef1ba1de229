"""How it is taken back that something was made from a template: each work item is cancelled."""

from workdomain.kernel import CannotRevert, Command, Undo
from workdomain.planning.from_template import MadeFromTemplate, Origin, from_template
from workdomain.planning.template import Makes


def commands(event: MadeFromTemplate, _now: Origin, _wanted: Origin) -> list[Command]:
    """Refuse: what is gone with its work items needs nothing."""
    raise CannotRevert(f"A {event.makes} was made from a template and stays: close it instead")


def gone(it: Origin) -> bool:
    """Tell whether it is gone once its work items are; a project is closed instead."""
    return it.makes is Makes.WORK_ITEM


from_template_undo: Undo[Origin, MadeFromTemplate] = Undo(from_template, commands, gone=gone)
