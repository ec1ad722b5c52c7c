"""Office files are zip packages: the same members give the same bytes on any day."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from io import BytesIO

_EPOCH = (2020, 1, 1, 0, 0, 0)


def package(members: Mapping[str, str | bytes]) -> bytes:
    """The zip of these members in their order, all of one fixed date."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def members(content: bytes) -> dict[str, bytes]:
    """The members of a package by name."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
