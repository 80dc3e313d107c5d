// What the answer means, a line each, with the filter by score above them.
import { useComputed } from "@preact/signals";
import type { Thing } from "../answer/thing.js";
import { allThings, shownThings } from "../stage/shown-things.js";
import { isLit, lighting, lit, minScore, pin, pinned } from "../state/looking.js";

/** More lines than this make a page slow, and nobody reads them. */
const MOST = 400;

export function ThingList() {
  const all = allThings.value;
  const shown = shownThings.value;
  if (all.length === 0) return null;
  return (
    <section class="found" aria-label="What the answer means">
      <label class="filter">
        <span>
          Score from <output>{minScore.value.toFixed(2)}</output>
        </span>
        <input
          type="range"
          min="0"
          max="1"
          step="0.01"
          value={minScore.value}
          onInput={({ currentTarget }) => {
            minScore.value = Number(currentTarget.value);
          }}
        />
        <span class="quiet">
          {shown.length} of {all.length}
        </span>
      </label>
      <ul class="things-list">
        {shown.slice(0, MOST).map((thing) => (
          <ThingLine key={thing.key} thing={thing} />
        ))}
      </ul>
      {shown.length > MOST && <p class="quiet">and {shown.length - MOST} more on the picture</p>}
    </section>
  );
}

function ThingLine({ thing }: { thing: Thing }) {
  const { number, phrase, score, units, colour, triplet, key } = thing;
  const self = { triplet, key };
  const isOwn = useComputed(() => isLit(thing, lit.value ?? pinned.value));
  const isPinned = useComputed(() => isLit(thing, pinned.value));
  return (
    <li>
      <button
        type="button"
        class={isOwn.value ? "line lit" : "line"}
        style={{ "--c": colour }}
        aria-pressed={isPinned.value}
        {...lighting(self)}
        onClick={() => pin(self)}
      >
        <span class="number">{number}</span>
        <span class="name">{phrase}</span>
        <span class="units">{units.map(({ unit }) => unit).join(", ")}</span>
        <meter min="0" max="1" value={score} aria-hidden="true" />
        <span class="score">{score.toFixed(2)}</span>
      </button>
    </li>
  );
}
