// Ask → answer: what a step does to the open questions.
//
// A question opens an obligation with a window. The window closes at the topic's n-th substantive
// message of the business side, when its time has passed, or with the conversation. An answer of
// substance inside it settles the obligation, whatever was said before; what stays unsettled is
// judged when the window closes, never earlier: a dodge that anyone repairs in time is an answer.

#ifndef MINGCHA_CONVERSATION_QA_STEP_H_
#define MINGCHA_CONVERSATION_QA_STEP_H_

#include "mingcha/time.h"

#include "conversation/step_context.h"

namespace mingcha {

// Judges the questions whose deadlines lie before `time`.
void CloseQuestionsBefore(StepContext& context, Timestamp time, bool context_only);

// Lets the record count: a question, an answer, a dodge, a withdrawal, the end.
void ApplyToQuestions(StepContext& context, const Meaning& meaning);

// Gives up the open questions, unjudged, and tells of each.
void DropQuestions(StepContext& context, Timestamp time);

}  // namespace mingcha

#endif  // MINGCHA_CONVERSATION_QA_STEP_H_
