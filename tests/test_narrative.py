"""The figures in the prose: which metric, which clause, which place; zeros in words; lists that sum."""

from unicodedata import normalize

import pytest

from reportlib.model import Mention, Place, Section
from reportlib.prose.mentions import breakdowns, mentions
from reportlib.prose.metrics import vocabulary


def _said(text: str, number: int = 1) -> list[Mention]:
    """The mentions of a prose, after checking that its NFKC form says the same."""
    found = mentions([Section(number, "", text)])
    again = mentions([Section(number, "", normalize("NFKC", text))])
    assert [mention[:5] for mention in found] == [mention[:5] for mention in again]
    return list(found)


def _pairs(text: str, number: int = 1) -> list[tuple[str, float | None]]:
    return [(mention.metric, mention.value) for mention in _said(text, number)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "全年共受理依申请公开24件，上年结转3件，答复办结22件，结转下年度5件。",
            [("requests.received", 24), ("requests.carried_in", 3), ("requests.closed_total", 22), ("requests.carried_out", 5)],
        ),
        (
            "收到政府信息公开申请9件。其中，予以公开2件，部分公开1件，不予公开3件，本机关不掌握相关信息1件，不予处理2件。",
            [
                ("requests.received", 9),
                ("requests.granted", 2),
                ("requests.granted_in_part", 1),
                ("requests.denied", 3),
                ("requests.unable.not_held", 1),
                ("requests.not_processed", 2),
            ],
        ),
        (
            "（二）依申请公开。接到网上申请5件、信函申请3件，当面申请4件。",
            [("requests.online", 5), ("requests.by_post", 3), ("requests.in_person", 4)],
        ),
        (
            "共收到6份政府信息公开申请，自然人申请4件、法人2件。",
            [("requests.received", 6), ("requests.from_individuals", 4), ("requests.from_organizations", 2)],
        ),
        ("年内共处理依申请公开41件，均按时答复。", [("requests.handled", 41)]),
        ("行政复议7件，其中维持5件、纠正2件。", [("review.total", 7), ("review.upheld", 5), ("review.corrected", 2)]),
        ("行政诉讼4件，其中维持3件，尚未审结1件。", [("litigation.total", 4), ("litigation.upheld", 3), ("litigation.pending", 1)]),
        ("因政府信息公开申请引发行政复议2件、行政诉讼1件。", [("review.total", 2), ("litigation.total", 1)]),
        ("被申请行政复议0件，被纠错0件。", [("review.total", 0), ("review.corrected", 0)]),
        ("行政复议、行政诉讼均为0件。", [("review.total", 0), ("litigation.total", 0)]),
        ("行政复议和行政诉讼案件共8件。", [("proceedings.total", 8)]),
        ("未经复议直接起诉2件，复议后起诉1件。", [("litigation_direct.total", 2), ("litigation_after_review.total", 1)]),
        (
            "办理建议提案21件（人大建议14件、政协提案7件），办复率100%。",
            [("proposals.total", 21), ("proposals.npc", 14), ("proposals.cppcc", 7), ("closed_rate", 100)],
        ),
        ("收到人大建议、政协提案分别为6件、9件。", [("proposals.npc", 6), ("proposals.cppcc", 9)]),
        ("承办市政协会议第17、26、105号3个提案，市人大会议第8号、62号2个提案。", [("proposals.cppcc", 3), ("proposals.npc", 2)]),
        (
            "新增行政规范性文件5件，废止规范性文件两件，现行有效规范性文件三十件。",
            [("normative_documents.issued", 5), ("normative_documents.repealed", 2), ("normative_documents.in_force", 30)],
        ),
        (
            "行政许可办结8412件，行政处罚13件，行政强制0宗。",
            [("licenses.decisions", 8412), ("penalties.decisions", 13), ("compulsory_measures.decisions", 0)],
        ),
        ("收到申请同比增长12.5%，较上年增加3件，降幅2%。", [("change.rise", 12.5), ("change.rise", 3), ("change.fall", 2)]),
        ("较2021年的35件减少10件。", [("former", 35), ("change.fall", 10)]),
        (
            "通过局网站、微信公众号、微博分别发布信息120条、80条和5条。",
            [("disclosed.website", 120), ("disclosed.wechat", 80), ("disclosed.weibo", 5)],
        ),
        ("通过门户网站和新媒体公开信息610条。", [("disclosed.total", 610)]),
        (
            "编印《政府公报》6期，抖音短视频发布56条，在省级媒体刊发稿件18篇。",
            [("disclosed.gazette", 6), ("disclosed.video", 56), ("disclosed.media", 18)],
        ),
        ("公众号粉丝1.8万人，点击量超过90万次。", [("followers", 18000), ("views", 900000)]),
        ("举行新闻发布会三场，通过发布会、访谈等方式解读政策17次。", [("press_conferences", 3), ("interpretations", 17)]),
        ("召开6次新闻发布会，印发政策文件12份。", [("press_conferences", 6), ("policy_documents", 12)]),
        (
            "组织业务培训3场，参训80余人次，参加上级培训2次。",
            [("training.held", 3), ("training.participants", 80), ("training.attended", 2)],
        ),
        ("新收申请140件，办结131件。", [("requests.received", 140), ("requests.closed_total", 131)]),
        ("负责公开工作的同志有6名。", [("staff", 6)]),
        ("组织业务培训，共4期。", [("training.held", 4)]),
        ("将16项政策精准送达3万户企业。", [("policy_documents", 16), ("other", 30000)]),
        ("配备4名专职人员，召开专题会议两次。", [("staff", 4), ("meetings", 2)]),
        ("“政务开放日”活动2次，邀请企业代表15名。", [("open_days", 2), ("participants", 15)]),
        ("归集评价3万条，处理差评7条，满意率99.2%。", [("ratings.total", 30000), ("ratings.bad", 7), ("satisfaction_rate", 99.2)]),
        ("12345热线办理工单310件，回复网民留言25条，受理投诉4件。", [("hotline.calls", 310), ("inquiries", 25), ("complaints", 4)]),
        ("收取信息处理费200元，行政事业性收费310.5万元。", [("fees.processing", 200), ("fees.amount", 310.5)]),
        ("绿化面积300亩，帮扶企业12家。", [("other", 300), ("other", 12)]),
    ],
)
def test_each_figure_has_its_metric(text: str, expected: list[tuple[str, float]]) -> None:
    """Sentences of the shapes that reports print give every figure, in order, under the metric it states."""
    assert _pairs(text) == expected


