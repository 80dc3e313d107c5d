// What the decoders of a batch said: predictions of each unit, and once the truth is known one matching for all of them.
import { noGrad } from "@refvlm/torch";
import type { Prediction } from "../decoders/query-decoder.js";
import { type ListedTargets, listedPointingLoss } from "../losses/listed-pointing.js";
import { pointingLoss } from "../losses/pointing.js";
import type { InstanceSet, Matching } from "../matching/grouped.js";
import type { Matcher } from "../matching/matchers.js";
import type { UnitQueries } from "../router.js";
import { type LabelledInstance, LabelledInstances } from "./labelled-instances.js";
import type { DecoderContext, UnitDecoder, UnitLoss } from "./unit-decoder.js";

/** One unit's decoding of a batch. */
export class UnitPass {
  constructor(
    readonly decoder: UnitDecoder,
    readonly context: DecoderContext,
    readonly outputs: unknown,
  ) {}

  /** One for each <REF>, in the order of `context.queries.groups`. */
  predictions(): Prediction[] {
    return this.decoder.predictions(this.outputs, this.context);
  }
}

/** A pass whose predictions have found their instances. */
export class MatchedPass {
  constructor(
    readonly pass: UnitPass,
    /** Row by row what the matching's targets count. */
    readonly instances: LabelledInstances,
    private readonly truth: unknown,
    readonly matching: Matching,
  ) {}

  /** The decoder's loss alone. */
  decoderLoss(): UnitLoss {
    const { decoder, context, outputs } = this.pass;
    return decoder.loss(outputs, context, this.truth, this.matching);
  }

  /** The decoder's loss, plus that of pointing where there is pointing and the unit can say where its instances are. */
  loss(): UnitLoss {
    const { decoder, context } = this.pass;
    const { pointing, queries } = context;
    const { total, parts } = this.decoderLoss();
    const coverage = pointing && decoder.where(this.truth);
    if (!coverage) return { total, parts };
    const pointed = pointing.listed
      ? listedPointingLoss(pointing.logits, pointing.listed, queries.groups, this.#boxes())
      : pointingLoss(
          pointing.logits,
          queries.groups,
          { rows: this.#pointedAt(), coverage },
          context.pyramid().grids[0],
        );
    return { total: total.add(pointed), parts: { ...parts, pointing: pointed.detach() } };
  }

  #boxes(): ListedTargets {
    const { boxes, boxKnown, rows } = this.instances;
    return { rows, boxes, known: boxKnown };
  }

  /** The attention of a group is shared by all its objects: where one is not known, nothing can be said of the others. */
  #pointedAt(): (readonly number[])[] {
    const { placed, rows } = this.instances;
    return rows.map((group) => (group.every((row) => placed[row]) ? group : []));
  }
}

/** What an instance really is: by sample, number of the group in the sample's marks, and number inside the group. */
export type TruthOf = (sample: number, group: number, instance: number) => LabelledInstance;

/** The units that a batch asked for, by name. */
export class UnitPasses extends Map<string, UnitPass> {
  readonly #matcher: Matcher;

  constructor(matcher: Matcher, passes: Iterable<readonly [unit: string, pass: UnitPass]>) {
    super(passes);
    this.#matcher = matcher;
  }

  /**
   * Matches the instances of each phrase once, over all groups and decoders in which they occur.
   * @returns by unit, each with its loss
   */
  match(truthOf: TruthOf): Map<string, MatchedPass> {
    const made = new Map<UnitQueries, LabelledInstances>(); // decoders of the same queries share their labels
    const passes = [...this].map(([unit, pass]) => {
      const { queries } = pass.context;
      const instances = made.get(queries) ?? instancesOf(queries, truthOf);
      made.set(queries, instances);
      return { unit, pass, instances, truth: pass.decoder.truth(instances) };
    });
    const costs = passes.map(({ pass: { decoder, outputs }, truth }) => decoder.cost.bind(decoder, outputs, truth));
    const device = passes[0]?.instances.device;
    const matchings = noGrad(() => this.#matcher(instanceSets([...this.values()]), costs, device));
    return new Map(
      passes.map(({ unit, pass, instances, truth }, i) => [
        unit,
        new MatchedPass(pass, instances, truth, matchings[i]),
      ]),
    );
  }
}

function instancesOf({ groups, hiddenStates }: UnitQueries, truthOf: TruthOf): LabelledInstances {
  const lists = groups.map(({ sample, group, slots }) => slots.map((_, i) => truthOf(sample, group, i)));
  return new LabelledInstances(lists, hiddenStates.device);
}

/** Where one instance occurs. */
interface Place {
  decoder: number;
  group: number;
  slot: number;
  row: number;
}

/** The instances of each phrase, those together that occur in the same groups of the same decoders. */
function instanceSets(passes: readonly UnitPass[]): InstanceSet[] {
  const phrases = new Map<string, Map<number, Place[]>>();
  for (const [decoder, { context }] of passes.entries()) {
    let row = 0;
    for (const { sample, group, triplet, slots, indices } of context.queries.groups) {
      const key = `${sample} ${triplet ?? `group ${group}`}`;
      const instances = phrases.get(key) ?? new Map<number, Place[]>();
      phrases.set(key, instances);
      for (const [i, slot] of slots.entries()) {
        const places = instances.get(indices[i]) ?? [];
        instances.set(indices[i], [...places, { decoder, group, slot, row: row++ }]);
      }
    }
  }
  return [...phrases.values()].flatMap((instances) => {
    const sets = new Map<string, Place[][]>();
    for (const places of instances.values()) {
      const key = places.map(({ decoder, group }) => `${decoder} ${group}`).join();
      sets.set(key, [...(sets.get(key) ?? []), places]);
    }
    return [...sets.values()].map((set) =>
      set[0].map(({ decoder }, occurrence) => ({
        decoder,
        slots: set.map((places) => places[occurrence].slot),
        rows: set.map((places) => places[occurrence].row),
      })),
    );
  });
}
