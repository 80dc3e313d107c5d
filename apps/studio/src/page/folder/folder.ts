// A folder of pictures that is labelled: which there are, what is kept of each, and the one that is open.
import { computed, signal } from "@preact/signals";
import { joined, type Thing } from "../answer/thing.js";
import { History } from "../prompts/history.js";
import { call } from "../server/client.js";
import type { InstanceJson } from "../server/shapes.js";

export interface Label {
  picture: string;
  state: "answered" | "accepted" | "failed";
  question?: string;
  text?: string;
  error?: string;
  image?: { width: number; height: number };
  instances?: InstanceJson[];
  model?: string;
}

export interface FolderPicture {
  readonly name: string;
  readonly state: Label["state"] | null;
  readonly question: string | null;
}

export const folderName = signal<string | null>(null);
export const pictures = signal<readonly FolderPicture[]>([]);
/** The open picture's name. */
export const opened = signal<string | null>(null);
/** What is kept of the open picture, as it was read. */
export const kept = signal<Label | null>(null);
/** The open picture's objects, as they are corrected. */
export const objects = new History<readonly Thing[]>([]);
export const isChanged = computed(() => objects.canUndo.value);
/** Whether hands correct objects; otherwise they draw prompts. */
export const correcting = signal(false);

/** Learns whether there is a folder. */
export async function meetFolder(): Promise<void> {
  const folder = await (await call("studio/folder")).json();
  folderName.value = folder.name;
  pictures.value = folder.pictures;
}

const address = (what: string, name: string) => `studio/folder/${what}?name=${encodeURIComponent(name)}`;

export async function readPicture(name: string): Promise<Blob> {
  return (await call(address("picture", name))).blob();
}

export async function readLabel(name: string): Promise<Label | null> {
  return (await (await call(address("label", name))).json()).label;
}

export async function keepLabel(label: Label): Promise<void> {
  await call("studio/folder/label", { method: "POST", body: label });
  const { picture: name, state, question = null } = label;
  pictures.value = pictures.value.map((each) => (each.name === name ? { name, state, question } : each));
}

/** Objects of a label, numbered anew. */
export function objectsOf(label: Label | null): Thing[] {
  return (label?.instances ?? []).reduce<Thing[]>(joined, []);
}
