#include "evaluate/view_trace.h"

#include <string>
#include <utility>

#include "base/utf8.h"
#include "rulepack/compiled_pack.h"

namespace mingcha {
namespace {

View ViewBelow(View view) { return view == View::kCompact ? View::kFolded : View::kCompact; }

// Gathers the changes of one view; spans of the text below it.
class ChangeList {
 public:
  ChangeList(std::string_view upper, std::string_view lower) : upper_(upper), lower_(lower) {}

  std::vector<Edit> Of(const OffsetMap& map) {
    uint32_t upper_at = 0;
    uint32_t lower_at = 0;
    for (const Edit& edit : map.edits()) {
      Compare(upper_at, edit.upper.begin, lower_at);
      Add(edit);
      upper_at = edit.upper.end;
      lower_at = edit.lower.end;
    }
    Compare(upper_at, map.upper_size(), lower_at);
    return std::move(changes_);
  }

 private:
  // Between edits characters correspond one by one, each of the same length.
  void Compare(uint32_t upper_at, uint32_t upper_end, uint32_t lower_at) {
    while (upper_at < upper_end) {
      const uint32_t bytes = DecodeUtf8(upper_, upper_at).bytes;
      if (upper_.substr(upper_at, bytes) != lower_.substr(lower_at, bytes)) {
        Add({{upper_at, upper_at + bytes}, {lower_at, lower_at + bytes}, false});
      }
      upper_at += bytes;
      lower_at += bytes;
    }
  }

  void Add(const Edit& edit) {
    if (!changes_.empty() && changes_.back().upper.end == edit.upper.begin &&
        changes_.back().lower.end == edit.lower.begin) {
      changes_.back().upper.end = edit.upper.end;
      changes_.back().lower.end = edit.lower.end;
      changes_.back().disguise |= edit.disguise;
    } else {
      changes_.push_back(edit);
    }
  }

  std::string_view upper_;
  std::string_view lower_;
  std::vector<Edit> changes_;
};

ByteSpan ToOriginal(View view, ByteSpan lower, Normalizer& normalizer) {
  if (view == View::kFolded || lower.empty()) return lower;
  if (view != View::kCompact) lower = normalizer.ToFolded(View::kCompact, lower);
  return normalizer.FoldedToOriginal(lower);
}

ViewTrace TraceView(View view, std::string_view original, Normalizer& normalizer) {
  const NormalizedText& upper = normalizer.view(view);
  const std::string_view lower =
      view == View::kFolded ? original : std::string_view(normalizer.view(ViewBelow(view)).text);
  ViewTrace trace;
  trace.view = view;
  trace.text = upper.text;
  if (view == View::kSound) return trace;
  for (const Edit& edit : ChangeList(upper.text, lower).Of(upper.map)) {
    const ByteSpan span = ToOriginal(view, edit.lower, normalizer);
    trace.changes.push_back(
        {span,
         edit.lower.empty() ? std::string()
                            : ReplaceInvalidUtf8(original.substr(span.begin, span.size()), nullptr),
         upper.text.substr(edit.upper.begin, edit.upper.size()), edit.disguise});
  }
  return trace;
}

}  // namespace

std::vector<ViewTrace> TraceViews(std::string_view original, Normalizer& normalizer) {
  std::vector<ViewTrace> traces;
  for (const View view : kSearchedViews) {
    if (view == View::kFolded ||
        normalizer.view(view).text != normalizer.view(ViewBelow(view)).text) {
      traces.push_back(TraceView(view, original, normalizer));
    }
  }
  return traces;
}

}  // namespace mingcha
