// The load of scripts/test/load.mjs as a bench. Request { model, clients, seconds }.
import { load } from "../test/load.mjs";
import { answerRequests } from "./answering.mjs";

await answerRequests(load);
