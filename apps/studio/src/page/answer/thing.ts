// One object that an answer means: its units joined as they come, its number and its colour.
import { paletteColour, type UnitValues, unitsFromJson } from "@refvlm/vision";
import type { InstanceJson, UnitMarkJson } from "../server/shapes.js";

export interface Thing {
  /** Tells it from the others of its answer. */
  readonly key: string;
  readonly phrase: string;
  readonly triplet: number;
  readonly index: number;
  readonly score: number;
  readonly units: readonly UnitMarkJson[];
  /** In pixels of the picture. */
  readonly values: Partial<UnitValues>;
  /** As people count, from 1. */
  readonly number: number;
  /** CSS colour. */
  readonly colour: string;
}

export const keyOf = ({ triplet, index }: { triplet: number; index: number }): string => `${triplet}.${index}`;

/** Of the thing with this number, from 1: the same in words, lists and pictures. */
export function colourOf(number: number): string {
  return `rgb(${paletteColour(number - 1).join(" ")})`;
}

/** What an instance says; `before` are those that have a number already. @throws UnitError for a value that is none */
export function thingOf(instance: InstanceJson, before: readonly Thing[]): Thing {
  const { phrase, triplet, index, score, units, ...values } = instance;
  const key = keyOf(instance);
  const number = before.find((thing) => thing.key === key)?.number ?? before.length + 1;
  return { key, phrase, triplet, index, score, units, values: unitsFromJson(values), number, colour: colourOf(number) };
}

/** The things with one more unit: joined to its own, or a new one at the end. */
export function joined(things: readonly Thing[], instance: InstanceJson): Thing[] {
  const fresh = thingOf(instance, things);
  const old = things.find(({ key }) => key === fresh.key);
  if (!old) return [...things, fresh];
  const both: Thing = {
    ...old,
    score: Math.min(old.score, fresh.score),
    units: [...old.units, ...fresh.units],
    // What a unit says itself counts before what another one says besides: the box around a mask.
    values: fresh.units.some(({ unit }) => unit === "box")
      ? { ...old.values, ...fresh.values }
      : { ...fresh.values, ...old.values },
  };
  return things.map((thing) => (thing === old ? both : thing));
}

/** Whether an object is shown where scores below `least` are left out. */
export const isSure = ({ score }: Thing, least: number): boolean => score >= least;

/** In words, for who does not see it. */
export function describeThing({ number, phrase, units, score }: Thing): string {
  return `${number}: ${phrase}, ${units.map(({ unit }) => unit).join(" and ")}, score ${score.toFixed(2)}`;
}
