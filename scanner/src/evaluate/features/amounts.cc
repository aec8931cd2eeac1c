#include "evaluate/features/amounts.h"

#include <optional>

#include "base/utf8.h"
#include "evaluate/cue_table.h"
#include "evaluate/features/numerals.h"
#include "evaluate/sentences.h"

namespace mingcha {
namespace {

constexpr uint32_t kInterestReach = 6;  // Characters between 利息 and 分 or 厘.
constexpr uint32_t kVerbReach = 4;      // Characters that a verb of paying may end in.
constexpr size_t kMinPaidDigits = 3;
constexpr size_t kMaxPaidDigits = 7;

// In front of a number: it is money.
const CueTable& Currencies() {
  static const CueTable table("¥ rmb 人民币");
  return table;
}

// Behind a number. kFen and kLi are interest, if it is spoken of.
enum : CueKind { kYuan, kPercent, kTenths, kFen, kLi, kNoUnit };
const CueTable& Units() {
  static const CueTable table({
      {kYuan, "元 块 块钱 圆 元钱 rmb 人民币"},
      {kPercent, "% 个点 个百分点 百分点"},
      {kTenths, "成"},
      {kFen, "分 分利"},
      {kLi, "厘 厘利"},
      {kNoUnit,
       // Words that begin like a unit.
       "元旦 元素 元宵 元月 元化 元期权 元方程 元老 元气 块儿 块屏 块表 块地 块砖 块肉 块石 "
       "块电池 块硬盘 块板 块去 块来 块吃 块玩 块走 块做 成为 成立 成功 成交 成本 成了 成员 成绩 "
       "成长 成都 成熟 成语 成果 成就 成分 成套 成色 成品 成人 成双 成对 成都是 成是 成会 成要 "
       "成就是 成没 成不 成得 分钟 分满 分感 分抱 分肯 分期 分享 分析 分公司 分行 分店 分数 分类 "
       "分別 分别 分钱 分之 分红 分成 厘米 厘清 厘定 %%"},
  });
  return table;
}

// Behind 三万: it counts something else than yuan.
const CueTable& Counted() {
  static const CueTable table(
      "人 名 个 次 字 位 户 家 步 台 公里 里 米 亩 份 本 粉 用户 客户 条 款 只 张 件 套 封 天 年 "
      "月 小时 平 股 分 种 项 所 吨 斤 倍 笔 单 座 辆 部 门 场 美元 美金 美刀 刀 港 欧 日元 韩元 "
      "英镑 u usdt 积分 点 级 度 流量 视频 画质 屏 电视 高清 分辨率 像素 毫安 瓦 转 里程 公顷 平方 "
      "篇 首 集 页 桶 瓶 盒 箱 袋 言 古 万 方百计 真万确 军万马 差万别 古 秋 载 事 岁 能 般 头 "
      "火急 强 军 叶 货 科 姓 合 万人 分百 花齐 思 善 变");
  return table;
}

// A bare number behind one of them is money: 转5000.
const CueTable& Paying() {
  static const CueTable table(
      "转 转了 转账 转我 转给我 转他 打了 打款 充 充了 充值 交 交了 缴 缴了 付 付了 垫 垫了 存 "
      "存了 "
      "借 借了 汇 汇了 投 投了 赚 赚了 亏 亏了 花 花了 收 收了 收您 收你 扣 扣了 退 退了 退您 退你 "
      "扣我 扣了我 收我 收了我 骗我 骗了我 退我 还我 欠 欠我 欠了 还 还了 贷 贷了 提 提现 返 返您 "
      "返你 返利 奖 奖励 补 骗了 骗走");
  return table;
}

// What a bare number in front of it is not.
const CueTable& NotPaid() {
  static const CueTable table(
      "年 月 日 号 点 时 人 次 个 位 天 分 单 条 张 家 期 客 热 转 笔 /  . :");
  return table;
}

const CueTable& Interest() {
  static const CueTable table("息 利 利率 年化 利息 收益");
  return table;
}
enum : CueKind { kByYear, kByMonth, kByDay };
const CueTable& Periods() {
  static const CueTable table({{kByYear, "年息 年利 年化 年利率 一年"},
                               {kByMonth, "月息 月利 每月 月利率 一个月"},
                               {kByDay, "日息 日利 每天 日利率 天息"}});
  return table;
}

uint32_t EndOf(std::string_view text) { return static_cast<uint32_t>(text.size()); }

bool IsLetter(char c) { return c >= 'a' && c <= 'z'; }

// A number that is the tail of another, an ordinal (第三), or of unknown size (几万, 数十万).
bool IsTail(std::string_view text, uint32_t at) {
  if (at == 0) return false;
  const uint32_t previous = PreviousCharacter(text, at);
  if (BeginsNumeral(text, previous)) return true;
  static const CueTable heads("第 几 数 零 百 千 万 亿 .");
  return heads.At(text, previous, at).has_value();
}

class AmountReader {
 public:
  AmountReader(std::string_view text, std::vector<FoundFeature>* found)
      : text_(text), found_(*found) {}

