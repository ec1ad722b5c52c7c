"""The words of a report in Traditional characters, as the 繁體版 of a site prints them."""

from __future__ import annotations

_PAIRS = (
    "业業 为為 举舉 于於 会會 体體 关關 内內 况況 减減 办辦 务務 动動 区區 单單 发發 后後 国國 处處 复復 对對 属屬 废廢 开開 强強 当當 总總 "
    "执執 护護 报報 据據 数數 无無 机機 权權 条條 构構 没沒 现現 类類 纠糾 纳納 组組 织織 经經 结結 继繼 续續 维維 缴繳 罚罰 获獲 补補 规規 "
    "计計 认認 议議 许許 讼訟 访訪 诉訴 询詢 请請 购購 费費 转轉 过過 这這 进進 问問 间間 项項 题題 额額 范範 与與 稳穩 万萬 确確 节節 录錄 "
    "统統 训訓 订訂 监監 导導 个個 并並 从從 县縣 页頁 应應 级級 门門 书書 图圖 华華 长長 东東 产產 亲親 众眾 优優 传傳 则則 刚剛 创創 别別 "
    "将將 层層 师師 广廣 归歸 录錄 径徑 态態 惩懲 战戰 时時 显顯 术術 来來 极極 标標 样樣 档檔 检檢 汇匯 测測 济濟 点點 环環 电電 "
    "码碼 离離 种種 积積 称稱 绝絕 给給 绩績 网網 联聯 职職 营營 见見 觉覺 设設 证證 评評 识識 词詞 试試 话話 该該 详詳 语語 误誤 说說 读讀 "
    "调調 负負 财財 责責 质質 贯貫 资資 赔賠 车車 载載 较較 输輸 达達 运運 还還 远遠 选選 邮郵 释釋 钟鐘 错錯 闻聞 阅閱 队隊 阳陽 难難 "
    "顺順 须須 领領 频頻 馈饋 验驗 浏瀏 览覽 审審 们們"
)
_TRADITIONAL = str.maketrans({pair[0]: pair[1] for pair in _PAIRS.split()})
_WORDS = {"制作": "製作", "勾稽关系": "勾稽關係"}


def traditional(text: str) -> str:
    """The text in Traditional characters; the figures and marks stay as they are."""
    for word, printed in _WORDS.items():
        text = text.replace(word, printed)
    return text.translate(_TRADITIONAL)
