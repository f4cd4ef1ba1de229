"""Makes a plan of a JSON file: `files` tells its shape.

Exit status 2, with lines on stderr and no file, if what is asked for makes no sense.
"""

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workdomain.scheduling.plan.files import Asked
    from workdomain.scheduling.plan.generate import Plan
    from workdomain.scheduling.plan.problem import Problem

DAYS, LONGER = 365, 3650
"""How far ahead people's time is laid out at first, and where that is not enough."""
FEW = 10_000
"""So many tasks are placed by plain loops before the compiler has come up."""


def main(arguments: Sequence[str] | None = None, *, alone: bool = False) -> int:
    """Read, plan, check and write; `alone` in a process that does nothing else."""
    parser = argparse.ArgumentParser(
        prog="python -m workdomain.scheduling.plan",
        description=__doc__,
        # Else it looks up how wide the terminal is, and brings half a library for that.
        formatter_class=lambda prog: argparse.HelpFormatter(prog, width=100),
    )
    parser.add_argument("file", metavar="FILE.json", help="what is to be planned")
    parser.add_argument("-o", "--output", metavar="OUT.json", required=True, help="the plan")
    given = parser.parse_args(arguments)
    if alone:
        gc.disable()  # nothing is thrown away before the end, and it comes soon
    try:
        with open(given.file, "rb") as file:  # without pathlib, which comes up slowly as well
            text = file.read()
        _write(given.output, _answer(text, alone=alone))
    except (OSError, ValueError) as error:
        print(f"{given.file}: {error}", file=sys.stderr)  # noqa: T201 - a command
        return 2
    return 0


def _answer(text: bytes, *, alone: bool) -> bytes:
    """Plan what a file asks for. Raises Misread or CannotPlan."""
    # What takes its time to come up is brought when it is known which of it is needed.
    from workdomain.scheduling.plan.files import read, told

    asked = read(text)
    if alone and _loops(asked) <= FEW:
        os.environ.setdefault("NUMBA_DISABLE_JIT", "1")
    return told(asked, *_planned(asked))


def _loops(asked: "Asked") -> float:
    """Count how often tasks will be placed at most; teams and split work take a thousand times."""
    rules = 1 + any(task.priority for task in asked.tasks)
    rules += any(task.deadline is not None for task in asked.tasks)
    slow = sum(task.split or bool(task.also) or task.people > 1 for task in asked.tasks)
    return rules * (len(asked.tasks) + 1_000 * slow)


def _planned(asked: "Asked") -> "tuple[Problem, Plan]":
    from workdomain.scheduling.plan.check import faults
    from workdomain.scheduling.plan.files import problem_of
    from workdomain.scheduling.plan.generate import make_plan
    from workdomain.scheduling.plan.problem import NobodyAvailable

    problem = problem_of(asked, asked.days or DAYS)
    try:
        plan = make_plan(problem)
    except NobodyAvailable:
        if asked.days is not None:
            raise
        problem = problem_of(asked, LONGER)
        plan = make_plan(problem)
    if wrong := faults(problem, plan.placed):
        raise AssertionError(f"the plan is not sound: {wrong[0]}")
    return problem, plan


def _write(path: str, text: bytes) -> None:
    """Write all of it or nothing."""
    beside = f"{path}.{os.getpid()}"
    try:
        with open(beside, "xb") as file:
            file.write(text)
        os.replace(beside, path)
    except OSError:
        if os.path.exists(beside):
            os.remove(beside)
        raise


if __name__ == "__main__":
    sys.exit(main(alone=True))