  // Reads the amount that begins at `at`; returns where to go on.
  uint32_t Read(uint32_t at) {
    if (const auto end = ReadFraction(at)) return *end;
    uint32_t begin = at;
    bool money = false;
    if (const auto currency = Currencies().At(text_, at, EndOf(text_))) {
      begin = SkipBlank(currency->span.end);
      money = true;
    }
    if (begin >= text_.size() || !BeginsNumeral(text_, begin) || (!money && IsTail(text_, begin))) {
      return NextCharacter(text_, at);
    }
    const std::optional<Numeral> numeral = NumeralAt(text_, begin);
    if (!numeral) return NextCharacter(text_, begin);
    if (money) {
      Add(AmountUnit::kYuan, numeral->value, {at, AfterUnitOfMoney(numeral->folded.end)});
    } else {
      ReadUnit(*numeral);
    }
    return std::max(numeral->folded.end, found_.empty() ? 0 : found_.back().folded.end);
  }

 private:
  void Add(AmountUnit unit, double value, ByteSpan folded) {
    found_.push_back({FeatureKind::kAmount, 1U << static_cast<uint32_t>(unit), value, folded});
  }

  uint32_t SkipBlank(uint32_t at) const {
    return at < text_.size() && text_[at] == ' ' ? at + 1 : at;
  }

  // ￥300元.
  uint32_t AfterUnitOfMoney(uint32_t at) const {
    const auto unit = Units().At(text_, at, EndOf(text_));
    return unit && unit->kind == kYuan ? unit->span.end : at;
  }

  // 百分之五, 千分之三, 万分之二.
  std::optional<uint32_t> ReadFraction(uint32_t at) {
    static const CueTable wholes({{0, "百分之"}, {1, "千分之"}, {2, "万分之"}});
    constexpr double kParts[] = {1, 10, 100};
    const auto whole = wholes.At(text_, at, EndOf(text_));
    if (!whole) return std::nullopt;
    const uint32_t begin = whole->span.end;
    static const CueTable hundred("百");
    if (const auto all =
            begin < text_.size() ? hundred.At(text_, begin, EndOf(text_)) : std::nullopt) {
      Add(AmountUnit::kPercent, 100 / kParts[whole->kind], {at, all->span.end});
      return all->span.end;
    }
    const auto numeral = begin < text_.size() ? NumeralAt(text_, begin) : std::nullopt;
    if (!numeral) return begin;
    Add(AmountUnit::kPercent, numeral->value / kParts[whole->kind], {at, numeral->folded.end});
    return numeral->folded.end;
  }

  // 100多万: about as many.
  bool ReadAbout(const Numeral& numeral) {
    static const CueTable abouts({{0, "多万 余万 来万 多w 几万"}, {1, "多亿 余亿"}});
    const uint32_t at = numeral.folded.end;
    if (numeral.has_multiplier || at >= text_.size()) return false;
    const auto about = abouts.At(text_, at, EndOf(text_));
    if (!about) return false;
    const auto unit = about->span.end < text_.size()
                          ? Units().At(text_, about->span.end, EndOf(text_))
                          : std::nullopt;
    const bool money = unit && unit->kind == kYuan;
    if (!money && IsCounted(about->span.end)) return true;
    Add(AmountUnit::kYuan, numeral.value * (about->kind == 0 ? 1e4 : 1e8),
        {numeral.folded.begin, money ? unit->span.end : about->span.end});
    return true;
  }

