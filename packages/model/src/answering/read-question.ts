// A question as the evidence reads it, behind what was asked before it: where its answer is to point.
import type { Plan } from "@refvlm/trp";
import type { VisualPrompt } from "@refvlm/vision";
import type { AskedQuestion, EarlierQuestion } from "../evidence/asked-question.js";
import type { TurnReader } from "../evidence/turn-reader.js";
import type { LoadedModel } from "../pretrained/loaded-model.js";
import type { Asks } from "../router.js";
import type { Prompt } from "./prompt.js";

export class ReadQuestion {
  /** Null without evidence. */
  readonly asked: AskedQuestion | null;
  readonly #reader: TurnReader | undefined;

  /** @param pointed what the user points at in each turn, the question's last */
  constructor(
    { network, codec }: LoadedModel,
    { conversation: { turns } }: Prompt,
    private readonly pointed: readonly (readonly VisualPrompt[])[],
  ) {
    this.#reader = network.evidence?.reader(codec);
    this.asked = this.#reader ? read(this.#reader, turns, pointed) : null;
  }

  /** What the answer before named, where the question leans on that. */
  get told(): readonly string[] {
    return this.asked?.before?.told ?? [];
  }

  /** What it says of where things lie that an answer with this plan calls so. */
  asks(phrase: string, plan: Plan | null): Asks {
    if (!this.asked) return { prompts: this.pointed.at(-1) };
    const told = plan?.lines.map(({ name }) => name.toLowerCase()) ?? [];
    return this.#reader!.asks(this.asked, phrase, told);
  }

  /** Whether it singles out one of several things; an answer that names two compares them. */
  singlesOut(plan: Plan | null): boolean {
    const asksForOne = (plan?.lines.length ?? 1) === 1;
    return asksForOne && this.asked !== null && this.#reader!.singlesOut(this.asked);
  }
}

function read(
  reader: TurnReader,
  turns: Prompt["conversation"]["turns"],
  pointed: readonly (readonly VisualPrompt[])[],
): AskedQuestion {
  let before: EarlierQuestion | null = null;
  for (const [t, turn] of turns.slice(0, -1).entries()) before = reader.read(turn, { prompts: pointed[t], before });
  const { ids, asked } = turns.at(-1)!;
  return reader.question(ids.slice(...asked), { prompts: pointed.at(-1), before });
}
