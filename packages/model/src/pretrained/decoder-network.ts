// The network of a plugin by itself, without a model around it: for commands that need no language.
import { checkDevice, nn, scope } from "@refvlm/torch";
import type { UnitDecoders } from "../units/unit-decoder.js";
import { openDecoderWeights, readDecoderFolder } from "./decoder-folder.js";
import type { PlacementOptions } from "./loaded-model.js";
import { ModelFileError, readingFile } from "./model-file-error.js";

/**
 * Loads a plugin's network from its folder, ready to be asked.
 * @param decoder the name that the folder must say
 * @throws ModelFileError naming the file: none there, of another decoder, damaged, or of another size than it says; DeviceError
 */
export function loadDecoderNetwork(
  folder: string,
  decoder: string,
  { device = "cpu", dtype = device === "cpu" ? "float32" : "auto" }: PlacementOptions = {},
  known?: UnitDecoders,
): nn.Module {
  checkDevice(device);
  const found = readDecoderFolder(folder, known);
  if (found.decoder !== decoder)
    throw new ModelFileError(folder, `its decoder is "${found.decoder}", and "${decoder}" is needed here`);
  const network = nn.onMeta(() => found.kind.network(found.settings as never));
  const stored = openDecoderWeights(found);
  try {
    scope(() => {
      const tensors = [...stored.entries].map(([key, { read }]) => [key, read()] as const);
      readingFile(stored.path, () => network.loadStateDict(new Map(tensors), { assign: true }));
    });
  } finally {
    stored.close();
  }
  network.to({ device, ...(dtype === "auto" ? {} : { dtype }) });
  network.eval().requiresGrad_(false);
  return network;
}
