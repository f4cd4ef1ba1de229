"""How what was said is taken back."""

from typing import Any, assert_never

from workdomain.execution.discussion import (
    Commented,
    CommentEdited,
    CommentRemoved,
    Discussion,
    DiscussionEvent,
    EditComment,
    RemoveComment,
    discussion,
)
from workdomain.kernel import CannotRevert, Command, Undo


def commands(event: DiscussionEvent, _now: Discussion, wanted: Discussion) -> list[Command]:
    """Say what makes up for an event; only its author puts a comment in other words."""
    match event:
        case Commented(comment=comment):
            return [RemoveComment(comment=comment)]
        case CommentEdited(comment=comment):
            remark = wanted.remarks.get(comment)
            if remark is None or remark.text is None:
                return [RemoveComment(comment=comment)]
            return [EditComment(comment=comment, text=remark.text)]
        case CommentRemoved():
            raise CannotRevert(
                "A comment that was removed is not said again in its author's name: say it anew"
            )
        case _:
            assert_never(event)


def counts(it: Discussion) -> Any:
    """Leave out what was removed."""
    return {id: remark for id, remark in it.remarks.items() if remark.text is not None}


discussion_undo: Undo[Discussion, DiscussionEvent] = Undo(discussion, commands, counts)
