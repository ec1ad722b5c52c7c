"""The parts of an OFD package: documents, pages with their templates and notes, and the resources that they name."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from posixpath import dirname, join, normpath
from types import TracebackType
from typing import Any

from lxml import etree

from reportlib.errors import LimitExceeded, UnreadableFile
from reportlib.readers.limits import MIB

MAX_PART = 50 * MIB  # of one part with XML, unpacked
Element = Any


class Package:
    """The members of the zip by path, whatever the letters' case, absolute or relative to the part that names them."""

    def __init__(self, content: bytes) -> None:
        self._zip = zipfile.ZipFile(BytesIO(content))
        self._names = {name.replace("\\", "/").strip("/").lower(): name for name in self._zip.namelist()}

    def __enter__(self) -> Package:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._zip.close()

    def path(self, named: str, within: str) -> str:
        """The path of a part as another part names it."""
        named = named.strip().replace("\\", "/")
        return normpath(named.lstrip("/") if named.startswith("/") else join(dirname(within), named))

    def has(self, path: str) -> bool:
        return path.lower() in self._names

    def content(self, path: str) -> bytes:
        """The bytes of a part."""
        name = self._names.get(path.lower())
        if name is None:
            raise UnreadableFile("the OFD lacks a part", expected=path, remedy="download it again")
        if self._zip.getinfo(name).file_size > MAX_PART:
            raise LimitExceeded("a part of the OFD is too large", expected=f"at most {MAX_PART:,} bytes")
        try:
            return self._zip.read(name)
        except RuntimeError as error:
            raise UnreadableFile("the OFD is protected by a password", remedy="save it without one in an OFD viewer") from error

    def xml(self, path: str) -> Element:
        """The root of a part, names without their namespace; entities stay unresolved."""
        parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
        root = etree.fromstring(self.content(path), parser)
        for element in root.iter():
            if isinstance(element.tag, str):
                element.tag = etree.QName(element).localname
        return root


@dataclass(frozen=True)
class Resources:
    """What a document names by number: drawing parameters, pictures by path, and drawings that are used several times."""

    parameters: dict[str, Element] = field(default_factory=dict)
    pictures: dict[str, str] = field(default_factory=dict)
    composites: dict[str, Element] = field(default_factory=dict)


@dataclass(frozen=True)
class PageParts:
    """One page: its size in millimetres from its left upper corner, and what is painted on it from the ground up."""

    box: tuple[float, float, float, float]
    layers: tuple[Element, ...]
    annotations: tuple[Element, ...]
    resources: Resources


def pages_of(package: Package) -> list[PageParts]:
    """The pages of all documents in the package, in order."""
    root = package.xml("OFD.xml")
    if root.find(".//Encryptions") is not None or package.has("Encryptions.xml"):
        raise UnreadableFile("the OFD is encrypted", remedy="save it without protection in an OFD viewer")
    found = []
    for document in root.iter("DocRoot"):
        path = package.path(document.text or "", "OFD.xml")
        found += list(_pages(package, path, package.xml(path)))
    return found


def _pages(package: Package, path: str, document: Element) -> Iterator[PageParts]:
    common = Resources()
    for kind in ("PublicRes", "DocumentRes"):
        for named in document.iter(kind):
            _take(package, package.path(named.text or "", path), common)
    templates = {template.get("ID"): package.path(template.get("BaseLoc", ""), path) for template in document.iter("TemplatePage")}
    notes = _annotations(package, path, document)
    usual = _box(document.find(".//CommonData/PageArea"))
    for page in document.iterfind("Pages/Page"):
        at = package.path(page.get("BaseLoc", ""), path)
        content = package.xml(at)
        for named in content.iterfind("PageRes"):
            _take(package, package.path(named.text or "", at), common)
        layers = _layers(package, content, templates)
        yield PageParts(
            _box(content.find("Area")) or usual or (0.0, 0.0, 210.0, 297.0), layers, tuple(notes.get(page.get("ID"), ())), common
        )


def _layers(package: Package, content: Element, templates: Mapping[str, str]) -> tuple[Element, ...]:
    """The layers in the order of painting: templates of the ground, the page's own from ground to top, templates in front."""
    own = sorted(content.iterfind("Content/Layer"), key=lambda layer: ORDER.get(layer.get("Type", "Body"), 1))
    back: list[Element] = []
    front: list[Element] = []
    for used in content.iterfind("Template"):
        at = templates.get(used.get("TemplateID"))
        if at is not None:
            (front if used.get("ZOrder") == "Foreground" else back).extend(package.xml(at).iterfind("Content/Layer"))
    return (*back, *own, *front)


ORDER = {"Background": 0, "Body": 1, "Foreground": 2}


def _box(area: Element | None) -> tuple[float, float, float, float] | None:
    """What of a page is shown, as (left, top, width, height)."""
    for kind in ("PhysicalBox", "ApplicationBox"):
        text = area.findtext(kind) if area is not None else None
        numbers = [float(part) for part in (text or "").split()]
        if len(numbers) == 4 and numbers[2] > 0 and numbers[3] > 0:
            return numbers[0], numbers[1], numbers[2], numbers[3]
    return None


def _take(package: Package, path: str, resources: Resources) -> None:
    """Add what a part of resources defines; a document may do without it."""
    if not package.has(path):
        return
    root = package.xml(path)
    base = join(dirname(path), root.get("BaseLoc", "").strip("/")) if not root.get("BaseLoc", "").startswith("/") else root.get("BaseLoc")
    for parameter in root.iter("DrawParam"):
        resources.parameters[parameter.get("ID")] = parameter
    for media in root.iter("MultiMedia"):
        named = (media.findtext("MediaFile") or "").strip()
        resources.pictures[media.get("ID")] = normpath(named.lstrip("/") if named.startswith("/") else join(base.lstrip("/"), named))
    for unit in root.iter("CompositeGraphicUnit"):
        resources.composites[unit.get("ID")] = unit


def _annotations(package: Package, path: str, document: Element) -> dict[str, list[Element]]:
    """What is written over each page, by the number of the page."""
    found: dict[str, list[Element]] = {}
    for named in document.iterfind("Annotations"):
        at = package.path(named.text or "", path)
        if not package.has(at):
            continue
        for page in package.xml(at).iter("Page"):
            part = package.path(page.findtext("FileLoc") or "", at)
            if package.has(part):
                found.setdefault(page.get("PageID"), []).extend(package.xml(part).iter("Annot"))
    return found
