"""Imports quarterly objectives and key results from sheets of scores.

What a team wanted in a quarter becomes an objective that is driven by those below it; its lines
become key results to be reached from 0 to 1. Scores of mid quarter are told by a check-in of the
day in the middle, with what was projected then; those of the end by one of the last day, when the
objective is closed with the score that follows from them. What happened keeps its time, so that
`valid_at` tells any day of the quarter.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from pydantic import ValidationError

from service.imports.jira import Progress, carry_out
from service.imports.jira_pages import complaint
from service.imports.jira_telling import Change
from service.imports.okr_sheets import (
    KeyResultLine,
    ObjectiveLine,
    Scores,
    Sheet,
    owners_of,
    read_sheets,
)
from service.imports.rejects import Reject, write_rejects
from workdomain.identification.cadence import Cadence, Rhythm
from workdomain.identification.check_in_words import CheckIn, Told
from workdomain.identification.goal_words import Commitment, Level, Outcome, ProgressDriver
from workdomain.identification.key_result_words import AddKeyResult, ArchiveKeyResult
from workdomain.identification.measures import KeyResultKind
from workdomain.identification.objective_life import ActivateObjective, CloseObjective
from workdomain.identification.profile import AddObjective
from workdomain.kernel import Command, Context
from workdomain.people.person import AddPerson, person
from workdomain.values import OPERATOR
from workdomain.work import Work

OKR = UUID("5f6f1a7c-3f0e-5a52-9b1d-7f0f1c8f2a31")
"""The namespace of everything imported from sheets; another one would import it all again."""

BEGIN, MIDDLE, END, CLOSING, CLOSED = time(9), time(12), time(16), time(17), time(18)
"""Of the first day; of the day in the middle; of the last day: when it is checked in, when
objectives are closed, and when all of it is."""

NO_END = "The sheet has no score of it at the end of the quarter"


def id_of(*name: str) -> UUID:
    """Name what a sheet calls by this name."""
    return uuid5(OKR, "/".join(name))


@dataclass(frozen=True)
class OkrSummary:
    """What an import came to."""

    files: int = 0
    sheets: int = 0
    objectives: int = 0
    key_results: int = 0
    people: int = 0
    commands: int = 0
    new: int = 0
    """Commands that changed something."""
    quiet: int = 0
    """Commands after which everything was as before."""
    known: int = 0
    """Commands that an earlier import had carried out."""
    rejects: tuple[Reject, ...] = ()
    """What was refused, or could not be read."""
    left_out: tuple[Reject, ...] = ()
    """What is told in other words than the sheet's."""
    dry_run: bool = False


def import_okr(
    work: Work,
    folder: Path,
    *,
    dry_run: bool = False,
    rejects: Path | None = None,
    progress: Progress | None = None,
) -> OkrSummary:
    """Import the sheets of a folder; once more adds only what is new since.

    A dry run does it in an empty workspace in memory, and writes nothing but the reject file.
    Raises NothingToImport, which says what is looked for.
    """
    read = read_sheets(folder)
    if rejects:
        write_rejects(rejects, ())  # where it cannot be written, better now than in the end
    sheets = list(read.sheets.values())
    objectives = [each for sheet in sheets for each in sheet.objectives.values()]
    summary = OkrSummary(
        files=read.files,
        sheets=len(sheets),
        objectives=len(objectives),
        key_results=sum(len(each.key_results) for each in objectives),
        people=len(owners_of(sheets)),
        rejects=tuple(read.rejects),
        dry_run=dry_run,
    )
    if dry_run:
        with Work.open(":memory:", clock=work.clock) as rehearsal:
            summary = _bring_in(rehearsal, sheets, summary, progress)
    else:
        summary = _bring_in(work, sheets, summary, progress)
    if rejects:
        write_rejects(rejects, (*summary.rejects, *summary.left_out))
    return summary


