#include "evaluate/signals.h"

#include <algorithm>

#include "base/utf8.h"

namespace mingcha {
namespace {

constexpr uint32_t kSubstance = 2;

// Particles of mood and forms of address: "好的呢亲" says no more than 好的.
constexpr std::u32string_view kEmptyWords = U"的了呢哦嗯亲吧啊呀哈喔噢哟嘛么您你哎唉哇咯啦嘞诶欸";

// A chat's own emoji are written in brackets: [微笑]. Longer brackets hold words.
constexpr uint32_t kEmojiCodeCharacters = 4;

bool IsDigit(char32_t c) { return c >= '0' && c <= '9'; }
bool IsLatin(char32_t c) { return c >= 'a' && c <= 'z'; }
bool IsIdeograph(char32_t c) {
  return (c >= 0x3400 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) ||
         (c >= 0x20000 && c <= 0x3ffff);
}

// Returns the end of the emoji code that begins with the bracket at `at`, or `at` if it is none.
size_t EndOfEmojiCode(std::string_view text, size_t at) {
  size_t end = at + 1;
  for (uint32_t n = 0; n <= kEmojiCodeCharacters && end < text.size(); ++n) {
    if (text[end] == ']') return n == 0 ? at : end + 1;
    if (text[end] == '[') return at;
    end += DecodeUtf8(text, end).bytes;
  }
  return at;
}

// Counts what is worth something in a text from which fillers were left out; stops at enough.
class SubstanceCounter {
 public:
  bool enough() const { return count_ >= kSubstance; }

  void Add(char32_t c) {
    latin_ = IsLatin(c) ? latin_ + 1 : 0;
    const bool percentage = c == '%' && digit_;
    digit_ = IsDigit(c);
    if (latin_ > 0) {
      // The first letter of a word counts, and the third, which makes it more than an "ok".
      if (latin_ == 1 || latin_ == 3) ++count_;
    } else if (digit_ || percentage ||
               (IsIdeograph(c) && kEmptyWords.find(c) == std::u32string_view::npos)) {
      ++count_;
    }
  }
  void Break() { latin_ = 0; }

 private:
  uint32_t count_ = 0;
  uint32_t latin_ = 0;  // Letters of the word so far.
  bool digit_ = false;
};

}  // namespace

void SignalFinder::Add(ScannedMessage& message, SignalKind kind, uint32_t topic, const Match& match,
                       std::vector<Signal>* signals) {
  View view = View::kFolded;
  for (const uint32_t member : conditions_.MembersOf(match)) {
    view = std::max(view, message.finder.hits()[member].view);
  }
  Signal signal;
  signal.kind = kind;
  signal.topic = topic;
  signal.evidence = message.evidence.Make(match.hull, view);
  signal.evasion = message.evidence.IsDisguised(match.hull, view);
  signals->push_back(std::move(signal));
}

void SignalFinder::FindSignals(ScannedMessage& message, std::vector<Signal>* signals) {
  const bool customer = message.message.speaker == Speaker::kCustomer;
  if (!customer && !IsBusinessSide(message.message.speaker)) return;

  topics_.clear();
  bool withdrawal = false;
  for (const uint32_t pattern : message.finder.patterns()) {
    const CompiledPack::Users& users = pack_.users[pattern];
    topics_.insert(topics_.end(), users.topics.begin(), users.topics.end());
    withdrawal = withdrawal || users.withdrawal;
  }
  if (topics_.empty() && !withdrawal) return;
  std::sort(topics_.begin(), topics_.end());
  topics_.erase(std::unique(topics_.begin(), topics_.end()), topics_.end());

  conditions_.SetMessage(message.finder, message.folded);
  for (const uint32_t index : topics_) {
    const CompiledTopic& topic = pack_.topics[index];
    if (customer && conditions_.Evaluate(topic.ask, {})) {
      for (const Match& match : conditions_.matches()) {
        Add(message, SignalKind::kAsk, index, match, signals);
      }
    }
    if (!customer && topic.satisfied_by && conditions_.Evaluate(*topic.satisfied_by, {}) &&
        !conditions_.matches().empty()) {
      Add(message, SignalKind::kSatisfied, index, conditions_.matches().front(), signals);
    }
  }
  if (customer && withdrawal && conditions_.Evaluate(*pack_.withdrawn_by, {}) &&
      !conditions_.matches().empty()) {
    Add(message, SignalKind::kWithdrawn, 0, conditions_.matches().front(), signals);
  }
}

bool IsSubstantive(const ScannedMessage& message, uint32_t filler_pattern) {
  const std::string_view text = message.folded;
  HitFinder::Range fillers;
  if (filler_pattern != kNone) fillers = message.finder.RangeOf(filler_pattern);
  uint32_t next_filler = fillers.first;

  SubstanceCounter substance;
  for (size_t at = 0; at < text.size() && !substance.enough();) {
    size_t skip_to = at;
    for (; next_filler < fillers.first + fillers.count; ++next_filler) {
      const ByteSpan filler = message.finder.hits()[next_filler].folded;
      if (filler.begin > at) break;
      skip_to = std::max<size_t>(skip_to, filler.end);
    }
    if (text[at] == '[') skip_to = std::max(skip_to, EndOfEmojiCode(text, at));
    if (skip_to > at) {
      substance.Break();
      at = skip_to;
      continue;
    }
    const DecodedChar c = DecodeUtf8(text, at);
    substance.Add(c.code_point);
    at += c.bytes;
  }
  return substance.enough();
}

}  // namespace mingcha
