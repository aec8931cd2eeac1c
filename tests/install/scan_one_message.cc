// Scans one message with the installed library and rules: scan_one_message RULES_DIR.

#include <cstdio>
#include <memory>
#include <vector>

#include "mingcha/rule_pack.h"
#include "mingcha/scanner.h"
#include "mingcha/version.h"

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  std::vector<mingcha::Diagnostic> diagnostics;
  const auto pack = mingcha::RulePack::Load(argv[1], &diagnostics);
  if (!pack.ok()) {
    std::fprintf(stderr, "%s\n", pack.status().ToString().c_str());
    return 3;
  }

  mingcha::Message message;
  message.conversation.conversation_id = "c-1";
  message.message_id = "m-1";
  message.speaker = mingcha::Speaker::kAgent;
  message.text = "您放心,这款产品保*本*保*息";

  mingcha::Scanner scanner(*pack);
  const mingcha::ScanResult result = scanner.Scan(message);
  std::printf("mingcha %s, %s: %zu hits\n", MINGCHA_VERSION, (*pack)->label().c_str(),
              result.hits.size());
  return result.hits.empty() ? 1 : 0;
}
