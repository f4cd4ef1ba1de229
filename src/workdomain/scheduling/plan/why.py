"""Why a task starts when it does: a chain of waits, back to the moment the plan begins."""

from typing import NamedTuple

from workdomain.scheduling.plan.generate import Plan


class Step(NamedTuple):
    """One wait; the minutes of all the steps of a chain are the start they explain.

    `beginning`, `not before`, `fixed` and `done`: from the beginning of the plan to that moment.
    `work`: the named task was going on. `link`: the lag of a link to it; below zero where the
    waiting task had to finish, not start, after it. `calendar`: nobody of its people works then.
    """

    what: str
    minutes: int
    task: str | None = None
    person: str | None = None


def why(plan: Plan, task: str) -> list[Step]:
    """Explain a start, from the beginning of the plan on; waits of no minutes are left out."""
    steps: list[Step] = []
    while True:
        start, _, _, reason, _ = plan.placed[task]
        other = reason.task
        if other is None:
            steps.append(Step("calendar", start - reason.until, task))
            steps.append(Step(reason.kind, reason.until, task))
            return [step for step in reversed(steps) if step.minutes]
        from_ = plan.placed[other]
        at_finish = reason.link is not None and reason.link.kind.endswith("finish")
        what = "link" if at_finish else "calendar"
        steps.append(Step(what, start - reason.until, task))
        of_start = reason.link is not None and reason.link.kind.startswith("start")
        anchor = from_.start if of_start else from_.finish
        steps.append(Step("link", reason.until - anchor, other))
        steps.append(Step("work", anchor - from_.start, other, reason.person))
        task = other


def critical_chain(plan: Plan) -> list[str]:
    """Name the tasks that the last finish waits for, by links or by people, earliest first."""
    task: str | None = max(plan.placed, key=lambda id_: plan.placed[id_][1::-1], default=None)
    chain: list[str] = []
    while task is not None:
        chain.append(task)
        task = plan.placed[task].reason.task
    return chain[::-1]
