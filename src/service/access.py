"""Who comes in, and what they may do: one table.

A token is `wd_<id>_<secret>`, with 128 bits of name and 256 of secret, both in hexadecimal. The log
holds the SHA-256 of the secret only, which is enough for so long a secret (OWASP ASVS 5.0, 6.5.2).
"""

import asyncio
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256
from urllib.parse import parse_qs
from uuid import UUID

from service.problems import Problem
from service.settings import PREFIX
from workdomain.execution.allocation_words import RequestAllocation
from workdomain.execution.equipment_words import (
    AddEquipment,
    DescribeEquipment,
    SetEquipmentUnits,
)
from workdomain.execution.feedback import GiveFeedback
from workdomain.execution.inbox import inbox
from workdomain.execution.leave import RequestLeave
from workdomain.execution.sheet import sheet
from workdomain.execution.sheet_words import (
    ApproveTime,
    ApproveUnanswered,
    CreditTime,
    DeclareWeekComplete,
    InvoiceTime,
    RecallWeek,
    RejectTime,
    RemindOfTime,
    ReopenTime,
    SubmitWeek,
)
from workdomain.execution.timekeeping import TIMEKEEPING, timekeeping
from workdomain.execution.timer import timer
from workdomain.execution.week import week
from workdomain.execution.week_words import CorrectTime, LogCorrection, LogTime, RemoveTime
from workdomain.execution.work_item import work_item
from workdomain.identification.request_words import SubmitRequest
from workdomain.kernel import Command, Context, Refused
from workdomain.people.person import lead_on
from workdomain.people.person import person as people
from workdomain.people.token import IssueToken, Role, Token
from workdomain.people.token import token as tokens
from workdomain.planning.from_template import AddProjectFromTemplate
from workdomain.planning.project import project
from workdomain.values import new_id
from workdomain.work import Work

LEAST: Mapping[str, Role] = {
    "person": Role.MANAGER,
    "project": Role.MANAGER,
    "work-item": Role.MEMBER,
    "week": Role.MEMBER,
    "inbox": Role.VIEWER,
    "recurrence": Role.MEMBER,
    "delegation": Role.MEMBER,
    "workflow": Role.MANAGER,
    "process": Role.MANAGER,
    "template": Role.MANAGER,
    "from-template": Role.MEMBER,
    "client": Role.MANAGER,
    "deal": Role.MANAGER,
    "retainer": Role.MANAGER,
    "allocation": Role.MANAGER,
    "equipment": Role.MEMBER,
    "default-calendar": Role.MANAGER,
    "interaction": Role.MEMBER,
    "feedback": Role.MEMBER,
    "work-calendar": Role.MANAGER,
    "budget": Role.MANAGER,
    "baseline": Role.MANAGER,
    "rate": Role.MANAGER,
    "schedule": Role.MANAGER,
    "sheet": Role.MEMBER,
    "timekeeping": Role.MANAGER,
    "timer": Role.MEMBER,
    "leave": Role.MEMBER,
    "team": Role.MANAGER,
    "leave-account": Role.MANAGER,
    "token": Role.OWNER,
    "overbooking": Role.OWNER,
    "strain": Role.VIEWER,
    "objective": Role.MEMBER,
    "request": Role.MEMBER,
    "revert": Role.MEMBER,
}
"""The least role that may give commands to a decider; the owner alone, if it is not named here.

Every role but the client's may read everything. A member logs time in their own weeks only; an
inbox is changed by its own person only, whatever their role. Whoever takes something back may do
what makes up for it. A client reads its portal, asks for work and rates what was done: that is all.
"""
AT_LEAST: Mapping[type[Command], Role] = {
    AddProjectFromTemplate: Role.MANAGER,
    InvoiceTime: Role.MANAGER,
    ApproveUnanswered: Role.MANAGER,
    CreditTime: Role.MANAGER,
    RemindOfTime: Role.MANAGER,
    RequestAllocation: Role.MEMBER,
    AddEquipment: Role.MANAGER,
    DescribeEquipment: Role.MANAGER,
    SetEquipmentUnits: Role.MANAGER,
}
"""Commands that take more, or less, than others of their decider."""
RANK = {role: rank for rank, role in enumerate(reversed(Role))}
OF_A_WEEK = (
    LogTime,
    CorrectTime,
    RemoveTime,
    LogCorrection,
    SubmitWeek,
    RecallWeek,
    DeclareWeekComplete,
)
OF_AN_APPROVER = (ApproveTime, RejectTime, ReopenTime)
"""A member may do these for those who report to them, as the domain sees to; a manager for all who
report to nobody, too."""

