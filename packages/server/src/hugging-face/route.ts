// POST /pipeline/TASK: Hugging Face's tasks over the same engine; its clients take this address in place of a model.
import type { FastifyInstance } from "fastify";
import { ApiError, invalid } from "../api-error.js";
import { parseBody } from "../http/parse-body.js";
import type { SentPicture } from "../pictures.js";
import type { Service } from "../service.js";
import { checkNames } from "../tasks/names.js";
import { told, wholeAnswer } from "../tasks/whole-answer.js";
import { pictureTaskSchema, type TaskRequest } from "./request.js";
import { tasks } from "./tasks.js";

export function addHuggingFace(app: FastifyInstance, service: Service): void {
  app.register(async (own) => {
    // A picture's file may be the body, whatever its client calls it.
    own.addContentTypeParser("*", { parseAs: "buffer" }, (_, body, done) => done(null, body));
    own.post("/pipeline/:task", (request, reply) => {
      const { task: name } = request.params as { task: string };
      const task = tasks.get(name);
      if (!task) throw new ApiError({ status: 404, message: noTask(name), param: null, code: "not_found" });
      const { body } = request;
      const asked: TaskRequest =
        Buffer.isBuffer(body) && task.schema === pictureTaskSchema ? { inputs: "" } : parseBody(task.schema, body);
      const picture = Buffer.isBuffer(body) ? { file: body, param: "body" } : sent(asked);
      const { threshold: minScore, candidate_labels, max_new_tokens } = asked.parameters ?? {};
      checkNames(candidate_labels ?? [], "parameters.candidate_labels", service.limits);
      const question = task.ask(asked, service.engine.about);
      const { answerTokens } = service.limits;
      const options = { minScore, maxNewTokens: Math.min(max_new_tokens ?? answerTokens, answerTokens) };
      return service.admit(request, reply, (signal) =>
        told("inputs", async () => {
          return task.result(await wholeAnswer(await service.ask(picture, { ...question, options }, { signal })));
        }),
      );
    });
  });
}

function sent({ inputs }: TaskRequest): SentPicture {
  const text = typeof inputs === "string" ? inputs : inputs.image;
  const param = typeof inputs === "string" ? "inputs" : "inputs.image";
  if (/^data:/i.test(text)) return { url: text, param };
  if (!/^[A-Za-z0-9+/_\-\s]*=*\s*$/.test(text)) throw invalid("a picture's file as base64, or as a data URL", param);
  return { file: Buffer.from(text, "base64"), param };
}

function noTask(name: string): string {
  return `there is no task ${JSON.stringify(name.slice(0, 60))} here; there are ${[...tasks.keys()].join(", ")}`;
}
