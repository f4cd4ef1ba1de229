"""Makes a plan of a JSON file: see `files` for its shape.

Exit status 2, a line or more on stderr and no file if what is asked for makes no sense.
"""

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

DAYS, LONGER = 730, 3650
"""How far ahead people's time is laid out at first, and where that is not enough."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Read, plan, check and write."""
    parser = argparse.ArgumentParser(prog="python -m workdomain.scheduling.plan")
    parser.add_argument("file", type=Path, metavar="FILE.json", help="what is to be planned")
    parser.add_argument("-o", "--output", type=Path, metavar="OUT.json", required=True)
    asked = parser.parse_args(arguments)
    gc.disable()  # nothing is thrown away before the end, and it comes soon
    try:
        _write(asked.output, _planned(asked.file.read_bytes()))
    except (OSError, ValueError) as error:
        print(f"{asked.file}: {_why(error)}", file=sys.stderr)  # noqa: T201 - a command
        return 2
    finally:
        gc.enable()
    return 0


def _planned(text: bytes) -> bytes:
    """Plan what a file asks for. Raises CannotPlan, or pydantic's ValidationError."""
    # The parser answers before what takes its time to come up.
    import orjson

    from workdomain.scheduling.plan.check import faults
    from workdomain.scheduling.plan.files import Asked, problem_of, told
    from workdomain.scheduling.plan.generate import make_plan
    from workdomain.scheduling.plan.problem import NobodyAvailable

    asked = Asked.model_validate_json(text)
    days = (asked.days,) if asked.days is not None else (DAYS, LONGER)
    for ahead in days:
        problem = problem_of(asked, ahead)
        try:
            plan = make_plan(problem)
        except NobodyAvailable:
            if ahead == days[-1]:
                raise
        else:
            break
    if wrong := faults(problem, plan.placed):
        raise AssertionError(f"the plan is not sound: {wrong[0]}")
    return orjson.dumps(told(asked, problem, plan), option=orjson.OPT_APPEND_NEWLINE)


def _write(path: Path, text: bytes) -> None:
    """Write all of it or nothing."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(text)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _why(error: Exception) -> str:
    from pydantic import ValidationError

    from workdomain.scheduling.plan.files import in_words

    return in_words(error) if isinstance(error, ValidationError) else str(error)


if __name__ == "__main__":
    sys.exit(main())
