// Segment Anything by itself, from its folder.
import { nn, scope } from "@refvlm/torch";
import { Sam } from "../plugins/sam/network.js";
import { Segmenter } from "../plugins/sam/segmenter.js";
import type { SamSettings } from "../plugins/sam/settings.js";
import { openDecoderWeights, readDecoderFolder } from "./decoder-folder.js";
import type { PlacementOptions } from "./loaded-model.js";
import { ModelFileError } from "./model-file-error.js";

/**
 * @param folder as `refvlm convert` makes it
 * @throws ModelFileError naming the file: none there, another decoder's, or weights that do not fit. DeviceError
 */
export function loadSegmenter(folder: string, { device = "cpu", dtype = "float32" }: PlacementOptions = {}): Segmenter {
  const read = readDecoderFolder(folder);
  if (read.decoder !== "sam")
    throw new ModelFileError(folder, `holds "${read.decoder}", which cuts nothing out; give a folder of "sam"`);
  const network = nn.onMeta(() => new Sam(read.settings as SamSettings));
  scope(() => {
    const stored = openDecoderWeights(read);
    const tensors = new Map([...stored.entries].map(([key, entry]) => [key, entry.read()]));
    stored.close();
    network.loadStateDict(tensors, { assign: true });
  });
  return new Segmenter(network.to({ device, ...(dtype === "auto" ? {} : { dtype }) }));
}
