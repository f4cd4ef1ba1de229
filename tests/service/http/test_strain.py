"""Strain over HTTP: a token shows its own person's, and nobody decides it for somebody else."""

from typing import Any

from tests.service.http.place import Place, command, problem
from workdomain.people.token import Role

STRAIN = "/api/v1/views/strain"


def test_a_token_shows_the_strain_of_its_own_person_alone(place: Place):
    eve = place.person("Eve")
    hers, others = place.client(Role.VIEWER, eve), place.owner
    shown = hers.post(command(eve, "show-strain", "strain"), json={})
    assert shown.status_code == 201
    after: Any = {"min_position": shown.headers["x-workdomain-position"], "back": 2}
    rows = hers.get(STRAIN, params=after).json()["rows"]
    assert [row["name"] for row in rows] == ["Eve", "Eve"]
    assert others.get(STRAIN, params=after).json()["rows"] == []
    changes: Any = {"from_as_of": "0", "back": 2}
    assert len(hers.get(f"{STRAIN}/compare", params=changes).json()["changes"]) == 2
    assert others.get(f"{STRAIN}/compare", params=changes).json()["changes"] == []


def test_nobody_shows_or_hides_the_strain_of_somebody_else(place: Place):
    finn = place.person("Finn")
    for name in "show-strain", "hide-strain":
        told = problem(place.owner.post(command(finn, name, "strain"), json={}), 409)
        assert told["type"] == "urn:workdomain:rule:not-your-strain"
