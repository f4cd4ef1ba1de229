"""The shapes that everything shares."""

from typing import Any
from uuid import UUID

from workdomain.kernel import Command, OfKinds


class Open(Command):
    """Open it."""


class OpenWide(Open):
    """Open it more than that."""


class Shut(Command):
    """Shut it."""


def test_a_function_of_some_kinds_is_not_asked_about_others():
    asked: list[tuple[Any, ...]] = []

    def answer(*given: Any) -> str:
        asked.append(given)
        return "minded"

    function = OfKinds(answer, "quiet", Open)
    id, look = UUID(int=1), object()
    assert function(id, None, Shut()) == "quiet"
    assert asked == []
    assert function(id, 5, Open()) == "minded"
    assert function(id, 6, OpenWide(), look) == "minded"  # type: ignore[arg-type]
    assert asked == [(id, 5, Open()), (id, 6, OpenWide(), look)]
