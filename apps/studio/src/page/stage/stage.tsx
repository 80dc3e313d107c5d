// The stage: the picture with all that lies on it, moved, zoomed and drawn on by pointer and keys.
import { computed, useSignal, useSignalEffect } from "@preact/signals";
import type { Point } from "@refvlm/vision";
import { useEffect, useRef } from "preact/hooks";
import { objectBoard } from "../folder/corrections.js";
import { correcting } from "../folder/folder.js";
import { ObjectHandles } from "../folder/object-handles.js";
import { attended, paintAttention } from "../how/looking-at.js";
import { live, promptBoard, prompts, tool } from "../state/drawing.js";
import { isLit, lit, pin, pinned } from "../state/looking.js";
import type { Conversation } from "../talk/conversation.js";
import type { Board, Gesture } from "../tools/tool.js";
import { DepthScale } from "./depth-scale.js";
import { KeyboardCursor } from "./keyboard-cursor.js";
import { paintMap } from "./label-map.js";
import { ImageLayer, OVERVIEW, PictureLayer } from "./layers.js";
import { PromptMarks } from "./prompt-marks.js";
import { promptMasks } from "./prompt-masks.js";
import { ProposalMarks } from "./proposal-marks.js";
import { paintDepth, shownDepth } from "./shown-depth.js";
import { maskMap, thingAt } from "./shown-things.js";
import { ThingMarks } from "./thing-marks.js";
import { fit, shifted, toPicture, view, zoomed } from "./view.js";

export function Stage({ talk }: { talk: Conversation }) {
  const { picture } = talk;
  const stage = useRef<HTMLDivElement>(null);
  const sheet = useRef<HTMLDivElement>(null);
  const resting = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const hovered = useSignal<Point | null>(null);
  const size = { width: picture.width, height: picture.height };

  // The view changes with every frame of a drag: it goes to the page without a new drawing of its parts.
  useSignalEffect(() => {
    const { zoom, x, y } = view.value;
    const { style } = sheet.current!;
    style.transform = `translate(${x}px, ${y}px) scale(${zoom})`;
    const { classList } = sheet.current!;
    classList.toggle("coarse", zoom > 3);
    classList.toggle("close", zoom * Math.max(size.width, size.height) > OVERVIEW);
    // While it moves the sheet is drawn once and carried along; at rest it is drawn anew, sharp.
    classList.add("moving");
    const rest = () => {
      style.setProperty("--px", `${1 / zoom}px`);
      style.setProperty("--shrink", String(1 / zoom));
      classList.remove("moving");
    };
    if (resting.current === undefined) rest();
    clearTimeout(resting.current);
    resting.current = setTimeout(rest, 200);
  });
  useEffect(() => {
    const fitAll = () => {
      const { clientWidth: width, clientHeight: height } = stage.current!;
      if (width > 0) view.value = fit(picture, { width, height });
    };
    const watch = new ResizeObserver(fitAll);
    watch.observe(stage.current!);
    return () => watch.disconnect();
  }, [picture]);

  const at = ({ clientX, clientY }: { clientX: number; clientY: number }): Point => {
    const { left, top } = stage.current!.getBoundingClientRect();
    return [clientX - left, clientY - top];
  };
  const gesture = (event: PointerEvent): Gesture => {
    const [x, y] = toPicture(view.peek(), at(event));
    const inside: Point = [Math.min(Math.max(x, 0), size.width), Math.min(Math.max(y, 0), size.height)];
    return { at: inside, minus: event.altKey || event.button === 2 || (event.buttons & 2) !== 0 };
  };
  const board = () =>
    correcting.peek()
      ? objectBoard(size, view.peek().zoom)
      : promptBoard(size, view.peek().zoom, talk.lettersUsed.peek());
  const pointers = usePointers({ at, gesture, board, onHover: (point) => (hovered.value = point) });

  const cursorAt = useSignal<Point | null>(null);
  const cursor = useRef(new KeyboardCursor(cursorAt, size, board));
  const masks = computed(() => {
    const asked = talk.shown.value?.prompts ?? [];
    const drawn = [...asked, ...prompts.value].map(({ visual }) => visual);
    return promptMasks(live.value ? [...drawn, live.value] : drawn, size);
  });
  return (
    <div
      ref={stage}
      class={`stage tool-${tool.value.name}`}
      tabIndex={0}
      role="application"
      aria-label={`Picture ${picture.name}. ${tool.value.label}: ${tool.value.hint} By keys: arrows move a cursor, Space presses, Enter ends.`}
      {...pointers}
      onWheel={(event) => {
        event.preventDefault();
        view.value = zoomed(view.value, Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0016)), at(event));
      }}
      onContextMenu={(event) => event.preventDefault()}
      onDblClick={() => tool.value.finish?.(board())}
      onKeyDown={(event) => event.target === event.currentTarget && cursor.current.key(event)}
      onKeyUp={(event) => event.target === event.currentTarget && cursor.current.keyUp(event)}
    >
      <div ref={sheet} class="sheet" style={{ width: `${size.width}px`, height: `${size.height}px` }}>
        <PictureLayer picture={picture} />
        <ImageLayer
          picture={picture}
          kind="depth"
          longest={2048}
          image={() => shownDepth.value && paintDepth(shownDepth.value)}
        />
        <ImageLayer
          picture={picture}
          kind="masks"
          longest={2048}
          image={() => maskMap.value && paintMap(maskMap.value, (thing) => isLit(thing, lit.value ?? pinned.value))}
        />
        <ImageLayer
          picture={picture}
          kind="attention"
          longest={1024}
          image={() => attended.value && paintAttention(attended.value, size)}
        />
        <ImageLayer picture={picture} kind="prompt-masks" longest={2048} image={() => masks.value} />
        <svg class="marks" viewBox={`0 0 ${size.width} ${size.height}`} role="group" aria-label="Marks on the picture">
          <Glyphs />
          <ProposalMarks />
          <ThingMarks />
          {correcting.value && <ObjectHandles size={size} />}
          <PromptMarks size={size} />
          {cursorAt.value && <use href="#cross" x={cursorAt.value[0]} y={cursorAt.value[1]} />}
        </svg>
      </div>
      <DepthScale at={hovered.value} />
      <Readout at={hovered.value} size={size} />
    </div>
  );
}

