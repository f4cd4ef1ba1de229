# ruff: noqa: DTZ001 - local times have no zone of their own
"""Commands to what is no work item, project, person or week, and that are reverted by others."""

from datetime import date, datetime
from uuid import UUID

from tests.office import ANA, APOLLO, BEN, DAY, ITEM
from tests.processes.reviewed import BEGIN, DOING, HAND_IN, MOVES, STATES
from workdomain.clients.client_words import AddClient, CloseClient, RenameClient, ReopenClient
from workdomain.execution.baseline import RenameBaseline, TakeBaseline
from workdomain.execution.delegation import DelegateApprovals, EndDelegation
from workdomain.execution.inbox import (
    ChooseDigest,
    KeepNoticeUnread,
    MuteItem,
    ReadNotice,
    ReadUpTo,
    Reason,
    Rhythm,
    UnmuteItem,
)
from workdomain.kernel import Command
from workdomain.planning.budget_words import (
    AddBudget,
    CloseBudget,
    CountedMonth,
    RecountBudget,
    RenameBudget,
    ReopenBudget,
    SetBudgetLimit,
    SetBudgetRule,
    WhenOver,
)
from workdomain.planning.rate_words import EndRate, RateKind, RateScope, SetRate, rate_id
from workdomain.planning.recurrence_words import (
    AddRecurrence,
    ChangeFollowing,
    ChangeOccurrence,
    EndRecurrence,
    MoveOccurrence,
    PauseRecurrence,
    RestoreOccurrence,
    ResumeRecurrence,
    SkipOccurrence,
)
from workdomain.planning.step import Step
from workdomain.planning.template import (
    AddTemplate,
    DescribeTemplate,
    RenameTemplate,
    RestoreTemplate,
    RetireTemplate,
)
from workdomain.planning.template_draft import (
    PutTemplateRole,
    PutTemplateStep,
    PutTemplateSteps,
    RemoveTemplateRole,
    RemoveTemplateStep,
    SetTemplateDaysOff,
    TitleTemplate,
)
from workdomain.processes.process import (
    AddProcess,
    Cadence,
    ChangeProcess,
    Direction,
    Expected,
    RenameProcess,
    Unit,
)
from workdomain.processes.workflow import (
    AllowMove,
    DefineState,
    DraftWorkflow,
    DropState,
    ForbidMove,
    RenameWorkflow,
)
from workdomain.processes.workflow_parts import Category

IT = UUID(int=40)
SPRING, SUMMER = date(2026, 3, 1), date(2026, 6, 1)
ADDED: list[Command] = [AddClient(name="Inc")]
TAKEN: list[Command] = [TakeBaseline(name="Start")]
AWAY: list[Command] = [DelegateApprovals(person=BEN, first=SPRING, last=SUMMER)]
CLOSED: list[Command] = [*ADDED, CloseClient(reason="Broke")]
DRAFT: list[Command] = [DraftWorkflow(name="Work"), *STATES, *MOVES]
LIMITED = DefineState(state="Doing", category=Category.STARTED, most=3)
RATE = rate_id(RateScope(RateKind.BILL))
RATES: list[Command] = [
    SetRate(kind="bill", per_h="90", currency="EUR", valid_from=SPRING),
    SetRate(kind="bill", per_h="99", currency="EUR", valid_from=SUMMER),
]
LIMIT = AddBudget(name="Hours", project=APOLLO, hours=10)
STRICT = LIMIT.model_copy(update={"over": WhenOver.REFUSE})
RECOUNT = RecountBudget(counted=(CountedMonth(month="2026-01", minutes=60),))
OUTLINE: list[Command] = [
    AddTemplate(name="Event"),
    PutTemplateStep(step="book", title="Book a room"),
    PutTemplateStep(step="talk", title="Talk"),
]
FEWER = Expected(metric="mistakes", direction=Direction.DOWN, by=5, unit="percent", until=SUMMER)
MORE = Expected(metric="joy", direction=Direction.UP, by=5, unit="percent", until=SUMMER)
SERIES: list[Command] = [
    AddRecurrence(
        title="Look",
        rule="FREQ=WEEKLY;BYDAY=MO",
        zone="UTC",
        first=datetime(2026, 3, 2, 9),
        assignees=(ANA,),
    )
]
WHEN, THEN = datetime(2026, 3, 9, 9), datetime(2026, 3, 10, 9)


def changed(expected: Expected, from_day: date, *cadences: str) -> ChangeProcess:
    every = tuple(Cadence(what=what, every=1, unit=Unit.WEEK) for what in cadences)
    return ChangeProcess(cadences=every, from_day=from_day, reason="Try", expected=expected)


