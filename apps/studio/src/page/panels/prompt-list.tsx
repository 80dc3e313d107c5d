// What is drawn for the next question, with its numbers, to be changed or removed.
import type { Box } from "@refvlm/vision";
import { describePrompt, type NamedPrompt } from "../prompts/named-prompt.js";
import { prompts, remove, replace } from "../state/drawing.js";
import { question } from "../state/studio.js";

export function PromptList() {
  if (prompts.value.length === 0) return null;
  return (
    <ul class="prompt-list" aria-label="What the question points at">
      {prompts.value.map((prompt) => (
        <li key={prompt.name}>
          <button
            type="button"
            class="letter-chip"
            title="Name it in the question"
            aria-label={`Name ${describePrompt(prompt)} in the question`}
            onClick={() => {
              question.value = `${question.value.trimEnd()} @${prompt.name} `.trimStart();
              document.querySelector<HTMLElement>("#question")?.focus();
            }}
          >
            @{prompt.name}
          </button>
          <Numbers prompt={prompt} />
          <button type="button" class="plain" aria-label={`Remove ${prompt.name}`} onClick={() => remove(prompt.name)}>
            ×
          </button>
        </li>
      ))}
    </ul>
  );
}

function Numbers({ prompt }: { prompt: NamedPrompt }) {
  const { name, visual } = prompt;
  if (visual.kind !== "box") return <span class="quiet">{describePrompt(prompt).slice(name.length + 2)}</span>;
  const edges = ["left", "top", "right", "bottom"];
  return (
    <span class="edges">
      {visual.box.map((value, i) => (
        <input
          key={edges[i]}
          type="number"
          aria-label={`${edges[i]} edge of ${name}`}
          value={Math.round(value)}
          onChange={({ currentTarget }) => {
            const box = visual.box.with(i, Number(currentTarget.value)) as unknown as Box;
            if (box[0] < box[2] && box[1] < box[3]) replace(name, { kind: "box", box });
            else currentTarget.value = String(Math.round(value));
          }}
        />
      ))}
    </span>
  );
}
