// Builds a YamlDocument from the events of libfyaml's parser.
//
// We take events and not libfyaml's own document, because that stops at the first duplicate key,
// and we want to tell all that is wrong. Places are computed from byte offsets, so that a column
// means the same everywhere.

#include <algorithm>
#include <cstdlib>
#include <unordered_map>

#include "absl/strings/str_format.h"
#include <libfyaml.h>

#include "base/utf8.h"
#include "yaml/yaml_document.h"

namespace mingcha {
namespace {

struct ParserDeleter {
  void operator()(fy_parser* parser) const { fy_parser_destroy(parser); }
};
struct DiagDeleter {
  void operator()(fy_diag* diag) const { fy_diag_unref(diag); }
};

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

bool IsNullWord(std::string_view word) {
  return word.empty() || word == "~" || word == "null" || word == "Null" || word == "NULL";
}

// What YAML 1.2 (section 5.1) does not take as a printable character.
bool IsControl(char32_t c) {
  return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || (c >= 0x7f && c <= 0x9f);
}

}  // namespace

// For one document.
class YamlBuilder {
 public:
  YamlBuilder(std::string file, std::string text, const YamlDocument::Limits& limits,
              std::vector<Diagnostic>* diagnostics)
      : document_(new YamlDocument()), limits_(limits), diagnostics_(diagnostics) {
    document_->file_ = std::move(file);
    if (text.starts_with(kByteOrderMark)) text.erase(0, kByteOrderMark.size());
    document_->text_ = std::move(text);
    FindLines();
  }

  std::unique_ptr<YamlDocument> Build() {
    if (!CheckCharacters() || !ParseEvents()) return nullptr;
    if (document_->root_ == nullptr) document_->root_ = NewNode(PlaceAt(0, 0));
    return std::move(document_);
  }

 private:
  // A collection that is being read.
  struct Frame {
    YamlNode* node = nullptr;
    bool has_key = false;    // kMapping: a key was read, its value comes next.
    bool keep_value = true;  // kMapping: the value is a member, and not that of a refused key.
    YamlMember member;
    std::unordered_map<std::string, uint32_t> key_lines;  // kMapping: where each key stands.
  };

  const std::string& text() const { return document_->text_; }

  void FindLines() {
    std::vector<uint32_t>& begins = document_->line_begins_;
    begins.push_back(0);
    for (size_t i = 0; i < text().size(); ++i) {
      const bool crlf = text()[i] == '\r' && i + 1 < text().size() && text()[i + 1] == '\n';
      if ((text()[i] == '\n' || text()[i] == '\r') && !crlf) {
        begins.push_back(static_cast<uint32_t>(i + 1));
      }
    }
  }

  SourcePlace PlaceAt(size_t begin, size_t end) {
    const std::vector<uint32_t>& begins = document_->line_begins_;
    begin = std::min(begin, text().size());
    const auto line = static_cast<uint32_t>(std::upper_bound(begins.begin(), begins.end(), begin) -
                                            begins.begin());
    // Places are asked for in the order of the text: counting on from the last one keeps a file
    // that is one long line from costing its length squared.
    if (line != counted_line_ || begin < counted_offset_) {
      counted_line_ = line;
      counted_offset_ = begins[line - 1];
      counted_column_ = 1;
    }
    counted_column_ += static_cast<uint32_t>(
        CountCodePoints(std::string_view(text()).substr(counted_offset_, begin - counted_offset_)));
    counted_offset_ = begin;

    const size_t next_line = line < begins.size() ? begins[line] : text().size();
    end = std::clamp(end, begin, std::max(begin, next_line));
    while (end > begin && (text()[end - 1] == '\n' || text()[end - 1] == '\r')) --end;
    const size_t width = CountCodePoints(std::string_view(text()).substr(begin, end - begin));
    return {document_->file_, line, counted_column_, std::max(1U, static_cast<uint32_t>(width))};
  }

  SourcePlace PlaceOf(const fy_mark* start, const fy_mark* end) {
    if (start == nullptr) return PlaceAt(last_offset_, last_offset_);
    last_offset_ = end != nullptr ? end->input_pos : start->input_pos;
    return PlaceAt(start->input_pos, last_offset_);
  }

  SourcePlace PlaceOf(fy_token* token) {
    return PlaceOf(fy_token_start_mark(token), fy_token_end_mark(token));
  }

  Diagnostic& Tell(const SourcePlace& place, std::string code, std::string message,
                   std::string help = {}) {
    diagnostics_->push_back(
        document_->At(place, DiagnosticSeverity::kError, std::move(code), std::move(message)));
    diagnostics_->back().help = std::move(help);
    return diagnostics_->back();
  }

