"""A small corpus of our own words, for tests that need a real index."""

from pathlib import Path

from policysearch import BuildReport, Settings, build

PLAN = """---
title: 青石市智能产业发展规划
document_number: 青政发〔2024〕7号
issuer: 青石市人民政府
kind: plan
level: 市
region: 青石市
issued_on: 2024-03-05
---

# 青石市智能产业发展规划

## 一、发展目标

到二〇二六年，全市智能产业规模超过300亿元，建成十个应用场景示范区。

## 二、重点任务

推动人工智能与制造业结合，支持企业开放应用场景。人工智能企业可以申请算力补贴。

建设公共算力平台，为中小企业提供算力服务。
"""
MEASURES = """---
title: 青石市算力补贴办法
kind: policy
level: 市
issued_on: 2025-01-20
status: 现行有效
---

# 青石市算力补贴办法

第一条 为了降低企业使用算力的费用，制定本办法。

第二条 企业使用公共算力平台的，按照费用的百分之三十给予补贴，每年最高50万元。

第三条 应用场景示范区内的企业，补贴比例提高到百分之四十。
"""
CASE = """---
title: 轴承厂的质检线
kind: case
level: 企业
published_on: 2025-06-01
---

# 轴承厂的质检线

一家轴承厂用人工智能检查零件表面，漏检率低于0.3%，每条线少用六名检查员。

厂里说，应用场景来自车间，模型由本地团队训练。
"""
NOTE = """---
title: 夜间照明节能通知
kind: policy
level: 区
issued_on: 2022-11
---

# 夜间照明节能通知

各街道应当在晚上十一点以后调低路灯亮度。
"""
LINES = """{"id": "line-a", "title": "公园时间", "text": "公园每天早上六点开放。", "date": "2023"}
{"id": "line-b", "title": "图书馆借阅规则", "text": "每人可以借十本书，借期三十天。"}
"""
FILES = {
    "plans/plan.md": PLAN,
    "measures.md": MEASURES,
    "cases/bearing.md": CASE,
    "lights.md": NOTE,
    "lines.jsonl": LINES,
}


def write_corpus(folder: Path) -> Path:
    """Write the files below a folder called `corpus`."""
    corpus = folder / "corpus"
    for name, text in FILES.items():
        path = corpus / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return corpus


def build_library(folder: Path, settings: Settings | None = None) -> BuildReport:
    """Write the corpus and build its index in `folder/index`."""
    return build([write_corpus(folder)], folder / "index", jobs=1, settings=settings)
