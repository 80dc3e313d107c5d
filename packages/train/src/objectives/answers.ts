// Stages 1 and 2 on samples: the language model learns the answers, the unit decoders what each <REF> means (equation 9).

import {
  attributeLoss,
  type LabelledInstance,
  type LoadedModel,
  meanBox,
  type PackedBatch,
  type PackedRow,
  type PackingOptions,
  type PhraseEncoder,
  packConversations,
  pixelBatch,
  turnTokens,
  type VisualMemory,
} from "@refvlm/model";
import { rand, type Tensor } from "@refvlm/torch";
import { encodeConversation, groups, triplets, withPicture } from "@refvlm/trp";
import type { CxcywhBox } from "@refvlm/vision";
import type { ObjectName, Sample, SampleTurn } from "@refvlm/vt-instruct";
import { attributesOf, type LoadedSample, labelledInstance, loaded, namedObjects } from "./labelled-objects.js";
import { namingLosses, namingTerms } from "./naming.js";
import type { Objective } from "./objective.js";
import { toldAsProposed } from "./told-as-proposed.js";

/** What a recipe's stage may choose. */
export interface AnswersOptions {
  /** Most tokens that the turns of one picture may take; all turns count where absent. */
  turnTokens?: number;
  /** Share of batches whose names are taught in the plural, as a word behind a space. */
  pluralRate?: number;
  /** Over what the language loss is a mean. */
  textMean?: "token" | "turn" | "early";
  /** Lists of answers hold what is proposed, the most certain first; everything that is labelled by default. */
  listProposed?: boolean;
  /** Names that objects are told apart from even where a batch shows none. */
  vocabulary?: readonly ObjectName[];
  /**
   * A unit of weight 0 is not decoded. Where `dense` and all of `namingLosses` have weight 0, none of them is computed:
   * nothing is proposed anew.
   */
  lossWeights?: Record<string, number>;
}

export class AnswersObjective implements Objective {
  readonly terms: readonly string[];
  readonly #packing: PackingOptions;
  /** Whether proposals and their names go on learning. */
  readonly #teachesProposals: boolean;

  constructor(
    readonly model: LoadedModel,
    readonly options: AnswersOptions = {},
  ) {
    this.#packing = model.network.packing(model);
    const { querySelection, attributeFit, units } = model.network.visualDecoders;
    const naming = querySelection ? ["dense", ...namingTerms(querySelection)] : [];
    const proposing = [...naming, ...(attributeFit ? ["attributes"] : [])];
    this.terms = ["text", ...units.keys(), ...proposing];
    this.#teachesProposals = proposing.some((term) => options.lossWeights?.[term] !== 0);
  }

  /**
   * `text`, one term for each unit that the batch asks for; with query selection `dense` and `namingLosses` for all
   * annotated objects.
   */
  losses(batch: readonly Sample[]): Record<string, Tensor> {
    const { network, textCodec } = this.model;
    const given = loaded(batch);
    const pixels = pixelBatch(
      given.map(({ picture }) => picture),
      network.config,
      network,
    );
    const features = network.encodePictures(pixels, network.nameKeys(textCodec));
    const rows = this.#told(given, features.memory).map((sample) => this.#fit(sample));
    const samples = rows.map(({ sample }) => sample);
    const packed = this.#decoded(packConversations(rows, this.#packing));
    const encodePhrases = network.phraseEncoder(textCodec);
    const { textLoss, units } = network.forward(packed, features, { encodePhrases, textMean: this.options.textMean });
    const losses: Record<string, Tensor> = {};
    if (textLoss) losses.text = textLoss;
    const labelled = samples.map(labelledGroups);
    const matched = units.match((sample, group, instance) => {
      const truth = labelled[sample][group][instance];
      if (!truth.empty) return truth;
      const { id = "sample" } = samples[sample];
      throw new Error(`${id}: a target needs a box, a mask that is not empty, or what its unit is labelled with`);
    });
    for (const [unit, pass] of matched) losses[unit] = pass.loss().total;
    if (!encodePhrases || !this.#teachesProposals) return losses;
    return { ...losses, ...this.#proposalLosses(samples, features.memory, encodePhrases) };
  }

  /** What the answers are to tell of the pictures. */
  #told(samples: readonly LoadedSample[], { listed }: VisualMemory): readonly LoadedSample[] {
    const { evidence } = this.model.network.config;
    return this.options.listProposed && listed && evidence ? toldAsProposed(samples, listed, evidence) : samples;
  }

  /** The batch without the units that are not to be decoded: their <REF>s are words of the answer, no more. */
  #decoded(packed: PackedBatch): PackedBatch {
    const { lossWeights = {} } = this.options;
    const taught = (units: readonly string[]) => units.filter((unit) => lossWeights[unit] !== 0);
    return { ...packed, marks: packed.marks.map((row) => row.map((mark) => ({ ...mark, units: taught(mark.units) }))) };
  }

