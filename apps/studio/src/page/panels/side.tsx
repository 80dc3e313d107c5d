// The side of the page: the conversation, what the answer means, and below it the next question.
import { signal } from "@preact/signals";
import { conversation } from "../state/studio.js";
import { PromptList } from "./prompt-list.js";
import { QuestionForm } from "./question-form.js";
import { ThingList } from "./thing-list.js";
import { TurnList } from "./turn-list.js";

/** What the side shows of an answer. */
const views = [{ name: "talk", label: "Answer", View: Answer }] as const;
const chosen = signal<(typeof views)[number]["name"]>("talk");

export function Side() {
  const View = views.find(({ name }) => name === chosen.value)!.View;
  return (
    <section class="side" aria-label="Question and answer">
      <View />
      <PromptList />
      <QuestionForm />
    </section>
  );
}

function Answer() {
  const talk = conversation.value;
  if (!talk) return <div class="panel" />;
  return (
    <div class="panel" tabIndex={-1}>
      <TurnList talk={talk} />
      <ThingList />
    </div>
  );
}
