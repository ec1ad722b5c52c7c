"""A Word file written as one XML file (Flat OPC, what Word saves as .xml) -> the package of parts that it is."""

from __future__ import annotations

import zipfile
from base64 import b64decode
from io import BytesIO

from reportlib.errors import LimitExceeded
from reportlib.readers import limits

_PACKAGE = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"


def packed(content: bytes) -> bytes:
    """The parts as a zip, with the list of their types that only the package has."""
    from lxml import etree  # parsers are loaded with the first file that needs them

    root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    types = etree.Element(f"{{{_TYPES}}}Types", nsmap={None: _TYPES})
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        for number, part in enumerate(root.iterfind(f"{_PACKAGE}part")):
            if number == limits.MAX_MEMBERS:
                raise LimitExceeded("the archive holds too many files", expected=f"at most {limits.MAX_MEMBERS:,}", remedy="split it")
            name = part.get(f"{_PACKAGE}name", "")
            etree.SubElement(types, f"{{{_TYPES}}}Override", PartName=name, ContentType=part.get(f"{_PACKAGE}contentType", ""))
            held = part.find(f"{_PACKAGE}xmlData/*")
            binary = part.findtext(f"{_PACKAGE}binaryData") or ""
            package.writestr(name.lstrip("/"), etree.tostring(held) if held is not None else b64decode(binary))
        package.writestr("[Content_Types].xml", etree.tostring(types))
    return stream.getvalue()
