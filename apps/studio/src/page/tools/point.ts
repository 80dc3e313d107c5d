// Points: plus means what is here, minus what is not; all points of one prompt mean one thing.
import type { Tool } from "./tool.js";

export const point: Tool = {
  name: "point",
  label: "Point",
  key: "1",
  hint: "Click what you mean; right click or Alt for what you do not mean. Enter ends the prompt.",
  down({ at, minus }, board) {
    const now = board.current();
    const own = now?.kind === "point" ? now : null;
    if (minus && !own) return board.tell("A minus point needs a plus point before it.");
    if (!own) return board.put({ kind: "point", points: [at] }, { begin: true });
    board.put(minus ? { ...own, minus: [...(own.minus ?? []), at] } : { ...own, points: [...own.points, at] });
  },
};
