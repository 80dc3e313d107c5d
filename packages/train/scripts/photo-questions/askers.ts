// What is asked about a photograph, kind by kind; wordings are the tasks' own.
import { bodyText } from "@refvlm/trp";
import { boxArea } from "@refvlm/vision";
import {
  type AnnotatedObject,
  type AnnotatedPicture,
  absentFrom,
  type ObjectName,
  type Random,
  type Relation,
  relations,
  type SampleTurn,
  singles,
  synonyms,
  type Task,
  tasks,
  toldGroups,
  vqaTask,
} from "@refvlm/vt-instruct";
import type { QuestionKind } from "../../src/eval/kinds.js";
import { placesOf } from "./places.js";
import { type AskedTurn, questionOf } from "./questions-about.js";

type Asker = (picture: AnnotatedPicture, random: Random) => AskedTurn[];

/** Share of pictures that are asked for a thing that is not there: three in ten of REC's questions. */
const ABSENT = 0.6;
/** Share of absent things that are of the kin of one that is there. */
const HARD = 0.5;
/** Draws until a task asks what is wanted: it draws by itself whether it affirms or denies. */
const DRAWS = 60;

/** Root of the area of the box, pixels. */
const sideOf = ({ box }: AnnotatedObject) => Math.sqrt(boxArea(box));
const isThing = ({ crowd, stuff }: AnnotatedObject) => !crowd && !stuff;
const some = <T>(random: Random, things: readonly T[], most: number) => random.shuffle(things).slice(0, most);

function ask(task: Task, picture: AnnotatedPicture, random: Random, absentRate = 0): SampleTurn | undefined {
  return task.ask(picture, random, { absentRate, promptKind: "box" });
}

/** The picture as if these words meant the object, or nothing; tasks ask in a data set's own words where it has any. */
function wherein(picture: AnnotatedPicture, text: string, object?: AnnotatedObject): AnnotatedPicture {
  return {
    ...picture,
    objects: object ? [object] : [],
    expressions: [{ text, objects: object ? [0] : [] }],
  };
}

function asked(turn: SampleTurn | undefined, asks: AskedTurn["asks"]): AskedTurn[] {
  return turn ? [{ turn, asks }] : [];
}

/** A name that the picture does not show, often one like those that it shows. */
function absentName(picture: AnnotatedPicture, random: Random): ObjectName | undefined {
  const absent = absentFrom(picture);
  const shown = new Set(picture.objects.map(({ name }) => name));
  const kins = new Set((picture.exhaustive ?? []).filter(({ name }) => shown.has(name)).map(({ kin }) => kin));
  const alike = absent.filter(({ kin }) => kin && kins.has(kin));
  const names = alike.length > 0 && random.chance(HARD) ? alike : absent;
  return names.length > 0 ? random.pick(names) : undefined;
}

/** Names of the data set in a question, in its order; the longest first, or "teddy bears" would be bears, too. */
function namesIn(turn: SampleTurn, { exhaustive = [] }: AnnotatedPicture): string[] {
  let text = ` ${questionOf(turn).toLowerCase()} `;
  const found: { name: string; at: number }[] = [];
  const said = exhaustive.flatMap(({ name, plural }) => [name, plural].map((word) => ({ name, word })));
  for (const { name, word } of said.sort((a, b) => b.word.length - a.word.length)) {
    const at = text.search(new RegExp(`\\b${word}\\b`));
    if (at < 0) continue;
    found.push({ name, at });
    text = text.slice(0, at) + "#".repeat(word.length) + text.slice(at + word.length);
  }
  return [...new Set(found.sort((a, b) => a.at - b.at).map(({ name }) => name))];
}

/** Asks until the turn is wanted. */
function until(wanted: (turn: SampleTurn) => boolean, draw: () => SampleTurn | undefined): SampleTurn | undefined {
  for (let i = 0; i < DRAWS; i++) {
    const turn = draw();
    if (turn && wanted(turn)) return turn;
  }
  return undefined;
}

const any = () => true;
const about = (picture: AnnotatedPicture, names: ObjectName | undefined) => ({
  ...picture,
  exhaustive: names ? [names] : [],
});

const vqaAbout = (
  kind: "presence" | "count",
  picture: AnnotatedPicture,
  names: ObjectName | undefined,
  random: Random,
) =>
  names
    ? asked(
        until(any, () => vqaTask(kind).ask(about(picture, names), random, { absentRate: 0 })),
        { names: [names.name] },
      )
    : [];

const shownNames = (picture: AnnotatedPicture): ObjectName[] => {
  const shown = new Set(toldGroups(picture).map(([{ name }]) => name));
  return (picture.exhaustive ?? []).filter(({ name }) => shown.has(name));
};

/** Wordings that want more than the kind of a thing. */
const singlesOut = /\bonly\b|\bapart\b|\bso that\b|\bdescri/i;

const pointed = (task: Task, picture: AnnotatedPicture, object: AnnotatedObject, random: Random) => {
  const { called, ...plain } = object;
  const draw = () => ask(task, { ...picture, objects: [plain] }, random);
  return asked(
    until((turn) => !singlesOut.test(questionOf(turn)), draw),
    { names: [object.name] },
  );
};

