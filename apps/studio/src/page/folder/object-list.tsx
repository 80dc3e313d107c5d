// The objects of the open picture: renamed, removed, chosen for the brush; accepted all together.
import type { Thing } from "../answer/thing.js";
import { isLit, lit, pin, pinned } from "../state/looking.js";
import { correct, remove } from "./corrections.js";
import { isChanged, kept, objects, opened } from "./folder.js";
import { accept } from "./open-in-folder.js";

export function ObjectList() {
  if (opened.value === null) return null;
  return (
    <section class="objects" aria-label="Objects of this picture">
      {kept.value?.question && (
        <p class="quiet small">
          “{kept.value.question}”: {kept.value.text ?? kept.value.error}
        </p>
      )}
      <ul>
        {objects.value.map((thing) => (
          <ObjectLine key={thing.key} thing={thing} />
        ))}
      </ul>
      <p class="quiet small">
        Draw a box or a mask for a new object. Choose one to move its box, or to go on with its mask by brush, eraser
        and polygon.
      </p>
      <button type="button" class="accent" onClick={() => accept()}>
        {isChanged.value ? "Accept as corrected" : "Accept"}
      </button>
    </section>
  );
}

function ObjectLine({ thing }: { thing: Thing }) {
  const self = { triplet: thing.triplet, key: thing.key };
  return (
    <li
      class={isLit(thing, lit.value ?? pinned.value) ? "object lit" : "object"}
      style={{ "--c": thing.colour }}
      onPointerEnter={() => {
        lit.value = self;
      }}
      onPointerLeave={() => {
        lit.value = null;
      }}
    >
      <button
        type="button"
        class="number"
        aria-pressed={isLit(thing, pinned.value)}
        aria-label={`Choose object ${thing.number}`}
        onClick={() => pin(self)}
      >
        {thing.number}
      </button>
      <input
        aria-label={`Name of object ${thing.number}`}
        value={thing.phrase}
        onChange={({ currentTarget }) => {
          const phrase = currentTarget.value.trim();
          if (phrase === "") currentTarget.value = thing.phrase;
          else correct(thing.key, { phrase });
        }}
      />
      <span class="units">{thing.units.map(({ unit }) => unit).join(", ")}</span>
      <button
        type="button"
        class="plain"
        aria-label={`Remove object ${thing.number}`}
        onClick={() => remove(thing.key)}
      >
        ×
      </button>
    </li>
  );
}
