// A cursor on the picture that is moved by keys and presses as a pointer does, so that every tool works without one.
import type { Signal } from "@preact/signals";
import type { Point } from "@refvlm/vision";
import { announce } from "../state/announce.js";
import { beginAnother, tool } from "../state/drawing.js";
import type { Board } from "../tools/tool.js";
import { arrowStep } from "./dragging.js";
import { fit, shifted, view, zoomed } from "./view.js";

export class KeyboardCursor {
  #isDown = false;

  constructor(
    readonly at: Signal<Point | null>,
    readonly size: { width: number; height: number },
    readonly board: () => Board,
  ) {}

  key(event: KeyboardEvent): void {
    const stage = event.currentTarget as HTMLElement;
    const middle: Point = [stage.clientWidth / 2, stage.clientHeight / 2];
    const step = arrowStep(event);
    if (event.ctrlKey || event.metaKey) return;
    if (event.key === "+" || event.key === "=") view.value = zoomed(view.value, 1.25, middle);
    else if (event.key === "-") view.value = zoomed(view.value, 0.8, middle);
    else if (event.key === "f") view.value = fit(this.size, { width: stage.clientWidth, height: stage.clientHeight });
    else if (step && tool.value.name === "hand") view.value = shifted(view.value, -step[0] * 8, -step[1] * 8);
    else if (step) this.#move(step, event.altKey);
    else if (event.key === " " && tool.value.name !== "hand") this.#press(event.altKey);
    else if (event.key === "Enter") {
      tool.value.finish?.(this.board());
      beginAnother();
    } else return;
    event.preventDefault();
  }

  keyUp(event: KeyboardEvent): void {
    if (event.key.startsWith("Arrow") && this.at.value)
      announce(`Cursor at ${this.at.value.map(Math.round).join(", ")}`);
  }

  #move([dx, dy]: readonly [number, number], minus: boolean): void {
    const { width, height } = this.size;
    const [x, y] = this.at.value ?? [width / 2, height / 2];
    const at: Point = [Math.min(Math.max(x + dx, 0), width), Math.min(Math.max(y + dy, 0), height)];
    this.at.value = at;
    if (this.#isDown) tool.value.move?.({ at, minus }, this.board());
  }

  /** A point and a corner are one press; what is dragged begins with one and ends with the next. */
  #press(minus: boolean): void {
    const at = this.at.value ?? ([this.size.width / 2, this.size.height / 2] as Point);
    this.at.value = at;
    if (this.#isDown) tool.value.up?.({ at, minus }, this.board());
    else tool.value.down({ at, minus }, this.board());
    this.#isDown = !this.#isDown && tool.value.up !== undefined;
    announce(this.#isDown ? "pressed" : "done");
  }
}
