"""A token lets a person in, with a role, until it is revoked.

Only the SHA-256 of its secret is ever written down.
"""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Self, assert_never, get_args
from uuid import UUID

from pydantic import StringConstraints, model_validator

from workdomain.clients.client import must_be_client
from workdomain.kernel import Command, Context, Decider, Event, Look, Personal, Refused
from workdomain.people.person import must_be_known
from workdomain.values import Line

Sha256 = Annotated[str, StringConstraints(to_lower=True, pattern=r"^[0-9a-fA-F]{64}$")]
"""A SHA-256 digest as 64 hexadecimal digits."""


class Role(StrEnum):
    """What a token allows, from all to least."""

    OWNER = "owner"
    MANAGER = "manager"
    MEMBER = "member"
    VIEWER = "viewer"
    CLIENT = "client"
    """Sees the portal of one client, asks for work and says how satisfied they are; no more."""
    FEED = "feed"
    """Subscribes to the calendar of its person and those of projects, by an address that holds the
    token; no more."""


class IssueToken(Command):
    """Let a person in."""

    person: UUID
    role: Role
    label: Annotated[Line, Personal(of="person")]
    """What the token is for, so that its owner knows which one to revoke."""
    secret_sha256: Sha256
    client: UUID | None = None
    """The client whose portal it opens; needed for the role client, and for no other."""

    @model_validator(mode="after")
    def _is_of_a_client(self) -> Self:
        if (self.role is Role.CLIENT) != (self.client is not None):
            raise ValueError("A token for the role client names its client, and no other does")
        return self


class RevokeToken(Command):
    """Let nobody in with this token any more."""

    reason: Annotated[Line, Personal()]


class TokenIssued(
    Event, topic="token.issued.v1", says="let {person} in as {role}[ {client}] ({label})"
):
    """A person can come in with a secret that only they know."""

    person: UUID
    role: Role
    label: Annotated[str, Personal(of="person")]
    secret_sha256: str
    client: UUID | None = None


class TokenRevoked(Event, topic="token.revoked.v1", says="revoked the token: {reason}"):
    """Nobody can come in with it any more."""

    reason: Annotated[str, Personal()]


TokenCommand = IssueToken | RevokeToken
TokenEvent = TokenIssued | TokenRevoked


class TokenExists(Refused):
    """A token is issued once."""


class NoSuchToken(Refused):
    """Only a token that was issued can be revoked."""


@dataclass(frozen=True, slots=True)
class Token:
    """Who comes in with it, as what; nobody when it was not issued yet."""

    person: UUID | None = None
    role: Role | None = None
    secret_sha256: str = ""
    revoked: bool = False
    client: UUID | None = None


def decide(token: Token, command: TokenCommand, _context: Context) -> list[TokenEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    match command:
        case IssueToken():
            if token.person:
                raise TokenExists("This token was issued before: use a new id")
            return [TokenIssued(**dict(command))]
        case RevokeToken(reason=reason):
            if not token.person:
                raise NoSuchToken("There is no token with this id")
            return [] if token.revoked else [TokenRevoked(reason=reason)]
        case _:
            assert_never(command)


def evolve(token: Token, event: TokenEvent, _context: Context) -> Token:
    """Take in what happened; it never refuses, because it already happened."""
    match event:
        case TokenIssued(person=person, role=role, secret_sha256=sha256, client=client):
            return Token(person, role, sha256, token.revoked, client)
        case TokenRevoked():
            return replace(token, revoked=True)
        case _:
            assert_never(event)


def guard(_id: UUID, _token: Token, command: TokenCommand, look: Look) -> None:
    """Let in only somebody who is known, for clients that are known."""
    if isinstance(command, IssueToken):
        must_be_known(command.person, look)
        if command.client is not None:
            must_be_client(command.client, look)


token = Decider(
    name="token",
    initial=Token(),
    decide=decide,
    evolve=evolve,
    commands=get_args(TokenCommand),
    events=get_args(TokenEvent),
    guard=guard,
)
