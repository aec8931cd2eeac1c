// The words that the guard `negated` looks for, in folded form.

#ifndef MINGCHA_EVALUATE_GUARDS_NEGATION_CUES_H_
#define MINGCHA_EVALUATE_GUARDS_NEGATION_CUES_H_

#include "evaluate/cue_table.h"

namespace mingcha::negation {

enum NegationCue : CueKind {
  kNegator,
  kNotBe,        // Governs all that is coordinated behind it.
  kProhibition,  // Reaches over its clause, and over a comma.
  kImperative,   // Reaches over its clause.
  kRhetoric,     // A question that denies: 哪有, 怎么可能.
  kIdiom,
  kInability,  // 还不起: says what one cannot do, and denies only what stands right behind it.
  kBreak,      // Ends every scope.
  kComma,
  kPause,    // Coordinates: 、, a blank, 和.
  kOr,       // Coordinates, and always shares a negation.
  kAlso,     // Sets two negators side by side: 不会也不能.
  kSubject,  // A new subject behind a comma.
};

enum RightCue : CueKind {
  kVerdict,     // Denies by itself.
  kEndsClause,  // Denies only without an object of its own.
  kNotMeaning,  // Denies what is concluded: 不代表 …
  kOfItself,    // Denies if it comes back to the hit: 保本是不可能保本的.
};

// What negates, what only looks like it, and what ends the scope of a negator. Of kind NegationCue.
const CueTable& Operators();

// What a negator takes for its own object, so that it no longer reaches what comes behind.
const CueTable& OwnObjects();

// In front of such an object.
const CueTable& Quantifiers();

// Behind a negator they take a list for their object, and share the negation over it.
const CueTable& ListVerbs();

// Behind the hit, they show that a list was the attribute of one noun: 没有保本、保息的产品.
const CueTable& OfAThing();

// What denies from behind. Of kind RightCue.
const CueTable& RightForms();

// Behind a verdict of kind kOfItself, they come back to the hit without naming it.
const CueTable& OfItselfAgain();

// In front of a verdict that begins a clause.
const CueTable& ClausePadding();

// Behind the last word of a clause.
const CueTable& FinalParticles();

// What a verdict may be about instead of the hit.
const CueTable& OtherMatters();

// In front of a negator: all others are denied, and this one is not ("除了我们没有…").
const CueTable& Exceptions();

}  // namespace mingcha::negation

#endif  // MINGCHA_EVALUATE_GUARDS_NEGATION_CUES_H_
