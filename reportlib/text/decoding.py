"""Bytes -> text: by mark, strict encodings, the declared one, then a guess."""

from __future__ import annotations


def decoded(content: bytes, declared: str | None = None) -> str | None:
    """The text of a file: by its byte-order mark, strict UTF-8, strict GB 18030, the declared encoding, then a guess; None if nothing fits."""
    for mark, marked in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return _strictly(content, marked)
    for encoding in ("utf-8", "gb18030", declared):
        text = _strictly(content, encoding) if encoding else None
        if text is not None:
            return text
    from charset_normalizer import from_bytes

    best = from_bytes(content).best()
    return str(best) if best is not None else None


def _strictly(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
