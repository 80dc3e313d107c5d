// Where the records of a JSON file lie, for whoever reads them in any order: one pass over the bytes, nothing is parsed.
import type { JsonPieces } from "./json-pieces.js";
import { eachField, type Fail, notJson, OPEN_BRACE, OPEN_BRACKET, withPieces } from "./json-walk.js";

/** Where records begin and end, in bytes. */
export interface Places {
  readonly starts: number[];
  readonly ends: number[];
}

/**
 * The lists of a JSON file: those behind the keys of its object, or the file itself where it is a list (key `""`).
 * @param fail makes the error of a file that cannot be read, is no object or list, or ends too early
 */
export function placesInLists(path: string, fail: Fail): Map<string, Places> {
  return withPieces(path, fail, (pieces) => {
    const lists = new Map<string, Places>();
    const take = (name: string) => {
      const places: Places = { starts: [], ends: [] };
      lists.set(name, places);
      passList(path, pieces, fail, places);
    };
    const first = pieces.nextByte();
    if (first === undefined) throw fail(`${path}: the file is empty; download it again`);
    if (first === OPEN_BRACKET) take("");
    else if (first === OPEN_BRACE)
      eachField(path, pieces, fail, (name, isList) => {
        if (isList) take(name);
        return pieces.value(false)?.end;
      });
    else throw notJson(path, fail, "it begins with no list and no object");
    if (pieces.nextByte() !== undefined)
      throw notJson(path, fail, "something stands behind its end; download it again");
    return lists;
  });
}

/** Goes past the list that begins here. Nothing between two commas is no record. */
function passList(path: string, pieces: JsonPieces, fail: Fail, { starts, ends }: Places): void {
  pieces.skip(1);
  for (;;) {
    pieces.nextByte();
    const start = pieces.place;
    const end = pieces.value(false)?.end;
    if (end === undefined) throw notJson(path, fail, "it ends in the middle; download it again");
    if (end === "}") throw notJson(path, fail, "a list and an object close each other");
    if (pieces.place - 1 > start) {
      starts.push(start);
      ends.push(pieces.place - 1);
    }
    if (end === "]") return;
  }
}

/** Where the lines of a file lie that are not blank, and which they are, counted from 1. */
export interface LinePlaces extends Places {
  readonly numbers: number[];
}

/** The lines of a text file. @param fail makes the error of a file that cannot be read, and of one that is a list */
export function placesOfLines(path: string, fail: Fail): LinePlaces {
  return withPieces(path, fail, (pieces) => {
    const places: LinePlaces = { starts: [], ends: [], numbers: [] };
    for (let number = 1; ; number++) {
      const start = pieces.place;
      const line = pieces.line();
      if (line === undefined) return places;
      if (!/\S/.test(line)) continue;
      if (places.starts.length === 0 && line.trimStart().startsWith("["))
        throw fail(`${path}: a JSON list; JSON lines are expected there, one record a line (jq -c '.[]')`);
      places.starts.push(start);
      places.ends.push(pieces.place);
      places.numbers.push(number);
    }
  });
}