def _bring_in(
    work: Work, sheets: list[Sheet], summary: OkrSummary, progress: Progress | None
) -> OkrSummary:
    telling = Telling()
    owners = owners_of(sheets)
    for sheet in sheets:
        telling.people(work, sheet, owners)
        telling.sheet(sheet)
    outcome, refused = carry_out(work, telling.changes, progress)
    return replace(
        summary,
        commands=len(telling.changes),
        new=outcome["new"],
        quiet=outcome["quiet"],
        known=outcome["known"],
        rejects=(*summary.rejects, *telling.rejects, *refused),
        left_out=tuple(telling.left_out),
    )


class Telling:
    """Puts sheets into commands, in the order in which things happened within each."""

    def __init__(self) -> None:
        """Start with nothing told."""
        self.changes = list[Change]()
        self.rejects = list[Reject]()
        self.left_out = list[Reject]()

    def say(self, key: str, at: datetime, to: UUID, command: type[Command], **given: Any) -> None:
        """Add a command, which is the same one for ever; or tell why there is none."""
        name = command.__name__
        try:
            made = command(**given)
        except ValidationError as error:
            self.rejects.append(Reject(key, name, f"left out: {complaint(error)}"))
            return
        own = given.get("key_result") or given.get("check_in") or to
        context = Context(OPERATOR, at, id_of(name, str(to), str(own)))
        self.changes.append(Change(key, name, to, to, made, context))

    def people(self, work: Work, sheet: Sheet, owners: dict[str, str]) -> None:
        """Make everyone known; who is known already keeps the name they have here."""
        for word in owners_of([sheet]):
            if not work.state(person, person_id(word)).name:
                start = _at(sheet.first, time(0))
                self.say(sheet.name, start, person_id(word), AddPerson, name=owners[word])

    def sheet(self, sheet: Sheet) -> None:
        """Tell what a team wanted, how it stood in the middle, and how it ended."""
        start, top = _at(sheet.first, BEGIN), id_of(sheet.name)
        self._objective(sheet, 0, top, sheet.name, ProgressDriver.ALIGNED_OBJECTIVES)
        ids = {each.title: id_of(sheet.name, each.title) for each in sheet.objectives.values()}
        for place, each in enumerate(sheet.objectives.values(), 1):
            id, more = ids[each.title], {"description": self._shared(sheet, each)}
            driver = ProgressDriver.KEY_RESULTS
            self._objective(sheet, place, id, each.title, driver, aligned_to=top, **more)
            for line in each.key_results:
                self._key_result(sheet, ids[each.title], line)
            self.say(sheet.name, start, ids[each.title], ActivateObjective)
        self.say(sheet.name, start, top, ActivateObjective)
        for each in sheet.objectives.values():
            self._middle(sheet, ids[each.title], each)
        self._middle(sheet, top)
        for each in sheet.objectives.values():
            self._end(sheet, ids[each.title], each)
        self._close_all(sheet, top)

    def _objective(
        self,
        sheet: Sheet,
        place: int,
        id: UUID,
        title: str,
        driver: ProgressDriver,
        **more: Any,
    ) -> None:
        """Add an objective, one second after the other, so that they keep their order."""
        halves = Cadence(rhythm=Rhythm.DAYS, days=(sheet.middle - sheet.first).days)
        self.say(
            sheet.name,
            _at(sheet.first, time(8)) + timedelta(seconds=place),
            id,
            AddObjective,
            title=title,
            level=Level.TEAM,
            team=sheet.team,
            first=sheet.first,
            last=sheet.last,
            driver=driver,
            commitment=Commitment.ASPIRATIONAL,
            cadence=halves,
            **more,
        )

    def _shared(self, sheet: Sheet, objective: ObjectiveLine) -> str:
        """Say in words who owns what several own: a key result has one owner."""
        told = []
        for line in objective.key_results:
            if len(line.owners) > 1:
                told.append(f"{line.name}: {', '.join(line.owners)}")
                others = ", ".join(line.owners[1:])
                reason = f"a key result has one owner: {others} are named in the description"
                self.left_out.append(Reject(sheet.name, line.name, reason))
        return "\n".join(["Owned by several:", *told]) if told else ""

    def _key_result(self, sheet: Sheet, objective: UUID, line: KeyResultLine) -> None:
        self.say(
            sheet.name,
            _at(sheet.first, BEGIN),
            objective,
            AddKeyResult,
            key_result=key_result_id(objective, line),
            name=line.name,
            kind=KeyResultKind.REACH,
            target=Decimal(1),
            precision=1,
            owner=person_id(line.owners[0].casefold()) if line.owners else None,
        )

    def _middle(self, sheet: Sheet, id: UUID, objective: ObjectiveLine | None = None) -> None:
        lines = objective.key_results if objective else []
        values = _told(id, ((line, line.scores.mid_actual) for line in lines))
        projected = _told(id, ((line, line.scores.mid_projection) for line in lines))
        note = "" if objective else _printed(sheet.total)
        if values or projected or note:
            given = {"values": values, "projected": projected, "note": note}
            self._check_in(sheet, id, _at(sheet.middle, MIDDLE), "mid", **given)

    def _end(self, sheet: Sheet, id: UUID, objective: ObjectiveLine) -> None:
        """Check in and close; what has no score in the end does not count in it."""
        lines = objective.key_results
        values = _told(id, ((line, line.scores.end_score) for line in lines))
        if not values:
            reason = "left open: none of its key results has a score at the end"
            self.left_out.append(Reject(sheet.name, objective.title, reason))
            return
        end = _at(sheet.last, END)
        for line in lines:
            if line.scores.end_score is None and line.scores.mid_actual is not None:
                archived = key_result_id(id, line)
                self.say(sheet.name, end, id, ArchiveKeyResult, key_result=archived, reason=NO_END)
                self.left_out.append(Reject(sheet.name, line.name, f"archived: {NO_END}"))
        self._check_in(sheet, id, end, "end", values=values)
        outcome = _outcome(told.value for told in values)
        self.say(sheet.name, _at(sheet.last, CLOSING), id, CloseObjective, outcome=outcome)

    def _check_in(self, sheet: Sheet, id: UUID, at: datetime, which: str, **given: Any) -> None:
        self.say(sheet.name, at, id, CheckIn, check_in=id_of(str(id), which), **given)

    def _close_all(self, sheet: Sheet, top: UUID) -> None:
        ends = [
            line.scores.end_score
            for objective in sheet.objectives.values()
            for line in objective.key_results
        ]
        scored = [score for score in ends if score is not None]
        if scored:
            comment = "" if sheet.total.end_score is None else _printed_end(sheet.total)
            given = {"outcome": _outcome(scored), "comment": comment}
            self.say(sheet.name, _at(sheet.last, CLOSED), top, CloseObjective, **given)


def person_id(word: str) -> UUID:
    """Name a person by the word that stands for them in sheets."""
    return id_of("person", word)


def key_result_id(objective: UUID, line: KeyResultLine) -> UUID:
    """Name a key result of an objective."""
    return id_of(str(objective), line.name, str(line.number))


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, UTC)


def _told(
    objective: UUID, scores: Iterable[tuple[KeyResultLine, Decimal | None]]
) -> tuple[Told, ...]:
    return tuple(
        Told(key_result=key_result_id(objective, line), value=score)
        for line, score in scores
        if score is not None
    )


def _outcome(scores: Iterable[Decimal]) -> Outcome:
    """Tell how it ended, by the scores it is made of."""
    reached = list(scores)
    if all(score >= 1 for score in reached):
        return Outcome.ACHIEVED
    return Outcome.PARTIAL if any(score > 0 for score in reached) else Outcome.MISSED


def _printed(total: Scores) -> str:
    told = [
        f"{what} {score}"
        for what, score in (("actual", total.mid_actual), ("projected", total.mid_projection))
        if score is not None
    ]
    return f"The sheet's own total: {', '.join(told)}" if told else ""


def _printed_end(total: Scores) -> str:
    return f"The sheet's own total: {total.end_score}"
