"""What pictures of plans have in common: one style, words that fit, and the frame around them.

A picture is whole in itself: its style comes with it, and names no colour that it does not bring,
so that it looks the same in a page, alone, in the dark and on paper. Colours are told apart by
people who see red and green alike (Okabe and Ito, Color Universal Design, 2008), and none says
anything that a shape or a word does not say too.
"""

import re
from collections.abc import Iterable
from datetime import datetime, tzinfo
from unicodedata import category, east_asian_width

from markupsafe import Markup

from projections.wording import line
from service.reports.drawing import MONTHS, n, tag
from service.reports.writing import plain

NAMESPACE = "http://www.w3.org/2000/svg"
LAST_OF_FIRST_PLANE = "\uffff"
"""Beyond lie emoji, and scripts that are rare."""
NOT_IN_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
FONT = 'system-ui,-apple-system,"Segoe UI","Noto Sans",sans-serif'

PAINT = (
    # what, property, in the light, in the dark
    (".paper", "fill", "#ffffff", "#1b1f25"),
    ("text", "fill", "#5b6673", "#9aa5b1"),
    (".name", "fill", "#1d232b", "#e6e9ed"),
    (".halo", "stroke", "#ffffff", "#1b1f25"),
    (".grid", "stroke", "#e9ecef", "#2a3038"),
    (".edge", "stroke", "#c5ccd4", "#48515c"),
    (".weekend", "fill", "#f3f5f7", "#20252c"),
    (".heading", "fill", "#eef1f5", "#262c34"),
    (".bar", "fill", "#5a93cf", "#4c86c6"),
    (".critical", "fill", "#d5552f", "#e2683f"),
    (".critical", "stroke", "#7c2508", "#ffc9b3"),
    (".done", "fill", "#16324f", "#cfe2f7"),
    (".stone", "fill", "#1d232b", "#e6e9ed"),
    (".sum", "fill", "#5b6673", "#9aa5b1"),
    (".slack", "stroke", "#8b97a5", "#76828f"),
    (".ghost", "fill", "#c3cbd4", "#4a5562"),
    (".link", "stroke", "#a3adb8", "#5f6b78"),
    (".tip", "fill", "#a3adb8", "#5f6b78"),
    (".link.binding", "stroke", "#46515d", "#b4bfca"),
    (".tip.binding", "fill", "#46515d", "#b4bfca"),
    (".link.chain", "stroke", "#b03c17", "#f08a64"),
    (".tip.chain", "fill", "#b03c17", "#f08a64"),
    (".deadline", "fill", "#7b2d8e", "#d08be0"),
    (".deadline-line", "stroke", "#7b2d8e", "#d08be0"),
    (".lateness", "fill", "#7b2d8e", "#d08be0"),
    (".now", "stroke", "#0b7a75", "#3fbfb8"),
    (".now-label", "fill", "#0b7a75", "#3fbfb8"),
    (".now-text", "fill", "#ffffff", "#10201f"),
    (".warn", "fill", "#b3261e", "#ff8a80"),
    (".pin", "fill", "#1d232b", "#e6e9ed"),
    (".box", "stroke", "#46515d", "#b4bfca"),
    (".box", "fill", "#ffffff", "#1b1f25"),
    (".green", "fill", "#3f9d76", "#3f9d76"),
    (".yellow", "fill", "#e0a021", "#e0a021"),
    (".red", "fill", "#c8371f", "#e2583f"),
    (".path", "stroke", "#1d232b", "#e6e9ed"),
    (".mark", "stroke", "#1d232b", "#e6e9ed"),
    (".band", "fill", "#3d83d9", "#4f93e6"),
    (".middle", "stroke", "#1a4f91", "#9cc6fa"),
    (".dot", "fill", "#1a4f91", "#9cc6fa"),
    (".planned", "stroke", "#46515d", "#b4bfca"),
)
SHAPES = (
    ("text", f"font-family:{FONT};font-size:11px;unicode-bidi:plaintext"),
    (".name", "font-size:12px"),
    (".halo", "paint-order:stroke;stroke-width:3;stroke-linejoin:round"),
    (".strong", "font-weight:700"),
    (".to-end", "text-anchor:end"),
    (".mid", "text-anchor:middle"),
    (".critical", "stroke-width:1.6"),
    (".done", "fill-opacity:.38"),
    (".slack", "stroke-width:1.4;stroke-dasharray:1.5 2.5;fill:none"),
    (".link", "fill:none;stroke-width:1"),
    (".link.binding", "stroke-width:1.5"),
    (".link.chain", "stroke-width:2"),
    (".deadline-line", "stroke-width:1.6;fill:none"),
    (".over", "stroke-dasharray:4 2"),
    (".lateness", "font-weight:700"),
    (".now", "stroke-width:1.6"),
    (".box", "stroke-width:1.2"),
    (".box.feeding", "stroke-dasharray:4 2"),
    (".path", "fill:none;stroke-width:1.8;stroke-linejoin:round"),
    (".mark", "stroke-width:1"),
    (".wash", "fill-opacity:.2"),
    (".band", "fill-opacity:.17"),
    (".middle", "fill:none;stroke-width:2.4;stroke-linejoin:round"),
    (".planned", "stroke-width:1.4;stroke-dasharray:6 3;fill:none"),
)


