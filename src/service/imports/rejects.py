"""What an import could not take, and why: nothing is dropped in silence."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple


class Reject(NamedTuple):
    """One thing that was not taken as it is, or not at all."""

    key: str
    """The issue it belongs to, as the source calls it now, or the file it was in."""
    what: str
    reason: str


def write_rejects(path: Path, rejects: Iterable[Reject]) -> None:
    """Write a CSV file (UTF-8) with the columns key, what and reason."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(Reject._fields)
        writer.writerows(map(harmless, reject) for reject in rejects)


def harmless(cell: str) -> str:
    """Keep a spreadsheet from taking what someone once wrote for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