  // What stands behind the number makes it an amount, or what stands in front of it.
  void ReadUnit(const Numeral& numeral) {
    if (ReadAbout(numeral)) return;
    static const CueTable more("多 余 + 来");
    uint32_t at = SkipBlank(numeral.folded.end);
    if (const auto about = at < text_.size() ? more.At(text_, at, EndOf(text_)) : std::nullopt) {
      at = about->span.end;
    }
    const auto unit = at < text_.size() ? Units().At(text_, at, EndOf(text_)) : std::nullopt;
    if (unit) return AddWithUnit(numeral, *unit);
    const bool glued = numeral.folded.begin > 0 && IsLetter(text_[numeral.folded.begin - 1]);
    if (glued) return;
    if (numeral.has_multiplier) {
      if (!IsCounted(at)) Add(AmountUnit::kYuan, numeral.value, numeral.folded);
    } else if (numeral.in_digits && IsPaid(numeral)) {
      Add(AmountUnit::kYuan, numeral.value, numeral.folded);
    }
  }

  void AddWithUnit(const Numeral& numeral, const CueHit& unit) {
    const ByteSpan whole = {numeral.folded.begin, unit.span.end};
    switch (unit.kind) {
      case kYuan:
        // 一块 is together.
        if (!IsTogether(numeral, unit)) Add(AmountUnit::kYuan, numeral.value, whole);
        return;
      case kPercent:
        return Add(AmountUnit::kPercent, numeral.value, whole);
      case kTenths:
        if (numeral.value <= 10) Add(AmountUnit::kPercent, numeral.value * 10, whole);
        return;
      case kFen:
      case kLi:
        return AddInterest(numeral, unit, whole);
      default:
        return;
    }
  }

  bool IsTogether(const Numeral& numeral, const CueHit& unit) const {
    return !numeral.in_digits && numeral.value == 1 &&
           text_.substr(unit.span.begin, unit.span.size()) == "块";
  }

  void AddInterest(const Numeral& numeral, const CueHit& unit, ByteSpan whole) {
    const uint32_t from = StepBack(text_, whole.begin, kInterestReach);
    const uint32_t to = StepForward(text_, unit.span.begin, 4, EndOf(text_));
    const bool spoken_of =
        Interest().In(text_, {from, whole.begin}) || Interest().In(text_, {unit.span.begin, to});
    // 厘 is said of interest alone, but for the thousandth part of a measure.
    if (!spoken_of && unit.kind == kFen) return;
    const auto period = Periods().Last(text_, {from, whole.begin});
    const CueKind by = period ? period->kind : CueKind{kByMonth};
    const double li = by == kByYear ? 1 : by == kByMonth ? 0.1 : 0.01;
    Add(AmountUnit::kPercent, numeral.value * li * (unit.kind == kFen ? 10 : 1), whole);
  }

  bool IsCounted(uint32_t at) const {
    return at < text_.size() && Counted().At(text_, at, EndOf(text_)).has_value();
  }

  bool IsPaid(const Numeral& numeral) const {
    const uint32_t begin = numeral.folded.begin;
    const uint32_t end = numeral.folded.end;
    const size_t digits = numeral.folded.size();
    if (digits < kMinPaidDigits || digits > kMaxPaidDigits) return false;
    if (end < text_.size() &&
        (IsLetter(text_[end]) || NotPaid().At(text_, end, EndOf(text_)).has_value())) {
      return false;
    }
    const uint32_t behind_verb = begin > 0 && text_[begin - 1] == ' ' ? begin - 1 : begin;
    return Paying().EndsAt(text_, StepBack(text_, behind_verb, kVerbReach), behind_verb);
  }

  const std::string_view text_;
  std::vector<FoundFeature>& found_;
};

}  // namespace

void FindAmounts(std::string_view folded, std::vector<FoundFeature>* found) {
  AmountReader reader(folded, found);
  for (uint32_t at = 0; at < folded.size();) at = reader.Read(at);
}

}  // namespace mingcha
