// Settings of decoders that look closely at regions.
import { COARSEST, NORM_GROUPS } from "../decoders/region-net.js";
import { size } from "../layers/sizes.js";

export const regionSettings = {
  /** Channels of the look. */
  channels: size.multipleOf(NORM_GROUPS, `must be a multiple of ${NORM_GROUPS}, the groups of its norms`),
  /** Cells of a region's side. */
  grid: size.multipleOf(COARSEST, `must be a multiple of ${COARSEST}: the look halves regions twice`),
};