def _style() -> Markup:
    shapes = "".join(f"svg.plan {what}{{{how}}}" for what, how in SHAPES)
    light = "".join(f"svg.plan {what}{{{key}:{day}}}" for what, key, day, _ in PAINT)
    dark = "".join(f"svg.plan {what}{{{key}:{night}}}" for what, key, _, night in PAINT)
    rules = f"{shapes}{light}@media screen and (prefers-color-scheme:dark){{{dark}}}"
    return Markup("<style>{}</style>").format(Markup(rules))  # noqa: S704  all of it is ours


STYLE = _style()


def framed(
    width: float, height: float, title: str, description: str, drawn: Iterable[Markup]
) -> str:
    """Put a picture together that can stand alone; the words are read to those who do not see."""
    head = [
        tag("title", words(title)),
        tag("desc", words(description)),
        STYLE,
        tag("rect", class_="paper", x=0.0, y=0.0, width=width, height=height),
    ]
    return str(
        tag(
            "svg",
            Markup("\n").join([*head, *drawn]),
            xmlns=NAMESPACE,
            class_="plan",
            viewBox=f"0 0 {n(width)} {n(height)}",
            width=width,
            height=height,
            role="img",
            aria_label=words(title),
        )
    )


def inline(picture: str) -> Markup:
    """Take a picture into a page of HTML, where the namespace goes without saying."""
    return Markup(picture.replace(f' xmlns="{NAMESPACE}"', "", 1))  # noqa: S704  drawn by `tag`


def notice(width: float, title: str, text: str) -> str:
    """Draw a sentence where there is no picture."""
    said = tag("text", words(text), class_="name mid", x=width / 2, y=44.0)
    return framed(width, 76.0, title, text, [said])


# -- words -----------------------------------------------------------------------------------------


def words(text: str) -> str:
    """Write a text on one line, with what XML cannot hold or nobody is to see made visible."""
    return plain(NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", line(text, 10_000)))


def clipped(text: str, room: float, size: float = 12.0) -> str:
    """Cut a text to a width in pixels, at the end it is read to; empty if nothing fits."""
    text = words(text)
    left, fits = room - size * 0.9, 0
    used = 0.0
    for place, character in enumerate(text):
        used += size * _em(character)
        if used <= left:
            fits = place + 1
        if used > room:
            cut = text[:fits].rstrip(" \u200d")
            return f"{cut}\N{HORIZONTAL ELLIPSIS}" if cut else ""
    return text


def width_of(text: str, size: float) -> float:
    """Estimate how wide a text is, rather too wide; no font is asked."""
    return size * sum(map(_em, text))


def _em(character: str) -> float:
    """Estimate the width of a character in ems."""
    if character.isascii():
        if character in "iljtfrI.,:;|'!()[] ":
            return 0.36
        return 0.92 if character in "mwMW@%" else 0.72 if character.isupper() else 0.58
    if category(character) in ("Mn", "Me", "Cf"):
        return 0.0
    return 1.0 if east_asian_width(character) in "WF" or character > LAST_OF_FIRST_PLANE else 0.62


# -- days ------------------------------------------------------------------------------------------


def day(moment: datetime, zone: tzinfo | None) -> str:
    """Write the day of a moment in a zone: `3 Mar 2026`."""
    there = moment.astimezone(zone)
    return f"{there.day} {MONTHS[there.month - 1]} {there.year}"


def days(since: datetime, until: datetime, zone: tzinfo | None) -> str:
    """Write from which day to which, without saying anything twice: `3 - 10 Mar 2026`."""
    first, last = day(since, zone), day(until, zone)
    if first == last:
        return first
    parts, others = first.split(), last.split()
    while parts[-1] == others[-1]:
        parts, others = parts[:-1], others[:-1]
    return f"{' '.join(parts)} \N{EN DASH} {last}"


def percent(share: float) -> str:
    """Write a share: `45 %`."""
    return f"{share * 100:.0f} %"
