"""Which texts of a page are a watermark's and none of the report's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence, Set
from typing import NamedTuple, TypeVar

from reportlib.readers.pages.geometry import Extent

# Ink lighter than this on a page of darker text may be a watermark; one that is repeated stands so often on a page.
PALE, REPEATED = 0.65, 3

Key = TypeVar("Key", bound=Hashable)


class Lettering(NamedTuple):
    """A text as drawn in one piece: what it says, the boxes of its characters, how light it is, and whether it is set at a slant."""

    said: str
    boxes: Sequence[Extent]
    paleness: float
    turned: bool


def watermarks(letterings: Mapping[Key, Lettering], overlaid: Set[Key], rules: Sequence[Extent]) -> set[Key]:
    """The texts that are turned, or pale on a page of dark text and repeated, over other text (as `overlaid` are) or over rules."""
    turned = _lesser({key for key, text in letterings.items() if text.turned}, letterings)
    pale = _lesser({key for key, text in letterings.items() if text.paleness > PALE}, letterings)
    often = Counter(letterings[key].said for key in pale)
    return turned | {
        key for key in pale if key in overlaid or _is_repeated(letterings[key].said, often) or _crosses(letterings[key].boxes, rules)
    }


def paleness(lightness: float, opacity: float) -> float:
    """How light ink is on white paper: 0 black, 1 white."""
    return 1 - (1 - lightness) * opacity


def _lesser(keys: set[Key], letterings: Mapping[Key, Lettering]) -> set[Key]:
    """These, or none where they make up most of the page: a page may be set in grey as a whole."""
    count = sum(len(text.boxes) for text in letterings.values())
    return keys if sum(len(letterings[key].boxes) for key in keys) <= count / 2 else set()


def _is_repeated(said: str, often: Counter[str]) -> bool:
    """Whether words are; figures may well be the same."""
    return often[said] >= REPEATED and sum(character.isalpha() for character in said) > 1


def _crosses(boxes: Sequence[Extent], rules: Sequence[Extent]) -> bool:
    """Whether a rule runs through the text from one side to the other, as none does through what stands in a cell."""
    return any(
        (left <= a and b <= right and low < top and bottom < high) or (bottom <= low and high <= top and a < right and left < b)
        for left, bottom, right, top in rules
        for a, low, b, high in boxes
    )
