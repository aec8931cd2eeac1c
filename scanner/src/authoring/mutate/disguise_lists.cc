#include "authoring/mutate/disguise_lists.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/utf8.h"

namespace mingcha {
namespace {

constexpr std::array<std::string_view, 24> kSeparators = {
    "*", "·", "_", "^", "#", "~",  "|",  "-",  "/",  "\\",   "&",   "@",
    "★", "☆", "◆", "•", "※", "＊", "＿", "～", "丨", "【】", "|*|", "\u2e31"};

constexpr std::array<std::string_view, 16> kZeroWidths = {
    "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u034f", "\u200e",
    "\u200f", "\u202a", "\u202c", "\u2066", "\u2069", "\ufe0f", "\u2063", "\u200b\u200b"};

constexpr std::array<std::string_view, 18> kEmojis = {
    "😊", "💰", "🔥", "👍", "❤",  "❤️", "🧧", "📈", "💎", "🌹", "👍🏻", "👨‍👩‍👧",
    "🙏", "😂", "✨", "💯", "🎉🎉", "🇨🇳"};

// A letter, and Cyrillic and Greek ones that look like it.
constexpr std::string_view kLatinLookAlikes =
    "aаα cс dԁ eе hһ iіι jј kк lӏ mм oоο pрρ qԛ sѕ uυ vνѵ wԝ xхχ yуγ "
    "AАΑ BВΒ CС EЕΕ HНΗ IІΙ JЈ KКΚ MМΜ NΝ OОΟ PРΡ QԚ SЅ TТΤ VѴ WԜ XХΧ YΥҮ ZΖ";

// A character, and its form in a circle. Letters and digits are made by counting.
constexpr std::string_view kEnclosedIdeographs =
    "一㊀ 二㊁ 三㊂ 四㊃ 五㊄ 六㊅ 七㊆ 八㊇ 九㊈ 十㊉ 月㊊ 火㊋ 水㊌ 木㊍ 金㊎ 土㊏ 日㊐ 有㊒ "
    "名㊔ 特㊕ "
    "财㊖ 祝㊗ 秘㊙ 男㊚ 女㊛ 优㊝ 印㊞ 注㊟ 休㊡ 正㊣ 上㊤ 中㊥ 下㊦ 左㊧ 右㊨ 医㊩ 学㊫ 企㊭ "
    "资㊮ 夜㊰";

// A character, and what a reader takes for it at a glance. Look-alikes that are everyday characters
// themselves (末 for 未, 货 for 贷) say something else and are left out, but for 徽, which people
// use.
constexpr std::string_view kLookAlikes =
    "本夲 保倮 微徽溦 信伩佶 金釡 息悤 收収 益盁 稳穏 利梸 年秊 化仳 款欵 银锒 行洐 转抟 "
    "账怅 户戸 加珈 群羣 号呺 码犸 安侒 全仝佺 零雩 风凨 无旡 放倣 高髙 回囬囘 分兮 定萣 "
    "固凅 期朞 资恣 理俚 股骰 票僄 涨涱 跌趺 额颔 度庋 钱戔 元沅 万卍 卡咔 密宻 验騐 证証 "
    "给绐 提偍 险獫 贷貣 用甪 交洨 机朹 让譲 说説 点奌 有冇 发髪 就僦 押柙 对対 台坮 能䏻 "
    "是昰 单単 作莋 进迚 会佮 查査 解觧 存侟 充兖 出岀 被柀 服箙 心杺 抵扺 他佗 走赱 白苩 "
    "线綫 自洎 取冣 买荬 上丄 内內 通嗵 录彔 工糿 带帯 代玳 务芴 好妤 等荨 快駃 升昇 网罓 "
    "电甴 流旈 个箇 仓仺 即卽 扣釦 办辧 接椄 任姙 免凂 登豋 后洉 方汸 问冋 系係 意噫 程珵 "
    "根茛 拉柆 百皕 返坂 需繻 很佷 实実 法浤 专耑 冻涷 配酡 动勭 开幵 看眘 再侢 确碻 部郶 "
    "时旹 房戽 关関 员貟 退煺 短斺 水氺 供栱 正囸 还逺 名洺 样様 财赇 消逍 核桉 换奂 先冼 "
    "于亐 做莋 处処 师浉 歉慊 低彽 料枓 照炤 骗騗 远逺 易昜 主炷 汇滙 制淛 当旹 力屴 绝絶 "
    "成荿 炒煼 支攴 借徣 复復 债偾 停渟 教敎 控悾 业丵 明眀 足呎 天兲 续続 抱菢 散潵 最冣 "
    "装奘 话舙 去厺 盗盜 常甞 为爲";

// A character, and its components from left to right or from top to bottom.
constexpr std::string_view kSplits =
    "保亻呆 信亻言 强弓虽 利禾刂 钱钅戋 银钅艮 加力口 化亻匕 收丩攵 账贝长 贷代贝 转车专 "
    "码石马 群君羊 号口丂 好女子 安宀女 财贝才 理王里 息自心 投扌殳 资次贝 股月殳 险阝佥 "
    "稳禾急 赚贝兼 期其月 和禾口 付亻寸 借亻昔 债亻责 偿亻尝 低亻氐 你亻尔 他亻也 们亻门 "
    "代亻弋 件亻牛 任亻壬 值亻直 佣亻用 到至刂 别另刂 功工力 助且力 动云力 取耳又 对又寸 "
    "双又又 吗口马 听口斤 员口贝 呢口尼 哪口那 地土也 址土止 填土真 如女口 姐女且 始女台 "
    "岁山夕 彩采彡 往彳主 律彳聿 快忄夬 怕忄白 性忄生 情忄青 打扌丁 扣扌口 找扌戈 折扌斤 "
    "拉扌立 担扌旦 持扌寺 指扌旨 按扌安 换扌奂 授扌受 提扌是 放方攵 政正攵 教孝攵 数娄攵 "
    "明日月 时日寸 朋月月 机木几 权木又 板木反 析木斤 核木亥 根木艮 格木各 案安木 样木羊 "
    "欢又欠 次冫欠 汇氵匚 法氵去 没氵殳 注氵主 活氵舌 消氵肖 清氵青 炒火少 炸火乍 特牛寺 "
    "物牛勿 独犭虫 现王见 球王求 略田各 的白勺 相木目 眼目艮 短矢豆 知矢口 研石开 确石角 "
    "社礻土 私禾厶 种禾中 积禾只 称禾尔 税禾兑 站立占 等竹寺 类米大 精米青 约纟勺 级纟及 "
    "组纟且 终纟冬 结纟吉 给纟合 绝纟色 续纟卖 维纟隹 职耳只 联耳关 肯止月 胜月生 行彳亍 "
    "补衤卜 规夫见 视礻见 计讠十 认讠人 订讠丁 让讠上 记讠己 讲讠井 许讠午 设讠殳 证讠正 "
    "评讠平 识讠只 诈讠乍 试讠式 诚讠成 话讠舌 询讠旬 详讠羊 说讠兑 请讠青 诺讠若 课讠果 "
    "调讠周 谁讠隹 购贝勾 败贝攵 贴贝占 费弗贝 赔贝咅 跌足失 跟足艮 路足各 轻车圣 输车俞 "
    "软车欠 较车交 额客页 顺川页 预予页 领令页 验马佥 骗马扁 限阝艮 院阝完 隐阝急 防阝方 "
    "难又隹 零雨令 项工页 须彡页 错钅昔 销钅肖 锁钅贞 钟钅中 优亻尤 位亻立 住亻主 作亻乍 "
    "供亻共 便亻更 倍亻咅 停亻亭 催亻崔 抵扌氐 押扌甲 报扌卩 扫扌彐 招扌召 接扌妾 控扌空 "
    "推扌隹 操扌喿 抱扌包 批扌比 致至攵 校木交 构木勾 标木示 流氵㐬 涨氵张 满氵㒼 测氵则 "
    "洗氵先 深氵罙 灵彐火 状丬犬 线纟戋 经纟圣 纯纟屯 统纟充 绿纟录 编纟扁 服月卩 朝龺月 "
    "胆月旦 般舟殳 船舟㕣 邮由阝 部咅阝 都者阝 配酉己 钥钅月 针钅十 铁钅失 陆阝击 阳阝日 "
    "静青争 韭非一 饭饣反 馆饣官 骂吅马 升丿廾 名夕口 告牛口 否不口 合亼口 品口吅 思田心 "
    "想相心 念今心 感咸心 您你心 忘亡心 怎乍心 意音心 盈夃皿 益丷皿 盗次皿 盘舟皿 贪今贝 "
    "货化贝 贵虫贝 贺加贝 分八刀 券龹刀 另口力 男田力 务夂力 花艹化 草艹早 苦艹古 英艹央 "
    "荐艹存 获艹犾 营艹吕 家宀豕 实宀头 定宀疋 客宀各 宝宀玉 完宀元 官宀㠯 富宀畐 密宓山 "
    "岩山石 崔山隹 雪雨彐 需雨而 笔竹毛 算竹目 管竹官 箱竹相 早日十 是日疋 星日生 最日取 "
    "易日勿 景日京 吴口天 只口八 兄口儿 足口止 同冂口 国囗玉 固囗古 困囗木 回囗口 团囗才 "
    "因囗大 四囗儿 间门日 问门口 闭门才 闲门木 送关辶 还不辶 进井辶 远元辶 近斤辶 返反辶 "
    "达大辶 过寸辶 通甬辶 迟尺辶 退艮辶";

// How a side form of a radical is written out.
constexpr std::string_view kWrittenOut = "亻人 讠言 钅金 扌手 忄心 氵水 礻示 艹草";

// A reading, and the words in which it stands for their character.
struct WordReading {
  std::string_view character;
  std::string_view reading;
  std::string_view words;
};
constexpr std::array<WordReading, 10> kWordReadings = {{
    {"行", "háng",
     "银行 行业 行情 分行 支行 央行 同行 行长 本行 我行 他行 行内 行员 总行 招行 建行 工行 农行"},
    {"还", "huán",
     "还款 还本 还钱 还清 偿还 还息 归还 返还 还贷 还债 代还 还信用卡 提前还 全额还 还上 还给 "
     "到期还"},
    {"重", "chóng", "重复 重新 重组 重开 重置 重签"},
    {"长", "cháng", "长期 长久 长线 长投 长年 时长"},
    {"调", "tiáo", "调整 下调 上调 调解 调节"},
    {"会", "kuài", "会计"},
    {"的", "dì", "目的"},
    {"解", "xiè", "解数"},
    {"了", "liǎo", "了解 不了 受不了 了结"},
    {"着", "zháo", "着急 睡着"},
}};

using Forms = std::map<char32_t, std::vector<std::string>>;

// Calls `take` with each group: its first character, and the rest.
template <typename Take>
void ForEachGroup(std::string_view groups, const Take& take) {
  for (size_t begin = 0; begin < groups.size();) {
    const size_t end = std::min(groups.find(' ', begin), groups.size());
    const std::string_view group = groups.substr(begin, end - begin);
    const DecodedChar first = DecodeUtf8(group, 0);
    take(first.code_point, group.substr(first.bytes));
    begin = end + 1;
  }
}

// Each character behind the first is a form of it.
Forms FormsOfOneCharacter(std::string_view groups) {
  Forms forms;
  ForEachGroup(groups, [&](char32_t first, std::string_view others) {
    for (size_t at = 0; at < others.size(); at += DecodeUtf8(others, at).bytes) {
      forms[first].emplace_back(others.substr(at, DecodeUtf8(others, at).bytes));
    }
  });
  return forms;
}

Forms FormsOfComponents() {
  const Forms written_out = FormsOfOneCharacter(kWrittenOut);
  Forms forms;
  ForEachGroup(kSplits, [&](char32_t whole, std::string_view components) {
    std::vector<std::string>& splits = forms[whole];
    splits.emplace_back(components);
    const DecodedChar radical = DecodeUtf8(components, 0);
    const auto it = written_out.find(radical.code_point);
    if (it == written_out.end()) return;
    splits.push_back(it->second.front() + std::string(components.substr(radical.bytes)));
  });
  return forms;
}

const std::vector<std::string>& FormsIn(const Forms& forms, char32_t c) {
  static const std::vector<std::string> kNone;
  const auto it = forms.find(c);
  return it == forms.end() ? kNone : it->second;
}

std::string Utf8(char32_t c) {
  std::string text;
  AppendUtf8(c, &text);
  return text;
}

}  // namespace

std::span<const std::string_view> Separators() { return kSeparators; }
std::span<const std::string_view> ZeroWidths() { return kZeroWidths; }
std::span<const std::string_view> Emojis() { return kEmojis; }

std::vector<std::string> LatinLookAlikesOf(char32_t latin) {
  static const Forms kForms = FormsOfOneCharacter(kLatinLookAlikes);
  return FormsIn(kForms, latin);
}

std::vector<std::string> EnclosedFormsOf(char32_t c) {
  static const Forms kForms = FormsOfOneCharacter(kEnclosedIdeographs);
  if (c >= 'a' && c <= 'z') {  // ⓐ 🅐 🅰 🄰 𝐚
    const char32_t n = c - 'a';
    return {Utf8(0x24d0 + n), Utf8(0x1f150 + n), Utf8(0x1f170 + n), Utf8(0x1f130 + n),
            Utf8(0x1d41a + n)};
  }
  if (c >= 'A' && c <= 'Z') {  // Ⓐ 🅐 🅰 🄰 𝐀
    const char32_t n = c - 'A';
    return {Utf8(0x24b6 + n), Utf8(0x1f150 + n), Utf8(0x1f170 + n), Utf8(0x1f130 + n),
            Utf8(0x1d400 + n)};
  }
  if (c == '0') return {"⓪", "⓿", "𝟎"};
  if (c >= '1' && c <= '9') {  // ① ❶ ➊ 𝟏
    const char32_t n = c - '1';
    return {Utf8(0x2460 + n), Utf8(0x2776 + n), Utf8(0x278a + n), Utf8(0x1d7cf + n)};
  }
  return FormsIn(kForms, c);
}

std::vector<std::string> LookAlikesOf(char32_t ideograph) {
  static const Forms kForms = FormsOfOneCharacter(kLookAlikes);
  return FormsIn(kForms, ideograph);
}

std::vector<std::string> SplitsOf(char32_t ideograph) {
  static const Forms kForms = FormsOfComponents();
  return FormsIn(kForms, ideograph);
}

std::string_view ReadingInWord(std::string_view text, size_t at) {
  for (const WordReading& entry : kWordReadings) {
    if (text.compare(at, entry.character.size(), entry.character) != 0) continue;
    for (size_t begin = 0; begin < entry.words.size();) {
      const size_t end = std::min(entry.words.find(' ', begin), entry.words.size());
      const std::string_view word = entry.words.substr(begin, end - begin);
      const size_t before = word.find(entry.character);
      if (at >= before && text.compare(at - before, word.size(), word) == 0) return entry.reading;
      begin = end + 1;
    }
  }
  return {};
}

}  // namespace mingcha
