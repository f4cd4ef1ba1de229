"""`token`: shown once, listed without its secret, revoked."""

from service.access import FORM, LENGTH


def test_a_token_is_printed_once_and_alone(cli):
    ran = cli("token", "create", "--role", "owner", "--person", "Ana", "--label", "laptop")
    assert len("Bearer " + ran.out.strip()) == LENGTH
    assert ran.out.startswith(FORM.decode().removeprefix("Bearer "))
    assert "shown this once" in ran.err
    (row,) = cli("token", "list", "--format", "json").rows
    assert (row["person"], row["role"], row["label"]) == ("Ana", "owner", "laptop")
    assert ran.out.strip().rpartition("_")[2] not in str(row)


def test_a_token_is_for_somebody_known_by_name_or_id(apollo):
    apollo("token", "create", "--role", "member", "--person", "Ana Sousa")
    person = apollo("do", "person", "ben", "add-skill", "--skill", "Go", "--level", "3").id
    apollo("token", "create", "--role", "viewer", "--person", person, "--by", "Ana")
    people = [row["person"] for row in apollo("token", "list", "--format", "json").rows]
    assert people == ["Ana Sousa", "Ben Okri"]
    assert "NoSuchPerson" in apollo(
        "token", "create", "--role", "viewer",
        "--person", "11111111-1111-1111-1111-111111111111", status=1,
    ).err  # fmt: skip


def test_without_a_person_it_is_for_whoever_runs_the_command(cli):
    for _ in range(2):
        cli("token", "create", "--role", "owner")
    rows = cli("token", "list", "--format", "json").rows
    assert [row["person"] for row in rows] == ["operator", "operator"]


def test_a_token_comes_as_json_and_csv(cli):
    (told,) = cli("token", "create", "--role", "owner", "--format", "json").rows
    assert told["token"].startswith("wd_")
    assert told["role"] == "owner"
    out = cli("token", "create", "--role", "owner", "--format", "csv").out
    assert out.startswith("token,role,person,label")


def test_a_token_is_revoked_by_label_or_the_beginning_of_its_id(cli):
    cli("token", "create", "--role", "owner", "--label", "laptop")
    cli("token", "revoke", "laptop", "--reason", "stolen")
    cli("token", "create", "--role", "owner", "--label", "phone")
    id = cli("token", "list", "--format", "json").rows[1]["id"]
    cli("token", "revoke", id[:18], "--by", "operator")
    assert all(row["revoked_at"] for row in cli("token", "list", "--format", "json").rows)
    assert "no token called" in cli("token", "revoke", "laptpo", status=1).err


def test_a_role_that_there_is_not_is_wrong_usage(cli):
    assert "emperor" in cli("token", "create", "--role", "emperor", status=2).err


def test_a_token_for_a_client_says_whose_portal_it_opens(cli):
    cli("do", "client", "new", "add-client", "--name", "Acme")
    made = cli("token", "create", "--role", "client", "--client", "Acme", "--format", "json").rows
    assert made[0]["role"] == "client"
    told = cli("token", "create", "--role", "client", status=2).err
    assert "needs --client" in told
    assert "no other" in cli("token", "create", "--role", "owner", "--client", "Acme", status=2).err
