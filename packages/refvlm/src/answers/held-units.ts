// Which units each kind of file can hold: what could never get anything into it is refused before the first question.
import type { UnitName } from "@refvlm/vision";
import { QuestionError } from "../errors.js";
import type { RefVlm } from "../refvlm.js";
import type { InstanceFolders } from "./instance-files.js";

/** By option, any of these. */
const HELD: Readonly<Record<string, readonly UnitName[]>> = {
  "--format coco": ["box", "mask"],
  "--format csv": ["box", "mask"],
  "--cutouts": ["box", "mask"],
  "--masks": ["mask"],
  "--depth": ["depth"],
};

/** @throws QuestionError for an option whose files hold no unit that the network answers with */
export function checkHeld(
  { format, ...folders }: InstanceFolders & { format?: string },
  { name, units }: Pick<RefVlm, "name" | "units">,
): void {
  const { cutouts, masks, depth } = folders;
  const named = Object.entries({ cutouts, masks, depth }).filter(([, folder]) => folder !== undefined);
  for (const option of [`--format ${format}`, ...named.map(([folder]) => `--${folder}`)]) {
    const held = HELD[option];
    if (!held || held.some((unit) => units.includes(unit))) continue;
    throw new QuestionError(
      `${option} takes ${held.join(" and ")}, and ${name} answers with ${units.join(", ")}; leave it out, or name another --model`,
    );
  }
}