def test_what_a_section_or_heading_is_about_carries_its_sentences() -> None:
    """Bare outcomes are of requests under a heading or in the section of requests, and of nothing under another."""
    assert _pairs("（二）依申请公开情况。全年答复6件。") == [("requests.closed_total", 6)]
    assert _pairs("全年答复6件。", 3) == [("requests.closed_total", 6)]
    assert _pairs("（三）平台建设情况。全年答复6件。") == [("other", 6)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本年度未收到政府信息公开申请。", [("requests.received", "未")]),
        ("本机关未收取信息处理费，没有收到差评。", [("fees.processing", "未"), ("ratings.bad", "无")]),
        ("无上年结转申请，无结转下年度继续办理件。", [("requests.carried_in", "无"), ("requests.carried_out", "无")]),
        ("没有因政府信息公开申请引发行政复议、行政诉讼的情况。", [("review.total", "无"), ("litigation.total", "无")]),
        ("未发生行政复议被纠错情况。", [("review.corrected", "未")]),
        ("未收到人大代表建议和政协提案。", [("proposals.total", "未")]),
        ("未收到答复的申请人可以申请复议。", []),
        ("如未收到信息公开申请则不填。", []),
        ("无法提供相关信息，无正当理由反复申请，未发生泄密事件。", []),
    ],
)
def test_a_zero_in_words_is_a_zero_with_its_word(text: str, expected: list[tuple[str, str]]) -> None:
    """What was not received or did not happen is 0 with the qualifier 未 or 无, and other negations are none."""
    found = _said(text)
    assert [(mention.metric, mention.qualifier) for mention in found] == expected
    assert all(mention.value == 0 and mention.unit is None for mention in found)


def test_the_text_is_the_clause_as_printed() -> None:
    """The clause goes from sign to sign in the widths of the print, without the marker of its list."""
    found = mentions([Section(6, "", "2.全年，开展培训（含视频）３次，效果良好。召开7次发布\n会。")])
    assert [mention.text for mention in found] == ["开展培训（含视频）３次", "召开7次发布"]
    assert found[0][:5] == (6, "training.held", 3.0, "次", None)


def test_the_place_counts_sections_paragraphs_and_sentences() -> None:
    """The place leads to the sentence, and to the source where the paragraphs' places are known."""
    section = Section(5, "", "没有数字。\n培训3次。会议4次。")
    assert [str(mention.place) for mention in mentions([section])] == [
        "section 5, paragraph 2, sentence 1",
        "section 5, paragraph 2, sentence 2",
    ]
    placed = mentions([section], {5: (Place(line=40), Place(line=41))})
    assert str(placed[0].place) == "line 41, section 5, paragraph 2, sentence 1"


