// What an answer means, as marks over the picture that can be reached one by one: boxes, skeletons, points, numbers.
import { useComputed } from "@preact/signals";
import type { Box } from "@refvlm/vision";
import { LIMBS } from "@refvlm/vision";
import { describeThing, type Thing } from "../answer/thing.js";
import { isLit, lit, pin, pinned } from "../state/looking.js";
import { placeOf, shownThings } from "./shown-things.js";

/** With more things than this only those that are lit have their number beside them. */
const FEW = 80;

export function ThingMarks() {
  const things = shownThings.value;
  const isSomeLit = useComputed(() => (lit.value ?? pinned.value) !== null);
  return (
    <g class={isSomeLit.value ? "things some-lit" : "things"}>
      {things.map((thing) => (
        <ThingMark key={thing.key} thing={thing} isOneOfFew={things.length <= FEW} />
      ))}
    </g>
  );
}

function ThingMark({ thing, isOneOfFew }: { thing: Thing; isOneOfFew: boolean }) {
  const place = placeOf(thing);
  // With a thousand things only those whose light changes are drawn anew.
  const isOwn = useComputed(() => isLit(thing, lit.value ?? pinned.value));
  const isPinned = useComputed(() => isLit(thing, pinned.value));
  const own = isOwn.value;
  const self = { triplet: thing.triplet, key: thing.key };
  return (
    <g
      class={own ? "thing lit" : "thing"}
      style={{ "--c": thing.colour }}
      tabindex={0}
      role="button"
      aria-pressed={isPinned.value}
      aria-label={describeThing(thing)}
      data-thing={thing.key}
      onFocus={() => {
        lit.value = self;
      }}
      onBlur={() => {
        lit.value = null;
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" || event.key === " ") pin(self);
      }}
    >
      {place && <Place thing={thing} place={place} />}
      {thing.values.keypoint && <Skeleton thing={thing} />}
      {thing.values.point && <circle class="spot" cx={thing.values.point[0]} cy={thing.values.point[1]} />}
      {place && (isOneOfFew || own) && <Tag thing={thing} place={place} isLong={own} />}
    </g>
  );
}

/** Its box where a unit says one; for what has other units the place that the focus goes to. */
function Place({ thing: { units }, place: [x1, y1, x2, y2] }: { thing: Thing; place: Box }) {
  const isBox = units.some(({ unit }) => unit === "box");
  const edges = { x: x1, y: y1, width: Math.max(0, x2 - x1), height: Math.max(0, y2 - y1) };
  return (
    <>
      {isBox && <rect class="halo" {...edges} />}
      <rect class={isBox ? "box" : "around"} {...edges} />
    </>
  );
}

function Skeleton({ thing: { values } }: { thing: Thing }) {
  const joints = values.keypoint!;
  return (
    <g class="skeleton">
      {LIMBS.map(([a, b]) => {
        const [from, to] = [joints[a]!, joints[b]!];
        return from[2] > 0 && to[2] > 0 ? (
          <line key={`${a} ${b}`} x1={from[0]} y1={from[1]} x2={to[0]} y2={to[1]} />
        ) : null;
      })}
      {joints.map(([x, y, seen], i) =>
        seen > 0 ? <circle key={i} class={seen === 1 ? "hidden" : "seen"} cx={x} cy={y} /> : null,
      )}
    </g>
  );
}

/** Its number, and what it is while it is lit. */
function Tag({ thing, place: [x, y], isLong }: { thing: Thing; place: Box; isLong: boolean }) {
  const text = isLong ? `${thing.number} ${thing.phrase} ${thing.score.toFixed(2)}` : String(thing.number);
  return (
    <text class="tag" x={x} y={y}>
      {text}
    </text>
  );
}
