// REG, referring expression generation: the user points at an object, the answer tells it in words.
import type { PromptKind } from "@refvlm/vision";
import { pickExpression } from "../language/expressions.js";
import { namesOf } from "../language/labelled.js";
import { indefinite, sentence, withArticle } from "../language/wording.js";
import { kindsFor, pointAt } from "../pointing/pointing.js";
import type { Random } from "../random.js";
import type { AnnotatedObject, AnnotatedPicture } from "../sample/annotated.js";
import { regTemplates } from "../templates/reg.js";
import type { Task } from "./task.js";
import { makeTurn, oneOf } from "./turn.js";

/** REG by prompts of one kind. */
export function regTask(kind: PromptKind): Task {
  const templates = regTemplates(kind);
  const task: Task = {
    name: `reg-${kind}`,
    command: { task: "vqa", elements: ["sentence"], units: [] },
    ask(picture, random) {
      const published = publishedWords(picture);
      const candidates = published.size > 0 ? [...published.keys()] : picture.objects;
      for (const object of random.shuffle(candidates)) {
        if (object.crowd || !kindsFor(object).includes(kind)) continue;
        const texts = published.get(object);
        const words = texts ? oneOf(random, texts) : wordsByRule(picture, object, random);
        const prompt = words && pointAt(object, kind, picture, random);
        if (prompt) return makeTurn(task, { text: templates.draw(random), prompts: [prompt] }, [words]);
      }
      return undefined;
    },
  };
  return task;
}

/** What the data set says of single objects. */
function publishedWords({ objects, expressions = [], descriptions = [] }: AnnotatedPicture) {
  const words = new Map<AnnotatedObject, string[]>();
  const add = (i: number, text: string) => {
    const known = words.get(objects[i]);
    if (known) known.push(text);
    else words.set(objects[i], [text]);
  };
  for (const { object, text } of descriptions) add(object, text);
  for (const expression of expressions)
    if (expression.objects.length === 1) add(expression.objects[0], expression.text);
  return words;
}

/** "A dog." where there is one only, "The leftmost dog." among others. */
function wordsByRule(picture: AnnotatedPicture, object: AnnotatedObject, random: Random): string | undefined {
  const expression = pickExpression(random, picture, object);
  if (!expression) return undefined;
  const { kind, words } = expression;
  if (kind === "called") return sentence(withArticle(words));
  return sentence(kind === "name" ? indefinite(namesOf(object)) : `the ${words}`);
}
