from uuid import UUID

from tests.scenario import ANA, BEN, NOON, given
from workdomain.execution.discussion import (
    Comment,
    Commented,
    CommentEdited,
    CommentExists,
    CommentRemoved,
    EditComment,
    NoSuchComment,
    NotTheAuthor,
    RemoveComment,
)
from workdomain.execution.work_item import work_item
from workdomain.kernel import Context
from workdomain.planning.work_item import NoSuchWorkItem, WorkItemAdded

FIRST = UUID(int=60)
ADDED = WorkItemAdded(title="Draw the floor plan")
SAID = (ADDED, Commented(comment=FIRST, text="Which scale?"))
EDITED = (*SAID, CommentEdited(comment=FIRST, text="1:50?"))
REMOVED = (*SAID, CommentRemoved(comment=FIRST))
AS_BEN = Context(by=BEN, at=NOON.at)
SAY, EDIT = Comment(comment=FIRST, text="Which scale?"), EditComment(comment=FIRST, text="1:50?")


def test_someone_says_something():
    given(work_item, ADDED).when(SAY).then(SAID[-1])


def test_nothing_is_said_about_work_that_is_not_there():
    given(work_item).when(SAY).refused(NoSuchWorkItem)


def test_saying_it_again_changes_nothing():
    given(work_item, *SAID).when(SAY).then()


def test_the_id_of_a_comment_stands_for_one_comment():
    other_words = Comment(comment=FIRST, text="Which colour?")
    given(work_item, *SAID).when(other_words).refused(CommentExists)
    given(work_item, *SAID).when(SAY, AS_BEN).refused(CommentExists)
    given(work_item, *REMOVED).when(SAY).refused(CommentExists)


def test_its_author_says_it_in_other_words():
    assert NOON.by == ANA
    given(work_item, *SAID).when(EDIT).then(EDITED[-1])
    given(work_item, *EDITED).when(EDIT).then()


def test_nobody_else_puts_it_in_other_words():
    given(work_item, *SAID).when(EDIT, AS_BEN).refused(NotTheAuthor)
    given(work_item, *EDITED).when(EDIT, AS_BEN).refused(NotTheAuthor)


def test_only_what_was_said_and_is_there_is_edited():
    given(work_item, ADDED).when(EDIT).refused(NoSuchComment, str(FIRST))
    given(work_item, *REMOVED).when(EDIT).refused(NoSuchComment)


def test_a_comment_is_removed_by_anyone_who_may():
    given(work_item, *SAID).when(RemoveComment(comment=FIRST), AS_BEN).then(REMOVED[-1])
    given(work_item, *REMOVED).when(RemoveComment(comment=FIRST)).then()


def test_only_what_was_said_is_removed():
    given(work_item, ADDED).when(RemoveComment(comment=FIRST)).refused(NoSuchComment)