function Glyphs() {
  return (
    <defs>
      <g id="plus" class="glyph">
        <circle />
        <path d="M-3.5 0H3.5M0-3.5V3.5" />
      </g>
      <g id="minus" class="glyph minus">
        <circle />
        <path d="M-3.5 0H3.5" />
      </g>
      <g id="cross" class="glyph cross">
        <path class="under" d="M-14 0H-3M3 0H14M0-14V-3M0 3V14" />
        <path d="M-14 0H-3M3 0H14M0-14V-3M0 3V14" />
      </g>
    </defs>
  );
}

/** Where the pointer is. */
function Readout({ at, size }: { at: Point | null; size: { width: number; height: number } }) {
  const isInside = at && at[0] >= 0 && at[1] >= 0 && at[0] < size.width && at[1] < size.height;
  return (
    <div class="readout" aria-hidden="true">
      {Math.round(view.value.zoom * 100)} %{isInside && ` · ${Math.floor(at[0])}, ${Math.floor(at[1])}`}
    </div>
  );
}

interface PointerUse {
  at(event: PointerEvent): Point;
  gesture(event: PointerEvent): Gesture;
  board(): Board;
  onHover(point: Point | null): void;
}

/** Pointers on the stage: one draws or moves the picture, two zoom it. */
function usePointers({ at, gesture, board, onHover }: PointerUse) {
  const down = useRef(new Map<number, Point>());
  const pans = useRef(false);
  const wasMoved = useRef(false);
  return {
    onPointerDown: (event: PointerEvent) => {
      const element = event.currentTarget as HTMLElement;
      element.setPointerCapture(event.pointerId);
      down.current.set(event.pointerId, at(event));
      wasMoved.current = false;
      pans.current = tool.value.name === "hand" || event.button === 1 || down.current.size > 1;
      if (!pans.current) tool.value.down(gesture(event), board());
    },
    onPointerMove: (event: PointerEvent) => {
      const here = at(event);
      const point = toPicture(view.peek(), here);
      onHover(point);
      const before = down.current.get(event.pointerId);
      if (!before) {
        const thing = thingAt(point);
        if (event.target === event.currentTarget || thing || lit.peek()) {
          const next = thing ? { triplet: thing.triplet, key: thing.key } : null;
          if (next?.key !== lit.peek()?.key) lit.value = next;
        }
        if (tool.value.name !== "hand") tool.value.move?.(gesture(event), board());
        return;
      }
      if (Math.hypot(here[0] - before[0], here[1] - before[1]) > 2) wasMoved.current = true;
      if (!pans.current) return tool.value.move?.(gesture(event), board());
      const [other] = [...down.current].filter(([id]) => id !== event.pointerId);
      if (other) {
        const span = (a: Point, b: Point) => Math.hypot(a[0] - b[0], a[1] - b[1]);
        view.value = zoomed(view.peek(), span(here, other[1]) / Math.max(1, span(before, other[1])), other[1]);
      } else view.value = shifted(view.peek(), here[0] - before[0], here[1] - before[1]);
      down.current.set(event.pointerId, here);
    },
    onPointerUp: (event: PointerEvent) => {
      const began = down.current.delete(event.pointerId);
      if (!began) return;
      if (!pans.current) tool.value.up?.(gesture(event), board());
      else if (!wasMoved.current && tool.value.name === "hand" && event.button === 0) {
        const thing = thingAt(toPicture(view.peek(), at(event)));
        pin(thing ? { triplet: thing.triplet, key: thing.key } : null);
      }
    },
    onPointerCancel: (event: PointerEvent) => {
      down.current.delete(event.pointerId);
      live.value = null;
    },
    onPointerLeave: () => {
      onHover(null);
      if (down.current.size === 0) lit.value = null;
    },
  };
}
