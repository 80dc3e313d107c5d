// The scale of the shown depth, with the value under the pointer marked on it.
import { depthColour, type Point } from "@refvlm/vision";
import { depthAt, shownDepth, writtenDepth } from "./shown-depth.js";

const stops = Array.from(
  { length: 9 },
  (_, i) =>
    `rgb(${depthColour(i / 8)
      .map(Math.round)
      .join(" ")})`,
);

const kinds = { metric: "depth", invented: "depth (invented camera)", relative: "relative depth" };

export function DepthScale({ at }: { at: Point | null }) {
  const shown = shownDepth.value;
  if (!shown) return null;
  const { near, far, map } = shown;
  const here = at ? depthAt(shown, at) : undefined;
  const share = here === undefined || far <= near ? 0 : Math.min(Math.max((here - near) / (far - near), 0), 1);
  return (
    <figure class="depth-scale">
      <figcaption>
        {kinds[map.kind]}
        {here !== undefined && <output> {writtenDepth(here, map.kind)}</output>}
      </figcaption>
      <div class="ramp" style={{ background: `linear-gradient(to right, ${stops.join(", ")})` }}>
        {here !== undefined && <i style={{ left: `${share * 100}%` }} />}
      </div>
      <span>{writtenDepth(near, map.kind)}</span>
      <span>{writtenDepth((near + far) / 2, map.kind)}</span>
      <span>{writtenDepth(far, map.kind)}</span>
    </figure>
  );
}
