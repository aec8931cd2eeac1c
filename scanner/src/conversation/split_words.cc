#include "conversation/split_words.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <utility>

#include "base/redact.h"
#include "base/utf8.h"
#include "conversation/meaning.h"

namespace mingcha {
namespace {

// Writes `masked` over a character of `bytes` bytes.
void AppendMask(size_t bytes, std::string* text) {
  constexpr std::string_view kWide = "＊";  // As wide as a full-width digit.
  if (bytes == kWide.size()) {
    text->append(kWide);
  } else {
    text->append(bytes, '*');
  }
}

// Masks personal data, and what is no UTF-8, without moving a byte. A masked character of another
// length than the mask takes several.
std::string MaskInPlace(std::string_view text) {
  const std::string redacted = Redact(ReplaceInvalidUtf8(text, nullptr));
  std::string masked;
  masked.reserve(text.size());
  size_t in_redacted = 0;
  for (size_t at = 0; at < text.size();) {
    const DecodedChar original = DecodeUtf8(text, at);
    const DecodedChar shown = DecodeUtf8(redacted, in_redacted);
    if (!original.valid) {
      masked.append(original.bytes, '?');
    } else if (shown.code_point == original.code_point) {
      masked.append(text.substr(at, original.bytes));
    } else {
      AppendMask(original.bytes, &masked);
    }
    at += original.bytes;
    in_redacted += shown.bytes;
  }
  return masked;
}

bool IsBlank(char32_t c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == 0xa0 || c == 0x3000;
}

// Without blanks and line ends at either end: nobody means anything by them.
ByteSpan Trimmed(std::string_view text) {
  ByteSpan span{0, 0};
  bool in_front = true;
  for (size_t at = 0; at < text.size();) {
    const DecodedChar c = DecodeUtf8(text, at);
    const auto end = static_cast<uint32_t>(at + c.bytes);
    if (!IsBlank(c.code_point)) {
      if (in_front) span.begin = static_cast<uint32_t>(at);
      in_front = false;
      span.end = end;
    }
    at = end;
  }
  return in_front ? ByteSpan{0, 0} : span;
}

SplitText Slice(const std::string& masked, ByteSpan span) {
  return {span.begin, masked.substr(span.begin, span.size())};
}

// The first characters of `span`, and the last ones.
ByteSpan HeadOf(std::string_view text, ByteSpan span) {
  uint32_t end = span.begin;
  for (size_t i = 0; i < kMaxSplitCharacters && end < span.end; ++i) {
    end += DecodeUtf8(text, end).bytes;
  }
  return {span.begin, std::min(end, span.end)};
}

ByteSpan TailOf(std::string_view text, ByteSpan span) {
  uint32_t begin = span.end;
  for (size_t i = 0; i < kMaxSplitCharacters && begin > span.begin; ++i) {
    begin = static_cast<uint32_t>(FloorToCharacter(text, begin - 1));
  }
  return {std::max(begin, span.begin), span.end};
}

std::shared_ptr<const SplitWords> WordsOf(const Message& message, const ScanResult& scan) {
  const SplitEnds& ends = scan.split;
  auto words = std::make_shared<SplitWords>();
  words->ends = ends;
  words->identity = IdentityOf(message, scan);
  words->channel = message.channel;
  words->attributes = message.attributes;
  const std::string masked = MaskInPlace(message.text);
  const ByteSpan said = Trimmed(masked);
  if (ends.completes || ends.continues) words->head = Slice(masked, HeadOf(masked, said));
  if (ends.opens || ends.continues) words->tail = Slice(masked, TailOf(masked, said));
  return words;
}

void AppendPart(const SplitRecord& record, const SplitText& text, JoinedMessages* joined) {
  std::string& all = joined->message.text;
  if (!all.empty()) all += ' ';
  const auto begin = static_cast<uint32_t>(all.size());
  all += text.text;
  joined->parts.push_back({record.key.id,
                           record.words->identity,
                           {begin, static_cast<uint32_t>(all.size())},
                           text.original_begin});
}

JoinedMessages Join(const ConversationKey& conversation, const std::vector<SplitRecord>& tail,
                    const SplitRecord& last) {
  JoinedMessages joined;
  Message& message = joined.message;
  message.conversation = conversation;
  message.message_id = last.key.id;
  message.sent_at = last.key.time;
  message.seq = last.key.seq;
  message.speaker = last.speaker;
  message.channel = last.words->channel;
  message.agent_id = last.agent_id;
  message.attributes = last.words->attributes;
  for (const SplitRecord& part : tail) AppendPart(part, part.words->tail, &joined);
  AppendPart(last, last.words->head, &joined);
  return joined;
}

}  // namespace

bool SplitState::waits() const {
  return !tail.empty() || std::any_of(pending.begin(), pending.end(),
                                      [](const SplitRecord& one) { return one.words != nullptr; });
}

SplitRecord SplitRecordOf(const Message& message, const ScanResult& scan, bool context_only) {
  SplitRecord record;
  record.key = KeyOf(message);
  record.speaker = message.speaker;
  record.context_only = context_only;
  record.agent_id = message.agent_id;
  if (scan.split.any()) record.words = WordsOf(message, scan);
  return record;
}

std::optional<SplitRecord> SplitRecordOf(const ConversationEvent& event, bool context_only) {
  if (event.kind != EventKind::kClosed) return std::nullopt;
  SplitRecord record;
  record.key = KeyOf(event);
  record.speaker = Speaker::kSystem;
  record.context_only = context_only;
  return record;
}

bool SplitJoiner::Insert(const ConversationKey& conversation, SplitRecord record, SplitState* state,
                         std::vector<JoinedMessages>* joined) const {
  if (record.key <= state->frontier) return false;
  std::vector<SplitRecord>& pending = state->pending;
  const auto place =
      std::lower_bound(pending.begin(), pending.end(), record,
                       [](const SplitRecord& a, const SplitRecord& b) { return a.key < b.key; });
  if (place != pending.end() && place->key == record.key) return true;
  pending.insert(place, std::move(record));
  if (pending.size() > kMaxSplitPending) ApplyFirst(conversation, 1, state, joined);
  return true;
}

void SplitJoiner::MakeLive(const RecordKey& key, SplitState* state) {
  for (SplitRecord& record : state->pending) {
    if (record.key == key) record.context_only = false;
  }
}

void SplitJoiner::ApplyBefore(const ConversationKey& conversation, Timestamp watermark,
                              SplitState* state, std::vector<JoinedMessages>* joined) const {
  const auto end =
      std::find_if(state->pending.begin(), state->pending.end(),
                   [&](const SplitRecord& record) { return record.key.time >= watermark; });
  ApplyFirst(conversation, static_cast<size_t>(end - state->pending.begin()), state, joined);
  if (!state->tail.empty() && state->tail.back().key.time + max_gap_ < watermark) {
    state->tail.clear();
  }
}

void SplitJoiner::ApplyAll(const ConversationKey& conversation, SplitState* state,
                           std::vector<JoinedMessages>* joined) const {
  ApplyFirst(conversation, state->pending.size(), state, joined);
}

std::optional<Timestamp> SplitJoiner::FirstTime(const SplitState& state) const {
  std::optional<Timestamp> first;
  if (!state.pending.empty()) first = state.pending.front().key.time;
  if (!state.tail.empty()) {
    const Timestamp ends = state.tail.back().key.time + max_gap_;
    if (!first || ends < *first) first = ends;
  }
  return first;
}

void SplitJoiner::ApplyFirst(const ConversationKey& conversation, size_t count, SplitState* state,
                             std::vector<JoinedMessages>* joined) const {
  if (count == 0) return;
  std::vector<SplitRecord> turn(
      std::make_move_iterator(state->pending.begin()),
      std::make_move_iterator(state->pending.begin() + static_cast<ptrdiff_t>(count)));
  state->pending.erase(state->pending.begin(),
                       state->pending.begin() + static_cast<ptrdiff_t>(count));
  for (SplitRecord& record : turn) {
    state->frontier = record.key;
    Apply(conversation, std::move(record), state, joined);
  }
}

void SplitJoiner::EndUnlessNext(const SplitRecord& record, std::vector<SplitRecord>* tail) const {
  if (tail->empty()) return;
  const SplitRecord& last = tail->back();
  if (record.speaker != last.speaker || record.agent_id != last.agent_id ||
      record.key.rank != RecordKey::kMessage || record.key.time - last.key.time > max_gap_) {
    return tail->clear();
  }
  // An edited message stands where the one stood that it replaces.
  const auto edited = std::find_if(tail->begin(), tail->end(), [&](const SplitRecord& part) {
    return part.key.id == record.key.id;
  });
  tail->erase(edited, tail->end());
}

void SplitJoiner::Apply(const ConversationKey& conversation, SplitRecord record, SplitState* state,
                        std::vector<JoinedMessages>* joined) const {
  std::vector<SplitRecord>& tail = state->tail;
  EndUnlessNext(record, &tail);
  if (max_messages_ < 2 || record.words == nullptr) return tail.clear();

  const SplitEnds ends = record.words->ends;
  if (!tail.empty() && ends.completes && !record.context_only) {
    joined->push_back(Join(conversation, tail, record));
  }
  const bool goes_on = ends.continues && !tail.empty();
  if (!goes_on) tail.clear();
  if (!goes_on && !ends.opens) return;
  tail.push_back(std::move(record));
  // The last message of a word is not in the tail.
  if (tail.size() == max_messages_) tail.erase(tail.begin());
}

}  // namespace mingcha