  bool CheckCharacters() {
    for (size_t i = 0; i < text().size();) {
      const DecodedChar c = DecodeUtf8(text(), i);
      if (!c.valid) {
        // The line cannot be quoted: it is no text.
        Tell(PlaceAt(i, i), "not-utf8", absl::StrFormat("byte %d of the file is not UTF-8", i + 1),
             "save the file as UTF-8")
            .line.clear();
        return false;
      }
      if (IsControl(c.code_point)) {
        Tell(PlaceAt(i, i), "yaml-syntax",
             absl::StrFormat("the control character U+%04X stands here",
                             static_cast<uint32_t>(c.code_point)),
             "take it out; in double quotes it can be written as \\x and two digits")
            .line.clear();
        return false;
      }
      i += c.bytes;
    }
    return true;
  }

  YamlNode* NewNode(SourcePlace place) {
    document_->nodes_.push_back(std::make_unique<YamlNode>());
    document_->nodes_.back()->place = std::move(place);
    return document_->nodes_.back().get();
  }

  bool ParseEvents() {
    fy_parse_cfg config = {};
    config.flags = static_cast<fy_parse_cfg_flags>(FYPCF_QUIET | FYPCF_COLLECT_DIAG |
                                                   FYPCF_DEFAULT_VERSION_1_2 | FYPCF_JSON_NONE);
    const std::unique_ptr<fy_parser, ParserDeleter> parser(fy_parser_create(&config));
    if (parser == nullptr) std::abort();  // Out of memory.
    const std::unique_ptr<fy_diag, DiagDeleter> diag(fy_parser_get_diag(parser.get()));
    fy_diag_set_collect_errors(diag.get(), true);
    if (fy_parser_set_string(parser.get(), text().data(), text().size()) != 0) std::abort();

    bool going = true;
    while (going) {
      fy_event* event = fy_parser_parse(parser.get());
      if (event == nullptr) break;
      going = TakeEvent(*event);
      fy_parser_event_free(parser.get(), event);
    }
    const bool is_yaml = !fy_parser_get_stream_error(parser.get());
    if (!is_yaml) TellSyntaxErrors(diag.get());
    // libfyaml 0.7 frees the errors it collected here only, and not with their holder.
    fy_diag_reset_error(diag.get());
    return is_yaml && !given_up_;
  }

  void TellSyntaxErrors(fy_diag* diag) {
    void* iterator = nullptr;
    const fy_diag_error* error = fy_diag_errors_iterate(diag, &iterator);
    // What libfyaml tells behind the first error follows from it.
    SourcePlace place = {document_->file_, 1, 1, 1};
    if (error != nullptr && error->line > 0) {
      const auto lines = static_cast<uint32_t>(document_->line_begins_.size());
      place.line = std::min(static_cast<uint32_t>(error->line), lines);
      const auto columns = static_cast<uint32_t>(CountCodePoints(document_->Line(place.line))) + 1;
      place.column = std::clamp(static_cast<uint32_t>(std::max(1, error->column)), 1U, columns);
    }
    Tell(place, "yaml-syntax", error != nullptr ? error->msg : "this is no YAML",
         "a text with `: `, ` #`, or a mark such as @ * & ! % in front stands in quotes");
  }

  // Returns false to stop.
  bool TakeEvent(const fy_event& event) {
    // libfyaml takes an event that it does not change by a pointer to non-const.
    auto* mutable_event = const_cast<fy_event*>(&event);
    switch (event.type) {
      case FYET_DOCUMENT_START:
        return StartDocument(event, mutable_event);
      case FYET_ALIAS: {
        const SourcePlace place = PlaceOf(event.alias.anchor);
        Tell(place, "yaml-alias", "an alias stands here",
             "write out what it stands for, or share a pattern under `patterns`");
        YamlNode* node = NewNode(place);
        node->refused = true;
        return Attach(node, /*is_collection=*/false);
      }
      case FYET_SCALAR:
        return TakeScalar(event);
      case FYET_SEQUENCE_START:
        CheckProperties(event.sequence_start.anchor, event.sequence_start.tag);
        return StartCollection(YamlKind::kSequence, mutable_event);
      case FYET_MAPPING_START:
        CheckProperties(event.mapping_start.anchor, event.mapping_start.tag);
        return StartCollection(YamlKind::kMapping, mutable_event);
      case FYET_SEQUENCE_END:
      case FYET_MAPPING_END:
        stack_.pop_back();
        return true;
      default:
        return true;
    }
  }

  bool StartDocument(const fy_event& event, fy_event* mutable_event) {
    const SourcePlace place =
        PlaceOf(fy_event_start_mark(mutable_event), fy_event_end_mark(mutable_event));
    if (document_->root_ != nullptr) {
      Tell(place, "several-documents", "a second document begins here",
           "put it into a file of its own");
      return false;
    }
    fy_document_state* state = event.document_start.document_state;
    if (fy_document_state_version_explicit(state) || fy_document_state_tags_explicit(state)) {
      Tell(place, "yaml-syntax", "a directive stands in front of the document",
           "take the lines that begin with % out");
    }
    return true;
  }

