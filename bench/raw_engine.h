// The engine without us: all literals in one database and all regexes in another, run over a text
// once, reports counted and dropped. What searches and scans are measured against.

#ifndef MINGCHA_BENCH_RAW_ENGINE_H_
#define MINGCHA_BENCH_RAW_ENGINE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "hs.h"

#include "base/check.h"
#include "match/engine.h"

namespace mingcha {

class RawEngine {
 public:
  // Aborts if the engine does not take them. A database without sources is not run.
  RawEngine(const std::vector<std::string>& literals, const std::vector<std::string>& regexes) {
    const std::vector<std::string_view> views(literals.begin(), literals.end());
    auto literal_db = MakeLiteralDatabase(views, nullptr);
    MINGCHA_CHECK(literal_db.ok());
    literals_ = *std::move(literal_db);
    regexes_ = CompileTogether(regexes);
    for (const hs_database_t* database : {literals_.get(), regexes_.get()}) {
      if (database == nullptr) continue;
      MINGCHA_CHECK(hs_alloc_scratch(database, &scratch_) == HS_SUCCESS);
    }
  }
  ~RawEngine() { hs_free_scratch(scratch_); }
  RawEngine(const RawEngine&) = delete;
  RawEngine& operator=(const RawEngine&) = delete;

  uint64_t Count(std::string_view text) {
    uint64_t count = 0;
    const match_event_handler on_match = [](unsigned, unsigned long long, unsigned long long,
                                            unsigned, void* counter) -> int {
      ++*static_cast<uint64_t*>(counter);
      return 0;
    };
    for (const hs_database_t* database : {literals_.get(), regexes_.get()}) {
      if (database == nullptr || text.empty()) continue;
      MINGCHA_CHECK(hs_scan(database, text.data(), static_cast<unsigned>(text.size()), 0, scratch_,
                            on_match, &count) == HS_SUCCESS);
    }
    return count;
  }

 private:
  static DatabasePtr CompileTogether(const std::vector<std::string>& regexes) {
    if (regexes.empty()) return nullptr;
    std::vector<const char*> expressions;
    std::vector<unsigned> flags;
    std::vector<unsigned> ids;
    for (const std::string& regex : regexes) {
      RegexWidth width;
      MINGCHA_CHECK(InspectRegex(regex, &width).empty());
      ids.push_back(static_cast<unsigned>(expressions.size()));
      expressions.push_back(regex.c_str());
      flags.push_back(width.fixed() ? kRegexFlags : kRegexFlagsWithStart);
    }
    hs_database_t* database = nullptr;
    hs_compile_error_t* untyped_error = nullptr;
    const hs_error_t result = hs_compile_multi(expressions.data(), flags.data(), ids.data(),
                                               static_cast<unsigned>(expressions.size()),
                                               HS_MODE_BLOCK, nullptr, &database, &untyped_error);
    const CompileErrorPtr error(untyped_error);
    MINGCHA_CHECK(result == HS_SUCCESS);
    return DatabasePtr(database);
  }

  DatabasePtr literals_;
  DatabasePtr regexes_;
  hs_scratch_t* scratch_ = nullptr;
};

}  // namespace mingcha

#endif  // MINGCHA_BENCH_RAW_ENGINE_H_
