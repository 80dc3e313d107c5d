// Measurements of published networks: Segment Anything, GroundingDINO.
import { pairOf, row, withSides } from "../measure.mjs";
import { inTurns } from "../side.mjs";

/** A whole pass at 1066 x 800, as of a photograph of 4 to 3; --quick looks at less. */
async function groundingDino({ quick, cores, ...options }) {
  const [width, height] = quick ? [533, 400] : [1066, 800];
  const bench = "packages/model/bench";
  const scripts = pairOf(`${bench}/grounding-dino.ts`, `${bench}/grounding_dino_peer.py`, [], options);
  return withSides(scripts, { ...options, threads: cores }, async (sides) => {
    await inTurns(1, sides, { width: 256, height: 192 }); // warming up; fewer than 900 cells are too few for its queries
    const rounds = await inTurns(quick ? 2 : 3, sides, { width, height });
    const of = (part) => rounds.map((pair) => pair.map((seconds) => seconds[part]));
    const parts = { swin: "Swin", encoder: "words and picture", decoder: "queries", all: `all, ${width} x ${height}` };
    return Object.entries(parts).map(([part, name]) => row(name, "s", of(part), true));
  });
}

/** Segment Anything ViT-B: a picture's encoding, and a box cut out of it. */
export async function plugins({ quick, cores, ...options }) {
  const scripts = pairOf("packages/model/bench/plugins.ts", "packages/model/bench/plugins_peer.py", [], options);
  return withSides(scripts, { ...options, threads: cores }, async (sides) => {
    const layers = quick ? 3 : 12; // of the first three one attends over the whole map, as of all a third
    await inTurns(1, sides, { layers });
    const rounds = await inTurns(quick ? 3 : 5, sides, { layers });
    const of = (key) => rounds.map((pair) => pair.map((seconds) => seconds[key]));
    return [
      row(`a picture, ${layers} layers`, "s", of("encode"), true),
      row("one box, four masks", "s", of("mask"), true),
    ];
  });
}

export { groundingDino as "grounding-dino" };
