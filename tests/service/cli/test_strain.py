"""Strain on the command line: asked for by the person, and shown to whoever it is."""

from tests.service.cli.conftest import CommandLine


def test_strain_is_asked_for_by_the_person_and_shown_to_them(apollo: CommandLine):
    refused = apollo("do", "strain", "Ana", "show-strain", status=1).err
    assert "for nobody else" in refused
    apollo("do", "strain", "Ana", "show-strain", "--by", "Ana")
    rows = apollo("view", "strain", "--as", "Ana", "--format", "json").rows
    assert {row["name"] for row in rows} == {"Ana Sousa"}
    assert apollo("view", "strain", "--format", "json").rows == []
    told = str(apollo("history", "Ana", "--format", "json").rows)
    assert "asked for their strain to be worked out, for only me" in told
    apollo("do", "strain", "Ana", "hide-strain", "--by", "Ana")
    assert apollo("view", "strain", "--as", "Ana", "--format", "json").rows == []
