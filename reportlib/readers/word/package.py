"""The parts of an Office package (.docx): unzipped within limits, parsed without entities."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from posixpath import join, normpath
from zipfile import BadZipFile, ZipFile

from lxml import etree

from reportlib.errors import LimitExceeded, UnreadableFile
from reportlib.model import Source
from reportlib.readers import limits
from reportlib.readers.word.styles import excerpt

_DAMAGE = (BadZipFile, EOFError, zlib.error, NotImplementedError, ValueError, struct.error)
_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
)
_TITLE = "{http://purl.org/dc/elements/1.1/}title"


class Package:
    """The parts of a package, read within the limits and parsed without entities."""

    def __init__(self, source: Source) -> None:
        self.name = source.name
        self.folder = "word/"
        try:
            self.package = ZipFile(BytesIO(source.content))
        except _DAMAGE as error:
            raise self._damaged(str(error)) from error
        self.members = set(self.package.namelist())
        self.text = b""  # the main part as it is written
        self.rels = ""  # what the main part is related to

    def main(self) -> etree._Element:
        """The root of the main part."""
        path = "word/document.xml"
        if path not in self.members:
            path = self._target_of_package()
        if path not in self.members:
            raise UnreadableFile("not a Word file", source=self.name, expected="a main document inside", found="none")
        self.folder = path.rpartition("/")[0] + "/"
        self.rels = f"{self.folder}_rels/{path.rpartition('/')[2]}.rels"
        self.text = self._bytes(path)
        return self._parsed(path, self.text)

    def _target_of_package(self) -> str:
        if "_rels/.rels" in self.members:
            for relation in self._parsed("_rels/.rels", self._bytes("_rels/.rels")):
                if relation.get("Type", "").endswith("/officeDocument"):
                    return str(relation.get("Target", "")).lstrip("/")
        return ""

    def has(self, part: str) -> bool:
        return self.folder + part in self.members

    def tree(self, part: str) -> etree._Element | None:
        return self._parsed(self.folder + part, self._bytes(self.folder + part)) if self.has(part) else None

    def styles(self, used: set[str]) -> etree._Element | None:
        """The styles that the text uses, None where it uses none."""
        if not used or not self.has("styles.xml"):
            return None
        path = self.folder + "styles.xml"
        return self._parsed(path, excerpt(self._bytes(path), used))

    def media(self, relation: str) -> tuple[str, bytes]:
        """The name and bytes of a picture; no bytes where it lies outside the file or is too large."""
        rels = self._parsed(self.rels, self._bytes(self.rels)) if self.rels in self.members else ()
        target = next((part.get("Target", "") for part in rels if part.get("Id") == relation), "")
        path = normpath(join(self.folder, target)).lstrip("/")
        if path not in self.members or self.package.getinfo(path).file_size > limits.MAX_PART_BYTES // 4:
            return target, b""
        return target, self._bytes(path)

    def title(self) -> dict[str, str]:
        """The title among the file's properties, as metadata."""
        if "docProps/core.xml" not in self.members:
            return {}
        try:
            title = self._parsed("docProps/core.xml", self._bytes("docProps/core.xml")).findtext(_TITLE)
        except UnreadableFile:
            return {}  # the report itself is whole
        return {"title": title.strip()} if title and title.strip() else {}

    def _bytes(self, path: str) -> bytes:
        member = self.package.getinfo(path)
        if member.flag_bits & 1:
            raise UnreadableFile("the Word file is encrypted", source=self.name, place=path, remedy="save it without a password")
        try:
            with self.package.open(member) as part:
                raw = part.read(limits.MAX_PART_BYTES + 1)
        except _DAMAGE as error:
            raise self._damaged(str(error), path) from error
        ratio = len(raw) / max(member.compress_size, 1)
        if len(raw) > limits.MAX_PART_BYTES or (len(raw) > limits.PART_RATIO_MATTERS_FROM and ratio > limits.MAX_RATIO):
            raise LimitExceeded(
                "the Word file unpacks to too much",
                source=self.name,
                place=path,
                expected=f"at most {limits.MAX_PART_BYTES:,} bytes a part, {limits.MAX_RATIO} times its packed size",
            )
        for strict, transitional in _STRICT:
            if strict in raw[:8192]:
                raw = raw.replace(strict, transitional)
        return raw

    def _parsed(self, path: str, raw: bytes) -> etree._Element:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True, remove_pis=True)
        try:
            root = etree.fromstring(raw, parser)
        except etree.XMLSyntaxError as error:
            if "depth" in str(error):
                raise LimitExceeded("elements are nested too deeply", source=self.name, place=path) from error
            raise self._damaged(str(error), path) from error
        if root.getroottree().docinfo.internalDTD is not None:
            raise UnreadableFile("the Word file declares entities", source=self.name, place=path, expected="none, as Word writes it")
        return root

    def _damaged(self, found: str, path: str = "") -> UnreadableFile:
        remedy = "open it in Word and save it anew"
        return UnreadableFile("the Word file is damaged", source=self.name, place=path, found=found, remedy=remedy)
