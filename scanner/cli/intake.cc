#include "cli/intake.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "absl/strings/str_format.h"
#include "cli/interrupt.h"

#include "base/status_util.h"

namespace mingcha::cli {
namespace {

constexpr const char* kEmptyLine = "empty_line";

}  // namespace

uint64_t IntakeCounts::skipped_lines() const {
  uint64_t lines = 0;
  for (const auto& [reason, number] : skipped) lines += number;
  return lines;
}

uint64_t IntakeCounts::bad_lines() const {
  const auto empty = skipped.find(kEmptyLine);
  return skipped_lines() - (empty == skipped.end() ? 0 : empty->second);
}

absl::Status TakeIn(MessageSource& source, const IntakeHooks& hooks, RecordFeed* feed,
                    IntakeCounts* counts) {
  while (!Interrupted()) {
    if (hooks.gives_up && hooks.gives_up()) break;
    if (hooks.on_progress) hooks.on_progress(source.position(), counts->read);
    absl::StatusOr<std::optional<MessageSource::Item>> item = source.Next();
    if (!item.ok()) return Interrupted() ? absl::OkStatus() : item.status();
    if (!item->has_value()) break;
    ++counts->read;
    if (const auto* skipped = std::get_if<SkippedLine>(&**item)) {
      ++counts->skipped[skipped->reason];
      if (hooks.on_skipped) hooks.on_skipped(*skipped);
      continue;
    }
    auto& sourced = std::get<SourcedRecord>(**item);
    ++(std::holds_alternative<Message>(sourced.record) ? counts->messages : counts->events);
    counts->replaced_bytes += sourced.replaced_bytes;
    const Timestamp at = TimeOf(sourced.record);
    counts->latest = std::max(counts->latest.value_or(at), at);
    feed->Add(std::move(sourced.record));
  }
  return absl::OkStatus();
}

Json ToJson(const IntakeCounts& counts) {
  Json json;
  json["read"] = counts.read;
  json["scanned"] = counts.scanned();
  json["messages"] = counts.messages;
  json["events"] = counts.events;
  json["skipped"] = Json::object();
  for (const auto& [reason, number] : counts.skipped) json["skipped"][reason] = number;
  json["replaced_bytes"] = counts.replaced_bytes;
  if (counts.latest.has_value()) json["latest"] = FormatTimestamp(*counts.latest);
  return json;
}

std::string Counted(uint64_t number, const std::string& noun) {
  return absl::StrFormat("%d %s%s", number, noun, number == 1 ? "" : "s");
}

std::string InWords(const IntakeCounts& counts) {
  std::string words = absl::StrFormat("%s read: %s, %s, %d skipped", Counted(counts.read, "line"),
                                      Counted(counts.messages, "message"),
                                      Counted(counts.events, "event"), counts.skipped_lines());
  std::string reasons;
  for (const auto& [reason, number] : counts.skipped) {
    reasons += absl::StrFormat("%s%d %s", reasons.empty() ? "" : ", ", number, reason);
  }
  return reasons.empty() ? words : words + " (" + reasons + ")";
}

}  // namespace mingcha::cli
