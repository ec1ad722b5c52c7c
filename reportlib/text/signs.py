"""Characters by class, in one place: what is no text, what marks a note, and what is drawn like another character."""

from __future__ import annotations

import regex

# Raised, lowered, circled, bracketed and dotted numerals and letters. NFKC makes digits of them: 858① would be 8581.
_NOTES = (
    r"\u00aa\u00b2\u00b3\u00b9\u00ba\u02b0-\u02b8\u02e0-\u02e4\u1d2c-\u1d6a\u1d78\u1d9b-\u1dbf\u2070-\u209f\u2460-\u24ff\u2776-\u2793"
    r"\u3251-\u325f\u3280-\u3289\u32b1-\u32bf\U0001f100-\U0001f12b"
)
NOTE_MARK = regex.compile(rf"[{_NOTES}]+")
NOTE_IN_LABEL = regex.compile(rf"(?<!第)[{_NOTES}]+")
# Joiners, direction marks, soft hyphens, variation selectors, fillers.
INVISIBLE = regex.compile(r"[\p{Cf}\u2028\u2029\u034f\u115f\u1160\u3164\uffa0\ufe00-\ufe0f]")
REVERSED = "\u202e"  # what follows is shown from right to left: 12 behind it is seen as 21
BOOKMARK = regex.compile(r"\[bookmark:[^\]\n]*\]")

# PDF fonts map 民 to the radical ⺠, which NFKC leaves as it is (it folds the Kangxi radicals only): Unicode's
# EquivalentUnifiedIdeograph for the CJK Radicals Supplement.
RADICALS = {
    0x2E80 + at: sign
    for at, sign in enumerate(
        "\0厂乛乚乙亻冂\0刀刂卜㔾小小尢\0尢\0巳幺彑彐忄㣺扌攵\0旡日月歺母民氵氺灬爫爫丬牛犭王\0目示礻竹糹纟罓罒\0\0\0羊\0\0"
        "耂肀\0肉臼艹艹艹虍衤覀西见角\0讠贝\0车辶辶辶阝钅長镸长门\0阝雨青韦页风飞食\0飠饣\0马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
    )
    if sign != "\0"
}
