// Lists of answers as a network with evidence can give them: of what its proposals hold, the most certain first. Told everything
// that is labelled, it would learn to go on listing where its picture shows nothing more.
import type { EvidenceConfig, ListedProposals } from "@refvlm/model";
import { type Node, planOf, text, triplet } from "@refvlm/trp";
import { boxIou, type CxcywhBox, cxcywhToXyxy } from "@refvlm/vision";
import type { SampleTurn, Target, TaskName } from "@refvlm/vt-instruct";
import type { LoadedSample } from "./labelled-objects.js";

/** A proposal holds a thing whose box it overlaps by at least so much. */
const HELD_IOU = 0.5;

/** How sure proposals are of a thing by its name: the best P(name) of those that hold it; 0 where none does. */
export type Certainty = (name: string, target: Target) => number;

/** Lists of everything, in which nobody asks for a name. */
const freeform: ReadonlySet<string> = new Set<TaskName>(["fovd", "fovs", "fovd-fovs"]);

/**
 * Samples whose lists tell what is proposed; lists of nothing else are left out, and other turns stay as they are.
 * @param list of the samples' pictures
 * @param evidence.names that the network lists
 * @param evidence.proposals.counted certainty from which it counts things
 */
export function toldAsProposed(
  samples: readonly LoadedSample[],
  list: ListedProposals,
  { names, proposals: { counted } }: EvidenceConfig,
): LoadedSample[] {
  const certainties = certaintiesOf(list, names);
  return samples.map((sample, row) => {
    const certainty: Certainty = (name, { box }) => (box ? certainties(row, name, sample.frame.toUnitSquare(box)) : 0);
    const turns = sample.turns.flatMap((turn) => listAsProposed(turn, certainty, counted ?? 0) ?? []);
    // A sample without any turn has nothing to learn from: rather the whole truth.
    return turns.length > 0 ? { ...sample, turns } : sample;
  });
}

/**
 * The turn with its list as it is proposed; itself where its answer is no list, undefined where nothing of it is.
 * @param counted certainty from which things count; of a name that is asked for the most certain one does anyway
 */
export function listAsProposed(turn: SampleTurn, certainty: Certainty, counted = 0): SampleTurn | undefined {
  const lines = listOf(turn);
  if (!lines) return turn;
  const told = lines
    .flatMap(({ phrase, units, targets }) => {
      const sure = targets
        .map((target) => ({ target, certain: certainty(phrase, target) }))
        .filter(({ certain }) => certain > 0)
        .sort((a, b) => b.certain - a.certain)
        .filter(({ certain }, i) => certain >= counted || (i === 0 && !freeform.has(turn.task)));
      return sure.length > 0 ? [{ phrase, units, sure }] : [];
    })
    .sort((a, b) => b.sure[0].certain - a.sure[0].certain);
  if (told.length === 0) return undefined;
  const body = told.flatMap(({ phrase, units, sure }, i): Node[] => {
    const line = triplet(phrase, { units, instances: [...sure.keys()] });
    return i === 0 ? [line] : [text(SEPARATOR), line];
  });
  return {
    ...turn,
    answer: { plan: planOf(body), body },
    targets: told.map(({ sure }) => sure.map((each) => each.target)),
  };
}

const SEPARATOR = ", ";

interface ListLine {
  phrase: string;
  units: string[];
  targets: readonly Target[];
}

/** The lines of a freeform list: phrases of one group each, with nothing but commas between; undefined for other answers. */
function listOf({ answer: { body }, targets }: SampleTurn): ListLine[] | undefined {
  const lines: ListLine[] = [];
  for (const node of body) {
    if (node.kind === "text" && node.text === SEPARATOR) continue;
    if (node.kind !== "triplet" || node.groups.length !== 1) return undefined;
    const [{ units, instances }] = node.groups;
    const [words, ...more] = node.phrase.children;
    const own = targets[lines.length];
    if (words?.kind !== "text" || more.length > 0 || own.length !== instances.length) return undefined;
    lines.push({ phrase: words.text, units: [...units], targets: own });
  }
  const several = lines.length > 1 || (lines[0]?.targets.length ?? 0) > 1;
  return several ? lines : undefined;
}

/** P(name) of the best proposal of a picture that holds a box. */
function certaintiesOf({ boxes, names: fits, valid }: ListedProposals, names: readonly string[]) {
  const [, count, listed] = fits.shape;
  const values = fits.detach().to("float32").toTypedArray() as Float32Array; // [B, C, N]
  const places = boxes.detach().to("float32").toTypedArray() as Float32Array; // [B, N, 4]
  const real = valid.toTypedArray() as Uint8Array; // [B, N]
  const numberOf = new Map(names.map((name, number) => [name.toLowerCase(), number]));
  return (row: number, name: string, box: CxcywhBox): number => {
    const number = numberOf.get(name.trim().toLowerCase());
    if (number === undefined) return 0;
    let best = 0;
    for (let n = 0; n < listed; n++) {
      const at = row * listed + n;
      if (!real[at]) continue;
      const place = places.subarray(4 * at, 4 * at + 4) as unknown as CxcywhBox;
      const fit = values[(row * count + number) * listed + n];
      if (fit > best && boxIou(cxcywhToXyxy(place), cxcywhToXyxy(box)) >= HELD_IOU) best = fit;
    }
    return best;
  };
}
