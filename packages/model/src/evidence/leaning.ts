// Whether a question leans on the answer before it: "segment it", "and the mask?".

const wordSet = (words: string) => new Set(words.split(" "));

/** Words for what was named before. */
const pronouns = wordSet("it its them their they that those these this one ones both");

/** Words that ask for a unit of something without saying of what. */
const ofUnits = wordSet(
  "and now next also too then can could would will you i we me us please draw give show get make want need like let see have the a an as with for of in on at to what whats is are about same thing object there out around mark segment outline trace cut box boxes mask masks point points joint joints keypoint keypoints depth shape contour pixels",
);

/** @param words of a question that says no listed name, in small letters */
export function leansBack(words: readonly string[]): boolean {
  return words.some((word) => pronouns.has(word)) || words.every((word) => ofUnits.has(word));
}
