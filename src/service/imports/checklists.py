"""Checklists in Markdown (issue templates, as GitHub has them) as templates for a work item.

Headings become phases, `- [ ]` lines steps, as deep as they are indented. What is commented out, to
be taken in when it is needed, becomes steps with the label `optional`. A plain bullet above nested
steps becomes a step of its own kind, `group`; others are told in the description of their step.
"""

import re
from collections.abc import Container
from dataclasses import dataclass, field
from pathlib import Path

from service.imports.jira_text import line, text
from workdomain.planning.step import Step

HEADING = re.compile(r"(#{1,6})\s+(.+)")
CHECK = re.compile(r"(\s*)[-*] \[[ xX]\]\s+(.+)")
BULLET = re.compile(r"(\s*)[-*] (.+)")
COMMENT = re.compile(r"<!--.*?-->")
LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
NOT_IN_IDS = re.compile(r"[^a-z0-9.]+")
LONGEST_ID = 60
LONGEST = 10_000
"""Characters that the description of a step holds."""
OPTIONAL = "optional"
PHASE, TASK, GROUP = "phase", "task", "group"


@dataclass(frozen=True)
class Checklist:
    """What a file says."""

    name: str
    about: str
    title: str | None
    labels: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass
class Open:
    """A heading or bullet that others may lie below."""

    indent: int
    text: str
    step: str | None = None
    """Its step; None for a bullet that has none so far."""


@dataclass
class _Reading:
    steps: dict[str, Step] = field(default_factory=dict)
    headings: list[Open] = field(default_factory=list)
    bullets: list[Open] = field(default_factory=list)
    commented: bool = False
    fenced: bool = False

    def read(self, raw: str) -> None:
        """Take in one line."""
        shown = COMMENT.sub("", raw).rstrip()
        if raw.lstrip().startswith("```"):
            self.fenced = not self.fenced
        if not (self.fenced or shown.startswith("<!--")):
            self._understand(shown.replace("<!--", "").replace("-->", "").rstrip())
        if shown.rfind("<!--") > shown.rfind("-->"):
            self.commented = True
        elif "-->" in shown:
            self.commented = False

    def _understand(self, shown: str) -> None:
        if match := HEADING.fullmatch(shown):
            self._heading(len(match[1]), match[2])
        elif match := CHECK.fullmatch(shown):
            self._check(len(match[1]), match[2])
        elif match := BULLET.fullmatch(shown):
            self._close(len(match[1]))
            self.bullets.append(Open(len(match[1]), match[2]))
            self._describe(f"- {plain(match[2])}")
        elif shown.strip() and self.bullets and shown.startswith(" "):
            self._go_on(shown.strip())
        elif shown.strip():
            self.bullets.clear()

    def _heading(self, level: int, said: str) -> None:
        self.bullets.clear()
        while self.headings and self.headings[-1].indent >= level:
            self.headings.pop()
        parent = self.headings[-1].step if self.headings else None
        self.headings.append(Open(level, said, self._add(said, PHASE, parent)))

    def _check(self, indent: int, said: str) -> None:
        self._close(indent)
        for place, bullet in enumerate(self.bullets):
            if bullet.step is None:
                above = self._above(place)
                self._take_back(f"- {plain(bullet.text)}", above)
                bullet.step = self._add(bullet.text, GROUP, above)
        self.bullets.append(Open(indent, said, self._add(said, TASK, self._above())))

    def _close(self, indent: int) -> None:
        while self.bullets and self.bullets[-1].indent >= indent:
            self.bullets.pop()

    def _above(self, place: int | None = None) -> str | None:
        """Name the step that what comes next lies below."""
        above = [*self.headings, *self.bullets[:place]]
        return next((each.step for each in reversed(above) if each.step), None)

    def _add(self, said: str, kind: str, parent: str | None) -> str:
        id = slug(plain(said), self.steps)
        title, _ = line(plain(said))
        links = said.strip()[:LONGEST] if LINK.search(said) else ""
        labels = (OPTIONAL,) if self.commented else ()
        self.steps[id] = Step(
            step=id, title=title or id, description=links, kind=kind, labels=labels, parent=parent
        )
        return id

    def _go_on(self, said: str) -> None:
        """Go on with what the line before said."""
        last = self.bullets[-1]
        if last.step is None:
            self._describe(said)
            return
        last.text = f"{last.text} {said}"
        title, _ = line(plain(last.text))
        links = last.text[:LONGEST] if LINK.search(last.text) else ""
        step = self.steps[last.step]
        self.steps[last.step] = step.model_copy(update={"title": title, "description": links})

    def _describe(self, said: str) -> None:
        if (above := self._above()) is not None:
            step = self.steps[above]
            whole, _ = text(f"{step.description}\n{said}".strip())
            self.steps[above] = step.model_copy(update={"description": whole[:LONGEST]})

    def _take_back(self, said: str, above: str | None) -> None:
        """Do not tell of a bullet twice."""
        if above is not None:
            step = self.steps[above]
            lines = [each for each in step.description.split("\n") if each != said]
            self.steps[above] = step.model_copy(update={"description": "\n".join(lines)})


def plain(said: str) -> str:
    """Take links and marks out of a line of Markdown."""
    bare = LINK.sub(r"\1", COMMENT.sub("", said))
    return " ".join(bare.replace("**", "").replace("`", "").split())


def slug(said: str, used: Container[str]) -> str:
    """Make the id of a step of what it says, other than those that are used."""
    first = NOT_IN_IDS.sub("-", said.casefold()).strip("-.")[:LONGEST_ID] or "step"
    id, number = first, 1
    while id in used:
        number += 1
        id = f"{first}-{number}"
    return id


def read_checklist(path: Path) -> Checklist:
    """Read a file; it has no steps if there is neither a heading nor a check in it."""
    lines = path.read_text("utf-8-sig").splitlines()
    front: dict[str, str] = {}
    if lines and lines[0].strip() == "---" and "---" in (rest := [x.strip() for x in lines[1:]]):
        end = rest.index("---")
        front = dict(_pair(each) for each in rest[:end] if ":" in each)
        lines = lines[end + 2 :]
    reading = _Reading()
    for each in lines:
        reading.read(each)
    labels = (label.strip() for label in front.get("labels", "").split(","))
    return Checklist(
        name=line(front.get("name") or path.stem)[0],
        about=text(front.get("about"))[0],
        title=line(front.get("title"))[0] or None,
        labels=tuple(label[:60] for label in labels if label),
        steps=tuple(reading.steps.values()),
    )


def _pair(said: str) -> tuple[str, str]:
    key, _, value = said.partition(":")
    return key.strip().casefold(), value.strip().strip("\"'")


def numbered(checklist: Checklist) -> dict[str, int]:
    """Count what is in it: headings, checks, and those of them that lie below others."""
    kinds = {step.step: step.kind for step in checklist.steps}
    checks = [step for step in checklist.steps if step.kind == TASK]
    return {
        "headings": sum(kind == PHASE for kind in kinds.values()),
        "checks": len(checks),
        "nested": sum(kinds.get(step.parent or "") in (TASK, GROUP) for step in checks),
    }