const inMask = (picture: AnnotatedPicture) => picture.objects.filter((object) => isThing(object) && object.mask);

/** By the kind that the question is measured under. */
export const askers: Partial<Record<QuestionKind, Asker>> = {
  rec: (picture, random) =>
    some(random, singles(picture), 2).flatMap((object) =>
      asked(ask(tasks.rec, wherein(picture, object.name, object), random), { names: [object.name] }),
    ),
  "rec-absent"(picture, random) {
    const absent = random.chance(ABSENT) ? absentName(picture, random) : undefined;
    return absent ? asked(ask(tasks.rec, wherein(picture, absent.name), random, 1), { names: [absent.name] }) : [];
  },
  "rec-place": (picture, random) =>
    placesOf(picture, random).flatMap(({ words, object, asks }) =>
      asked(ask(tasks.rec, wherein(picture, words, object), random), asks),
    ),
  "rec-word": (picture, random) => [
    ...some(random, calledThings(picture, false), 2).flatMap(({ object, head }) =>
      asked(ask(tasks.rec, wherein(picture, head, { ...object, name: head }), random), {
        names: [object.name],
        called: head,
      }),
    ),
    ...severalByWord(picture, random),
  ],
  "rec-color": (picture, random) =>
    some(random, calledThings(picture, true), 2).flatMap(({ object, head, words }) =>
      asked(ask(tasks.rec, wherein(picture, words, { ...object, name: head }), random), {
        names: [object.name],
        called: head,
      }),
    ),
  fovd: (picture, random) => asked(ask(tasks.fovd, picture, random), { names: [] }),
  ovd(picture, random) {
    // What is denied whole is measured by itself.
    const turn = until(
      ({ targets }) => targets.length > 0,
      () => ask(tasks.ovd, picture, random, 0.25),
    );
    return turn ? asked(turn, { names: namesIn(turn, picture) }) : [];
  },
  "vqa-presence"(picture, random) {
    const shown = shownNames(picture);
    const names = shown.length > 0 && random.chance(0.5) ? random.pick(shown) : absentName(picture, random);
    return vqaAbout("presence", picture, names, random);
  },
  "vqa-count"(picture, random) {
    const shown = shownNames(picture);
    return shown.length > 0 ? vqaAbout("count", picture, random.pick(shown), random) : [];
  },
  "vqa-relation"(picture, random) {
    const relationIn = (turn: SampleTurn): Relation | undefined =>
      relations.find((relation) => relation !== "next to" && questionOf(turn).includes(relation));
    const turn = until(
      (each) => relationIn(each) !== undefined,
      () => vqaTask("relation").ask(picture, random, { absentRate: 0 }),
    );
    return turn ? asked(turn, { names: namesIn(turn, picture), relation: relationIn(turn) }) : [];
  },
  res: (picture, random) =>
    some(
      random,
      singles(picture).filter(({ mask }) => mask),
      3,
    ).flatMap((object) =>
      asked(ask(tasks.res, wherein(picture, object.name, object), random), { names: [object.name] }),
    ),
  "ig-mask-box": (picture, random) =>
    some(random, inMask(picture), 4).flatMap((object) => pointed(tasks["ig-mask-box"], picture, object, random)),
  "ig-keypoint": (picture, random) =>
    some(
      random,
      picture.objects.filter((object) => isThing(object) && object.keypoint && sideOf(object) > 96),
      2,
    ).flatMap((object) => pointed(tasks["ig-keypoint"], picture, object, random)),
  "reg-box": (picture, random) =>
    some(random, describable(picture), 1).flatMap((object) => pointed(tasks["reg-box"], picture, object, random)),
  "reg-point": (picture, random) =>
    some(random, describable(picture), 1).flatMap((object) => pointed(tasks["reg-point"], picture, object, random)),
  caption: (picture, random) => asked(ask(tasks.caption, picture, random), { names: [] }),
};

/** Things large enough to be told. */
const describable = (picture: AnnotatedPicture) =>
  toldGroups(picture)
    .flat()
    .filter((object) => isThing(object) && sideOf(object) >= 16);

/** Words for the things that are the only ones of their names: with a colour, or without. */
function calledThings(picture: AnnotatedPicture, colored: boolean) {
  return picture.objects.flatMap((object) =>
    (object.called ?? [])
      .filter(({ words, head }) => (words !== head) === colored)
      .map(({ words, head }) => ({ object, words, head })),
  );
}

/** "where are the bikes?" of two to six bicycles. */
function severalByWord(picture: AnnotatedPicture, random: Random): AskedTurn[] {
  const groups = toldGroups(picture).filter(
    (group) => group.length > 1 && group.length < 7 && synonyms[group[0].name] !== undefined,
  );
  if (groups.length === 0) return [];
  const group = random.pick(groups);
  const [{ name }] = group;
  const called = random.pick(synonyms[name]);
  const objects = group.map(({ plural, ...object }) => ({ ...object, name: called }));
  const exhaustive = [{ name: called, plural: called }];
  return asked(
    until(
      (turn) => bodyText(turn.answer.body) !== "",
      () => ask(tasks.ovd, { ...picture, objects, exhaustive }, random),
    ),
    { names: [name], called, many: true },
  );
}
