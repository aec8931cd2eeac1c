#include "authoring/rule_profile.h"

#include <algorithm>
#include <ctime>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "mingcha/scan_result.h"
#include "mingcha/scanner.h"

#include "base/check.h"
#include "evaluate/hit_finder.h"
#include "match/pattern_db.h"
#include "normalize/normalizer.h"
#include "rulepack/pattern_compiler.h"

namespace mingcha {
namespace {

// One database may be as large as the engine makes it: limits are for packs that are loaded.
constexpr size_t kNoLimit = static_cast<size_t>(-1);

// What this thread has used so far, whatever else the machine does.
ProcessorTime Now() {
  timespec now = {};
  MINGCHA_CHECK(::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now) == 0);
  return std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec);
}

template <typename Work>
ProcessorTime TimeOfWork(const Work& work) {
  const ProcessorTime begin = Now();
  work();
  return Now() - begin;
}

std::unique_ptr<const PatternDb> CompileDb(const std::vector<LiteralSource>& literals,
                                           const std::vector<RegexSource>& regexes) {
  if (literals.empty() && regexes.empty()) return nullptr;
  auto db = PatternDb::Compile(literals, regexes, kNoLimit, /*fault=*/nullptr);
  // They compiled when the pack was loaded.
  MINGCHA_CHECK(db.ok());
  return *std::move(db);
}

// The texts that one view is searched in.
using Texts = std::vector<std::string>;

class Profiler {
 public:
  Profiler(const std::shared_ptr<const RulePack>& pack, const std::vector<Message>& messages)
      : pack_(pack), rules_(pack->compiled()), messages_(messages) {
    profile_.messages = messages.size();
    for (const Message& message : messages) profile_.bytes += message.text.size();
    profile_.patterns.resize(rules_.patterns.size());
    for (uint32_t i = 0; i < rules_.patterns.size(); ++i) profile_.patterns[i].pattern = i;
    profile_.rules.resize(rules_.rules.size());
    for (uint32_t i = 0; i < rules_.rules.size(); ++i) profile_.rules[i].rule = i;
  }

  PackProfile Run() {
    MakeViews();
    MeasureScan();
    CountHits();
    for (size_t i = 0; i < kSearchedViews.size(); ++i) MeasureView(i);
    SumUp();
    return std::move(profile_);
  }

 private:
  void MakeViews() {
    Normalizer normalizer;
    for (size_t i = 0; i < kSearchedViews.size(); ++i) {
      profile_.views.push_back({.view = kSearchedViews[i]});
    }
    for (const Message& message : messages_) {
      normalizer.SetText(message.text);
      for (size_t i = 0; i < kSearchedViews.size(); ++i) {
        const View view = kSearchedViews[i];
        ViewProfile& profile = profile_.views[i];
        if (rules_.db(view) == nullptr) continue;
        const std::string* text = nullptr;
        // A view that does not differ is made to know that, and is not searched.
        profile.making += TimeOfWork([&] {
          if (view == View::kFolded || normalizer.Differs(view)) {
            text = &normalizer.view(view).text;
          }
        });
        if (text == nullptr) continue;
        ++profile.messages;
        profile.bytes += text->size();
        texts_[i].push_back(*text);
      }
    }
  }

  void MeasureScan() {
    Scanner scanner(pack_);
    for (const Message& message : messages_) {
      ScanResult scan;
      profile_.scan += TimeOfWork([&] { scan = scanner.Scan(message); });
      for (const RuleHit& hit : scan.hits) ++profile_.rules[hit.rule].findings;
      for (const SuppressedHit& hit : scan.suppressed) ++profile_.rules[hit.rule].taken_back;
      for (const Signal& signal : scan.signals) {
        if (signal.kind == SignalKind::kEvaded) ++profile_.rules[signal.rule].findings;
      }
    }
  }

  void CountHits() {
    Normalizer normalizer;
    HitFinder finder(rules_);
    for (const Message& message : messages_) {
      normalizer.SetText(message.text);
      finder.FindAll(normalizer, Scanner::Options().max_hits);
      for (const Hit& hit : finder.hits()) {
        PatternProfile& pattern = profile_.patterns[hit.pattern];
        ++pattern.hits;
        ++pattern.by_view[static_cast<size_t>(hit.view)];
      }
    }
  }