PORTAL = (f"{PREFIX}/views/portal", f"{PREFIX}/views/portal/compare")
"""All that a client reads."""

CALENDAR = f"{PREFIX}/reports/calendar"
"""All that a feed reads."""

FORM = b"Bearer wd_"
ID, SECRET = 32, 64
LENGTH = len(FORM) + ID + 1 + SECRET
MOST_KNOWN = 10_000


class NotAllowed(Problem, Refused):
    """What a token may do is said by the role it is for."""


@dataclass(frozen=True, slots=True)
class Grant:
    """Somebody who came in with a token that holds."""

    token: UUID
    person: UUID
    role: Role
    client: UUID | None = None
    """The client whose portal they see, for the role client."""


class Access:
    """Knows the tokens used last, and forgets each as soon as it has changed."""

    def __init__(self, work: Work) -> None:
        """Let in whoever has a token of this workspace."""
        self._work = work
        self._known: OrderedDict[str, tuple[str, Grant]] = OrderedDict()
        self._news = 0
        """Grows whenever what is being read now may be out of date already."""

    async def let_in(self, headers: Mapping[bytes, bytes]) -> Grant:
        """Tell who comes in. Raises a 401 problem when nobody may with this token."""
        given = headers.get(b"authorization", b"")
        if len(given) != LENGTH or not given.startswith(FORM):
            raise _unknown("Send the header Authorization: Bearer wd_..., with a token of yours")
        try:
            id, _, secret = given[len(FORM) :].decode("ascii").partition("_")
            hashed, grant = self._known.get(id) or await self._look_up(id)
        except ValueError:
            raise _unknown("This is not a token") from None
        if not hmac.compare_digest(hashed, sha256(secret.encode()).hexdigest()):
            raise _unknown("This token is not valid, or not any more")
        return grant

    async def holds(self, grant: Grant) -> bool:
        """Tell whether somebody who came in before still may."""
        try:
            await self._look_up(grant.token.hex)
        except Problem:
            return False
        return True

    async def _look_up(self, id: str) -> tuple[str, Grant]:
        if known := self._known.get(id):
            return known
        token_id, news = UUID(hex=id), self._news
        if token_id.hex != id:
            raise ValueError("written in another way, under which it would not be forgotten")
        found: Token = await asyncio.to_thread(self._work.state, tokens, token_id)
        if found.person is None or found.role is None or found.revoked:
            raise _unknown("This token is not valid, or not any more")
        known = found.secret_sha256, Grant(token_id, found.person, found.role, found.client)
        if news == self._news:
            self._known[id] = known
            while len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)
        return known

    def forget(self, token: UUID) -> None:
        """Look this token up anew, the next time somebody comes with it."""
        self._news += 1
        self._known.pop(token.hex, None)

    def grown(self, _position: int) -> None:
        """Forget the tokens that anyone has changed; the log has grown. Called from any thread.

        A token is issued by its first event, so whatever comes later changes it.
        """
        self._news += 1
        issued = {f"{tokens.name}/{UUID(hex=id)}": 1 for id in tuple(self._known)}
        for changed in self._work.log.streams(issued) if issued else ():
            self.forget(UUID(changed.stream.partition("/")[2]))

    async def must_be_allowed(self, grant: Grant, decider: str, id: UUID, command: Command) -> None:
        """Raise NotAllowed unless the table says that they may."""
        if grant.role is Role.CLIENT:
            await asyncio.to_thread(self._must_be_for_them, grant, command)
            return
        of_decider = LEAST.get(decider, Role.OWNER)
        self.must_be_at_least(grant, AT_LEAST.get(type(command), of_decider))
        if decider == inbox.name and id != grant.person:
            raise NotAllowed(403, "An inbox is changed with a token of its own person only")
        asks = command.person if isinstance(command, RequestLeave) else grant.person
        if grant.role is Role.MEMBER and asks != grant.person:
            raise NotAllowed(403, "A token for a member asks for leave of its own person only")
        if decider == timer.name and grant.role is Role.MEMBER and id != grant.person:
            raise NotAllowed(403, "A token for a member counts the time of its own person only")
        if grant.role is Role.MEMBER and isinstance(command, OF_A_WEEK):
            await self._must_be_their_own(grant, id, command)
        if grant.role is Role.MEMBER and isinstance(command, OF_AN_APPROVER):
            await asyncio.to_thread(self._must_report, id, grant.person)

    async def let_in_by_address(self, headers: Mapping[bytes, bytes], query: bytes) -> Grant:
        """Tell who comes in with a token in the address: calendar programs know no other way.

        Raises a 401 problem unless it is a token for a feed: no other belongs in an address.
        """
        given = parse_qs(query.decode("latin-1")).get("token", [""])[0].encode()
        grant = await self.let_in({**headers, b"authorization": b"Bearer " + given})
        if grant.role is not Role.FEED:
            raise _unknown("Only a token for a feed may stand in an address")
        return grant

    def may_read(self, grant: Grant, path: str, query: bytes) -> None:
        """Raise NotAllowed unless they may read what lies at this address: a client its portal."""
        if grant.role is Role.FEED:
            whose = parse_qs(query.decode("latin-1")).get("person", [str(grant.person)])
            own = whose == [str(grant.person)]
            if path != CALENDAR or not own:
                raise NotAllowed(403, f"A token for a feed reads {CALENDAR} of its person only")
        if grant.role is not Role.CLIENT:
            return
        asked = parse_qs(query.decode("latin-1")).get("client")
        if path not in PORTAL or asked != [str(grant.client)]:
            raise NotAllowed(
                403, f"A token for a client reads {PORTAL[0]}?client={grant.client}, and no more"
            )

    def _must_be_for_them(self, grant: Grant, command: Command) -> None:
        """Let a client ask for work, and say how satisfied they are with what was done for them."""
        match command:
            case SubmitRequest(serves=None, asked_by=None) if command.for_client == grant.client:
                return
            case GiveFeedback(client=client, project=project, item=item) if client == grant.client:
                if self._client_of(project, item) == grant.client:
                    return
        raise NotAllowed(403, "A token for a client asks for work and rates what was done for it")

    def _client_of(self, venture: UUID | None, item: UUID | None) -> UUID | None:
        """Tell for which client something is done: an item's own comes before its project's."""
        if item is not None:
            found = self._work.state(work_item, item)
            if found.specification.client is not None:
                return found.specification.client
            venture = found.plan.project
        return None if venture is None else self._work.state(project, venture).client

    def must_be_at_least(self, grant: Grant, least: Role) -> None:
        """Raise NotAllowed for a lesser role."""
        if RANK[grant.role] < RANK[least]:
            raise NotAllowed(
                403, f"A token for a {grant.role} cannot do this; it takes one for a {least}"
            )

    async def _must_be_their_own(self, grant: Grant, id: UUID, command: Command) -> None:
        if isinstance(command, LogTime | LogCorrection | DeclareWeekComplete):
            person: UUID | None = command.person
        else:
            person = (await asyncio.to_thread(self._work.state, week, id)).person
        if person not in (None, grant.person):
            raise NotAllowed(403, "A token for a member logs the time of its own person only")

    def _must_report(self, id: UUID, person: UUID) -> None:
        whose = self._work.state(sheet, id).person
        day = self._work.now().astimezone(UTC).date()
        approvers = self._work.state(timekeeping, TIMEKEEPING).approvers.values()
        if person in approvers:
            return  # of a project: the domain sees to which
        if whose is not None and lead_on(self._work.state(people, whose), day) is None:
            raise NotAllowed(403, "This person reports to nobody: it takes a token for a manager")


def issue_token(
    work: Work, person: UUID, role: Role, label: str, by: UUID, client: UUID | None = None
) -> str:
    """Let a person in, and return the token: shown once, as nobody can find it out again.

    Raises Refused when there is no such person or client.
    """
    id, secret = new_id(), secrets.token_hex(SECRET // 2)
    hashed = sha256(secret.encode()).hexdigest()
    command = IssueToken(person=person, role=role, label=label, secret_sha256=hashed, client=client)
    work.do(id, command, Context(by=by, at=work.now()))
    return f"wd_{id.hex}_{secret}"


def _unknown(detail: str) -> Problem:
    return Problem(401, detail, headers={"WWW-Authenticate": 'Bearer realm="workdomain"'})