  // An anchor or a tag: refused, but what they stand at is read.
  void CheckProperties(fy_token* anchor, fy_token* tag) {
    if (anchor != nullptr) {
      Tell(PlaceOf(anchor), "yaml-alias", "an anchor stands here",
           "take it out; what several rules share stands under `patterns`");
    }
    if (tag != nullptr) {
      Tell(PlaceOf(tag), "yaml-tag", "a tag stands here",
           "take it out; write text in quotes where it could be taken for a number");
    }
  }

  bool TakeScalar(const fy_event& event) {
    CheckProperties(event.scalar.anchor, event.scalar.tag);
    fy_token* value = event.scalar.value;
    if (value == nullptr) {
      const bool in_mapping = !stack_.empty() && stack_.back().has_key;
      return Attach(
          NewNode(in_mapping ? stack_.back().member.key_place : PlaceOf(nullptr, nullptr)),
          /*is_collection=*/false);
    }
    YamlNode* node = NewNode(PlaceOf(value));
    size_t size = 0;
    const char* bytes = fy_token_get_text(value, &size);
    if (bytes != nullptr) node->scalar.assign(bytes, size);
    node->quoted = fy_token_scalar_style(value) != FYSS_PLAIN;
    if (node->quoted || !IsNullWord(node->scalar)) node->kind = YamlKind::kScalar;
    return Attach(node, /*is_collection=*/false);
  }

  bool StartCollection(YamlKind kind, fy_event* event) {
    YamlNode* node = NewNode(PlaceOf(fy_event_start_mark(event), fy_event_end_mark(event)));
    node->kind = kind;
    if (stack_.size() >= limits_.max_depth) {
      Tell(node->place, "yaml-depth",
           absl::StrFormat("collections stand more than %d deep", limits_.max_depth));
      given_up_ = true;
      return false;
    }
    if (!Attach(node, /*is_collection=*/true)) return false;
    stack_.emplace_back().node = node;
    return true;
  }

  // Hands a new node to the collection it stands in.
  bool Attach(YamlNode* node, bool is_collection) {
    if (document_->nodes_.size() > limits_.max_nodes) {
      Tell(node->place, "yaml-size",
           absl::StrFormat("the file holds more than %d values", limits_.max_nodes));
      given_up_ = true;
      return false;
    }
    if (stack_.empty()) {
      document_->root_ = node;
      return true;
    }
    Frame& frame = stack_.back();
    if (frame.node->kind == YamlKind::kSequence) {
      frame.node->items.push_back(node);
    } else if (frame.has_key) {
      frame.member.value = node;
      if (frame.keep_value) frame.node->members.push_back(std::move(frame.member));
      frame.has_key = false;
    } else {
      TakeKey(*node, is_collection, &frame);
    }
    return true;
  }

  void TakeKey(const YamlNode& key, bool is_collection, Frame* frame) {
    if (frame->key_lines.empty()) frame->node->place = key.place;
    frame->has_key = true;
    frame->keep_value = false;
    frame->member = {key.scalar, key.place, nullptr};
    if (key.refused) return;
    if (is_collection || key.kind != YamlKind::kScalar) {
      Tell(key.place, "yaml-syntax", "a key must be text", "put it in quotes");
    } else if (key.scalar == "<<" && !key.quoted) {
      Tell(key.place, "yaml-merge-key", "a merge key stands here",
           "write out what it would bring in");
    } else if (const auto [first, is_new] = frame->key_lines.emplace(key.scalar, key.place.line);
               !is_new) {
      Tell(key.place, "duplicate-key",
           absl::StrFormat("the key \"%s\" stands twice in one mapping", key.scalar),
           "keep one of them")
          .note = absl::StrFormat("first in line %d", first->second);
    } else {
      frame->keep_value = true;
    }
  }

  std::unique_ptr<YamlDocument> document_;
  const YamlDocument::Limits limits_;
  std::vector<Diagnostic>* const diagnostics_;
  std::vector<Frame> stack_;
  bool given_up_ = false;
  size_t last_offset_ = 0;
  // Where PlaceAt counted to.
  uint32_t counted_line_ = 0;
  size_t counted_offset_ = 0;
  uint32_t counted_column_ = 1;
};

std::unique_ptr<YamlDocument> YamlDocument::Parse(std::string file, std::string text,
                                                  const Limits& limits,
                                                  std::vector<Diagnostic>* diagnostics) {
  return YamlBuilder(std::move(file), std::move(text), limits, diagnostics).Build();
}

std::string YamlVersion() { return fy_library_version(); }

}  // namespace mingcha