  ProcessorTime Search(const PatternDb* db, const Texts& texts, uint64_t* reports) {
    if (db == nullptr) return {};
    auto scratch = PatternDb::Scratch::For({db});
    MINGCHA_CHECK(scratch.ok());
    return TimeOfWork([&] {
      for (const std::string& text : texts) {
        raw_.clear();
        db->FindAll(text, *scratch, kNoLimit, &raw_);
        *reports += raw_.size();
      }
    });
  }

  void MeasureView(size_t index) {
    ViewProfile& profile = profile_.views[index];
    const ViewSources sources = SourcesOf(rules_, profile.view);
    const auto literals = CompileDb(sources.literals, {});
    const auto regexes = CompileDb({}, sources.regexes);
    uint64_t reports = 0;
    profile.literals = sources.literals.size();
    profile.regexes = sources.regexes.size();
    profile.literal_bytes = literals == nullptr ? 0 : literals->compiled_bytes();
    profile.regex_bytes = regexes == nullptr ? 0 : regexes->compiled_bytes();
    profile.literal_search = Search(literals.get(), texts_[index], &reports);
    profile.regex_search = Search(regexes.get(), texts_[index], &reports);
    for (size_t i = 0; i < sources.regexes.size(); ++i) {
      MeasureRegex(sources.regexes[i], sources.regex_numbers[i], texts_[index]);
    }
  }

  void MeasureRegex(const RegexSource& source, size_t number, const Texts& texts) {
    const auto key = std::pair(source.pattern, number);
    const auto [known, is_new] = regex_index_.emplace(key, profile_.regexes.size());
    if (is_new) {
      RegexProfile fresh;
      fresh.pattern = source.pattern;
      fresh.number = number;
      fresh.regex = source.regex;
      std::unique_ptr<const PatternDb> db;
      fresh.compiling = TimeOfWork([&] { db = CompileDb({}, {source}); });
      fresh.compiled_bytes = db->compiled_bytes();
      profile_.regexes.push_back(std::move(fresh));
      alone_.push_back(std::move(db));
    }
    RegexProfile& profile = profile_.regexes[known->second];
    profile.search += Search(alone_[known->second].get(), texts, &profile.reports);
  }

  void SumUp() {
    for (const RegexProfile& regex : profile_.regexes) {
      PatternProfile& pattern = profile_.patterns[regex.pattern];
      pattern.compiling += regex.compiling;
      pattern.compiled_bytes += regex.compiled_bytes;
      pattern.search += regex.search;
    }
    for (const PatternProfile& pattern : profile_.patterns) {
      const uint32_t rule = rules_.FindRule(rules_.patterns[pattern.pattern].owner);
      if (rule == kNone) continue;
      profile_.rules[rule].hits += pattern.hits;
      profile_.rules[rule].search += pattern.search;
    }
    std::sort(profile_.regexes.begin(), profile_.regexes.end(),
              [](const RegexProfile& a, const RegexProfile& b) {
                return std::tie(b.search, a.pattern, a.number) <
                       std::tie(a.search, b.pattern, b.number);
              });
    std::sort(profile_.patterns.begin(), profile_.patterns.end(),
              [](const PatternProfile& a, const PatternProfile& b) {
                return std::tie(b.search, b.hits, a.pattern) <
                       std::tie(a.search, a.hits, b.pattern);
              });
    std::sort(profile_.rules.begin(), profile_.rules.end(),
              [](const RuleProfile& a, const RuleProfile& b) {
                return std::tie(b.search, b.hits, a.rule) < std::tie(a.search, a.hits, b.rule);
              });
  }

  std::shared_ptr<const RulePack> pack_;
  const CompiledPack& rules_;
  const std::vector<Message>& messages_;
  PackProfile profile_;
  std::array<Texts, kSearchedViews.size()> texts_;
  std::vector<PatternHit> raw_;                                // Of one text.
  std::map<std::pair<uint32_t, size_t>, size_t> regex_index_;  // Into profile_.regexes.
  std::vector<std::unique_ptr<const PatternDb>> alone_;        // By the same.
};

}  // namespace

ProcessorTime PackProfile::all_regexes_alone() const {
  ProcessorTime sum{};
  for (const RegexProfile& regex : regexes) sum += regex.search;
  return sum;
}

PackProfile ProfilePack(const std::shared_ptr<const RulePack>& pack,
                        const std::vector<Message>& messages) {
  return Profiler(pack, messages).Run();
}

}  // namespace mingcha
