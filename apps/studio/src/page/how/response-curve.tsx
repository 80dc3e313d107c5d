// How much a `<REF>` responds to each token of the answer before it, with what stands in `<Unit>` shaded (paper, figure 5).
import type { ExplanationJson } from "../server/shapes.js";
import { chosenReference } from "./looking-at.js";

const HEIGHT = 60;

export function ResponseCurve({ explanation: { tokens, references } }: { explanation: ExplanationJson }) {
  if (references.length === 0) return null;
  const chosen = references[chosenReference.value ?? -1];
  return (
    <figure class="curve">
      <figcaption>
        Where a reference looked{" "}
        <select
          aria-label="Reference that is looked into"
          value={String(chosenReference.value ?? -1)}
          onChange={({ currentTarget }) => {
            const place = Number(currentTarget.value);
            chosenReference.value = place < 0 ? null : place;
          }}
        >
          <option value="-1">choose one</option>
          {references.map(({ token, triplet, index }, place) => (
            <option key={token} value={String(place)}>
              {phraseOf(tokens, token)} [{index}] (triplet {triplet + 1})
            </option>
          ))}
        </select>
      </figcaption>
      {chosen && <Curve tokens={tokens} chosen={chosen} />}
    </figure>
  );
}

function Curve({
  tokens,
  chosen,
}: {
  tokens: ExplanationJson["tokens"];
  chosen: ExplanationJson["references"][number];
}) {
  // A token looks at itself most; that says nothing.
  const weights = chosen.tokens.slice(0, -1);
  const most = Math.max(...weights, 1e-9);
  const share = (values: readonly number[]) => values.reduce((sum, weight) => sum + weight, 0);
  const points = weights.map((weight, i) => `${i + 0.5},${HEIGHT - (weight / most) * (HEIGHT - 4)}`).join(" ");
  const percent = (value: number) => `${(100 * value).toFixed(0)} %`;
  return (
    <>
      <svg viewBox={`0 0 ${Math.max(weights.length, 1)} ${HEIGHT}`} preserveAspectRatio="none" role="img">
        <title>Weight of the reference on each token before it</title>
        {unitSpans(tokens, weights.length).map(([from, to]) => (
          <rect key={from} x={from} y="0" width={to - from} height={HEIGHT} />
        ))}
        <polyline points={points} />
      </svg>
      <p class="quiet small">
        picture {percent(share(chosen.picture.weights))}, answer {percent(share(weights))}, itself{" "}
        {percent(chosen.tokens.at(-1) ?? 0)}; shaded: what stands in ‹Unit›
      </p>
    </>
  );
}

/** Places [from, to) of what stands between `<Unit>` and `</Unit>`. */
function unitSpans(tokens: ExplanationJson["tokens"], end: number): [number, number][] {
  const spans: [number, number][] = [];
  let from: number | null = null;
  for (const [i, { text }] of tokens.slice(0, end).entries()) {
    if (text === "<Unit>") from = i + 1;
    if (text === "</Unit>" && from !== null) {
      spans.push([from, i]);
      from = null;
    }
  }
  return spans;
}

/** The words of the phrase that closed last before a token. */
function phraseOf(tokens: ExplanationJson["tokens"], token: number): string {
  const texts = tokens.slice(0, token).map(({ text }) => text);
  const end = texts.lastIndexOf("</Phrase>");
  return texts
    .slice(texts.lastIndexOf("<Phrase>", end) + 1, end)
    .join("")
    .trim();
}
