"""Small files and maps, for the rules of the import of CSV files."""

import csv as csv_files
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from projections.views import Views
from service.imports.csv_import import CsvSummary, import_csv
from service.imports.csv_map import load_map
from workdomain.store.messages import Recorded
from workdomain.work import Work

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)

STORIES = """
name = "stories"
since = 2020-01-01
zone = "Europe/Berlin"
na = ["NA"]
[[read]]
files = "stories*"
[read.columns]
begun = { type = "moment", format = "%d.%m.%Y %H:%M" }
ended = { type = "moment", format = "%d.%m.%Y %H:%M" }
plan = { type = "duration", unit = "d", decimal = "," }
how = { of = "priority", values = { A = "urgent", "-" = "" } }
[read.item]
key = "{id}"
title = ["{name} for {who}", "{name}"]
project = { name = "Garden", key = "GARDEN" }
priority = "{how}"
estimate = "{plan}"
assignees = ["{who}"]
started = "{begun}"
done = "{ended}"
"""
STORY_ROWS = """id,name,who,priority,plan,begun,ended
1,Dig,Ann,A,"1,5",01.07.2021 09:00,02.07.2021 17:00
2,Sow,NA,-,NA,,
"""

TIMES = """
name = "times"
since = 2020-01-01
[[read]]
files = "times*"
[read.columns]
day = { type = "day", format = "%Y-%m-%d" }
spent = { type = "duration", unit = "UNIT" }
[read.time]
key = "{id}"
person = "{who}"
day = "{day}"
minutes = "{spent}"
"""


def id_of(recorded: Recorded) -> UUID:
    """The id of what an event happened to."""
    return UUID(recorded.stream.rpartition("/")[2])


@dataclass
class Import:
    """A workspace, and a folder with files that are imported into it."""

    folder: Path
    work: Work

    def file(self, name: str, text: str, encoding: str = "utf-8") -> Path:
        path = self.folder / name
        path.write_bytes(text.encode(encoding))
        return path

    def map(self, text: str) -> str:
        return str(self.file("map.toml", text))

    def run(self, map_text: str, zone: str | None = None, **files: str) -> CsvSummary:
        """Import files by their names without the ending."""
        paths = [self.file(f"{name}.csv", text) for name, text in files.items()]
        return self.take(load_map(self.map(map_text), zone), paths)

    def take(self, csv_map: Any, paths: list[Path], **how: Any) -> CsvSummary:
        return import_csv(self.work, csv_map, paths, rejects=self.rejects, **how)

    @property
    def rejects(self) -> Path:
        return self.folder / "rejects.csv"

    def told(self) -> list[dict[str, str]]:
        """What the reject file says."""
        with self.rejects.open(encoding="utf-8", newline="") as file:
            return list(csv_files.DictReader(file))

    def items(self, **asked: Any) -> dict[str, Any]:
        with Views(self.work) as views:
            return {row.title: row for row in views.work_items(**asked)}

    @property
    def projects(self) -> dict[UUID, str]:
        """The names of projects, by id."""
        return {id_of(each): each.event.name for each in self.said("ProjectAdded")}

    def events(self) -> int:
        return self.work.log.head().position

    def said(self, kind: str) -> list[Any]:
        """The events of a kind, with their contexts."""
        return [each for each in self.work.events() if type(each.event).__name__ == kind]
