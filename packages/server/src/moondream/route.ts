// POST /v1/query, /v1/caption, /v1/detect, /v1/point, /v1/segment: Moondream's habits over the same engine.
import { randomUUID } from "node:crypto";
import type { AnswerJson, InstanceJson } from "@refvlm/model";
import type { PromptJson, UnitName } from "@refvlm/vision";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { Content } from "../chat/content.js";
import type { Ask } from "../engine/messages.js";
import { sendEvents } from "../http/event-stream.js";
import { parseBody } from "../http/parse-body.js";
import type { Answering, Service } from "../service.js";
import { checkNames } from "../tasks/names.js";
import { askFor, inWords, type Question } from "../tasks/task.js";
import { told, wholeAnswer } from "../tasks/whole-answer.js";
import { captionSchema, type Find, findSchema, querySchema, type Segment, segmentSchema } from "./request.js";
import { objectOf, pointOf, segmentOf } from "./shapes.js";

interface Asked {
  image_url: string;
  stream?: boolean;
  settings?: Find["settings"];
}

const captions = {
  short: "describe the picture briefly.",
  normal: "describe the picture.",
  long: "describe the picture and mark everything you mention with boxes.",
};

export function addMoondream(app: FastifyInstance, service: Service): void {
  app.post("/v1/query", (request, reply) => {
    const asked = parseBody(querySchema, request.body);
    return say({ service, request, reply, asked, key: "answer", param: "question" }, inWords(asked.question));
  });
  app.post("/v1/caption", (request, reply) => {
    const asked = parseBody(captionSchema, request.body);
    return say(
      { service, request, reply, asked, key: "caption", param: "length" },
      inWords(captions[asked.length ?? "normal"]),
    );
  });
  app.post("/v1/detect", async (request, reply) => {
    const asked = parseBody(findSchema, request.body);
    const { found, answer } = await find({ service, request, reply, asked }, ["box"]);
    return { request_id: randomUUID(), objects: found.map((each) => objectOf(each, answer.image)) };
  });
  app.post("/v1/point", async (request, reply) => {
    const asked = parseBody(findSchema, request.body);
    const { found, answer } = await find({ service, request, reply, asked }, ["point", "box"]);
    const points = found.map((each) => pointOf(each, answer.image));
    return { request_id: randomUUID(), points, count: points.length };
  });
  app.post("/v1/segment", async (request, reply) => {
    const asked = parseBody(segmentSchema, request.body);
    const { found, answer } = await find({ service, request, reply, asked }, ["mask"]);
    const segments = found.map((each) => segmentOf(each, answer.image));
    const [{ path, bbox } = { path: "", bbox: null }] = segments;
    return { request_id: randomUUID(), path, bbox, segments };
  });
}

interface Request<Body> {
  service: Service;
  request: FastifyRequest;
  reply: FastifyReply;
  asked: Body;
}

/** Words, at once or as they come. @param key under which they are answered @param param what was asked in */
function say(
  { service, request, reply, asked, key, param }: Request<Asked> & { key: string; param: string },
  question: Question,
) {
  return service.admit(request, reply, (signal) =>
    told(param, async () => {
      const answering = await service.ask(sent(asked), { ...question, ...settings(asked, service) }, { signal });
      const request_id = randomUUID();
      if (asked.stream) return sendEvents(reply, words(answering, request_id), null);
      const { answer } = await wholeAnswer(answering);
      return { request_id, [key]: answer.text, finish_reason: answer.ended === "length" ? "length" : "stop" };
    }),
  );
}

async function* words({ news }: Answering, request_id: string) {
  const content = new Content();
  for await (const event of news) {
    const text = event.type === "text" ? content.push(event.text) : event.type === "end" ? content.end() : "";
    if (text) yield { text };
  }
  yield { request_id, completed: true };
}

/** What is there of what was asked for, the surest first. @param units in the order in which they are preferred */
function find(
  { service, request, reply, asked }: Request<Find & Pick<Segment, "spatial_refs">>,
  units: readonly UnitName[],
): Promise<{ found: InstanceJson[]; answer: AnswerJson }> {
  const param = asked.labels ? "labels" : "object";
  const names = asked.labels ?? [asked.object!];
  checkNames(names, param, service.limits);
  const question = askFor(units, { about: service.engine.about, names });
  return service.admit(request, reply, (signal) =>
    told(param, async () => {
      const pointed = withPlaces(question, asked.spatial_refs ?? []);
      const more = { ...settings(asked, service), polygons: true };
      const { answer } = await wholeAnswer(await service.ask(sent(asked), { ...pointed, ...more }, { signal }));
      const placed = answer.instances.filter((instance) => units.some((unit) => instance[unit] !== undefined));
      const surest = placed.toSorted((a, b) => b.score - a.score);
      return { found: surest.slice(0, asked.settings?.max_objects), answer };
    }),
  );
}

/** The question with the places pointed at behind it. */
function withPlaces({ turns: [turn], ...question }: Question, places: Segment["spatial_refs"] & object): Question {
  const prompts = places.map(
    (place): PromptJson => (place.length === 2 ? { kind: "point", points: [place] } : { kind: "box", box: place }),
  );
  const parts = prompts.flatMap((_, index) => [
    { type: "text", text: " " } as const,
    { type: "prompt", index } as const,
  ]);
  return { ...question, turns: [{ user: [...turn.user, ...parts], prompts, inShares: true }] };
}

function sent({ image_url: url }: Asked) {
  return { url, param: "image_url" };
}

function settings({ settings = {} }: Asked, { limits }: Service): Pick<Ask, "options"> {
  const { temperature, top_p: topP, max_tokens = limits.answerTokens } = settings;
  return { options: { temperature, topP, maxNewTokens: Math.min(max_tokens, limits.answerTokens) } };
}
