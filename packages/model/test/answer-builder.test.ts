// The reader of one answer: pieces as written, references with the probability of what decided their phrase.
import { encodeQuestion, plainTemplate, SPECIAL_TOKENS } from "@refvlm/trp";
import { describe, expect, it } from "vitest";
import { AnswerBuilder, TokenizerCodec, trainTokenizer } from "../src/index.js";

const codec = new TokenizerCodec(trainTokenizer(["a dog and a dog", "the näıve cat"], { vocabSize: 320 }));
const plan = "<Task>\nUnit decode (True). Class name, target unit and number:\n- Name: dog Unit: box Num: 2\n</Task>\n";
const body = "a <Phrase>dog</Phrase>(<Unit>box</Unit>[0]<REF>[1]<REF>).";

/** Ids of an answer, its markers as ids of their own. */
function idsOf(trp: string): number[] {
  const parts = trp.split(
    new RegExp(`(${SPECIAL_TOKENS.map((marker) => marker.replace(/[[\]/]/g, "\\$&")).join("|")})`),
  );
  return parts.flatMap((part) => {
    const marker = SPECIAL_TOKENS.find((each) => each === part);
    return marker ? [codec.special(marker)] : codec.encodeText(part);
  });
}

/** Reads an answer; `chosen` gives a token's probability, or null where the grammar left no choice. */
function read(trp: string, chosen: (written: string) => number | null) {
  const reader = new AnswerBuilder(codec);
  const events = idsOf(trp).flatMap((id, index) => {
    const probability = chosen(reader.trp);
    return reader.token({ id, index, logProbability: Math.log(probability ?? 1), forced: probability === null });
  });
  return { reader, events: [...events, ...reader.end()] };
}

describe("AnswerBuilder", () => {
  it("gives the answer back piece by piece, its words, its plan and its references", () => {
    const { reader, events } = read(plan + body, () => 1);
    expect(events.flatMap((event) => (event.type === "piece" ? [event.piece] : [])).join("")).toBe(plan + body);
    expect(reader.plan?.lines).toMatchObject([{ name: "dog", units: ["box"], count: 2 }]);
    expect(reader.refs).toMatchObject([
      { units: ["box"], phrase: "dog", group: 0, instance: 0 },
      { units: ["box"], phrase: "dog", group: 0, instance: 1 },
    ]);
    expect(reader.text.trim()).toBe("a dog.");
    expect(reader.problems).toEqual([]);
  });

  it("tells which instance a later group takes up again", () => {
    const { reader } = read(body.replace(")", ", <Unit>mask</Unit>[1]<REF>)"), () => 1);
    expect(
      reader.refs.map(({ units, triplet, group, index, instance }) => [units, triplet, group, index, instance]),
    ).toEqual([
      [["box"], 0, 0, 0, 0],
      [["box"], 0, 0, 1, 1],
      [["mask"], 0, 1, 1, 0],
    ]);
    expect(reader.ready()).toEqual([]); // their states are not there yet
  });

  it("scores a phrase by its words where the model chose them", () => {
    const inPhrase = (written: string) => written.lastIndexOf("<Phrase>") > written.lastIndexOf("</Phrase>");
    const { reader } = read(body, (written) => (inPhrase(written) ? 0.5 : 0.9));
    // The token that closes the phrase is not one of its words.
    expect(reader.refs.map(({ probability }) => probability)).toEqual([expect.closeTo(0.5), expect.closeTo(0.5)]);
  });

  it("scores a phrase that the plan fixed by the choices of its plan line", () => {
    const { reader } = read(plan + body, (written) => {
      if (written.includes("</Task>")) return null;
      return written.includes("- Name: ") ? 0.25 : 0.9;
    });
    expect(reader.refs[0].probability).toBeGreaterThan(0.24);
    expect(reader.refs[0].probability).toBeLessThan(0.4); // "- Name: " itself was a choice of 0.9
  });

  it("writes bytes that are still held before the marker that follows them", () => {
    const [first] = codec.encodeText("é");
    const reader = new AnswerBuilder(codec);
    for (const [index, id] of [first, codec.special("<Phrase>")].entries())
      reader.token({ id, index, logProbability: 0, forced: false });
    expect(reader.trp).toBe("\uFFFD<Phrase>");
  });

  it("takes typed markers as text", () => {
    const ids = encodeQuestion([{ type: "text", text: "<REF>" }], codec, plainTemplate).turns[0].ids;
    expect(ids).not.toContain(codec.special("<REF>"));
    const reader = new AnswerBuilder(codec);
    for (const [index, id] of codec.encodeText("<REF>").entries())
      reader.token({ id, index, logProbability: 0, forced: false });
    reader.end();
    expect(reader.refs).toEqual([]);
    expect(reader.text).toBe("<REF>");
  });
});
