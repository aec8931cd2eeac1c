#include "evaluate/features/contacts.h"

#include <algorithm>
#include <array>

#include "evaluate/cue_table.h"
#include "evaluate/sentences.h"

namespace mingcha {
namespace {

constexpr size_t kMinQqDigits = 5;
constexpr size_t kMaxQqDigits = 11;
constexpr size_t kMinWechatCharacters = 6;
constexpr size_t kMaxWechatCharacters = 20;
constexpr uint32_t kWordReach = 8;  // Characters between a service's word and the id.
constexpr size_t kMaxLabelBytes = 63;
constexpr int kMaxLabels = 8;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return c >= 'a' && c <= 'z'; }
bool IsIdCharacter(char c) { return IsDigit(c) || IsLetter(c) || c == '_' || c == '-'; }

const CueTable& QqWords() {
  static const CueTable table("qq 扣扣 企鹅 扣: 聊q 私q q号 扣号 加q 扣q q: q群 群号 球球");
  return table;
}
const CueTable& WechatWords() {
  static const CueTable table(
      "微信 微信号 wx vx v信 威信 薇信 weixin wechat 加v 加微 +v 加薇 加威 v: 卫星 绿泡泡 徽信 "
      "微号 "
      "v号 vx号 wx号 v❤ 微❤ 薇❤ 威❤ v心 薇心 微心");
  return table;
}
// Words that are no ids, although they may stand where one does.
const CueTable& NoIds() {
  static const CueTable table("wechat weixin https http alipay android iphone");
  return table;
}

// The last part of a host.
bool IsKnownEnding(std::string_view label) {
  static constexpr std::array<std::string_view, 40> kEndings = {
      "app",   "art",   "asia",  "biz", "cc",     "club", "cn",  "co",   "com",  "edu",
      "fun",   "gov",   "group", "hk",  "icu",    "info", "ink", "io",   "link", "live",
      "ltd",   "me",    "mobi",  "net", "online", "org",  "pro", "ren",  "shop", "site",
      "space", "store", "tech",  "tk",  "top",    "tv",   "vip", "wang", "work", "xyz"};
  return std::find(kEndings.begin(), kEndings.end(), label) != kEndings.end();
}

class ContactReader {
 public:
  ContactReader(std::string_view text, std::vector<FoundFeature>* found)
      : text_(text), found_(*found) {}

  void Run() {
    for (uint32_t at = 0; at < text_.size();) {
      if (!IsIdCharacter(text_[at])) {
        at = NextCharacter(text_, at);
        continue;
      }
      uint32_t end = at;
      while (end < text_.size() && IsIdCharacter(text_[end])) ++end;
      at = ReadRun({at, end});
    }
  }

 private:
  // A run of letters, digits, _ and -; returns where to go on.
  uint32_t ReadRun(ByteSpan run) {
    if (const uint32_t end = ReadUrl(run); end > run.end) return end;
    if (run.begin > 0 && (text_[run.begin - 1] == '@' || text_[run.begin - 1] == '/')) {
      return run.end;
    }
    if (IsQq(run)) {
      Add(ContactKind::kQq, run);
    } else if (const ByteSpan id = WechatIdIn(run); !id.empty()) {
      Add(ContactKind::kWechat, id);
    }
    return run.end;
  }

  void Add(ContactKind kind, ByteSpan folded) {
    found_.push_back({FeatureKind::kContact, 1U << static_cast<uint32_t>(kind), 0, folded});
  }

  // Whether a word of `words` stands in front of the id, with nothing between them that begins
  // another thought.
  bool StandsBehind(const CueTable& words, ByteSpan id) const {
    const uint32_t from = StepBack(text_, id.begin, kWordReach);
    const auto word = words.Last(text_, {from, id.begin});
    if (!word) return false;
    static const CueTable between(
        "号 号码 是 为 : = 我 的 群 id 搜 加 我的 ， , 吧 -  (  ) [ ] 就是");
    for (uint32_t at = word->span.end; at < id.begin;) {
      const auto known = between.At(text_, at, id.begin);
      if (!known && text_[at] != ' ') return false;
      at = known ? known->span.end : at + 1;
    }
    return true;
  }

  bool IsQq(ByteSpan run) const {
    if (run.size() < kMinQqDigits || run.size() > kMaxQqDigits || text_[run.begin] == '0') {
      // qq12345678 is one run.
      return false;
    }
    return AllDigits(run) && StandsBehind(QqWords(), run);
  }

