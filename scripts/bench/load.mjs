// The load of scripts/test/load.mjs as a bench. Request { clients, seconds }.
import { load } from "../test/load.mjs";
import { answerRequests } from "./answering.mjs";

await answerRequests(load);
