"""Bytes -> text, the same for every format: by mark, by strict encodings, then with a few damaged bytes shown as such."""

from __future__ import annotations

import re
from typing import NamedTuple

import regex

_BIG5 = ("big5", "big5-hkscs", "big5hkscs", "cp950", "x-x-big5")
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_FOREIGN_SHARE = 0.2  # of the characters of GB 18030 text, those outside everyday GB 2312: more is another encoding misread
_DAMAGED_SHARE = 0.01  # of the characters of a text, those that may be damaged
DAMAGE = "\ufffd"
# What a name may hold and no terminal should be sent: controls, bytes that are no UTF-8, separators and turns of the direction.
_UNSHOWN = regex.compile(r"[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]|\\(?=[xuU][0-9a-f]{2})")


class Decoded(NamedTuple):
    """A text, the encoding that fits it, and whether some of its bytes are no characters (shown as \ufffd)."""

    text: str
    encoding: str
    damaged: bool = False


def decoded(content: bytes, declared: str = "") -> Decoded | None:
    """The text of a file; None for what is no text. `declared` is the encoding that the file says of itself, which may be untrue.

    >>> decoded("公开".encode("gb18030"))
    Decoded(text='公开', encoding='gb18030', damaged=False)
    """
    marked = next((encoding for mark, encoding in _MARKS if content.startswith(mark)), None)
    encodings = [marked] if marked else [_wide(content)] if b"\0" in content[:200] else ["utf-8"]
    for encoding in encodings:
        text = _strictly(content, encoding)
        if text is not None:
            return Decoded(text, encoding)
    if marked or b"\0" in content[:200]:
        return _damaged(content, encodings)
    return _chinese(content, declared.lower()) or _damaged(content, ["utf-8", "gb18030"])


def _wide(content: bytes) -> str:
    """UTF-16 without a mark: the byte of each pair that is zero tells the order."""
    return "utf-16-be" if content[0:200:2].count(0) > content[1:200:2].count(0) else "utf-16-le"


def _chinese(content: bytes, declared: str) -> Decoded | None:
    """The text in GB 18030, or in Big5 where it says so or where its bytes would be no everyday GB 18030."""
    big5 = _strictly(content, "big5hkscs")
    if big5 is not None and declared in _BIG5:
        return Decoded(big5, "big5hkscs")
    chinese = _strictly(content, "gb18030")
    if chinese is not None and not (_is_foreign(chinese) and (big5 is not None or declared.startswith("utf"))):
        return Decoded(chinese, "gb18030")
    return Decoded(big5, "big5hkscs") if big5 is not None else None


def _is_foreign(text: str) -> bool:
    written = "".join(re.findall(r"[^\x00-\x7f]+", text))
    return len(written.encode("gb2312", "ignore")) // 2 < len(written) * (1 - _FOREIGN_SHARE)


def _damaged(content: bytes, encodings: list[str]) -> Decoded | None:
    """The text in the likeliest encoding, where few enough of its characters are damaged."""
    tried = [Decoded(content.decode(encoding, "replace"), encoding, damaged=True) for encoding in encodings]
    best = min(tried, key=lambda each: each.text.count(DAMAGE))
    return best if best.text.count(DAMAGE) <= max(1, len(best.text) * _DAMAGED_SHARE) else None


def _strictly(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def printable(name: str) -> str:
    """A name as it can be shown anywhere: a byte that is no UTF-8 and a control character are written \\xNN or \\uNNNN, so that no two names become one.

    >>> printable("a\\x1b[31m.txt")
    'a\\\\x1b[31m.txt'
    """
    return _UNSHOWN.sub(lambda found: _escaped(ord(found[0])), name)


def _escaped(code: int) -> str:
    if 0xDC80 <= code <= 0xDCFF:  # how Python keeps a byte that is no UTF-8
        return f"\\x{code - 0xDC00:02x}"
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}"
