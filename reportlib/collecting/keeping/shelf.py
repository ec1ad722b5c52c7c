"""Keeps bytes below RAW under safe names; nothing is ever written over."""

from __future__ import annotations

import os
import re
import tempfile
from hashlib import sha256
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from reportlib.collecting.keeping.ledger import FOLDER
from reportlib.readers.sniffing import EXTENSIONS

_LONGEST_STEM = 40
_UNSAFE = re.compile(r"[^\w-]+")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)$", re.IGNORECASE)  # names of devices on Windows
_LETTERS = str.maketrans("0123456789", "ghijklmnop")  # in place of digits, which might be read as a year


def put(raw: Path, name: str, content: bytes) -> str:
    """Keeps the bytes under a name below RAW, where they are not there already; the name comes back."""
    path = raw / name
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        (raw / FOLDER).mkdir(exist_ok=True)
        number, draft = tempfile.mkstemp(dir=raw / FOLDER, prefix=".draft-")
        with os.fdopen(number, "wb") as file:
            file.write(content)
        os.chmod(draft, 0o644)
        os.replace(draft, path)
    return name


def name_of(url: str, content: bytes, source_format: str, *, aside: bool = False) -> str:
    """Where bytes of an address are kept: folder of the host, the page's own name, a digest of the bytes, the extension of the format.

    >>> name_of("http://www.example.cn/zwgk/t20240115_1.html?a=../..", b"", "html")
    'www.example.cn/t20240115_1-ejbgckki.html'
    >>> name_of("http://www.example.cn/..%2f..%2fcon.pdf", b"", "pdf", aside=True)
    '.collected/www.example.cn/_con-ejbgckki.pdf'
    """
    parts = urlsplit(url)
    path = PurePosixPath(unquote(parts.path))
    stem = _UNSAFE.sub("_", path.stem).strip("_")[:_LONGEST_STEM] or "index"
    stem = f"_{stem}" if _RESERVED.match(stem) else stem
    digest = sha256(content).hexdigest()[:8].translate(_LETTERS)
    known = EXTENSIONS.get(source_format, (".bin",))
    extension = path.suffix.lower() if path.suffix.lower() in known and source_format != "html" else known[0]
    host = re.sub(r"[^\w.-]+", "_", parts.hostname or "unknown").strip(".") or "unknown"
    port = f"_{parts.port}" if parts.port else ""
    return f"{FOLDER + '/' if aside else ''}{host}{port}/{stem}-{digest}{extension}"


def sweep(raw: Path) -> None:
    """Takes away the drafts of a run that was stopped while it wrote."""
    for draft in (raw / FOLDER).glob(".draft-*"):
        draft.unlink()
