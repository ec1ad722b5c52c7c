"""What web pages print around a report: labelled values (索引号, 发布机构), links, buttons for print and letter size."""

from __future__ import annotations

import re

from reportlib.readers.markup import Item, Picture, Slot, Table

LABELS = (
    "索引号",
    "索引",
    "信息索引号",
    "统一登记号",
    "登记号",
    "发布机构",
    "发布单位",
    "发布部门",
    "发文机关",
    "发文机构",
    "发文单位",
    "制发机关",
    "成文机关",
    "公开机构",
    "公开部门",
    "公开责任部门",
    "责任部门",
    "信息来源",
    "来源",
    "稿件来源",
    "文章来源",
    "公开日期",
    "公开时间",
    "发布日期",
    "发布时间",
    "发文日期",
    "成文日期",
    "生成日期",
    "产生日期",
    "制发日期",
    "印发日期",
    "生效日期",
    "失效日期",
    "废止日期",
    "更新日期",
    "更新时间",
    "日期",
    "时间",
    "名称",
    "标题",
    "信息名称",
    "文件名称",
    "文号",
    "发文字号",
    "文件编号",
    "主题分类",
    "信息分类",
    "信息类别",
    "组配分类",
    "体裁分类",
    "体裁",
    "分类",
    "主题词",
    "关键词",
    "关键字",
    "内容概述",
    "摘要",
    "公开方式",
    "公开范围",
    "公开时限",
    "公开属性",
    "公开形式",
    "公开类别",
    "公开程序",
    "有效性",
    "效力状态",
    "时效性",
    "是否有效",
    "有效期",
    "服务对象",
    "服务对象分类",
    "载体类型",
    "记录形式",
    "语种",
    "语言",
    "作者",
    "责任编辑",
    "编辑",
    "审核",
    "浏览次数",
    "浏览量",
    "浏览",
    "点击数",
    "点击量",
    "点击",
    "阅读次数",
    "阅读量",
    "阅读",
    "访问量",
    "字体",
    "字号",
    "字体大小",
    "文字大小",
    "分享到",
    "分享",
    "保护视力色",
    "视力保护色",
    "背景颜色",
    "索引编号",
    "所属机构",
    "所属单位",
)
_CONTROLS = ("字体", "字号", "字体大小", "文字大小", "分享到", "分享", "保护视力色", "视力保护色", "背景颜色")  # labels of buttons
_PATTERN = "|".join(r"\s*".join(label) for label in sorted(LABELS, key=len, reverse=True))
_LABEL = re.compile(rf"[【\[]?\s*({_PATTERN})\s*[】\]]?\s*[:：]?")
_LABELLED = re.compile(rf"(?:^|(?<=[\s|｜】\]）)；;　]))[【\[]?\s*({_PATTERN})\s*[】\]]?\s*[:：]\s*")
_BUTTON = (
    r"打印(?:本页|此页|文章|正文)?|关闭(?:本页|窗口|页面|此页)?|返回(?:首页|顶部|上页|列表|上一页)?|收藏(?:本页)?|加入收藏|设为首页|网站首页|首页"
    r"|繁[體体](?:版|中文)?|简体(?:版|中文)?|无障碍(?:浏览|阅读)?|長者版|长者版|关怀版|适老化|适老版|手机版|移动版|English"
    r"|字[体号](?:大小)?[:：]?|[大中小]|默认|分享到?[:：]?|微信|微博|新浪微博|腾讯微博|[QＱ][QＱ]空间|朗读"
    r"|扫一扫在手机打开当前页(?:面)?|扫一扫|下载(?:文字版|图片版)?|纠错|登录|注册"
)
_BUTTONS = re.compile(rf"(?:[\s【】\[\]（）()|｜·/>»:：+\-]*(?:{_BUTTON}))+[\s【】\[\]（）()|｜·/>»:：+\-]*")
_FOOT = re.compile(
    r"(?:版权所有|主办(?:单位)?[:：]|主管(?:单位)?[:：]|承办(?:单位)?[:：]|技术支持|网站标识码|政府网站标识码|网站地图"
    r"|.{0,20}ICP备|.{0,20}公网安备|(?:您)?(?:当前|现在|所在)(?:的)?位置(?:是)?\s*[:：]|上一[篇条][:：]|下一[篇条][:：]|相关(?:链接|文章|信息|新闻)[:：]?$|Copyright).{0,200}",
    re.IGNORECASE,
)
_LONGEST_LINK = 80
MOST_CELLS = 60  # of a table of labelled values


class Link(str):
    """A line all of whose text leads elsewhere."""

    __slots__ = ()


def is_link(text: str, linked: list[str]) -> bool:
    """Whether a line is nothing but the given links."""
    if len(text) > _LONGEST_LINK + 20:
        return False
    words = re.sub(r"[\W_]+", "", text)
    return 0 < len(words) <= _LONGEST_LINK and words == re.sub(r"[\W_]+", "", "".join(linked))


def without_navigation(items: list[Item]) -> list[Item]:
    """The items without lines and tables that are only links, buttons or the site's imprint."""
    return [
        item for item in items if isinstance(item, Picture) or not (_is_menu(item) if isinstance(item, Table) else _is_navigation(item))
    ]


def _is_navigation(line: str) -> bool:
    if not line or isinstance(line, Link):
        return True
    return len(line) < 200 and line[-1] not in "。；" and (_BUTTONS.fullmatch(line) is not None or _FOOT.fullmatch(line) is not None)


def _is_menu(table: Table) -> bool:
    parts = [part for slot in table.slots() for part in slot.content if part]
    return bool(parts) and all(isinstance(part, Link) for part in parts)


def without_metadata(items: list[Item], metadata: dict[str, str]) -> list[Item]:
    """The items without tables of labelled values, and such lines above the first other table; their values go into `metadata`."""
    kept: list[Item] = []
    above = True
    for item in items:
        if isinstance(item, Table):
            taken = _take_table(item, metadata)
            above = above and taken
        else:
            taken = above and _take_line(item, metadata)
        if not taken:
            kept.append(item)
    return kept


def _take_table(table: Table, metadata: dict[str, str]) -> bool:
    """Whether the table is one of labelled values: at least two labels, one for about every other printed cell."""
    if table.size > MOST_CELLS:
        return False
    printed = [slot.text for slot in table.slots() if slot.content]
    labels = [text for text in printed if _LABEL.fullmatch(text) or _LABELLED.match(text)]
    if len(labels) < 2 or len(labels) * 2 < len(printed) - 1:
        return False
    for row in table.rows:
        _take_row(row, metadata)
    return True


def _take_row(row: list[Slot], metadata: dict[str, str]) -> None:
    label = ""
    for slot in row:
        text = slot.text
        match = _LABEL.fullmatch(text)
        if match:
            label = "".join(match[1].split())
        elif label and text:
            _keep(label, text, metadata)
            label = ""
        else:
            _take_line(text, metadata)


def _take_line(line: str, metadata: dict[str, str]) -> bool:
    """Whether the line begins with a known label; every labelled value in it is taken."""
    if len(line) > 400 or not (":" in line or "：" in line):
        return False
    matches = list(_LABELLED.finditer(line))
    if not matches or matches[0].start() != 0:
        return False
    ends = [match.start() for match in matches[1:]] + [len(line)]
    for match, end in zip(matches, ends, strict=True):
        value = line[match.end() : end].strip(" \t　|｜;；【[")
        _keep("".join(match[1].split()), value, metadata)
    return True


def _keep(label: str, value: str, metadata: dict[str, str]) -> None:
    if value and label not in _CONTROLS:
        metadata.setdefault(label, value)
