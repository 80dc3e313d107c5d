// The words of an answer; each phrase has the colours of its things, lights them, and is lit by them.
import type { LiveAnswer } from "../answer/live-answer.js";
import type { Piece } from "../answer/phrase-reader.js";
import type { Thing } from "../answer/thing.js";
import { lighting, lit, pin, pinned } from "../state/looking.js";

export function AnswerWords({ answer, isShown }: { answer: LiveAnswer; isShown: boolean }) {
  const things = answer.things.value;
  return (
    <p class={`answer ${answer.state.value}`} aria-busy={answer.state.value === "writing"}>
      {answer.pieces.value.map((piece, i) =>
        piece.triplet === null ? (
          piece.text
        ) : (
          <PhraseWords
            key={i}
            piece={piece}
            own={things.filter(({ triplet }) => triplet === piece.triplet)}
            isShown={isShown}
            isWhole={answer.state.value === "done"}
          />
        ),
      )}
    </p>
  );
}

interface PhraseProps {
  piece: Piece;
  own: readonly Thing[];
  isShown: boolean;
  /** Whether nothing follows. */
  isWhole: boolean;
}

function PhraseWords({ piece, own, isShown, isWhole }: PhraseProps) {
  const triplet = piece.triplet!;
  const self = { triplet, key: null };
  const by = lit.value ?? pinned.value;
  const isLit = isShown && by?.triplet === triplet;
  const numbers = own.map(({ number }) => number).join(", ");
  return (
    <button
      type="button"
      class={`phrase${isLit ? " lit" : ""}${own.length === 0 ? " pending" : ""}`}
      style={{ "--c": own[0]?.colour ?? "currentColor" }}
      disabled={!isShown}
      title={isWhole && own.length === 0 ? "no unit was found for it" : undefined}
      aria-pressed={pinned.value?.triplet === triplet && isShown}
      {...lighting(self)}
      onClick={() => pin(self)}
    >
      {piece.text}
      {numbers && <sup>{numbers}</sup>}
    </button>
  );
}
