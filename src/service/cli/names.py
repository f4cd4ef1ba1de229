"""Finds what people mean: a project by its key, a person by name, work by its source's key."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from difflib import get_close_matches
from re import fullmatch
from types import TracebackType
from typing import Any, Self
from uuid import UUID

from sqlalchemy import or_

from projections.catalog import READ_MODELS
from projections.models.clients import ClientRow, ContactRow
from projections.models.goals import KeyResultRow, ObjectiveRow
from projections.models.items import ItemRow
from projections.models.people import PersonRow
from projections.models.projects import ProjectRow
from projections.models.specifications import CheckRow
from projections.reader import Reader
from projections.views import Views
from service.cli.errors import FallsShort
from service.cli.opening import views_of
from workdomain.catalog import DECIDERS
from workdomain.kernel import Decider
from workdomain.work import Work

Found = Sequence[tuple[UUID, str]]
"""Ids, each with what it is called."""

Finder = Callable[[Reader, str], Sequence[Found]]

SHORTEST = 6
"""Hexadecimal digits that an id is recognised by."""
LISTED = 5


class Names:
    """Looks names up; the read models are only opened when something is not an id."""

    def __init__(self, work: Work, views: Views | None = None) -> None:
        """Look in a workspace, through views if they are open already."""
        self._work, self._views = work, views
        self._open = ExitStack()

    def find(self, kind: str, text: str) -> UUID:
        """Find the one that is meant: person, project, work-item, token, or "any" of them.

        Raises FallsShort, which lists those that could be meant.
        """
        if (id := as_id(text)) is not None:
            return id
        if self._views is None:
            self._views = self._open.enter_context(views_of(self._work))
        with self._views.reader() as reader:
            kinds = tuple(FINDERS.keys() - INNER) if kind == "any" else (kind,)
            for rank in range(3):
                found = [each for k in kinds for each in FINDERS[k](reader, text)[rank]]
                if found:
                    return _only(kind, text, found)
            raise FallsShort(_unknown(reader, kind, text))

    def find_if_any(self, kind: str, text: str) -> UUID | None:
        """Find the one that is called exactly this, or nobody."""
        if (id := as_id(text)) is not None:
            return id
        if self._views is None:
            self._views = self._open.enter_context(views_of(self._work))
        with self._views.reader() as reader:
            found = FINDERS[kind](reader, text)[0]
        return _only(kind, text, found) if found else None

    def __enter__(self) -> Self:
        """Use as a context manager, so that what was opened is closed."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self._open.close()


def as_id(text: str) -> UUID | None:
    """Read an id, as it is printed whole."""
    try:
        return UUID(text.strip())
    except ValueError:
        return None


def _only(kind: str, text: str, found: Found) -> UUID:
    ids = dict(found)
    if len(ids) > 1:
        shown = "\n".join(f"  {id}  {name}" for id, name in list(ids.items())[:LISTED])
        more = f"\n  and {len(ids) - LISTED} more" if len(ids) > LISTED else ""
        raise FallsShort(f"{text!r} could be any of these; give the id of one:\n{shown}{more}")
    (id,) = ids
    return id


def _unknown(reader: Reader, kind: str, text: str) -> str:
    named = {"any": "nothing"}.get(kind, f"no {kind.replace('-', ' ')}")
    known = [row.name for row in reader.rows(PersonRow)] if kind in ("person", "any") else []
    known += [row.key for row in reader.rows(ProjectRow)] if kind in ("project", "any") else []
    near = get_close_matches(text, known, LISTED) or known[:LISTED]
    hint = f"; there is {', '.join(near)}" if near else ""
    return f"There is {named} called {text!r}{hint}"


# Each finder answers three lists, the surest first: those that are called just so, those it is the
# key or the beginning of a word of, and those that contain it.


def _people(reader: Reader, text: str) -> Sequence[Found]:
    folded = text.casefold()
    people = [(row.id, row.name) for row in reader.rows(PersonRow)]
    return (
        [each for each in people if each[1].casefold() == folded],
        [each for each in people if _begins_a_word(each, folded)],
        [each for each in people if folded in each[1].casefold()],
    )


def _begins_a_word(named: tuple[UUID, str], folded: str) -> bool:
    id, name = named
    return f" {name.casefold()}".find(f" {folded}") >= 0 or _is_short_for(id, folded)


def _projects(reader: Reader, text: str) -> Sequence[Found]:
    folded = text.casefold()
    rows = reader.rows(ProjectRow)
    named = [(row.id, f"{row.key} {row.name}") for row in rows]
    exact = [(r.id, r.key) for r in rows if folded in (r.key.casefold(), r.name.casefold())]
    return (
        exact,
        [each for each in named if _is_short_for(each[0], folded)],
        [each for each in named if folded in each[1].casefold()],
    )


def _items(reader: Reader, text: str) -> Sequence[Found]:
    folded, span = text.casefold(), _span(text)

    def found(where: Callable[[Any], Iterable[Any]]) -> Found:
        rows = reader.rows(ItemRow, lambda c: list(where(c)))
        return [(row.id, row.title) for row in rows]

    return (
        found(lambda c: [or_(c.key == text, c.title == text)]),
        found(lambda c: [c.id >= span[0], c.id <= span[1]]) if span else [],
        found(lambda c: [c.search.contains(folded, autoescape=True)]),
    )


def _by_name(row: type[Any], field: str) -> Finder:
    """Make a finder of things that are few, and go by one name."""

    def find(reader: Reader, text: str) -> Sequence[Found]:
        folded, c = text.casefold(), reader.table(row).c
        named = [(id, name) for id, name in reader.run(reader.select(row, c.id, c[field]))]
        return (
            [each for each in named if each[1].casefold() == folded],
            [each for each in named if _is_short_for(each[0], folded)],
            [each for each in named if folded in each[1].casefold()],
        )

    return find


def _only_one(decider: Decider[Any, Any, Any]) -> Finder:
    """Make a finder of what there is only one of: it goes by what sort of thing it is."""

    def find(_reader: Reader, text: str) -> Sequence[Found]:
        named = text.casefold() == decider.name
        return [(decider.only, decider.name)] if named and decider.only else [], [], []

    return find


def _is_short_for(id: UUID, folded: str) -> bool:
    return len(folded) >= SHORTEST and str(id).startswith(folded)


def _span(text: str) -> tuple[UUID, UUID] | None:
    """Tell the first and the last id that begin with these digits."""
    digits = text.strip().lower().replace("-", "")
    if len(digits) < SHORTEST or not fullmatch("[0-9a-f]{1,32}", digits):
        return None
    return UUID(digits.ljust(32, "0")), UUID(digits.ljust(32, "f"))


FINDERS: dict[str, Finder] = {
    **{
        model.reads[0].name: _by_name(table.row, table.called)
        for model in READ_MODELS
        for table in model.tables
        if table.called is not None
    },
    **{decider.name: _only_one(decider) for decider in DECIDERS if decider.only},
    "person": _people,
    "inbox": _people,
    "delegation": _people,
    "timer": _people,
    "leave-account": _people,
    "strain": _people,
    "overbooking": _people,
    "project": _projects,
    "work-item": _items,
    "client": _by_name(ClientRow, "name"),
    "contact": _by_name(ContactRow, "name"),
    "check": _by_name(CheckRow, "text"),
    "objective": _by_name(ObjectiveRow, "title"),
    "key-result": _by_name(KeyResultRow, "name"),
}

INNER = {"check", "contact"}
"""Parts of things, which have no history of their own."""
