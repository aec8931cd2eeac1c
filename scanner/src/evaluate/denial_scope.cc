#include "evaluate/denial_scope.h"

#include "evaluate/sentences.h"

namespace mingcha {
namespace {

enum : CueKind { kConsequence, kNoConsequence };
const CueTable& Consequences() {
  static const CueTable table({
      {kConsequence, "就 便 于是 结果"},
      // Words that hold one of them.
      {kNoConsequence,
       "就业 就医 就诊 就近 成就 迁就 将就 随便 顺便 方便 便宜 便捷 便利 便民 把结果 的结果 有结果 "
       "出结果 查结果"},
  });
  return table;
}

// With one of these behind the denial, it is the consequence itself that is denied.
const CueTable& Including() {
  static const CueTable table(
      "因为 轻易 随便 随随便便 仅凭 光凭 只凭 单凭 至于 说 讲 承诺 保证 宣传 宣称 答应 要求 没 无");
  return table;
}

}  // namespace

const CueTable& Heedless() {
  static const CueTable table(
      "没多想 没有多想 没想太多 没有想太多 没想那么多 没想多 没细想 没有细想 没仔细想 没细看 "
      "没有细看 没仔细看 没有仔细看 没看仔细 没看清 没看清楚 没注意 没有注意 没太注意 没在意 "
      "没有在意 没留神 没留意 没留心 没怀疑 没有怀疑 没起疑 没有起疑 没当回事 没反应过来 没过脑子 "
      "没防备 没有防备 没考虑 没犹豫 没有犹豫 想都没想 想也没想 看都没看 看也没看");
  return table;
}

bool ConsequenceFollows(std::string_view text, uint32_t denial_end, uint32_t limit) {
  if (denial_end >= limit || Including().At(text, denial_end, limit)) return false;
  for (uint32_t at = denial_end; at < limit;) {
    const auto cue = Consequences().At(text, at, limit);
    if (cue && cue->kind == kConsequence && at > denial_end) return true;
    at = cue ? cue->span.end : NextCharacter(text, at);
  }
  return false;
}

}  // namespace mingcha
