"""A studio with goals, to tell stories of."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from projections.goal_rows import GoalRow
from tests.projections.office import Office
from workdomain.identification.check_in_words import CheckIn, Told
from workdomain.identification.key_result_words import AddKeyResult
from workdomain.identification.objective_life import ActivateObjective
from workdomain.identification.profile import AddObjective
from workdomain.values import new_id

FIRST, LAST = date(2024, 1, 1), date(2024, 1, 31)


class Studio:
    """Sets goals in an office."""

    def __init__(self, office: Office) -> None:
        self.office = office

    def objective(self, title: str, *, active: bool = True, **more: Any) -> UUID:
        self.office.clock.now += timedelta(seconds=1)  # so that one comes after the other
        usual = {"title": title, "first": FIRST, "last": LAST}
        id = self.office.do(new_id(), AddObjective.model_validate({**usual, **more}))
        return self.office.do(id, ActivateObjective()) if active else id

    def key_result(self, objective: UUID, name: str, kind: str = "reach", **more: Any) -> UUID:
        id = new_id()
        if kind == "reach":
            more = {"target": 10, **more}
        given = {"key_result": id, "name": name, "kind": kind, **more}
        self.office.do(objective, AddKeyResult.model_validate(given))
        return id

    def check_in(self, objective: UUID, values: dict[UUID, Any], **more: Any) -> UUID:
        id = new_id()
        told = tuple(Told(key_result=each, value=value) for each, value in values.items())
        given = {"check_in": id, "values": told, **more}
        self.office.do(objective, CheckIn.model_validate(given))
        return id

    def rows(self, **asked: Any) -> list[GoalRow]:
        found: list[GoalRow] = list(self.office.goals(**asked))
        return found

    def row(self, id: UUID, **asked: Any) -> GoalRow:
        (found,) = (row for row in self.rows(**asked) if row.id == id)
        return found
