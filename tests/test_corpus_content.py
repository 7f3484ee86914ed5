"""The starter corpus: what each document must carry, and what the report on the park must say."""

import datetime
import re
from pathlib import Path

import pytest
import yaml

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
FILES = sorted(CORPUS.rglob("*.md"))
REPORT = CORPUS / "报道" / "苏州工业园区打造人工智能产业新高地.md"

ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
RUN = 24  # characters of the seed article that no document may repeat

KEYS = {
    "id",
    "title",
    "kicker",
    "abstract",
    "document_number",
    "issuers",
    "kind",
    "form",
    "level",
    "region",
    "issued_on",
    "published_on",
    "effective_on",
    "status",
    "status_note",
    "source_name",
    "source_url",
    "topics",
}
VALUES = {
    "kind": {
        "law",
        "regulation",
        "rule",
        "plan",
        "policy",
        "interpretation",
        "standard",
        "case",
        "report",
        "news",
        "reference",
    },
    "form": {"original", "digest", "excerpt"},
    "level": {"国家", "省", "市", "区", "企业"},
    "status": {"现行有效", "已修改", "已废止", "尚未施行", "未注明"},
}

# Facts of facts/article.md, items 1 to 95: each line stands in the report, white space apart.
CHECKLIST = """
竞逐新赛道发力
苏州工业园区打造人工智能产业新高地
创新资源持续集聚
应用场景“多点开花”
加速构建产业创新生态
8月26日
国务院
《关于深入实施“人工智能+”行动的意见》
国发〔2025〕11号
人工智能（AI）
经济社会
范式
苏州市
主阵地
江苏省
开放创新的世界一流高科技园区
实体经济
大模型、工业软件、具身智能
产业集聚力
要素供给力
创新策源力
应用赋能力
超过1800家
千亿元级
千亿元级产业集群加速崛起
2025年上半年
600亿元
园区印象
园区速度
更智能、更创新、更开放
全球竞逐
苏州国际科技园（SISPARK）
国有科技载体
起点
2000年
上市企业有21家
全球独角兽企业4家
中国独角兽企业3家
“国”字号科研院所4家
微软、华为、思科
全球500强
5个大模型
国家网信办
生成式人工智能服务备案
前列
思必驰科技股份有限公司
对话式人工智能平台公司
毕业企业
董事长、CEO高始兴
英国剑桥商学院
人工智能语音市场
招才引智
科技报国
深谈数次
优惠政策
生活保障
2008年
车载语音
垂直领域大模型
60家知名汽车品牌
近5年
50%
2024年年底
1000位
44位
12.8%
15家
国家队
中国科学院
电子所、计算所
上海交通大学人工智能研究院
10多家
研发机构224个
省级及以上占97个
国家级博士后科研工作站
天聚地合
旭创科技
江苏北人
缩影
全球最大偏光片生产企业
每小时约300片
智翼博智能科技（苏州）有限公司
智能自动化光学（AOI）检测设备
6000片
提高20倍
0.2%
国内知名新能源企业
东声（苏州）智能科技有限公司
机器视觉
华为昇腾AI
锂电
工业缺陷检测AI行业解决方案
75%
99.5%
35倍
新质生产力
智慧动能
提质增效
视觉检测
仓储物流
供应链管理
智能制造装备
工业软件
操作系统
智改数转
新型工业化
2024年起
制造、科研、政务、金融、教育、文旅
数据知识产权登记典型案例”|1项
典型场景案例|3项
人工智能创新应用实验室|3个
苏州市数据创新应用实验室|5个
苏州市首批行业应用高质量数据集|5个
国家知识产权局
3+N
AI+制造、AI+科研、AI+政务
《苏州工业园区加快推动“人工智能+”应用创新发展行动计划（2025—2027年）》
关键技术研发
千行百业赋能、赋智、赋力
国内领先的人工智能及数字产业高地
国家高新区
全国首个
专门政策
2017年
《苏州工业园区人工智能发展行动计划（2017-2020）》
专项政策
创新引领支撑高质量发展
2025人工智能产品应用博览会
7月28-30日
1万平方米
制造、交通、语音、医疗
智博会
2018年
四大展会
超1000家
1000余位
5000项
100多场
7场
全球科创资源
供需对接会
政策宣贯会
企业座谈会
投融资路演
马拉松
IT+BT融合创新中心
华为（苏州）人工智能创新中心
微软苏州人工智能创新中心
串珠成链
初创企业
关键核心技术攻关
成果转化
24个
500万平方米
苏州市第一
算力、算法、数据、场景、企业集聚
技术突破、产业升级、应用落地
千行百业
""".strip().splitlines()


def parts(path: Path) -> tuple[dict, str]:
    """Front matter and body of a document."""
    start, front, body = path.read_text(encoding="utf-8").split("---\n", 2)
    assert start == ""
    return yaml.safe_load(front), body.strip()


def bare(text: str) -> str:
    """The text without white space."""
    return re.sub(r"\s", "", text)


def test_the_corpus_has_forty_to_fifty_documents_with_unique_ids():
    ids = [parts(path)[0]["id"] for path in FILES]
    assert 40 <= len(ids) <= 50
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_front_matter_is_known_and_valid(path):
    front, body = parts(path)
    assert set(front) <= KEYS
    assert set(front) >= {"id", "title", "kind", "form", "status"}
    assert ID.fullmatch(front["id"])
    for key, allowed in VALUES.items():
        assert front.get(key) is None or front[key] in allowed
    for key in ("issued_on", "published_on", "effective_on"):
        if value := front.get(key):
            assert isinstance(value, datetime.date) or DATE.fullmatch(str(value))
    assert front.get("source_url", "https://").startswith(("http://", "https://"))
    assert isinstance(front["topics"], list)
    assert "官方" in body.splitlines()[2]  # the first paragraph says what the text is


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_body_opens_with_its_title_and_is_of_a_readable_length(path):
    front, body = parts(path)
    title = body.splitlines()[0]
    assert title == f"# {front['title']}"
    assert len(bare(body)) >= 400
    assert len(body) <= 2500


@pytest.mark.parametrize("fact", CHECKLIST)
def test_the_report_states_every_fact_of_the_article(fact):
    front, body = parts(REPORT)
    text = bare(f"{front['kicker']}{front['abstract']}{body}")
    assert fact in text


def test_no_document_copies_the_seed_article(shared_data):
    seed = bare((shared_data / "seed" / "article.txt").read_text(encoding="utf-8"))
    grams = {seed[at : at + RUN] for at in range(len(seed) - RUN + 1)}
    for path in FILES:
        text = path.read_text(encoding="utf-8").replace(parts(path)[0]["title"], "\0")
        text = bare(re.sub(r"《[^》]*》", "\0", text))
        copied = [
            text[at : at + RUN] for at in range(len(text) - RUN + 1) if text[at : at + RUN] in grams
        ]
        assert not copied, f"{path.name}: {copied[0]}"
