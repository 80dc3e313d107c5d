// Keys that work everywhere but where one writes.

import { remove as removeObject } from "./folder/corrections.js";
import { correcting, objects } from "./folder/folder.js";
import { beginAnother, brush, cancel, prompts, remove, take } from "./state/drawing.js";
import { pinned } from "./state/looking.js";
import { tools } from "./tools/index.js";

export function onKey(event: KeyboardEvent): void {
  const { key, ctrlKey, metaKey, shiftKey, target } = event;
  const steps = correcting.peek() ? objects : prompts;
  if ((target as Element).closest?.("input, textarea, select, dialog")) return;
  if ((ctrlKey || metaKey) && key.toLowerCase() === "z") {
    if (shiftKey) steps.redo();
    else steps.undo();
  } else if ((ctrlKey || metaKey) && key.toLowerCase() === "y") steps.redo();
  else if (ctrlKey || metaKey || event.altKey) return;
  else if (key === "Escape") {
    cancel();
    pinned.value = null;
  } else if (key === "n") beginAnother();
  else if (key === "[") brush.value = Math.max(1, Math.round(brush.value / 1.25));
  else if (key === "]") brush.value = Math.min(1000, Math.round(brush.value * 1.25) + 1);
  else if (key === "Delete" && !(target as Element).closest?.("[data-prompt], [data-thing]")) {
    const last = prompts.peek().at(-1);
    if (correcting.peek() && pinned.value?.key) removeObject(pinned.value.key);
    else if (last) remove(last.name);
  } else if (key === "/") document.querySelector<HTMLElement>("#question")?.focus();
  else {
    const chosen = tools.find((each) => each.key === key);
    if (!chosen) return;
    take(chosen);
  }
  event.preventDefault();
}
