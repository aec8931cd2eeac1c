// Whether a rule finds words in disguise.

#ifndef MINGCHA_AUTHORING_MUTATE_VARIANT_JUDGE_H_
#define MINGCHA_AUTHORING_MUTATE_VARIANT_JUDGE_H_

#include <cstdint>
#include <memory>
#include <string>

#include "mingcha/message.h"
#include "mingcha/pipeline.h"
#include "mingcha/rule_pack.h"
#include "mingcha/scanner.h"

#include "authoring/mutate/disguiser.h"
#include "rulepack/compiled_pack.h"

namespace mingcha {

// One message is scanned by itself; two go, one after the other, through the engine that every door
// uses, in a conversation of their own. For one thread at a time.
class VariantJudge {
 public:
  explicit VariantJudge(std::shared_ptr<const RulePack> pack);

  // Whether `rule` finds each altered word, or a part of it. If not, `*reason` says why, as far as
  // one can see. `plain` is the message before it was altered.
  bool IsCaught(uint32_t rule, const Message& plain, const Disguised& variant, std::string* reason);

 private:
  bool IsCaughtInOne(uint32_t rule, const Message& plain, const Disguised& variant,
                     std::string* reason);
  bool IsCaughtInTwo(uint32_t rule, const Message& plain, const Disguised& variant,
                     std::string* reason);

  std::shared_ptr<const RulePack> pack_;
  const CompiledPack& rules_;
  Scanner scanner_;
  std::unique_ptr<RecordEngine> engine_;
  uint64_t conversations_ = 0;
};

}  // namespace mingcha

#endif  // MINGCHA_AUTHORING_MUTATE_VARIANT_JUDGE_H_
