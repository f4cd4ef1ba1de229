"""Makes texts of Jira fit to be kept: plain, without control characters, not too long."""

import re
from typing import Any

LINE, TEXT = 300, 50_000
"""Characters that a `Line` and a `Text` of the domain hold at the most."""

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
HALF = re.compile("[\ud800-\udfff]")
"""Half of a character, as broken escapes leave it; no encoding can hold it."""


def line(raw: Any) -> tuple[str, str | None]:
    """Make one line of a text; also tell what had to be changed, None if nothing of note."""
    text, remark = _clean(" ".join(plain(raw).split()))
    return _fitting(text, LINE, remark)


def text(raw: Any) -> tuple[str, str | None]:
    """Make a text that can be kept; also tell what had to be changed, None if nothing."""
    cleaned, remark = _clean(plain(raw))
    return _fitting(cleaned, TEXT, remark)


def _clean(given: str) -> tuple[str, str | None]:
    whole, halves = HALF.subn("\ufffd", given)
    kept, controls = CONTROL.subn("", whole)
    changed = halves + controls
    return kept, f"left out {changed} control or broken characters" if changed else None


def _fitting(given: str, most: int, remark: str | None) -> tuple[str, str | None]:
    if len(given) <= most:
        return given, remark
    end = " [cut]"
    return given[: most - len(end)] + end, f"cut from {len(given)} to {most} characters"


def plain(raw: Any) -> str:
    """Read a text as it is, or the document Jira Cloud writes (Atlassian Document Format)."""
    if raw is None:
        return ""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, dict):
        return _node(raw).strip("\n")
    return str(raw)


def _node(node: Any) -> str:
    """Write out a node and what it contains; blocks end their line."""
    if not isinstance(node, dict):
        return ""
    content = node.get("content")
    inside = "".join(map(_node, content)) if isinstance(content, list) else ""
    attributes = node.get("attrs")
    shown = attributes if isinstance(attributes, dict) else {}
    match node.get("type"):
        case "text":
            return str(node.get("text", ""))
        case "hardBreak" | "rule":
            return "\n"
        case "mention" | "emoji" | "status" | "inlineCard" | "blockCard":
            return str(shown.get("text") or shown.get("shortName") or shown.get("url") or "")
        case "listItem":
            return f"- {inside}"
        case "tableCell" | "tableHeader":
            return f"{inside.strip()} | "
        case "tableRow":
            return inside.rstrip(" |") + "\n"
        case "paragraph" | "heading" | "codeBlock":
            return f"{inside}\n"
        case _:
            return inside
