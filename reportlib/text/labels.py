"""Printed labels -> keys: what two labels must share to be the same label, however they are printed."""

from __future__ import annotations

from functools import lru_cache
from unicodedata import normalize

import regex

_ORDINAL = (
    r"(?:[一二三四五六七八九十]{1,3}[、.,:]|第[一二三四五六七八九十]{1,2}[、.,:]|\([一二三四五六七八九十\d]{1,3}\)|\d{1,2}[.、,:)]|、)"
)
_LEADING_ORDINALS = regex.compile(rf"^(?:{_ORDINAL}|\d(?=\p{{Han}}))+")
_TOP_ORDINAL = regex.compile(r"^\s*(?:#+\s*)?(?:[一二三四五六七八九十]{1,2}|\d{1,2})\s*[、.,．，]")
_SUB_ORDINAL = regex.compile(r"^\s*[(（][一二三四五六七八九十\d]{1,3}[)）]")
_GUIDANCE = regex.compile(r"\((?:[^()]{3,}|[件条项宗个次元]|万元)\)")
_OPEN_GUIDANCE = regex.compile(r"\([^()]{3,}$|^[^()]{3,}\)")
_MARKS = regex.compile(r"[^\w]+|_")
_BOOKMARK = regex.compile(r"\[bookmark:[^\]\n]*\]")
_INVISIBLE = regex.compile(r"[\u200b-\u200f\u2028\u2029\u2060\ufeff\u00ad]")

_TRADITIONAL = "數據總計規範審結維糾訴訟復議開關機構產業組織務處許罰強製費執國幣終續轉辦條項內發廢現營個應對與無當舊請經過將實為會區縣鄉鎮廳級學團體財專賣環險絕屬書導確認舉報複顯從單這後協證檔詢礎類準標運領農災預決餘額擔購採廣電視聽傳達壓問題進縂間況穩祕繳納獲補護權訪萬億減門華長東眾優則創別層師歸態戰時術來樣檢測濟點離種積稱給績網職見覺設評識詞試話該詳語誤說讀調負責質貫資賠車載較輸還遠選郵釋鐘錯聞閱隊陽難順須頻饋驗瀏覽們頁圖並監訂訓於動號徑懲極碼親剛臨齊濱寧陝蘇廈馬鳥龍島嶺灣錦瀋遼連賓雲貴"
_SIMPLIFIED = "数据总计规范审结维纠诉讼复议开关机构产业组织务处许罚强制费执国币终续转办条项内发废现营个应对与无当旧请经过将实为会区县乡镇厅级学团体财专卖环险绝属书导确认举报复显从单这后协证档询础类准标运领农灾预决余额担购采广电视听传达压问题进总间况稳秘缴纳获补护权访万亿减门华长东众优则创别层师归态战时术来样检测济点离种积称给绩网职见觉设评识词试话该详语误说读调负责质贯资赔车载较输还远选邮释钟错闻阅队阳难顺须频馈验浏览们页图并监订训于动号径惩极码亲刚临齐滨宁陕苏厦马鸟龙岛岭湾锦沈辽连宾云贵"
TO_SIMPLIFIED = str.maketrans(_TRADITIONAL, _SIMPLIFIED)


@lru_cache(maxsize=65536)
def label_key(label: str) -> str:
    """The label without what agencies print differently: width, white space, ordinals, brackets, guidance, marks."""
    text = "".join(folded(label).split()).translate(TO_SIMPLIFIED)
    text = _without_guidance(text)
    text = _LEADING_ORDINALS.sub("", text)
    return str(_MARKS.sub("", text))


def _without_guidance(text: str) -> str:
    if "(" not in text and ")" not in text:
        return text
    shorter = _GUIDANCE.sub("", text)
    while shorter != text:
        text, shorter = shorter, _GUIDANCE.sub("", shorter)
    return str(_OPEN_GUIDANCE.sub("", text)) or text


def folded(text: str) -> str:
    """The text in NFKC, without invisible characters and converters' bookmarks."""
    return str(_BOOKMARK.sub("", _INVISIBLE.sub("", normalize("NFKC", text))))


def cleaned(text: str) -> str:
    """The text as printed, without invisible characters, converters' bookmarks and blanks at its ends."""
    return str(_BOOKMARK.sub("", _INVISIBLE.sub("", text))).strip()


@lru_cache(maxsize=4096)
def squeezed(text: str) -> str:
    """The folded text with all white space removed, as for names and titles."""
    return "".join(folded(text).split())


def ordinal_rank(text: str) -> int:
    """How high the numbering in front of a heading stands: 2 for 一、 or 1., 0 for （一）, 1 for none."""
    if _SUB_ORDINAL.match(text):
        return 0
    return 2 if text.lstrip().startswith(("#", "、")) or _TOP_ORDINAL.match(normalize("NFKC", text)) else 1
