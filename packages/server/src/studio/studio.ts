// The studio: its page, and the folder of pictures that is labelled in it.
import type { FastifyInstance } from "fastify";
import { LabelFolder } from "./label-folder.js";
import { addLabels } from "./label-routes.js";
import { addPage, type StudioPage } from "./page.js";

export interface StudioOptions extends StudioPage {
  /** Folder whose pictures are labelled; none by default. */
  folder?: string;
}

/** @returns the routes that need no key @throws Error for a folder that cannot be labelled */
export function addStudio(app: FastifyInstance, { folder, ...page }: StudioOptions): string[] {
  if (folder !== undefined) addLabels(app, new LabelFolder(folder));
  else app.get("/studio/folder", async () => ({ name: null, pictures: [] }));
  return addPage(app, page);
}
