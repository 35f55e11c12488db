"""Reading what the faces wrote, as a browser would."""

from html.parser import HTMLParser
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
# What HTML5 calls void: these have no end tag.
VOID = {"meta", "br", "hr", "img", "input", "link"}


def parsed(svg: str) -> ElementTree.Element:
    """The picture's root; fails when the text is no XML."""
    return ElementTree.fromstring(svg)


def tips(svg: str) -> list[str]:
    """The tool tips of a picture (its own title left out)."""
    root = parsed(svg)
    return ["".join(found.itertext()) for found in root.iter(f"{SVG}title")][1:]


def words(svg: str) -> list[str]:
    """The texts that a picture shows."""
    return ["".join(found.itertext()) for found in parsed(svg).iter(f"{SVG}text")]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.mistakes: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.mistakes.append(tag)

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.texts.append(data)


class Page:
    """An HTML text: its tags with their attributes, and the words that it shows."""

    def __init__(self, html: str) -> None:
        reader = _Reader()
        reader.feed(html)
        reader.close()
        assert not reader.mistakes, f"end tags out of place: {reader.mistakes[:5]}"
        assert not reader.open, f"never closed: {reader.open[:5]}"
        self.tags, self.text = reader.tags, " ".join(reader.texts)

    def addresses(self) -> list[str]:
        """Whatever the page would load from elsewhere."""
        return [
            str(value)
            for _, attributes in self.tags
            for name, value in attributes.items()
            if name in ("src", "href", "action", "data", "srcset", "xlink:href")
        ]

    def names(self) -> set[str]:
        """The tags that occur."""
        return {name for name, _ in self.tags}
