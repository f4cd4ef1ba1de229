"""What a request becomes is to move the objective that the request serves."""

from typing import get_args
from uuid import UUID

from workdomain.identification.initiatives import AddInitiative
from workdomain.identification.request import Request, request
from workdomain.identification.request_words import (
    RequestAcceptedAsProject,
    RequestAcceptedAsWorkItem,
)
from workdomain.kernel import Ask, Context, Policy

Accepting = RequestAcceptedAsWorkItem | RequestAcceptedAsProject


def react(_id: UUID, _request: Request, event: Accepting, _context: Context) -> list[Ask]:
    """Ask the objective to take the work as an initiative; one that is closed says no."""
    if event.serves is None:
        return []
    if isinstance(event, RequestAcceptedAsWorkItem):
        return [Ask("objective", event.serves, AddInitiative(item=event.item))]
    return [Ask("objective", event.serves, AddInitiative(project=event.project))]


accepted: Policy[Request, Accepting] = Policy(
    name="accepted", decider=request, reads=get_args(Accepting), react=react
)
