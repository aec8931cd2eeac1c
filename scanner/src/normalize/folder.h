// The first pass of the folded view: what becomes of each character by itself, and of marks and
// jamo together with what they stand on.
//
// Characters of two and three bytes are looked up and written without a branch on what they are
// (quick_table.h), as a branch that nothing foretells, at each comma, costs more than all the rest.
// Where characters act on one another, the run from the character before it is folded as a whole
// (run_folder.h); such runs are rare.

#ifndef MINGCHA_NORMALIZE_FOLDER_H_
#define MINGCHA_NORMALIZE_FOLDER_H_

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "normalize/normalizer.h"
#include "normalize/quick_table.h"
#include "normalize/run_folder.h"

namespace mingcha {

// A character of the folded text that the folds that look around may act on.
struct FoldNote {
  uint32_t at;     // Where it begins.
  uint32_t flags;  // Of kNotedFlags.
};

// Keeps its buffers from text to text. For one thread at a time.
class Folder {
 public:
  // Whether the pass may do what the folds that look around would do (context_folds.h), where that
  // is plain to see. What it leaves, it notes.
  enum class Context { kLeave, kFoldPlain };

  explicit Folder(Context context = Context::kFoldPlain);

  // Folds `original` into `*folded`, which is emptied first. The map is finished.
  void Fold(std::string_view original, NormalizedText* folded);

  // Of the last text, in its order; whoever folds further changes them. Bytes that were replaced.
  std::vector<FoldNote>* notes() { return &notes_; }
  uint32_t replaced_bytes() const { return replaced_bytes_; }

 private:
  // Folds what needs no more than a look into a table, for as long as that goes (fold_batch.cc).
  // Makes no room.
  void FoldSimple(std::string_view original, OffsetMap* map);
  class Batch;

  // Folds the character at `at_` by its entry, or replaces the invalid bytes there.
  void FoldOther(std::string_view original, OffsetMap* map);
  // Folds the run around the joining character at `at_`.
  void FoldRun(std::string_view original, OffsetMap* map);
  // Takes back the last visible character, if marks may act on it.
  void GoBackToBase(std::string_view original, OffsetMap* map);
  // Reads the run that begins at `begin` into `run_`, and returns its end.
  uint32_t ReadRun(std::string_view original, uint32_t begin, bool* has_invisible);
  void Put(std::string_view text);
  // The same, for what may hold characters that are noted.
  void PutNoted(std::string_view text);
  // Notes the character at `at` of the folded text if `c`, as which it was sent or put, is of
  // interest.
  void Note(char32_t c, uint32_t at);
  // Makes room for `bytes` and the rest of the text, so that the fast path needs no check.
  void Reserve(size_t bytes);

  const QuickTable& quick_;
  const Context context_;
  RunFolder run_folder_;
  std::array<UChar32, RunFolder::kMaxRun> run_;
  size_t run_size_ = 0;
  std::vector<FoldNote> notes_;
  std::vector<char> out_;
  uint32_t end_ = 0;      // Size of the original.
  uint32_t at_ = 0;       // Read so far.
  uint32_t size_ = 0;     // Written so far.
  uint32_t barrier_ = 0;  // What was read before it, marks do not act on.
  uint32_t replaced_bytes_ = 0;
  bool deleted_ = false;
};

}  // namespace mingcha

#endif  // MINGCHA_NORMALIZE_FOLDER_H_
