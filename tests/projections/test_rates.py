"""Rates as people see them: now, as of any moment, and built anew."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from projections.models.rates import rows
from tests.projections.conftest import MONDAY
from tests.projections.office import Office
from workdomain.clients.client_words import AddClient
from workdomain.planning.rate_words import EndRate, SetRate, rate_id
from workdomain.planning.rates import Rates
from workdomain.values import new_id

LATER = MONDAY + timedelta(days=7)


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "work.db")
    return str(request.getfixturevalue("postgres_workspace"))


def put(office: Office, per_h: str, **told: Any) -> None:
    command = SetRate(
        **{"kind": "bill", "currency": "EUR", "per_h": per_h, "valid_from": MONDAY, **told}
    )
    office.do(rate_id(command.scope), command)


def test_the_same_question_has_one_answer(target: str):
    office = Office(target, MONDAY)
    ana, apollo = office.person("Ana"), office.project("APO")
    acme = office.do(new_id(), AddClient(name="Acme"))
    moments = []

    def told(**when: Any) -> list[Any]:
        asked: list[dict[str, Any]] = [{}, {"past": True}, {"person": ana}, {"kind": "cost"}]
        asked += [{"project": apollo}, {"client": acme}]
        return [office.views.rates(**each, **when) for each in asked]

    put(office, "95")
    put(office, "110", person=ana, project=apollo, activity="Design")
    moments.append((office.work.log.head().position, told()))
    put(office, "40.55", kind="cost", person=ana)
    put(office, "100", client=acme)
    put(office, "99", valid_from=LATER)
    moments.append((office.work.log.head().position, told()))
    office.on(LATER)
    end = EndRate(kind="bill", client=acme, valid_from=LATER)
    office.do(rate_id(end.scope), end)
    moments.append((office.work.log.head().position, told()))
    for rebuilt in (False, True):
        if rebuilt:
            office.views.projector.rebuild()
        for position, answers in moments:
            assert told(as_of=position) == answers
        assert told(valid_at=office.clock.now) == moments[-1][1]

    general, special, cost = office.views.rates()
    assert (general.per_h, general.valid_from, general.until) == (Decimal(99), LATER, None)
    assert (special.person, special.project_key, special.activity) == ("Ana", "APO", "Design")
    assert (cost.kind, cost.person, cost.per_h) == ("cost", "Ana", Decimal("40.55"))
    assert len(office.views.rates(past=True)) == 5
    office.close()


def test_a_rate_nobody_set_is_no_row():
    assert list(rows(UUID(int=1), Rates())) == []
