// How a term is written in the sound view: once for each way to read it.

#ifndef MINGCHA_NORMALIZE_SPELLINGS_H_
#define MINGCHA_NORMALIZE_SPELLINGS_H_

#include <string>
#include <string_view>
#include <vector>

#include "normalize/sound_view.h"

namespace mingcha {

// `sound` is the sound view of the term that `compact_term` is the compact text of. Returns at most
// `limit` spellings, those of the most usual readings first; none if the term is too short, has no
// ideograph, or is itself written with stand-ins.
std::vector<std::string> SoundSpellings(std::string_view compact_term, const SoundView& sound,
                                        size_t limit);

}  // namespace mingcha

#endif  // MINGCHA_NORMALIZE_SPELLINGS_H_
