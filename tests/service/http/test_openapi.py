"""The description of the service is kept in the checkout, and true."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import orjson
import pytest

from projections.catalog import VIEWS
from service.commands import kinds
from tests.service.http.place import Place

KEPT = Path(__file__).parents[3] / "docs" / "openapi.json"


@pytest.fixture(scope="module")
def described(place: Place) -> Any:
    return place.nobody.get("/openapi.json").json()


def test_the_checked_in_description_is_current(place: Place):
    written = orjson.dumps(place.service.openapi(), option=orjson.OPT_INDENT_2) + b"\n"
    assert KEPT.read_bytes() == written, "run: python -m service.openapi docs/openapi.json"


def test_the_description_is_written_by_a_command(tmp_path: Path):
    file = tmp_path / "openapi.json"
    command = [sys.executable, "-m", "service.openapi"]
    subprocess.run([*command, str(file)], check=True)
    assert file.read_bytes() == KEPT.read_bytes()
    printed = subprocess.run(command, check=True, capture_output=True).stdout
    assert printed == KEPT.read_bytes()


def test_it_is_openapi_3_1_and_every_operation_has_a_name_of_its_own(described: Any):
    assert described["openapi"].startswith("3.1")
    operations = [each for item in described["paths"].values() for each in item.values()]
    names = [each["operationId"] for each in operations]
    assert len(set(names)) == len(names)
    assert all(each["summary"] for each in operations)


def test_every_command_and_every_view_is_described(described: Any, place: Place):
    for kind in kinds(place.work.rules.deciders):
        operation = described["paths"][f"/api/v1/{kind.decider.name}/{{id}}/{kind.name}"]["post"]
        assert operation["operationId"] == kind.operation
        assert operation["description"] == " ".join(str(kind.type.__doc__).split())
    for view in VIEWS:
        operation = described["paths"][f"/api/v1/views/{view.name}"]["get"]
        given = {each["name"]: each for each in operation["parameters"]}
        assert {*view.params.model_fields, "as_of", "valid_at", "cursor"} <= set(given)
        assert all(each["description"] for each in given.values())


def test_every_reference_leads_somewhere(described: Any):
    def references(part: Any) -> list[str]:
        if isinstance(part, dict):
            own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
            return own + [found for value in part.values() for found in references(value)]
        if isinstance(part, list):
            return [found for value in part for found in references(value)]
        return []

    found = set(references(described))
    assert found
    for reference in found:
        place = described
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]


def test_all_but_health_takes_a_token(described: Any):
    assert described["security"] == [{"token": []}]
    for path, item in described["paths"].items():
        for operation in item.values():
            assert ("security" not in operation) == path.startswith("/api/v1"), path
