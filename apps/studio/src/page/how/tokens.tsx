// The answer token by token: how probable each was among those that were allowed, and which were forced.
import type { ExplanationJson } from "../server/shapes.js";
import { attended, chosenReference } from "./looking-at.js";

export function Tokens({ explanation: { tokens, references } }: { explanation: ExplanationJson }) {
  const forced = tokens.filter(({ probability }) => probability === null).length;
  const looked = attended.value;
  const most = looked ? Math.max(...looked.tokens.slice(0, -1), 1e-9) : 1;
  const places = new Map(references.map(({ token }, place) => [token, place]));
  return (
    <section>
      <h2>
        Tokens{" "}
        <span class="quiet small">
          {forced} of {tokens.length} forced by the grammar
        </span>
      </h2>
      <p class="tokens">
        {tokens.map(({ text, probability }, i) => {
          const shade = looked ? (looked.tokens[i] ?? 0) / most : probability === null ? 0 : 1 - probability;
          const kind = `token${probability === null ? " forced" : ""}${looked ? " by-attention" : ""}`;
          const told = probability === null ? "forced" : `probability ${probability.toFixed(3)}`;
          const title = looked ? `${told}, attention ${(looked.tokens[i] ?? 0).toFixed(3)}` : told;
          const place = places.get(i);
          const style = { "--p": Math.min(1, shade).toFixed(3) };
          return place === undefined ? (
            <span key={i} class={kind} style={style} title={title}>
              {text.replace(/\n/g, "⏎\n")}
            </span>
          ) : (
            <button
              key={i}
              type="button"
              class={kind}
              style={style}
              title={`${title}; shows where it looked`}
              aria-pressed={chosenReference.value === place}
              onClick={() => {
                chosenReference.value = chosenReference.value === place ? null : place;
              }}
            >
              {text}
            </button>
          );
        })}
      </p>
      <p class="quiet small">
        {looked
          ? "Shaded by the reference's attention."
          : "Darker: the model was less sure. Underlined: no other token was allowed."}
      </p>
    </section>
  );
}
