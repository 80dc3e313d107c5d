// What a client may ask for: OpenAI's chat completion request, with visual prompts as parts and our options under `refvlm`.
import { isDeepStrictEqual } from "node:util";
import { promptSchema } from "@refvlm/model";
import { z } from "zod";
import { namesSchema } from "../tasks/names.js";

const text = z.object({ type: z.literal("text"), text: z.string() });
const imageUrl = z.object({
  type: z.literal("image_url"),
  image_url: z.object({ url: z.string(), detail: z.string().optional() }),
});
const imageId = z
  .object({ type: z.literal("image_id"), image_id: z.string() })
  .describe("a picture that was asked about before, by the `picture` of its answer");
const visualPrompt = z
  .object({ type: z.literal("visual_prompt"), visual_prompt: promptSchema })
  .describe("what the user points at, in the picture's own pixels, where it stands in the sentence");

/** A string stands for one part of text. */
const parts = <Part extends z.ZodType>(part: Part) =>
  z.preprocess((content) => (typeof content === "string" ? [{ type: "text", text: content }] : content), z.array(part));

const userPart = z.discriminatedUnion("type", [text, imageUrl, imageId, visualPrompt]);
export type UserPart = z.infer<typeof userPart>;

const user = z.object({ role: z.literal("user"), content: parts(userPart) });
const assistant = z.object({
  role: z.literal("assistant"),
  content: parts(text).nullish(),
  refvlm: z
    .object({ trp: z.string() })
    .optional()
    .describe("as the answer had it: the network then sees its units again, not only its words"),
});
export const messageSchema = z.discriminatedUnion("role", [user, assistant], {
  error: "this network takes messages of `user` and `assistant` only",
});
export type Message = z.infer<typeof messageSchema>;

/** Takes what is told to it and does nothing else: knobs that change no answer of ours. */
const ignored = z.unknown().optional();
/** A knob that would change the answer, at the setting that does not. */
const only = (value: unknown, error: string) =>
  z.custom((given) => given == null || isDeepStrictEqual(given, value), { error }).optional();

export const chatRequestSchema = z
  .strictObject({
    model: z.string(),
    messages: z.array(messageSchema).min(1),
    max_completion_tokens: z.int().min(1).nullish(),
    max_tokens: z.int().min(1).nullish(),
    temperature: z.number().min(0).max(2).nullish().describe("0, the default, takes the likeliest token always"),
    top_p: z.number().gt(0).max(1).nullish(),
    seed: z.int().nullish(),
    stop: z
      .union([z.string().min(1), z.array(z.string().min(1)).max(4)])
      .nullish()
      .describe("content ends before it, and the answer as soon as what it has planned is written"),
    stream: z.boolean().nullish(),
    stream_options: z
      .object({ include_usage: z.boolean().optional(), include_obfuscation: z.boolean().optional() })
      .nullish(),
    refvlm: z
      .strictObject({
        tags: z.boolean().optional().describe("content is the answer as written, with plan and markers"),
        min_score: z.number().min(0).max(1).optional().describe("leaves out units that are less likely right"),
        labels: namesSchema.optional().describe("a closed set: the answer names these things alone"),
        units: z.array(z.string()).min(1).optional().describe("the answer has these units alone"),
        deny: z.number().min(0).max(1).optional().describe("denies in words what is less likely there"),
        masks: z.enum(["rle", "polygons"]).optional(),
        explain: z.boolean().optional().describe("`refvlm.explanation` of the answer says how it came about"),
      })
      .optional(),
    n: only(1, "one answer a request: leave n out"),
    tools: only([], "this network calls no tools"),
    tool_choice: only("none", "this network calls no tools"),
    functions: only([], "this network calls no functions"),
    response_format: only({ type: "text" }, "answers are text; their data stands under `refvlm`"),
    logprobs: only(false, "probabilities of tokens are not told; units have scores"),
    modalities: only(["text"], "answers are text"),
    frequency_penalty: only(0, "penalties are not supported"),
    presence_penalty: only(0, "penalties are not supported"),
    user: ignored,
    metadata: ignored,
    store: ignored,
    service_tier: ignored,
    safety_identifier: ignored,
    prompt_cache_key: ignored,
    parallel_tool_calls: ignored,
    reasoning_effort: ignored,
    verbosity: ignored,
  })
  .describe("a conversation about one picture");
export type ChatRequest = z.infer<typeof chatRequestSchema>;
