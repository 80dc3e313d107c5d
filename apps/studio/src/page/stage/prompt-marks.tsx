// What the user points at, as marks that can be moved by pointer and keys; unlike any answer: white dashes on black.
import type { VisualPrompt } from "@refvlm/vision";
import { moved, resizedBox } from "../prompts/move-prompt.js";
import { describePrompt, type NamedPrompt } from "../prompts/named-prompt.js";
import { corners, current, live, prompts, remove, replace, tool } from "../state/drawing.js";
import { conversation } from "../state/studio.js";
import { BoxHandles } from "./box-handles.js";
import { arrowStep, drag } from "./dragging.js";

interface Size {
  width: number;
  height: number;
}

export function PromptMarks({ size }: { size: Size }) {
  const asked = conversation.value?.shown.value?.prompts ?? [];
  return (
    <g class="prompts">
      {asked.map((prompt) => (
        <g key={prompt.name} class="prompt asked">
          <Shape visual={prompt.visual} />
          <Letter prompt={prompt} />
        </g>
      ))}
      {prompts.value.map((prompt) => (
        <DrawnPrompt key={prompt.name} prompt={prompt} size={size} />
      ))}
      {live.value && <Shape visual={live.value} />}
      {corners.value.length > 0 && (
        <g class="outline">
          <polyline points={corners.value.map((corner) => corner.join(",")).join(" ")} />
          {corners.value.map((corner) => (
            <circle key={corner.join()} class="handle" cx={corner[0]} cy={corner[1]} />
          ))}
        </g>
      )}
    </g>
  );
}

function DrawnPrompt({ prompt, size }: { prompt: NamedPrompt; size: Size }) {
  const { name, visual } = prompt;
  const isHand = tool.value.name === "hand";
  const onKeyDown = (event: KeyboardEvent) => {
    const step = arrowStep(event);
    if (event.key === "Delete" || event.key === "Backspace") remove(name);
    else if (step && event.altKey && visual.kind === "box")
      replace(name, { kind: "box", box: resizedBox(visual.box, ...step, { right: true, bottom: true }, size) });
    else if (step) replace(name, moved(visual, ...step, size));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const onPointerDown = (event: PointerEvent) => {
    if (isHand) drag(event, (dx, dy, isFirst) => replace(name, moved(visual, dx, dy, size), !isFirst));
  };
  return (
    <g
      class={`prompt drawn${current.value === name ? " current" : ""}${isHand ? " movable" : ""}`}
      tabindex={0}
      role="button"
      aria-label={`Prompt ${describePrompt(prompt)}. Arrows move it, Delete removes it.`}
      data-prompt={name}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
    >
      <Shape visual={visual} />
      {visual.kind === "box" && isHand && (
        <BoxHandles
          box={visual.box}
          size={size}
          onChange={(box, amends) => replace(name, { kind: "box", box }, amends)}
        />
      )}
      <Letter prompt={prompt} />
    </g>
  );
}

function Shape({ visual }: { visual: VisualPrompt }) {
  if (visual.kind === "box") {
    const [x1, y1, x2, y2] = visual.box;
    return <Dashed of={(kind) => <rect class={kind} x={x1} y={y1} width={x2 - x1} height={y2 - y1} />} />;
  }
  if (visual.kind === "scribble") {
    const line = visual.points.length > 1 ? visual.points : [...visual.points, ...visual.points];
    const points = line.map((point) => point.join(",")).join(" ");
    return (
      <>
        <polyline class="veil" points={points} stroke-width={visual.width} />
        <Dashed of={(kind) => <polyline class={kind} points={points} />} />
      </>
    );
  }
  if (visual.kind === "point")
    return (
      <>
        {visual.points.map(([x, y]) => (
          <use key={`${x} ${y}`} href="#plus" x={x} y={y} />
        ))}
        {visual.minus?.map(([x, y]) => (
          <use key={`-${x} ${y}`} href="#minus" x={x} y={y} />
        ))}
      </>
    );
  return null; // masks are pixels: a layer paints them
}

function Dashed({ of }: { of(kind: string): preact.JSX.Element }) {
  return (
    <>
      {of("under")}
      {of("dashes")}
    </>
  );
}

function Letter({ prompt: { name, visual } }: { prompt: NamedPrompt }) {
  const [x, y] = cornerOf(visual);
  return (
    <text class="letter" x={x} y={y}>
      {name}
    </text>
  );
}

function cornerOf(visual: VisualPrompt): readonly [number, number] {
  if (visual.kind === "box") return [visual.box[0], visual.box[1]];
  if (visual.kind === "mask") {
    const [x, y] = visual.mask.box();
    return [x, y];
  }
  return visual.points[0] ?? [0, 0];
}
