"""Tables of characters: data, no logic beyond looking one up."""

from collections.abc import Mapping

# Double quotation marks and corner brackets: all are one for matching.
DOUBLE_QUOTES = "“”„‟«»「」『』＂〝〞〟"
# What opens and what closes, these and the brackets: a closing mark after a sentence end still
# belongs to the sentence.
OPENING = "“‘「『«〝（(《〈【〔［[{"
CLOSING = "”’」』»〞〟）)》〉】〕］]}"

# Dropped wherever they stand: zero-width space, non-joiner and joiner, word joiner, byte order
# mark, soft hyphen.
ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
# All that str.isspace() knows; listed, because Python's tables change and str.strip() is not asked.
WHITE_SPACE = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)

# Where a sentence ends, in both widths; the full stop of ASCII is a decimal point as often.
SENTENCE_ENDS = "。｡！!？?"

# The inside of a character class of regular expressions: 〇, 々 and every block of Han characters.
HAN = "々〇㐀-䶿一-鿿\uf900-\ufaff\U00020000-\U0003ffff"


def is_han(char: str) -> bool:
    """Whether a character is a Chinese one: a Han character of any block, 〇 or 々."""
    return (
        "一" <= char <= "鿿"
        or char in ("〇", "々")
        or "㐀" <= char <= "䶿"
        or "\uf900" <= char <= "\ufaff"
        or "\U00020000" <= char <= "\U0003ffff"
    )


# Characters of Unicode that only look like ordinary ones and that PDFs give in their stead. Each
# table is two strings of the same length, character by character.
# U+2F00-2FD5, the 214 Kangxi radicals in their order.
_KANGXI = (
    "一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀"
    "寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋"
    "比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸"
    "缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛"
    "辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻"
    "黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠"
)
# U+2E80-2EFF, other shapes of radicals, each by its ordinary character; ⺀ has none.
_RADICAL_SHAPES = (
    "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩"
    "⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺⺻⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑"
    "⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳"
)
_RADICAL_SHAPES_ORDINARY = (
    "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄㣺扌攵旡日月歺母民氵氺灬爫爫丬牛犭王"
    "疋目示礻竹糹纟罓罒㓁㓁𦉫羊𦍌𦍋耂肀聿肉𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶阝钅長"
    "镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
# U+F900-FAFF: 460 have an ordinary twin; the 12 others are ordinary characters themselves.
_COMPATIBILITY_ORDINARY = (
    "豈更車賈滑串句龜龜契金喇奈懶癩羅蘿螺裸邏樂洛烙珞落酪駱亂卵欄爛蘭鸞嵐濫藍襤拉臘蠟"
    "廊朗浪狼郎來冷勞擄櫓爐盧老蘆虜路露魯鷺碌祿綠菉錄鹿論壟弄籠聾牢磊賂雷壘屢樓淚漏累"
    "縷陋勒肋凜凌稜綾菱陵讀拏樂諾丹寧怒率異北磻便復不泌數索參塞省葉說殺辰沈拾若掠略亮"
    "兩凉梁糧良諒量勵呂女廬旅濾礪閭驪麗黎力曆歷轢年憐戀撚漣煉璉秊練聯輦蓮連鍊列劣咽烈"
    "裂說廉念捻殮簾獵令囹寧嶺怜玲瑩羚聆鈴零靈領例禮醴隸惡了僚寮尿料樂燎療蓼遼龍暈阮劉"
    "杻柳流溜琉留硫紐類六戮陸倫崙淪輪律慄栗率隆利吏履易李梨泥理痢罹裏裡里離匿溺吝燐璘"
    "藺隣鱗麟林淋臨立笠粒狀炙識什茶刺切度拓糖宅洞暴輻行降見廓兀嗀塚晴凞猪益礼神祥福靖"
    "精羽蘒諸逸都飯飼館鶴郞隷侮僧免勉勤卑喝嘆器塀墨層屮悔慨憎懲敏既暑梅海渚漢煮爫琢碑"
    "社祉祈祐祖祝禍禎穀突節練縉繁署者臭艹艹著褐視謁謹賓贈辶逸難響頻恵𤋮舘並况全侀充冀"
    "勇勺喝啕喙嗢塚墳奄奔婢嬨廒廙彩徭惘慎愈憎慠懲戴揄搜摒敖晴朗望杖歹殺流滛滋漢瀞煮瞧"
    "爵犯猪瑱甆画瘝瘟益盛直睊着磌窱節类絛練缾者荒華蝹襁覆視調諸請謁諾諭謹變贈輸遲醙鉶"
    "陼難靖韛響頋頻鬒龜𢡊𢡄𣏕㮝䀘䀹𥉉𥳐𧻓齃龎"
)
_NOT_COMPATIBILITY = "﨎﨏﨑﨓﨔﨟﨡﨣﨤﨧﨨﨩"

RADICALS: Mapping[str, str] = {
    **{chr(0x2F00 + at): ordinary for at, ordinary in enumerate(_KANGXI)},
    **dict(zip(_RADICAL_SHAPES, _RADICAL_SHAPES_ORDINARY, strict=True)),
}
COMPATIBILITY: Mapping[str, str] = dict(
    zip(
        (
            char
            for char in map(chr, (*range(0xF900, 0xFA6E), *range(0xFA70, 0xFADA)))
            if char not in _NOT_COMPATIBILITY
        ),
        _COMPATIBILITY_ORDINARY,
        strict=True,
    )
)
