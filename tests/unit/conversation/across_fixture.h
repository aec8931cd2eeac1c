// Sightings for the rules of ScriptedAcross, made as a message would make them.

#ifndef MINGCHA_TESTS_UNIT_CONVERSATION_ACROSS_FIXTURE_H_
#define MINGCHA_TESTS_UNIT_CONVERSATION_ACROSS_FIXTURE_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

#include "conversation/sightings.h"
#include "support/scripted_watches.h"

namespace mingcha::testing {

class AcrossTest : public ::testing::Test {
 protected:
  AcrossTest() : pack_(MakePack(ScriptedAcross())), rules_(pack_->compiled()) {}

  const CompiledPack& compiled() const { return pack_->compiled(); }

  std::vector<Sighting> SightingsIn(const Message& message) const {
    return SightingsOf(rules_, message, ScriptedScan(compiled(), message));
  }

  // What an agent's promise says to the rule.
  Sighting Promise(const std::string& rule, Duration at, const std::string& conversation,
                   const std::string& words = "words enough to be known again") const {
    Message message = MakeMessage("m-" + std::to_string(at.count()), at, Speaker::kAgent,
                                  "hit:mkt.promise " + words, conversation);
    for (Sighting& sighting : SightingsIn(message)) {
      if (sighting.rule == compiled().FindRule(rule)) return std::move(sighting);
    }
    ADD_FAILURE() << "no sighting of " << rule;
    return {};
  }

  std::shared_ptr<const RulePack> pack_;
  const ConversationRules rules_;
};

}  // namespace mingcha::testing

#endif  // MINGCHA_TESTS_UNIT_CONVERSATION_ACROSS_FIXTURE_H_