def test_a_sentence_cut_by_a_page_is_one_sentence() -> None:
    """A line that stops in mid-sentence runs on into the next, and the subject stays known."""
    text = "经统计，本年度本机关共收到公民提出的政府信息公开\n申请13件，办结8件。"
    assert _pairs(text) == [("requests.received", 13), ("requests.closed_total", 8)]


def _lists(text: str) -> list[tuple[float | None, list[float | None], bool]]:
    found = breakdowns([Section(1, "", text)])
    return [(each.total.value, [part.value for part in each.parts], each.whole) for each in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("主动公开信息86条，包含机构职能4条、政策文件2条、其他80条。", [(86, [4, 2, 80], True)]),
        ("主动公开信息86条，包含机构职能4条、政策文件3条、其他80条。", [(86, [4, 3, 80], True)]),
        ("公布信息共15条。其中，业务工作9条、规划计划1条、其他5条。", [(15, [9, 1, 5], True)]),
        ("在媒体发表61篇，其中，中央媒体发表4篇，省级媒体发表17篇，市级媒体发表40篇，成效明显。", [(61, [4, 17, 40], True)]),
        ("在媒体发表61篇，其中，中央媒体发表4篇，省级媒体发表17篇，市级媒体发表20篇。", [(61, [4, 17, 20], True)]),
        ("办理建议提案共计21件（人大建议14件，政协提案7件），答复30件。", [(21, [14, 7], True)]),
        ("共收到9份公开申请。其中予以公开4件，部分公开5件。", [(9, [4, 5], True)]),
        ("收到申请30件，其中新收20件，其中网上12件、信函8件，上年结转10件。", [(30, [20, 10], True), (20, [12, 8], True)]),
        ("收到申请30件，其中网上申请3件。", []),
        ("公开信息320条，其中解读20条、公告100条等。", [(320, [20, 100], False)]),
        ("公开信息320余条，其中解读20条、公告300条。", []),
        ("公开信息95条，其中网站60条、微信35条，全年共发布视频12条。", [(95, [60, 35], True)]),
        ("公开信息95条，其中网站50条，微信40条，全年共发布视频12条。", [(95, [50, 40], False)]),
        ("公开信息95条，包含解读20条、公告60条等。", [(95, [20, 60], False)]),
        ("办理建议提案共计21件（人大建议14件，政协提案6件），答复30件。", [(21, [14, 6], True)]),
        ("公开信息95条，点击量3万次，培训4次。", []),
    ],
)
def test_lists_are_found_with_their_totals(text: str, expected: list[tuple[float, list[float], bool]]) -> None:
    """A list behind 其中, 包含 or in brackets hangs on its total, whole where the print says so; part of a list does not."""
    assert _lists(text) == expected
    assert _lists(normalize("NFKC", text)) == expected


def test_parts_of_disclosures_are_categories_or_channels() -> None:
    """An item listed under information disclosed is a category whatever it is called, a channel stays one, a like part is marked."""
    assert _pairs("主动公开信息10条，包括政策文件4条、会议6条。") == [
        ("disclosed.total", 10),
        ("disclosed.category", 4),
        ("disclosed.category", 6),
    ]
    assert _pairs("主动公开信息10条，其中网站公开4条，微信公众号公开6条。")[1:] == [("disclosed.website", 4), ("disclosed.wechat", 6)]
    assert _pairs("媒体发表5篇，其中省级媒体发表2篇、市级媒体发表3篇。")[1:] == [("disclosed.media.part", 2), ("disclosed.media.part", 3)]


def test_no_quantity_is_lost() -> None:
    """A figure of no metric, and one without a readable value, are rows all the same."""
    assert [(mention.metric, mention.value, mention.unit) for mention in _said("植树1 200棵，骑行8公里，数十条，约9。")] == [
        ("other", None, None),
        ("other", 8, "公里"),
        ("other", None, "条"),
        ("other", 9, None),
    ]


def test_every_metric_has_names_in_both_languages_and_is_told_by_something() -> None:
    """The declared metrics are complete, and only the one for the rest has no words."""
    metrics = vocabulary().metrics
    assert all(metric.code and metric.zh and metric.en for metric in metrics)
    assert [metric.code for metric in metrics if not metric.words] == ["other"]