  bool AllDigits(ByteSpan run) const {
    return std::all_of(text_.begin() + run.begin, text_.begin() + run.end, IsDigit);
  }

  // The id in a run: the run itself, or what stands behind a service's word that is glued to it.
  ByteSpan WechatIdIn(ByteSpan run) {
    if (const auto glued = QqWords().At(text_, run.begin, run.end);
        glued && IsGluedQq({glued->span.end, run.end})) {
      Add(ContactKind::kQq, {glued->span.end, run.end});
      return {};
    }
    ByteSpan id = run;
    bool told = false;
    const auto word = WechatWords().At(text_, run.begin, run.end);
    const bool is_own_id = text_.substr(run.begin).starts_with("wxid");
    if (word && !is_own_id && IsWechatId({word->span.end, run.end})) {
      id.begin = word->span.end;
      told = true;
    }
    if (!IsWechatId(id)) return {};
    if (!told && !is_own_id && !StandsBehind(WechatWords(), id)) return {};
    return SaysMoreThanAWord(id) ? id : ByteSpan{};
  }

  bool IsGluedQq(ByteSpan digits) const {
    return digits.size() >= kMinQqDigits && digits.size() <= kMaxQqDigits && AllDigits(digits);
  }

  bool IsWechatId(ByteSpan id) const {
    return id.size() >= kMinWechatCharacters && id.size() <= kMaxWechatCharacters &&
           IsLetter(text_[id.begin]) && !NoIds().At(text_, id.begin, id.end);
  }

  // A plain English word beside 微信 is one, unless it is introduced as the id.
  bool SaysMoreThanAWord(ByteSpan id) const {
    const bool plain = std::all_of(text_.begin() + id.begin, text_.begin() + id.end, IsLetter);
    if (!plain) return true;
    static const CueTable introduced("号 号是 是 : id 搜 v vx wx");
    const uint32_t blank = id.begin > 0 && text_[id.begin - 1] == ' ' ? id.begin - 1 : id.begin;
    return introduced.EndsAt(text_, StepBack(text_, blank, 3), blank);
  }

  // Labels with dots between them, the last a known ending: returns where the URL ends, or the end
  // of the run if it is none.
  uint32_t ReadUrl(ByteSpan run) {
    static const CueTable dots(". 。 点");
    uint32_t end = run.end;
    uint32_t known_end = run.end;
    uint32_t label = run.begin;
    for (int labels = 1; labels < kMaxLabels; ++labels) {
      const auto dot = end < text_.size() ? dots.At(text_, end, EndOf()) : std::nullopt;
      if (!dot || end - label > kMaxLabelBytes) break;
      label = dot->span.end;
      end = label;
      while (end < text_.size() &&
             (IsDigit(text_[end]) || IsLetter(text_[end]) || text_[end] == '-')) {
        ++end;
      }
      if (end == label) break;
      if (IsKnownEnding(text_.substr(label, end - label))) known_end = end;
    }
    if (known_end == run.end) return run.end;
    if (run.begin > 0 && text_[run.begin - 1] == '@') return known_end;  // An e-mail address.
    const uint32_t begin = BeginOfScheme(run.begin);
    Add(ContactKind::kUrl, {begin, known_end});
    return EndOfPath(known_end);
  }

  uint32_t EndOf() const { return static_cast<uint32_t>(text_.size()); }

  uint32_t BeginOfScheme(uint32_t at) const {
    for (const std::string_view scheme : {"https://", "http://"}) {
      if (at >= scheme.size() && text_.substr(0, at).ends_with(scheme)) {
        return at - static_cast<uint32_t>(scheme.size());
      }
    }
    return at;
  }

  // A path may hold personal data, and is no part of what is told.
  uint32_t EndOfPath(uint32_t at) const {
    if (at >= text_.size() || (text_[at] != '/' && text_[at] != ':' && text_[at] != '?')) return at;
    while (at < text_.size() && text_[at] > ' ' && static_cast<unsigned char>(text_[at]) < 0x80) {
      ++at;
    }
    return at;
  }

  const std::string_view text_;
  std::vector<FoundFeature>& found_;
};

}  // namespace

void FindContacts(std::string_view folded, std::vector<FoundFeature>* found) {
  ContactReader(folded, found).Run();
}

}  // namespace mingcha
