// Examples of questions, beside the empty conversation and one click away later.

import { openExample } from "../panels/example-pictures.js";
import { letters } from "../prompts/named-prompt.js";
import { tell } from "../state/announce.js";
import { prompts, take } from "../state/drawing.js";
import { conversation, question } from "../state/studio.js";
import { tools } from "../tools/index.js";
import { EXAMPLE_PICTURE, type Example, groups, pointingAtDog } from "./examples.js";

export function ExampleList() {
  return (
    <section class="examples" aria-label="Examples">
      {groups.map(({ label, examples }) => (
        <div key={label}>
          <h2>{label}</h2>
          <ul>
            {examples.map((example) => (
              <li key={example.task}>
                <button type="button" class="plain" data-task={example.task} onClick={() => use(example)}>
                  {example.question.replace(/ ?@A/, "")}
                </button>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

/** Writes the question; what it points at is drawn on the picture that comes along, or left to the user on any other. */
async function use({ question: words, points }: Example): Promise<void> {
  if (!conversation.value) await openExample(EXAMPLE_PICTURE);
  const talk = conversation.value;
  if (!talk) return;
  const { picture } = talk;
  const name = letters(talk.lettersUsed.value);
  question.value = words.replace("@A", `@${name}`);
  document.querySelector<HTMLElement>("#question")?.focus();
  if (!points) return;
  if (picture.name === EXAMPLE_PICTURE) return prompts.set([{ name, visual: pointingAtDog(points, picture) }]);
  prompts.set([]);
  take(tools.find((tool) => tool.name === (points === "mask" ? "brush" : points))!);
  tell(`Now ${points === "point" ? "click on" : "draw"} what you mean, then ask.`);
}
