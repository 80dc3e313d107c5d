// The side of the page: the conversation, what the answer means, and below it the next question.
import { signal } from "@preact/signals";
import { ExampleList } from "../examples/example-list.js";
import { Export } from "../exports/export.js";
import { correcting, folderName, opened } from "../folder/folder.js";
import { FolderView } from "../folder/folder-view.js";
import { How } from "../how/how.js";
import { conversation } from "../state/studio.js";
import { PromptList } from "./prompt-list.js";
import { QuestionForm } from "./question-form.js";
import { ThingList } from "./thing-list.js";
import { TurnList } from "./turn-list.js";

/** What the side shows of an answer. */
const views = [
  { name: "answer", label: "Answer", View: Answer },
  { name: "how", label: "How it came about", View: How },
  { name: "export", label: "Export", View: Export },
  { name: "folder", label: "Folder", View: FolderView },
] as const;
const chosen = signal<(typeof views)[number]["name"]>("answer");

export function Side() {
  const View = views.find(({ name }) => name === chosen.value)!.View;
  return (
    <section class="side" aria-label="Question and answer">
      <nav class="views" aria-label="What is shown of the answer">
        {views.slice(0, folderName.value === null ? 3 : 4).map(({ name, label }) => (
          <button
            key={name}
            type="button"
            aria-pressed={chosen.value === name}
            onClick={() => {
              chosen.value = name;
              correcting.value = name === "folder" && opened.value !== null;
            }}
          >
            {label}
          </button>
        ))}
      </nav>
      <View />
      <PromptList />
      <QuestionForm />
    </section>
  );
}

function Answer() {
  const talk = conversation.value;
  const isEmpty = !talk || talk.turns.value.length === 0;
  return (
    <div class="panel">
      {talk && <TurnList talk={talk} />}
      <ThingList />
      {isEmpty ? (
        <ExampleList />
      ) : (
        <details class="more">
          <summary>Examples</summary>
          <ExampleList />
        </details>
      )}
    </div>
  );
}
