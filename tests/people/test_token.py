from contextlib import suppress

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from pydantic import ValidationError

from tests.scenario import ANA, ITSELF, World, given
from workdomain.kernel import Refused
from workdomain.people.person import NoSuchPerson, PersonAdded, person
from workdomain.people.token import (
    IssueToken,
    NoSuchToken,
    RevokeToken,
    Role,
    TokenCommand,
    TokenExists,
    TokenIssued,
    TokenRevoked,
    token,
)

SHA256 = "ab" * 32
SOMEONE = {ANA: given(person, PersonAdded(name="Ana"))}
ISSUE = IssueToken(person=ANA, role=Role.MEMBER, label="Laptop", secret_sha256=SHA256)
ISSUED = TokenIssued(person=ANA, role=Role.MEMBER, label="Laptop", secret_sha256=SHA256)
REVOKE = RevokeToken(reason="The laptop is lost")
REVOKED = TokenRevoked(reason="The laptop is lost")


def test_a_token_lets_a_person_in():
    given(token, seeing=SOMEONE).when(ISSUE).then(ISSUED)


def test_a_token_is_for_somebody_who_is_known():
    given(token).when(ISSUE).refused(NoSuchPerson, str(ANA))


def test_a_token_is_issued_once():
    given(token, ISSUED, seeing=SOMEONE).when(ISSUE).refused(TokenExists)
    given(token, ISSUED, REVOKED, seeing=SOMEONE).when(ISSUE).refused(TokenExists)


def test_a_token_is_revoked():
    given(token, ISSUED).when(REVOKE).then(REVOKED)


def test_a_token_that_was_not_issued_is_not_revoked():
    given(token).when(REVOKE).refused(NoSuchToken)


def test_revoking_a_token_again_changes_nothing():
    given(token, ISSUED, REVOKED).when(REVOKE).then()


def test_a_digest_is_written_in_one_way():
    upper = IssueToken(person=ANA, role=Role.MEMBER, label="Laptop", secret_sha256=SHA256.upper())
    assert upper == ISSUE


@pytest.mark.parametrize("secret", ["my secret", SHA256[:-1], SHA256 + "a", "g" * 64])
def test_a_secret_itself_never_gets_in(secret: str):
    with pytest.raises(ValidationError):
        IssueToken(person=ANA, role=Role.MEMBER, label="Laptop", secret_sha256=secret)


class TokenMachine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.world, self.accepted = World(), ""

    @rule(command=st.sampled_from([ISSUE, REVOKE]), known=st.booleans())
    def ask(self, command: TokenCommand, known: bool) -> None:
        if known and not self.world.told(person, ANA):
            self.world.put(person, ANA, PersonAdded(name="Ana"))
        with suppress(Refused):
            self.world.ask(token, ITSELF, command)
            self.accepted += "I" if command is ISSUE else "R"

    @invariant()
    def it_is_issued_first_and_lets_in_until_it_is_revoked(self) -> None:
        assert self.accepted == "" or self.accepted == "I" + "R" * (len(self.accepted) - 1)
        state = self.world.look(token, ITSELF)
        assert (state.person is not None and not state.revoked) == (self.accepted == "I")


TestToken = TokenMachine.TestCase
TestToken.settings = settings(max_examples=20, stateful_step_count=8)
