"""The style sheets inside a page: which of their rules an element meets, and which of those wins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import NamedTuple

from lxml import etree

from reportlib.errors import LimitExceeded
from reportlib.readers import limits
from reportlib.readers.web.seen.looks import GENERATED, Look, generating, look, tells


class Compound(NamedTuple):
    """What one element must be: its tag, id, classes and attributes, and its place among its siblings."""

    tag: str
    identity: str
    classes: frozenset[str]
    attributes: tuple[tuple[str, str | None], ...]
    places: tuple[str, ...]

    @property
    def weight(self) -> tuple[int, int, int]:
        return bool(self.identity), len(self.classes) + len(self.attributes) + len(self.places), bool(self.tag)


class Rule(NamedTuple):
    """A selector, read from its last element outwards, and what it says; without compounds where its elements are looked up at once."""

    compounds: tuple[Compound, ...]
    joints: tuple[str, ...]  # between each compound and the one before it: " " for any ancestor, ">" for the parent, "+" for the neighbour
    said: Look
    order: tuple[int, int, int, int]  # how exactly it selects, then its place in the sheet
    path: str = ""  # of a selector that the compounds cannot tell, as XPath


class StyleSheet:
    """The rules of a page that decide what is seen, found by the id, a class or the tag of the element they are for."""

    def __init__(self, texts: Iterable[str], root: etree._Element) -> None:
        rules = _telling(list(_rules(_with_values("\n".join(texts)))))
        self.by_key: dict[str, list[Rule]] = {}
        self.by_element: dict[etree._Element, list[Rule]] = {}
        self.steps = 0
        for rule in rules:
            if rule.path:
                for element in self._counted(root.xpath(rule.path)):
                    self.by_element.setdefault(element, []).append(rule)
                continue
            last = rule.compounds[0]
            key = f"#{last.identity}" if last.identity else f".{min(last.classes)}" if last.classes else last.tag or "*"
            self.by_key.setdefault(key, []).append(rule)

    def __bool__(self) -> bool:
        return bool(self.by_key or self.by_element)

    def said_of(self, element: etree._Element) -> Iterator[Look]:
        """What each rule that the element meets says of it, the strongest last."""
        keys = [f".{name}" for name in element.get("class", "").split()] + [f"#{element.get('id')}", str(element.tag), "*"]
        tried = [rule for key in keys if key in self.by_key for rule in self.by_key[key]]
        self._count(len(tried))
        met = [*(rule for rule in tried if self._meets(element, rule)), *self.by_element.get(element, ())]
        return (rule.said for rule in sorted(met, key=lambda rule: rule.order))

    def _meets(self, element: etree._Element, rule: Rule) -> bool:
        """Whether the element and those around it are what the selector asks for; for each joint the nearest that fits is taken."""
        if not _is(element, rule.compounds[0]):
            return False
        here: etree._Element | None = element
        for joint, compound in zip(rule.joints, rule.compounds[1:], strict=True):
            here = None if here is None else next((other for other in self._counted(_joined(here, joint)) if _is(other, compound)), None)
        return here is not None

    def _counted(self, elements: Iterable[etree._Element]) -> Iterator[etree._Element]:
        for element in elements:
            self._count(1)
            yield element

    def _count(self, steps: int) -> None:
        self.steps += steps
        if self.steps > limits.MAX_STYLE_STEPS:
            raise LimitExceeded(
                "the style sheets of the page are too intricate", expected=f"at most {limits.MAX_STYLE_STEPS:,} comparisons"
            )


def _telling(rules: list[Rule]) -> list[Rule]:
    """The rules that hide, strike, shift or pale something, and those that may take such a thing back."""
    decided = {name for rule in rules if tells(rule.said) for name in _telling_names(rule.said)}
    telling = [rule for rule in rules if not decided.isdisjoint(rule.said)] if decided else []
    if len(telling) > limits.MAX_STYLE_RULES:
        raise LimitExceeded(
            "the style sheets of the page are too large", expected=f"at most {limits.MAX_STYLE_RULES:,} rules on what is seen"
        )
    return telling


def _telling_names(said: Look) -> list[str]:
    """What of a rule that tells does so: each declaration that does by itself, else all, as a height of nothing does with what it cuts off."""
    return [name for name, meaning in said.items() if tells({name: meaning})] or list(said)


_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def _without_comments(text: str) -> str:
    """The text without closed comments; what follows the last end of one is not searched for more, again and again."""
    end = text.rfind("*/") + 2
    return (_COMMENT.sub("", text[:end]) + text[end:] if end > 1 else text).replace("<!--", "").replace("-->", "")


_NAME = r"--[\w-]{1,80}"  # bounded, so that a line of dashes is not tried from each of them to its end
_VALUE = re.compile(rf"({_NAME})\s*:\s*([^;}}]*)")
_ASKED = re.compile(rf"var\(\s*({_NAME})\s*(?:,[^()]*)?\)")


def _with_values(text: str) -> str:
    """The text with each var(--name) as what the name stands for, where one value is given to it."""
    if "var(" not in text:
        return text
    values: dict[str, set[str]] = {}
    for name, value in _VALUE.findall(text):
        values.setdefault(name, set()).add(value.strip())
    return _ASKED.sub(lambda asked: min(values[asked[1]]) if len(values.get(asked[1], ())) == 1 else asked[0], text)


def _rules(text: str) -> Iterator[Rule]:
    for at, (selectors, body) in enumerate(_blocks(_without_comments(text))):
        written = look(body.strip())
        for selector in _SELECTORS.findall(selectors) if written else ():
            selector, said = _of_its_element(selector, written)
            if not said:
                continue
            if parsed := _selector(selector):
                first, second, third = (sum(parts) for parts in zip(*(compound.weight for compound in parsed[0]), strict=True))
                yield Rule(*parsed, said, (first, second, third, at))
            elif ":" in selector or "~" in selector or "=" in selector:
                yield from _looked_up(selector, said, at)


_GENERATED = re.compile(rf"::?({'|'.join(GENERATED)})\s*$")


def _of_its_element(selector: str, said: Look) -> tuple[str, Look]:
    """A selector and what its rule says of the element; where it is for what is printed before or behind an element, that text."""
    place = _GENERATED.search(selector)
    return (selector[: place.start()].strip() or "*", generating(said.get("content"), place[1])) if place else (selector, said)


_SELECTORS = re.compile(r"(?:[^,(]|\([^)]*\)?)+")  # between commas that stand in no brackets


def _looked_up(selector: str, said: Look, at: int) -> Iterator[Rule]:
    """The rule of a selector of a rarer kind (:not, ~, parts of attributes); none for what is not of the page as it opens (:hover, ::before)."""
    from cssselect import HTMLTranslator, SelectorError, parse  # few pages need it, and the import takes longer than a page

    if len(selector) > _LONGEST_SELECTOR:
        return
    with suppress(SelectorError):
        for parsed in parse(selector):
            if parsed.pseudo_element is None:
                yield Rule((), (), said, (*parsed.specificity(), at), HTMLTranslator().selector_to_xpath(parsed))


def _blocks(text: str) -> Iterator[tuple[str, str]]:
    """Selector and body of each rule for the screen; what stands in @media print and the like is left out."""
    outside: list[bool] = []  # for each open @ block, whether its rules hold on the screen
    for chunk in text.split("}"):
        *openers, body = chunk.split("{")
        if not openers:
            if outside:
                outside.pop()
            continue
        for opener in openers[:-1]:
            outside.append("print" not in opener or "screen" in opener or "not" in opener)
        if all(outside) and not openers[-1].lstrip().startswith("@"):
            yield openers[-1], body


_PART = re.compile(
    r"\s*([>+\s])\s*|([\w-]+|\*)|([#.])([\w-]+)|\[\s*([\w-]+)\s*(?:=\s*[\"']?([^\"'\]]*)[\"']?)?\s*\]|:([\w-]+(?:\(\s*[\w+\s]+\))?)"
)
_PLACES = re.compile(r"first-child|last-child|nth-child\(\s*\d{1,2}\s*\)")
_LONGEST_SELECTOR = 200


def _selector(text: str) -> tuple[tuple[Compound, ...], tuple[str, ...]] | None:
    """Compounds and joints from the last outwards, None for a selector of another kind."""
    text = text.strip()
    if not text or len(text) > _LONGEST_SELECTOR:
        return None
    compounds: list[list[re.Match[str]]] = [[]]
    joints: list[str] = []
    at = 0
    while at < len(text):
        part = _PART.match(text, at)
        if part is None or part.end() == at:
            return None
        at = part.end()
        if part[1]:
            joints.append(part[1].strip() or " ")
            compounds.append([])
        else:
            compounds[-1].append(part)
    if not all(compounds) or any(part[7] and not _PLACES.fullmatch(part[7]) for parts in compounds for part in parts):
        return None
    return tuple(map(_compound, reversed(compounds))), tuple(reversed(joints))


def _compound(parts: list[re.Match[str]]) -> Compound:
    return Compound(
        next((part[2].lower() for part in parts if part[2] and part[2] != "*"), ""),
        next((part[4] for part in parts if part[3] == "#"), ""),
        frozenset(part[4] for part in parts if part[3] == "."),
        tuple((part[5].lower(), part[6]) for part in parts if part[5]),
        tuple(part[7] for part in parts if part[7]),
    )


def _joined(element: etree._Element, joint: str) -> Iterable[etree._Element]:
    if joint == " ":
        yield from element.iterancestors()
        return
    near = element.getparent() if joint == ">" else element.getprevious()
    yield from () if near is None else (near,)


def _is(element: etree._Element, asked: Compound) -> bool:
    if (asked.tag and element.tag != asked.tag) or (asked.identity and element.get("id") != asked.identity):
        return False
    if asked.classes and not asked.classes.issubset(element.get("class", "").split()):
        return False
    if any(element.get(name) is None or (value is not None and element.get(name) != value) for name, value in asked.attributes):
        return False
    return all(_stands(element, place) for place in asked.places)


def _stands(element: etree._Element, place: str) -> bool:
    if place == "last-child":
        return element.getnext() is None
    number = 1 if place == "first-child" else int(place.partition("(")[2].strip(" )"))
    return sum(1 for _ in islice(element.itersiblings(preceding=True), number)) == number - 1
