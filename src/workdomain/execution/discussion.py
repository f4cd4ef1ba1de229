"""What people say about a work item."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, NamedTuple, assert_never, get_args
from uuid import UUID

from pydantic import Field

from workdomain.kernel import Command, Context, Decider, Event, Look, OfKinds, Personal, Refused
from workdomain.people.person import must_be_known
from workdomain.values import Text

Mentions = Annotated[tuple[UUID, ...], Field(max_length=50)]
"""People who are meant by what is said."""


class Comment(Command):
    """Say something about the work."""

    comment: UUID
    """Id of the new comment, chosen by whoever asks."""
    text: Annotated[Text, Personal()]
    mentions: Mentions = ()
    """The people it is meant for."""


class EditComment(Command):
    """Say it in other words; only its author can."""

    comment: UUID
    text: Annotated[Text, Personal()]
    mentions: Mentions = ()
    """The people it is meant for, beside those it was before."""


class RemoveComment(Command):
    """Take a comment away; the history keeps it."""

    comment: UUID


class Commented(
    Event,
    topic="work-item.commented.v1",
    says="[said: {text}|said nothing][ (to {mentions})]",
):
    """Someone said something."""

    comment: UUID
    text: Annotated[str, Personal()]
    mentions: tuple[UUID, ...] = ()


class CommentEdited(
    Event,
    topic="work-item.comment-edited.v1",
    says="[said it anew: {text}|took back what was said][ (also to {mentions})]",
):
    """The author said it in other words."""

    comment: UUID
    text: Annotated[str, Personal()]
    mentions: tuple[UUID, ...] = ()
    """Those who were not mentioned before."""


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


class Remark(NamedTuple):
    """What someone said; None instead of the text when it was removed."""

    author: UUID
    text: str | None
    mentions: tuple[UUID, ...] = ()


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
        case Comment(comment=comment, text=text, mentions=mentions):
            mentions = tuple(dict.fromkeys(mentions))
            if remark and remark != Remark(context.by, text, mentions):
                raise CommentExists(f"Comment {comment} was made before: use another id")
            told = Commented(comment=comment, text=text, mentions=mentions)
            return [] if remark else [told]
        case EditComment(comment=comment, text=text, mentions=mentions):
            if remark is None or remark.text is None:
                raise NoSuchComment(f"There is no comment {comment} on this work item")
            if remark.author != context.by:
                raise NotTheAuthor("Only its author edits a comment: add one of your own")
            new = tuple(who for who in dict.fromkeys(mentions) if who not in remark.mentions)
            if text == remark.text and not new:
                return []
            return [CommentEdited(comment=comment, text=text, mentions=new)]
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
    author, _, before = remarks.get(event.comment) or Remark(context.by, None)
    match event:
        case Commented(comment=comment, text=text, mentions=mentions):
            return Discussion({**remarks, comment: Remark(context.by, text, mentions)})
        case CommentEdited(comment=comment, text=text, mentions=mentions):
            return Discussion({**remarks, comment: Remark(author, text, (*before, *mentions))})
        case CommentRemoved(comment=comment):
            return Discussion({**remarks, comment: Remark(author, None, before)})
        case _:
            assert_never(event)


def guard(_id: UUID, _discussion: Discussion, command: Comment | EditComment, look: Look) -> None:
    """Mention only people who are known."""
    for person in command.mentions:
        must_be_known(person, look)


discussion = Decider(
    name="discussion",
    initial=Discussion(),
    decide=decide,
    evolve=evolve,
    commands=get_args(DiscussionCommand),
    events=get_args(DiscussionEvent),
    guard=OfKinds(guard, None, Comment, EditComment),
)
