// What people are called in data sets with joints.

export const people: ReadonlySet<string> = new Set(["person", "man", "woman", "boy", "girl", "child"]);
