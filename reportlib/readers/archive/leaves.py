"""Pictures of one folder whose names count from one are the pages of one file: page-1.png and page-2.png, 第1页.jpg, scan.png and scan(2).png."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from reportlib.errors import ReportError
from reportlib.model import Source
from reportlib.readers.sniffing import EXTENSIONS

# A number of at most three digits, the last of a name; a year has four.
_NUMBERED = re.compile(r"(?P<head>.*?)(?<!\d)(?P<number>\d{1,3})(?!\d)(?P<tail>\D*)")
_MARKS = " _-—(（.[第"


def paged(names: Iterable[str]) -> list[tuple[str, ...]]:
    """The names of pictures that are the pages of one file, each file's in the order of its pages; there are two at least.

    >>> paged(["甲/page-2.png", "甲/page-1.png", "甲/2023.png", "乙/scan(2).jpg", "乙/scan.jpg", "丙/3.png", "丙/4.png"])
    [('甲/page-1.png', '甲/page-2.png'), ('乙/scan.jpg', '乙/scan(2).jpg')]
    """
    named = [name for name in names if PurePosixPath(name).suffix.lower() in EXTENSIONS["scan"]]
    counted: dict[tuple[str, str, str], dict[int, str]] = defaultdict(dict)
    twice = set()
    for name in named:
        path = PurePosixPath(name)
        if found := _NUMBERED.fullmatch(path.stem):
            key = f"{path.parent}/{found['head']}", found["tail"], path.suffix.lower()
            twice |= {key} if int(found["number"]) in counted[key] else set()
            counted[key][int(found["number"])] = name
    bare = {(f"{PurePosixPath(name).parent}/{PurePosixPath(name).stem}", PurePosixPath(name).suffix.lower()): name for name in named}
    runs = (_run(pages, bare.get((key[0].rstrip(_MARKS), key[2]))) for key, pages in counted.items() if key not in twice)
    return [run for run in runs if run]


def _run(pages: Mapping[int, str], first: str | None) -> tuple[str, ...]:
    """The pages in order where their numbers go on from one, or, behind a first without a number, from one or two; else none."""
    numbers = sorted(pages)
    begins = numbers[0] == 1 or (first is not None and numbers[0] == 2)
    if not begins or numbers != list(range(numbers[0], numbers[0] + len(numbers))) or (first is None and len(numbers) < 2):
        return ()
    return (*([first] if first else []), *(pages[number] for number in numbers))


def joined(sources: Iterable[Source | ReportError]) -> Iterator[Source | ReportError]:
    """The sources, pictures that are pages of one file as one; the same picture twice is no page of any."""
    pictures: dict[str, Source] = {}
    for source in sources:
        if isinstance(source, Source) and PurePosixPath(source.name).suffix.lower() in EXTENSIONS["scan"]:
            pictures[source.name] = source
        else:
            yield source
    for run in paged(pictures):
        pages = [pictures[name] for name in run]
        if are_pages(pages):
            pictures[run[0]] = replace(pages[0], following=tuple(pages[1:]))
            for name in run[1:]:
                del pictures[name]
    yield from pictures.values()


def are_pages(pages: Sequence[Source]) -> bool:
    """Whether no two of them are the same picture, as copies of a download are."""
    return len({page.content for page in pages}) == len(pages)
