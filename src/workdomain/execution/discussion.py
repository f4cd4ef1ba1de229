"""What people say about a work item."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, assert_never, get_args
from uuid import UUID

from workdomain.kernel import Command, Context, Decider, Event, Personal, Refused
from workdomain.values import Text


class Comment(Command):
    """Say something about the work."""

    comment: UUID
    """Id of the new comment, chosen by whoever asks."""
    text: Annotated[Text, Personal()]


class EditComment(Command):
    """Say it in other words; only its author can."""

    comment: UUID
    text: Annotated[Text, Personal()]


class RemoveComment(Command):
    """Take a comment away; the history keeps it."""

    comment: UUID


class Commented(Event, topic="work-item.commented.v1", says="[said: {text}|said nothing]"):
    """Someone said something."""

    comment: UUID
    text: Annotated[str, Personal()]


class CommentEdited(
    Event,
    topic="work-item.comment-edited.v1",
    says="[said it anew: {text}|took back what was said]",
):
    """The author said it in other words."""

    comment: UUID
    text: Annotated[str, Personal()]


class CommentRemoved(Event, topic="work-item.comment-removed.v1", says="removed a comment"):
    """It is not to be shown any more."""

    comment: UUID


DiscussionCommand = Comment | EditComment | RemoveComment
DiscussionEvent = Commented | CommentEdited | CommentRemoved


class CommentExists(Refused):
    """The id of a comment is used once."""


class NoSuchComment(Refused):
    """Only a comment that is there can be edited or removed."""


class NotTheAuthor(Refused):
    """Only who said something puts it in other words."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What someone said; None instead of the text when it was removed."""

    author: UUID
    text: str | None


@dataclass(frozen=True, slots=True)
class Discussion:
    """Everything that was said, by the ids of the comments."""

    remarks: Mapping[UUID, Remark] = field(default_factory=dict)


def decide(
    discussion: Discussion, command: DiscussionCommand, context: Context
) -> list[DiscussionEvent]:
    """Say what happens; an empty list means that nothing changes. Raises the rules above."""
    remark = discussion.remarks.get(command.comment)
    match command:
        case Comment(comment=comment, text=text):
            if remark and remark != Remark(context.by, text):
                raise CommentExists(f"Comment {comment} was made before: use another id")
            return [] if remark else [Commented(comment=comment, text=text)]
        case EditComment(comment=comment, text=text):
            if remark is None or remark.text is None:
                raise NoSuchComment(f"There is no comment {comment} on this work item")
            if remark.author != context.by:
                raise NotTheAuthor("Only its author edits a comment: add one of your own")
            return [] if text == remark.text else [CommentEdited(comment=comment, text=text)]
        case RemoveComment(comment=comment):
            if remark is None:
                raise NoSuchComment(f"There is no comment {comment} on this work item")
            return [] if remark.text is None else [CommentRemoved(comment=comment)]
        case _:
            assert_never(command)


def evolve(discussion: Discussion, event: DiscussionEvent, context: Context) -> Discussion:
    """Take in what happened; it never refuses, because it already happened."""
    remarks = discussion.remarks
    # Told in the order in which things happened, a late comment may come after what was done to it.
    author = remarks[event.comment].author if event.comment in remarks else context.by
    match event:
        case Commented(comment=comment, text=text):
            return Discussion({**remarks, comment: Remark(context.by, text)})
        case CommentEdited(comment=comment, text=text):
            return Discussion({**remarks, comment: Remark(author, text)})
        case CommentRemoved(comment=comment):
            return Discussion({**remarks, comment: Remark(author, None)})
        case _:
            assert_never(event)


discussion = Decider(
    name="discussion",
    initial=Discussion(),
    decide=decide,
    evolve=evolve,
    commands=get_args(DiscussionCommand),
    events=get_args(DiscussionEvent),
)
