// Where a question is written and sent; what is drawn goes along.
import { ask, conversation, question } from "../state/studio.js";

export function QuestionForm() {
  const talk = conversation.value;
  const busy = talk?.busy.value ?? false;
  return (
    <form
      class="question"
      onSubmit={(event) => {
        event.preventDefault();
        void ask();
      }}
    >
      <label class="unseen" for="question">
        Question
      </label>
      <textarea
        id="question"
        rows={2}
        placeholder={talk ? "Ask about the picture; @A names what you drew" : "Open a picture first"}
        value={question.value}
        onInput={({ currentTarget }) => {
          question.value = currentTarget.value;
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
          event.preventDefault();
          void ask();
        }}
      />
      {busy ? (
        <button type="button" onClick={() => talk?.stop()}>
          Stop
        </button>
      ) : (
        <button type="submit" class="accent" disabled={!talk || question.value.trim() === ""}>
          Ask
        </button>
      )}
    </form>
  );
}
