"""A look at the bytes of a PDF before pdfium is asked: what would keep it busy for ever, or end the process, is refused here."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator

from reportlib.errors import LimitExceeded
from reportlib.readers.pages.pdf.drawing import MAX_DEPTH

# Forms painted on one page, those within forms counted as often as they are painted.
MAX_PAINTED = 20_000
MAX_STREAM = 20_000_000  # bytes of one stream unpacked for the look

REMEDY = "print it to a new PDF, or give the report in another format"

REFERENCE = re.compile(rb"(\d+)\s+\d+\s+R\b")
FORM = re.compile(rb"/Subtype\s*/Form\b")
PAINTS = re.compile(rb"/([^\s/<>\[\]()]+)\s+Do\b")
NAMED = re.compile(rb"/([^\s/<>\[\]()]+)\s+(\d+)\s+\d+\s+R\b")
OBJECT_NUMBER = re.compile(rb"(\d+)\s+\d+\s+$")
NUMBERS = re.compile(rb"\d+")
PAGE = re.compile(rb"/Type\s*/Pages?\b")


class Parts:
    """The objects of the file by number: dictionaries as bytes, and streams as they are stored."""

    def __init__(self, content: bytes) -> None:
        self.dictionaries: dict[int, bytes] = {}
        self.streams: dict[int, bytes] = {}
        for number, body in _objects(content):
            head, mark, stream = body.partition(b"stream")
            self.dictionaries[number] = self.dictionaries.get(number, b"") + head
            if mark:
                self.streams[number] = stream.lstrip(b"\r\n") if b"\r\n" in stream[:2] else stream[1:]
        for number, head in list(self.dictionaries.items()):
            if b"/ObjStm" in head and number in self.streams:
                self._take_packed(head, self.unpacked(number))
        self.names: dict[int, set[bytes]] = {}
        for head in self.dictionaries.values():
            for name, named in NAMED.findall(head):
                self.names.setdefault(int(named), set()).add(name)

    def _take_packed(self, head: bytes, unpacked: bytes) -> None:
        """The objects that stand in a stream of objects: pairs of number and place first, then the objects."""
        first = re.search(rb"/First\s+(\d+)", head)
        if not first:
            return
        begins = int(first[1])
        numbers = [int(number) for number in NUMBERS.findall(unpacked[:begins])]
        pairs = list(zip(numbers[::2], numbers[1::2], strict=False))
        for (number, place), (_, end) in zip(pairs, [*pairs[1:], (0, len(unpacked) - begins)], strict=True):
            self.dictionaries[number] = self.dictionaries.get(number, b"") + unpacked[begins + place : begins + end]

    def unpacked(self, number: int) -> bytes:
        """The bytes of a stream, or as many as can be had."""
        stream = self.streams.get(number, b"")
        if b"/FlateDecode" not in self.dictionaries[number]:
            return stream[:MAX_STREAM]
        try:
            return zlib.decompressobj().decompress(stream, MAX_STREAM)
        except zlib.error:
            return b""


def check_structure(content: bytes) -> None:
    """Raise LimitExceeded where forms are painted within forms deeper than MAX_DEPTH, in a circle, or too often."""
    if FORM.search(content):
        _check_forms(Parts(content))


def has_layers(content: bytes) -> bool:
    """Whether the file may have layers that can be switched off: it says so, or cannot be looked into."""
    if b"/OCProperties" in content:
        return True
    if b"/ObjStm" not in content:
        return False
    return b"/Encrypt" in content or any(b"/OCProperties" in head for head in Parts(content).dictionaries.values())


def _check_forms(parts: Parts) -> None:
    forms = {number for number, head in parts.dictionaries.items() if FORM.search(head)}
    within = {form: sorted(_reached(form, forms, parts)) for form in forms}
    if not any(within.values()):
        return
    pictures = {form: _painted_within(form, within[form], parts) for form in forms}
    depths: dict[int, int] = {}
    counts: dict[int, int] = {}
    for form in forms:
        _measure(form, pictures, depths, counts, ())
    deepest, most = max(depths.values()), max(counts.values())
    if deepest > MAX_DEPTH:
        raise LimitExceeded("the PDF nests drawings too deep", expected=f"at most {MAX_DEPTH} within each other", remedy=REMEDY)
    if most > MAX_PAINTED:
        raise LimitExceeded("the PDF repeats drawings too often", expected=f"at most {MAX_PAINTED:,}", remedy=REMEDY)


def _objects(content: bytes) -> Iterator[tuple[int, bytes]]:
    """The objects as they stand in the file, each to where the next begins."""
    at = content.find(b" obj")
    while at != -1:
        following = content.find(b" obj", at + 4)
        number = OBJECT_NUMBER.search(content, max(0, at - 24), at + 1)
        if number:
            yield int(number[1]), content[at + 4 : following if following != -1 else len(content)]
        at = following


def _reached(form: int, forms: set[int], parts: Parts) -> set[int]:
    """The forms that a form can name, over dictionaries but over no page."""
    found: set[int] = set()
    seen, ahead = {form}, [form]
    while ahead:
        head = parts.dictionaries.get(ahead.pop(), b"")
        if PAGE.search(head):
            continue
        for number in map(int, REFERENCE.findall(head)):
            if number in forms:
                found.add(number)
            elif number not in seen:
                seen.add(number)
                ahead.append(number)
    return found


def _painted_within(form: int, reached: list[int], parts: Parts) -> dict[int, int]:
    """How often a form paints each form it can name: by its own content, where that can be unpacked, else each once."""
    if not reached:
        return {}
    content = parts.unpacked(form)
    if not content.strip():
        return dict.fromkeys(reached, 1)
    painted = Counter(PAINTS.findall(content))
    return {number: times for number in reached if (times := sum(painted[name] for name in parts.names.get(number, ())))}


def _measure(form: int, pictures: dict[int, dict[int, int]], depths: dict[int, int], counts: dict[int, int], path: tuple[int, ...]) -> None:
    """How deep forms are painted within this one, and how many; a circle is deeper than any limit."""
    if form in path or len(path) > MAX_DEPTH:
        depths[form] = MAX_DEPTH + 1
        counts[form] = 1
        return
    if form in depths:
        return
    depth, count = 1, 1
    for inner, times in pictures[form].items():
        _measure(inner, pictures, depths, counts, (*path, form))
        depth, count = max(depth, depths[inner] + 1), min(MAX_PAINTED + 1, count + times * counts[inner])
    depths[form], counts[form] = max(depth, depths.get(form, 0)), count
