// One order answered: its picture borrowed, its prompts placed in it, and the engine's events told as plain data.
import {
  type AnswerEvent,
  answer,
  answerToJson,
  encodePrompt,
  instanceToJson,
  joinUnits,
  type LoadedModel,
  type Loan,
  NoPictureError,
  type PictureCache,
  pictureId,
  RequestError,
  type Scheduler,
} from "@refvlm/model";
import { type Frame, polygonShapes, promptFromJson, type UnitShapes, type VisualPrompt } from "@refvlm/vision";
import type { AnswerNews, Ask, AskedPicture, AskedTurn } from "./messages.js";

export interface Engine {
  model: LoadedModel;
  scheduler: Scheduler;
  pictures: PictureCache;
}

/** @throws RequestError for a question that cannot be asked, before its picture is encoded; the signal's reason */
export async function* answering(
  { model, scheduler, pictures }: Engine,
  { picture, turns, options, polygons }: Ask,
  signal: AbortSignal,
): AsyncGenerator<AnswerNews, void, void> {
  const asked = turns.at(-1)!;
  const { room } = encodePrompt(model, asked.user, { history: turns.map(turnOf).slice(0, -1) });
  const promptTokens = model.network.config.languageModel.maxPositions - room;
  const { loan, cached } = await lend(pictures, picture);
  try {
    signal.throwIfAborted();
    const { pictures: encoded, index } = loan.picture;
    const placed = turns.map((turn) => ({ ...turnOf(turn), prompts: promptsOf(turn, encoded.frames[index]) }));
    const { prompts } = placed.at(-1)!;
    const request = {
      ...options,
      parts: asked.user,
      prompts,
      history: placed.slice(0, -1),
      picture: loan.picture,
      signal,
    };
    const beginning = { imageId: loan.id, promptTokens, imageTokens: model.network.imageTokens, cached };
    let begun = false;
    for await (const event of answer(model, request, scheduler)) {
      if (!begun) yield { type: "begin", ...beginning };
      begun = true;
      yield* newsOf(event, loan.id, polygons ? polygonShapes : undefined);
    }
  } finally {
    loan.release();
  }
}

function turnOf({ user, answer }: AskedTurn) {
  return { user, ...(answer === undefined ? {} : { answer }) };
}

async function lend(pictures: PictureCache, picture: AskedPicture): Promise<{ loan: Loan; cached: boolean }> {
  const kept = await pictures.find("id" in picture ? picture.id : pictureId(picture.pixels));
  if (kept) return { loan: kept, cached: true };
  if ("id" in picture) throw new NoPictureError("this picture is not kept any more: send it again");
  return { loan: await pictures.borrow(picture.pixels), cached: false };
}

/** @throws RequestError for what is no prompt; a mask of another picture's size before its run lengths are laid out */
function promptsOf({ prompts }: AskedTurn, { width, height }: Frame): VisualPrompt[] {
  return prompts.map((prompt, i) => {
    if (prompt.kind === "mask" && String(prompt.mask.size) !== String([height, width]))
      throw new RequestError(`visual prompt ${i}: its mask is not of the picture's size [${height}, ${width}]`);
    try {
      return promptFromJson(prompt);
    } catch (error) {
      throw new RequestError(`visual prompt ${i}: ${(error as Error).message}`, { cause: error });
    }
  });
}

function* newsOf(event: AnswerEvent, picture: string, shapes?: UnitShapes): Generator<AnswerNews, void, void> {
  if (event.type === "text") yield { type: "text", text: event.text };
  if (event.type === "piece") yield { type: "piece", piece: event.piece };
  if (event.type === "unit") yield { type: "unit", instance: instanceToJson(joinUnits([event.unit])[0], shapes) };
  if (event.type === "end") yield { type: "end", answer: answerToJson(event.answer, { picture }, shapes) };
}
