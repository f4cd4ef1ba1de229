"""`token`: what lets people in over HTTP."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import typer
from typer import Argument, Option

from projections.models.tokens import TokenRow
from projections.names import people_called
from service.cli.names import Names
from service.cli.opening import views_at, views_of, work_at
from service.cli.options import WORK_DB, By, Db, Form, Format
from service.cli.printing import print_csv, print_json, show
from service.cli.terminal import out, say
from workdomain.kernel import Context, Message
from workdomain.people.person import AddPerson
from workdomain.people.person import person as people
from workdomain.people.token import RevokeToken, Role
from workdomain.values import OPERATOR, new_id
from workdomain.work import Work


def join(app: typer.Typer) -> None:
    """Add the verb."""
    verb = typer.Typer(no_args_is_help=True)
    verb.command("create")(create)
    verb.command("list")(list_)
    verb.command("revoke")(revoke)
    app.add_typer(
        verb, name="token", help="Let people in over HTTP, or no longer.", rich_help_panel="Service"
    )


def create(
    role: Annotated[Role, Option("--role", help="What the token allows, from all to least.")],
    person: Annotated[
        str | None,
        Option(
            "--person",
            metavar="NAME|ID",
            help="Who acts with it, added if not known; whoever runs the command if left out.",
        ),
    ] = None,
    label: Annotated[
        str, Option("--label", help="What it is for, so that you know which one to revoke.")
    ] = "made on the command line",
    client: Annotated[
        str | None,
        Option(
            "--client",
            metavar="NAME|ID",
            help="Whose portal it opens; needed for the role client, and for no other.",
        ),
    ] = None,
    by: By = None,
    db: Db = WORK_DB,
    form: Format = Form.TABLE,
) -> None:
    """Make a token, and print it once: only its SHA-256 is kept."""
    from service.access import issue_token  # only here: it brings the whole service with it

    with work_at(db, create=True) as work, Names(work) as names:
        actor = names.find("person", by) if by else OPERATOR
        for_whom = names.find("client", client) if client else None
        if (role is Role.CLIENT) != (for_whom is not None):
            raise typer.BadParameter("The role client needs --client, and no other role has one")
        whose = _person(work, names, person, actor)
        token = issue_token(work, whose, role, label, actor, for_whom)
        name = work.state(people, whose).name
    told = {"token": token, "role": role.value, "person": name, "label": label}
    if form is Form.JSON:
        print_json([told])
    elif form is Form.CSV:
        print_csv([told], tuple(told))
    else:
        say(f"A token for {name} as {role.value}; it is shown this once:")
        out().print(token, markup=False, soft_wrap=True)


def _person(work: Work, names: Names, text: str | None, actor: UUID) -> UUID:
    """Find who is meant, or add them."""
    if text is None:
        if not work.state(people, OPERATOR).name:
            work.do(OPERATOR, AddPerson(name="operator"), Context(actor, work.now()))
        return OPERATOR
    if (found := names.find_if_any("person", text)) is not None:
        return found
    id = new_id()
    work.do(id, AddPerson(name=text), Context(actor, work.now()))
    return id


class TokenShown(Message):
    """A token, without its secret."""

    id: UUID
    person: str
    role: str
    label: str
    issued_at: datetime
    revoked_at: datetime | None


def list_(db: Db = WORK_DB, form: Format = Form.TABLE) -> None:
    """List the tokens there are and were."""
    with views_at(db) as views, views.reader() as reader:
        rows = sorted(reader.rows(TokenRow), key=lambda row: (row.issued_at, row.id))
        people = people_called(reader, (row.person for row in rows))
    shown = [
        TokenShown(
            id=row.id,
            person=people.get(row.person, str(row.person)),
            role=row.role,
            label=row.label,
            issued_at=row.issued_at,
            revoked_at=row.revoked_at,
        )
        for row in rows
    ]
    show(shown, TokenShown, form)


def revoke(
    token: Annotated[str, Argument(metavar="ID|LABEL", help="Which one.")],
    reason: Annotated[str, Option("--reason", help="Why.")] = "revoked on the command line",
    by: By = None,
    db: Db = WORK_DB,
) -> None:
    """Let nobody in with a token any more."""
    with work_at(db) as work, views_of(work) as views, Names(work, views) as names:
        id = names.find("token", token)
        actor = names.find("person", by) if by else OPERATOR
        work.do(id, RevokeToken(reason=reason), Context(actor, work.now()))
    out().print(f"{id} is revoked", markup=False)
