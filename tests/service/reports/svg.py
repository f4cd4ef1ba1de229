"""Reads pictures: as XML, strictly, with the places of what is drawn."""

import re
from collections.abc import Iterator
from xml.etree import ElementTree as Xml

SVG = "{http://www.w3.org/2000/svg}"


class Picture:
    """A picture that was read."""

    def __init__(self, text: str) -> None:
        """Read it; ParseError if it is no XML."""
        self.text = text
        self.root = Xml.fromstring(text)  # noqa: S314  we drew it
        assert self.root.tag == f"{SVG}svg"
        assert self.root.get("role") == "img"
        assert [child.tag for child in self.root[:2]] == [f"{SVG}title", f"{SVG}desc"]
        assert self.root.get("aria-label") == self.root[0].text
        assert not re.search(r"<script|href=|url\(|@import| id=", text)

    @property
    def description(self) -> str:
        return self.root[1].text or ""

    def all(self, look: str, tag: str = "*") -> list[Xml.Element]:
        """List the elements of a class."""
        return [each for each in self.root.iter() if self.looks(each, look, tag)]

    def one(self, look: str, tag: str = "*") -> Xml.Element:
        (found,) = self.all(look, tag)
        return found

    def looks(self, each: Xml.Element, look: str, tag: str) -> bool:
        wanted = set(look.split()) <= set(each.get("class", "").split())
        return wanted and tag in ("*", each.tag.removeprefix(SVG))

    def group(self, name: str) -> Xml.Element:
        """Find the group whose title begins with a line."""
        titles = {(each.findtext(f"{SVG}title") or "").split("\n")[0]: each for each in self.groups}
        return titles[name]

    @property
    def groups(self) -> Iterator[Xml.Element]:
        return self.root.iter(f"{SVG}g")

    @property
    def texts(self) -> list[str]:
        return ["".join(each.itertext()) for each in self.root.iter(f"{SVG}text")]


def inside(group: Xml.Element, look: str) -> Xml.Element:
    """Find the one element of a class in a group."""
    (found,) = [each for each in group.iter() if look in each.get("class", "").split()]
    return found


def number(element: Xml.Element, name: str) -> float:
    return float(element.get(name, ""))


def places(element: Xml.Element) -> list[float]:
    """List the numbers of a path."""
    return [float(found) for found in re.findall(r"-?\d+\.?\d*", element.get("d", ""))]
