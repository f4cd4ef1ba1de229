"""Why who may come in is not reverted."""

from workdomain.kernel import CannotRevert, Command, Undo
from workdomain.people.token import Token, TokenEvent, TokenIssued, token


def commands(event: TokenEvent, _now: Token, _wanted: Token) -> list[Command]:
    """Refuse: what somebody may have seen or lost is not made good by turning time back."""
    if isinstance(event, TokenIssued):
        raise CannotRevert("A token that was issued may have been used: revoke it instead")
    raise CannotRevert("A token that was revoked stays so: issue a new one")


token_undo: Undo[Token, TokenEvent] = Undo(token, commands)
