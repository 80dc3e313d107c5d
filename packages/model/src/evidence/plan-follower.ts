// Follows the tokens of an answer: where its plan writes a name or a number, which tokens stand behind a complete name, and where
// a sentence may say a name. Taught answers and generated ones are followed alike.
import { type Codec, SPECIAL, WORDING } from "@refvlm/trp";
import { type NameNode, nameTrie } from "./name-trie.js";

/** What the next token writes. */
export type PlanPlace =
  /**
   * `written` are the names of the plan's earlier lines; `earlier` leads to those of the answer before, where the question is
   * about what it named.
   */
  | { writes: "name"; node: NameNode; earlier: NameNode | null; written: readonly string[] }
  /** Another line, or the end; `line` is the token that begins one. */
  | { writes: "line"; line: number; written: readonly string[] }
  /** The thing of which a sentence says that it is not there; the plan has written `written`, sentences have said the names of `told`. */
  | { writes: "denied"; node: NameNode; written: readonly string[]; told: readonly number[] }
  /** A sentence, whose next word may be a name; `told` are the numbers of those that it has said. */
  | { writes: "words"; node: NameNode; told: readonly number[] }
  /** `name` is the line's; `tokenOf` goes on writing a number, or ends it: undefined where other digits stand already. */
  | { writes: "number"; name: string; tokenOf(count: number): number | undefined };

/** Where no name goes on. */
const NOTHING: NameNode = { next: new Map() };

/** What stands before the name of what is not there, at the beginning of an answer and behind a sentence. */
const DENIALS = ["There is no", " There is no"];

/** The fixed texts of plans, and the names that a network lists, in tokens. */
export class PlanTokens {
  readonly task: number;
  readonly taskEnd: number;
  readonly name: readonly number[];
  readonly unit: number;
  readonly num: readonly number[];
  readonly lineEnd: number;
  readonly trie: NameNode;
  /** How denials begin, and the listed names as words of a sentence. */
  readonly denials: readonly (readonly number[])[];
  readonly words: NameNode;
  /** What begins another name of a denial, and what ends it. */
  readonly no: readonly number[];
  readonly stop: number;
  readonly #numbers = new Map<number, readonly number[]>();

  constructor(
    readonly codec: Codec,
    readonly names: readonly string[],
  ) {
    this.task = codec.special(SPECIAL.task);
    this.taskEnd = codec.special(SPECIAL.taskEnd);
    this.name = codec.encodeText(WORDING.name);
    [this.unit] = codec.encodeText(WORDING.unit);
    this.num = codec.encodeText(WORDING.num);
    [this.lineEnd] = codec.encodeText(WORDING.lineEnd);
    this.trie = nameTrie(names, codec);
    this.denials = DENIALS.map((text) => codec.encodeText(text));
    this.no = codec.encodeText(" no");
    [this.stop] = codec.encodeText(".");
    this.words = nameTrie(
      names.map((name) => ` ${name}`),
      codec,
    );
  }

  /** A trie of other names than those that the network lists. */
  trieOf(names: readonly string[]): NameNode {
    return nameTrie(names, this.codec);
  }

  /** A number and the end of its line. */
  number(count: number): readonly number[] {
    const ids = this.#numbers.get(count) ?? [...this.codec.encodeText(String(count)), this.lineEnd];
    this.#numbers.set(count, ids);
    return ids;
  }
}

type Part = "outside" | "between lines" | "name" | "units" | "number";

export class PlanFollower {
  /** What the next token writes; null where that is neither a listed name nor a number. */
  next: PlanPlace | null = null;
  #part: Part = "outside";
  /** Tokens since the part began. */
  #ids: number[] = [];
  #name = "";
  #written: readonly string[] = [];
  #told: readonly number[] = [];
  /** Inside a sentence that denies: "There is no dog and no cat". */
  #denying = false;

  /** @param earlier names of the answer before, where the question is about what it named */
  constructor(
    private readonly tokens: PlanTokens,
    private readonly earlier: readonly string[] = [],
  ) {}

  /** The names of the plan so far. */
  get written(): readonly string[] {
    return this.#written;
  }

  /** Takes the answer's next token. @returns the complete name that the token stands behind in its line, if any */
  read(id: number): string | null {
    const { tokens } = this;
    if (id === tokens.task) {
      this.#written = [];
      return this.#begin("between lines");
    }
    if (id === tokens.taskEnd) return this.#begin("outside");
    this.#ids.push(id);
    switch (this.#part) {
      case "outside":
        return this.#followWords(id);
      case "between lines":
        this.next = null;
        if (!endsWith(this.#ids, tokens.name)) return null;
        return this.#begin("name", {
          writes: "name",
          node: tokens.trie,
          earlier: this.earlier.length > 0 ? tokens.trieOf(this.earlier) : null,
          written: this.#written,
        });
      case "name":
        return id === tokens.unit ? this.#endName() : this.#extendName(id);
      case "units":
        if (endsWith(this.#ids, tokens.num)) this.#begin("number", this.#numberBehind([]));
        return this.#name;
      case "number":
        if (id === tokens.lineEnd)
          this.#begin("between lines", { writes: "line", line: tokens.name[0], written: this.#written });
        else this.next = this.#numberBehind([...this.#ids]);
        return this.#name;
    }
  }

  #followWords(id: number): null {
    const { denials, words, unit, no, stop } = this.tokens;
    const denies = denials.some((denial) => endsWith(this.#ids, denial));
    this.#denying = denies || (this.#denying && id !== stop);
    const begun = this.next?.writes === "denied" || this.next?.writes === "words" ? this.next : null;
    const node = begun?.node.next.get(id)?.node;
    if (node) this.#told = [...this.#told, ...(node.next.get(unit)?.names ?? [])];
    if (begun?.writes === "denied" && node) this.next = { ...begun, node, told: this.#told };
    else if (denies || (this.#denying && endsWith(this.#ids, no)))
      this.next = { writes: "denied", node: words, written: this.#written, told: this.#told };
    else this.next = { writes: "words", node: node ?? words, told: this.#told };
    return null;
  }

  #begin(part: Part, next: PlanPlace | null = null): null {
    this.#part = part;
    this.#ids = [];
    this.next = next;
    return null;
  }

  /** Behind other words a listed name may begin: "a dog on a green disc"; behind it nothing is left to name. */
  #extendName(id: number): null {
    if (this.next?.writes !== "name") return null;
    const { words, unit } = this.tokens;
    const { next } = this.next.node;
    const earlier = this.next.earlier?.next.get(id)?.node ?? null;
    const node = next.get(id)?.node ?? (next.has(unit) ? NOTHING : words);
    const isOver = node.next.size === 0 && !earlier;
    this.next = isOver ? null : { writes: "name", node, earlier, written: this.#written };
    return null;
  }

  #numberBehind(written: readonly number[]): PlanPlace {
    const tokenOf = (count: number) => {
      const ids = this.tokens.number(count);
      return written.every((id, i) => ids[i] === id) ? ids[written.length] : undefined;
    };
    return { writes: "number", name: this.#name, tokenOf };
  }

  #endName(): string {
    this.#name = this.tokens.codec.decode(this.#ids.slice(0, -1)).trim();
    this.#written = [...this.#written, this.#name];
    this.#begin("units");
    return this.#name;
  }
}

function endsWith(ids: readonly number[], end: readonly number[]): boolean {
  return ids.length >= end.length && end.every((id, i) => ids[ids.length - end.length + i] === id);
}
