"""What becomes of a client's request is done for that client."""

from typing import get_args
from uuid import UUID

from workdomain.identification.accepted import Accepting
from workdomain.identification.request import Request, request
from workdomain.identification.request_words import RequestAcceptedAsWorkItem
from workdomain.kernel import Ask, Context, Policy
from workdomain.planning.project_client import SetProjectClient
from workdomain.planning.specification import WorkForClient


def react(_id: UUID, asked: Request, event: Accepting, _context: Context) -> list[Ask]:
    """Say of the work item or project for whom it is; a client that is closed says no."""
    if asked.for_client is None:
        return []
    if isinstance(event, RequestAcceptedAsWorkItem):
        return [Ask("work-item", event.item, WorkForClient(client=asked.for_client))]
    return [Ask("project", event.project, SetProjectClient(client=asked.for_client))]


for_client: Policy[Request, Accepting] = Policy(
    name="for-client", decider=request, reads=get_args(Accepting), react=react
)
