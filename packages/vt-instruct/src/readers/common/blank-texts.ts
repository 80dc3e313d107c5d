// Texts that say nothing: an empty caption must not become an empty answer.
import { RecordError } from "../../files/errors.js";
import type { AnnotatedPicture, AnnotatedQuestion } from "../../sample/annotated.js";

/** Whether a text has nothing to read, or characters that were lost when somebody decoded it wrongly. */
function saysNothing(text: string): boolean {
  return text.trim() === "" || text.includes("\ufffd");
}

/** The picture without them; what is left out is noted. The picture itself where there are none. */
export function withoutBlanks(picture: AnnotatedPicture): AnnotatedPicture {
  const { id, captions, groundedCaptions, expressions, descriptions, questions, conversations } = picture;
  const notes: RecordError[] = [];
  const drop = (field: string) => {
    const file =
      "path" in picture.picture ? picture.picture.path : "name" in picture.picture ? picture.picture.name : id;
    notes.push(new RecordError(file, id, "empty-text", `one of its ${field} says nothing`));
  };
  const kept = <T>(field: string, list: readonly T[] | undefined, textOf: (entry: T) => string) =>
    list?.filter((entry) => {
      const blank = saysNothing(textOf(entry));
      if (blank) drop(field);
      return !blank;
    });
  const text = (entry: { readonly text: string }) => entry.text;
  /** Questions of test sets have no answers. */
  const isBlank = ({ question, answers: [best = "?"] }: AnnotatedQuestion) =>
    saysNothing(question) || saysNothing(best);
  const sound = {
    ...(captions && { captions: kept("captions", captions, (caption) => caption)! }),
    ...(groundedCaptions && { groundedCaptions: kept("captions", groundedCaptions, text)! }),
    ...(expressions && { expressions: kept("expressions", expressions, text)! }),
    ...(descriptions && { descriptions: kept("descriptions", descriptions, text)! }),
    ...(questions && { questions: kept("questions", questions, (one) => (isBlank(one) ? "" : "?"))! }),
    ...(conversations && {
      conversations: conversations.flatMap(({ turns }) => {
        // What comes behind a turn that is left out may lean on it.
        const end = turns.findIndex(isBlank);
        if (end >= 0) drop("turns");
        const asked = end < 0 ? turns : turns.slice(0, end);
        return asked.length > 0 ? [{ turns: asked }] : [];
      }),
    }),
  };
  return notes.length === 0 ? picture : { ...picture, ...sound, notes: [...(picture.notes ?? []), ...notes] };
}