  /** What every token proposes, and its name: names go on being taught, since phrases of answers point with them. */
  #proposalLosses(
    samples: readonly LoadedSample[],
    memory: VisualMemory,
    encodePhrases: PhraseEncoder,
  ): Record<string, Tensor> {
    const { network, device } = this.model;
    const { querySelection } = network.visualDecoders;
    const { proposals } = memory;
    const named =
      querySelection && namedObjects(samples, network.maskGrid, { device, vocabulary: this.options.vocabulary });
    if (!named || !proposals) return {};
    const { total, assignment } = network.visualDecoders.denseLoss(memory, named.objects);
    const names = encodePhrases(this.#wording(named));
    const { objects, nameOf } = named;
    const { attributeFit } = network.visualDecoders;
    const attributes = attributesOf(samples, network.config.evidence?.attributes ?? []);
    const apart = attributeFit && attributeLoss(attributeFit, memory.features, { ...objects, attributes });
    const naming = { proposals, objects, assignment, names, nameOf };
    return { dense: total, ...namingLosses(querySelection, naming), ...(apart && { attributes: apart }) };
  }

  /** Draws nothing where there is nothing to choose, so that other recipes keep their random stream. */
  #wording({ names }: { names: readonly ObjectName[] }): string[] {
    const { pluralRate = 0 } = this.options;
    const plural = pluralRate > 0 && rand([]).item() < pluralRate;
    return names.map((each) => (plural ? ` ${each.plural}` : each.name));
  }

  /** Encodes a sample with as many of its turns as fit, at least one. */
  #fit(sample: LoadedSample): { sample: LoadedSample } & PackedRow {
    checkTargets(sample);
    const { codec, template, network } = this.model;
    const { independent } = sample;
    const { plan } = network.config;
    const conversation = encodeConversation(withPicture(sample.turns), codec, template, { independent, plan });
    const { turnTokens: most = Number.POSITIVE_INFINITY } = this.options;
    const { promptTokens } = this.#packing;
    let tokens = 0;
    const fitting = conversation.turns.findIndex(
      (turn, i) => (tokens += turnTokens(turn, promptTokens)) > most && i > 0,
    );
    const count = fitting < 0 ? conversation.turns.length : fitting;
    return {
      sample: { ...sample, turns: sample.turns.slice(0, count) },
      conversation: { ...conversation, turns: conversation.turns.slice(0, count) },
      independent: sample.independent,
      tripletBoxes: sample.turns.map((turn) => tripletBoxesOf(turn, sample)),
      pointed: { prompts: sample.turns.map(({ prompts = [] }) => prompts), frame: sample.frame },
    };
  }
}

/** Where the triplets of a taught answer point: at what their first groups' targets mean, one mean box each. */
function tripletBoxesOf({ answer, targets }: SampleTurn, { frame }: LoadedSample): (CxcywhBox | null)[] {
  const told = groups(answer.body);
  return triplets(answer.body).map((triplet) => {
    const first = told.findIndex((each) => each.triplet === triplet);
    return meanBox(targets[first].map(({ box }) => box && frame.toUnitSquare(box)));
  });
}

/** @throws Error for a turn whose answer and targets differ in groups or instances */
function checkTargets({ id = "sample", turns }: LoadedSample): void {
  for (const [i, { task, answer, targets }] of turns.entries()) {
    const wanted = groups(answer.body).map(({ group }) => group.instances.length);
    const given = targets.map((list) => list.length);
    if (wanted.join() !== given.join())
      throw new Error(
        `${id}: turns.${i} (${task}): the answer refers to [${wanted}] instances a group, targets has [${given}]`,
      );
  }
}

/** The instances of every group of a sample's turns, numbered as packing numbers them. */
function labelledGroups({ turns, frame }: LoadedSample): LabelledInstance[][] {
  return turns.flatMap(({ targets }) => targets.map((list) => list.map((target) => labelledInstance(target, frame))));
}
