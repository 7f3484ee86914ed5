"""A small library with all that a page must bear, built for real, and an app that serves it."""

from pathlib import Path

from flask import Flask

from policysearch import Settings, build
from webapp import create_app

HOST = {"Host": "localhost"}

POLICY = """---
id: plan-2025
title: 智能制造行动计划
document_number: 示政发〔2025〕7号
issuers: 示例市人民政府
kind: plan
level: 市
region: 苏州市
issued_on: 2025-03-01
status: 现行有效
source_url: https://example.org/plan
topics: [智能制造, 检测]
---
# 智能制造行动计划

到2027年，检测设备的漏检率低于0.3%。

## 一、目标

示例市的智能制造应用场景达到50个，机器视觉检测线达到20条。

## 二、任务

推动智能制造和应用场景对接。企业可以申请检测设备补贴。

## 三、指标

| 名称 | 2027年 |
| --- | --- |
| 数字车间 | 300个 |
| 绿色工厂 | 80家 |
"""

CASE = """---
id: case-vision
title: 案例：机器视觉检测
kind: case
level: 企业
region: 苏州市
published_on: 2024
---
# 案例：机器视觉检测

一家企业在应用场景里试用检测设备。

智能检测之后制造成本下降。
"""

HOSTILE = """---
id: hostile
title: <script>alert("title")</script> & <b>智能</b>
issuers: "<img src=x onerror=alert(1)>"
region: "</title><script>alert(2)</script>"
kind: report
published_on: 2023-05-06
source_url: "javascript:alert(3)"
document_number: "x\\" onmouseover=\\"alert(4)"
---
# 标题 <svg onload=alert(5)>

正文里有 <script>alert(6)</script> 和 {{ 7 * 7 }} 以及 智能。
"""

LAW = "# 示例条例\n\n" + "\n\n".join(
    f"第{number}条 本条规定第{number}项检测事项，适用于示例市。" for number in range(1, 461)
)

WITHDRAWN = """---
id: withdrawn
title: 已经撤回的通知
---
# 已经撤回的通知

这份通知只在第一次构建时收录。
"""

FILES = {
    "计划.md": POLICY,
    "案例.md": CASE,
    "恶意.md": HOSTILE,
    "条例.md": LAW,
    "坏.jsonl": "这一行不是 JSON\n",
}


def build_site(folder: Path) -> Settings:
    """Write the corpus, build the index, and give the settings of the site.

    It is built twice: the document `withdrawn` was held once and is no longer.
    """
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        (corpus / name).write_text(text, encoding="utf-8")
    withdrawn = corpus / "通知.md"
    withdrawn.write_text(WITHDRAWN, encoding="utf-8")
    settings = Settings(index=str(folder / "index"), jobs=1, lang="zh")
    build([corpus], settings.index, settings=settings, jobs=1)
    withdrawn.unlink()
    build([corpus], settings.index, settings=settings, jobs=1)
    return settings


def app_of(settings: Settings) -> Flask:
    """The app of a site."""
    return create_app(settings)
