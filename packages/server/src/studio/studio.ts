// The studio: its page, and the folder of pictures that is labelled in it.
import type { FastifyInstance } from "fastify";
import type { Service } from "../service.js";
import { addPage, type StudioPage } from "./page.js";

export interface StudioOptions extends StudioPage {
  /** Folder whose pictures are labelled; none by default. */
  folder?: string;
}

/** @returns the routes that need no key */
export function addStudio(app: FastifyInstance, options: StudioOptions, _service: Service): string[] {
  return addPage(app, options);
}