OF_STREAMS: list[tuple[UUID, list[Command], Command]] = [
    (ANA, [], ReadNotice(position=5)),
    (ANA, [ReadUpTo(position=6)], KeepNoticeUnread(position=5)),
    (ANA, [ReadUpTo(position=6), KeepNoticeUnread(position=5)], ReadNotice(position=5)),
    (ANA, [], ChooseDigest(rhythm=Rhythm.WEEKLY)),
    (
        ANA,
        [ChooseDigest(rhythm=Rhythm.WEEKLY, weekday=3, hour=0)],
        ChooseDigest(rhythm=Rhythm.DAILY, reason=Reason.NEEDED),
    ),
    (ANA, [], MuteItem(item=ITEM)),
    (ANA, [MuteItem(item=ITEM)], UnmuteItem(item=ITEM)),
    (ANA, [], DelegateApprovals(person=BEN, first=SPRING, last=SUMMER)),
    (ANA, AWAY, EndDelegation(from_day=date(2026, 4, 1), reason="Back")),
    (ANA, AWAY, EndDelegation(from_day=SPRING, reason="Back")),
    (
        ANA,
        [*AWAY, DelegateApprovals(person=BEN, first=date(2026, 7, 1), last=date(2026, 7, 9))],
        EndDelegation(from_day=date(2026, 4, 1), reason="Back"),
    ),
    (IT, ADDED, RenameClient(name="Limited")),
    (IT, ADDED, CloseClient(reason="Broke")),
    (IT, CLOSED, ReopenClient(reason="Rich")),
    (IT, TAKEN, RenameBaseline(name="Begin")),
    (IT, DRAFT, RenameWorkflow(name="Plan")),
    (IT, DRAFT, LIMITED),
    (IT, DRAFT, DefineState(state="Later", category=Category.BACKLOG)),
    (IT, DRAFT, DropState(state="To do")),
    (IT, DRAFT, AllowMove(move="begin", to="Doing")),
    (IT, DRAFT, ForbidMove(move=HAND_IN.move)),
    (IT, [DraftWorkflow(name="Work"), DOING], BEGIN),
    (IT, [AddProcess(name="Way")], RenameProcess(name="Path")),
    (IT, [AddProcess(name="Way")], changed(FEWER, SPRING, "Review")),
    (
        IT,
        [AddProcess(name="Way"), changed(FEWER, SPRING, "Review"), changed(FEWER, SUMMER)],
        changed(MORE, SPRING, "Retro"),
    ),
    (IT, OUTLINE, RenameTemplate(name="Fair")),
    (IT, OUTLINE, DescribeTemplate(description="For all")),
    (IT, OUTLINE, TitleTemplate(title="Event of the year", labels=("big",))),
    (IT, OUTLINE, PutTemplateStep(step="sing", title="Sing")),
    (
        IT,
        OUTLINE,
        PutTemplateSteps(
            steps=(Step(step="talk", title="Speak"), Step(step="sing", title="Sing")),
        ),
    ),
    (IT, OUTLINE, RemoveTemplateStep(step="book")),
    (IT, OUTLINE, PutTemplateRole(role="lead")),
    (IT, [*OUTLINE, PutTemplateRole(role="lead")], PutTemplateRole(role="lead", description="A")),
    (IT, [*OUTLINE, PutTemplateRole(role="lead")], RemoveTemplateRole(role="lead")),
    (IT, OUTLINE, SetTemplateDaysOff(days=(DAY,))),
    (IT, OUTLINE, RetireTemplate(reason="Old")),
    (IT, [*OUTLINE, RetireTemplate(reason="Old")], RestoreTemplate(reason="New")),
    (RATE, [], RATES[0]),
    (RATE, [RATES[0]], RATES[1]),
    (RATE, [RATES[1]], RATES[0]),
    (RATE, RATES, EndRate(kind="bill", valid_from=SPRING)),
    (RATE, [RATES[0]], EndRate(kind="bill", valid_from=SUMMER)),
    (IT, [LIMIT], RenameBudget(name="Time")),
    (IT, [LIMIT], SetBudgetLimit(hours=20)),
    (IT, [LIMIT], SetBudgetLimit(amount=900, currency="EUR", rate_per_h=90)),
    (IT, [LIMIT], SetBudgetRule(warn_percent=90, over=WhenOver.REFUSE)),
    (IT, [STRICT], SetBudgetRule(warn_percent=90, over=WhenOver.WARN)),
    (IT, [STRICT], CloseBudget(reason="Over")),
    (IT, [STRICT, CloseBudget(reason="Over")], ReopenBudget(reason="Not yet")),
    (IT, [STRICT], RECOUNT),
    (IT, SERIES, MoveOccurrence(occurrence=WHEN, to=THEN)),
    (IT, SERIES, ChangeOccurrence(occurrence=WHEN, title="See")),
    (
        IT,
        [
            *SERIES,
            ChangeOccurrence(occurrence=WHEN, title="See"),
            MoveOccurrence(occurrence=WHEN, to=THEN),
        ],
        SkipOccurrence(occurrence=WHEN, reason="Away"),
    ),
    (
        IT,
        [*SERIES, SkipOccurrence(occurrence=WHEN, reason="Away")],
        RestoreOccurrence(occurrence=WHEN),
    ),
    (IT, SERIES, ChangeFollowing(occurrence=WHEN, title="See", lead_days=3)),
    (IT, SERIES, PauseRecurrence(first=SPRING, last=SUMMER, reason="Spring")),
    (
        IT,
        [*SERIES, PauseRecurrence(first=SPRING, reason="Spring")],
        ResumeRecurrence(on=date(2026, 5, 1)),
    ),
    (
        IT,
        [*SERIES, PauseRecurrence(first=SPRING, reason="Spring")],
        ResumeRecurrence(on=SPRING),
    ),
    (IT, SERIES, EndRecurrence(last=SUMMER, reason="Enough")),
    (
        IT,
        [*SERIES, EndRecurrence(last=SUMMER, reason="Enough")],
        EndRecurrence(last=SPRING, reason="Too much"),
    ),
]
