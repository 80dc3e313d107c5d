// What a data set says about one picture: what readers give and tasks ask about.
import type { Box, DepthMap, Keypoint, Mask, Picture, VisualPrompt } from "@refvlm/vision";
import type { RecordError } from "../files/errors.js";

/** A picture on disk. */
export interface PictureFile {
  readonly path: string;
}

/** A picture inside an archive: the bytes of its file. */
export interface PictureBytes {
  readonly bytes: Uint8Array;
  /** What messages call it, e.g. `"00003.tar: 000012.jpg"`. */
  readonly name: string;
}

/** What the pixels of a depth picture mean. */
export interface DepthScale {
  /** A pixel's value times this is its depth; 0 means that nothing was measured. */
  readonly scale: number;
  readonly kind: DepthMap["kind"];
  /** Values are disparities: larger is nearer. Depth is `scale / value`. */
  readonly inverse?: boolean;
}

/** Depth as published: a 16-bit grey picture, on disk or in bytes, or values that a reader has decoded. */
export type DepthSource = (PictureFile & DepthScale) | (PictureBytes & DepthScale) | DepthMap;

/** One labelled object. */
export interface AnnotatedObject {
  /** As people say it: "traffic light". */
  readonly name: string;
  /** The data set has no name for it, and `name` is a word that fits anything: never a target, but it may be described. */
  readonly unnamed?: boolean;
  /** The name of several such objects, where the data know it. */
  readonly plural?: string;
  readonly box: Box;
  /** Visible pixels. */
  readonly mask?: Mask;
  /** 17 joints in COCO's order; absent where the data say nothing about them. */
  readonly keypoint?: readonly Keypoint[];
  /** A region of many objects that were not told apart: never a target. */
  readonly crowd?: boolean;
  /** A region without a number, as sky or grass: one object, however many pieces it is in. */
  readonly stuff?: boolean;
  /** Visual prompts that were published with the object; without them, they are drawn. */
  readonly prompts?: readonly VisualPrompt[];
  /** Length in pixels of the whole thing, hidden parts included, where it is known better than from the box. */
  readonly size?: number;
  /** What tells it from others of its name. */
  readonly attribute?: Attribute;
  /** Other words that mean it, and no other thing of the picture. */
  readonly called?: readonly Called[];
}

/** Words for an object, e.g. "red sofa", and the noun in them: "sofa". */
export interface Called {
  readonly words: string;
  readonly head: string;
}

/** Something of a colour that an object stands on or wears: "on the red disc", "in the blue shirt". Not part of its box or mask. */
export interface Attribute {
  readonly link: "on" | "in";
  /** "disc", "shirt" */
  readonly noun: string;
  readonly color: string;
}

/** The attributes of one noun that a picture may show: those that no object has are absent. */
export interface AttributeKind extends Pick<Attribute, "link" | "noun"> {
  readonly colors: readonly string[];
}

/** A label that the files hold and that could not be used, so that no object stands for it. */
export interface LostLabel {
  /** What the object would be called; absent where nobody knows: then it may be anything. */
  readonly name?: string;
  /** What is wrong; absent where it was told when the files were opened. */
  readonly fault?: RecordError;
}

/** A name as it is said of one and of several. */
export interface ObjectName {
  readonly name: string;
  readonly plural: string;
  /** What it is one of, e.g. "animal": things of one kin are easily taken for each other. */
  readonly kin?: string;
  /** Things of one colour are, too. */
  readonly color?: string;
}

/** A sentence some of whose words mean objects; spans are [start, end) in UTF-16 units, in order, nested or disjoint. */
export interface GroundedCaption {
  readonly text: string;
  readonly spans: readonly { readonly start: number; readonly end: number; readonly objects: readonly number[] }[];
}

/** Words that mean these objects of the picture and no other. */
export interface ReferringExpression {
  readonly text: string;
  /** Indices into `objects`; empty for a premise that the picture does not fulfil. */
  readonly objects: readonly number[];
}

/** A question in words. `answers` holds every accepted answer, the best first. */
export interface AnnotatedQuestion {
  readonly question: string;
  readonly answers: readonly string[];
  /** Objects that the question points at, in the order of its `[VPT]` places. */
  readonly objects?: readonly number[];
  /** Which words of the best answer mean objects, where the data say so. */
  readonly spans?: GroundedCaption["spans"];
}

/** A conversation in words, as published. Where a turn points at objects, its text holds `[VPT]` once for each. */
export interface AnnotatedConversation {
  readonly turns: readonly AnnotatedQuestion[];
}

/** A picture with everything that a data set says about it. Coordinates are in the picture's own pixels. */
export interface AnnotatedPicture {
  /** Unique within its data set, and the same on every machine. */
  readonly id: string;
  readonly picture: Picture | PictureFile | PictureBytes;
  readonly width: number;
  readonly height: number;
  readonly objects: readonly AnnotatedObject[];
  /** EXIF orientation of a picture that is shown turned or mirrored, 2 to 8; coordinates are in the pixels as stored. */
  readonly orientation?: number;
  /** Names whose every instance is among `objects`: what is named here and not there is absent. */
  readonly exhaustive?: readonly ObjectName[];
  /** Everything that the picture shows is among `objects`: without any, it shows nothing. */
  readonly complete?: boolean;
  /** Given where every attribute of every object is told. */
  readonly attributes?: readonly AttributeKind[];
  /** Labels that `objects` lacks: nothing of their names is denied, counted or told completely. */
  readonly lost?: readonly LostLabel[];
  /** What was left out of labels whose objects are there, e.g. a broken mask beside a sound box. */
  readonly notes?: readonly RecordError[];
  readonly captions?: readonly string[];
  readonly groundedCaptions?: readonly GroundedCaption[];
  readonly expressions?: readonly ReferringExpression[];
  /** Words about single objects that may fit others, too: for REG, not for REC. */
  readonly descriptions?: readonly { readonly object: number; readonly text: string }[];
  readonly questions?: readonly AnnotatedQuestion[];
  readonly conversations?: readonly AnnotatedConversation[];
  readonly depth?: DepthSource;
}
