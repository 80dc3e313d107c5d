// A server with the studio's page and the scripted engine, for the time of one check.
import { fileURLToPath } from "node:url";
import { pageFolder } from "../../../apps/studio/dist/index.js";
import { Server } from "../../../packages/server/dist/index.js";
import { openStudio } from "./browser.mjs";
import { scriptedEngine } from "./scripted-engine.mjs";

export const pictures = fileURLToPath(new URL("../../../packages/refvlm/assets/pictures", import.meta.url));
export const street = `${pictures}/street.png`;

/** @param options.engine of the scripted engine; all others are the page's or the studio's */
export async function withStudio(browser, check, { engine, folder, keys, ...view } = {}) {
  const server = await Server.start({
    folder: "",
    port: 0,
    keys,
    log: () => {},
    startEngine: scriptedEngine(engine),
    studio: { page: pageFolder, pictures, folder },
  });
  let page;
  try {
    page = await openStudio(browser, server.address, view);
    await check(page, server);
  } finally {
    await page?.context().close();
    await server.close();
  }
}
