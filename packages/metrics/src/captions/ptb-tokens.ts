// Captions as Penn Treebank words: what COCO's caption evaluation has from Stanford's PTBTokenizer, without punctuation.
import { americanSpelling } from "./american-spelling.js";

/** One kind of token. At each place the rule that reaches farthest wins, the first of equals. */
interface Rule {
  /** Sticky. A `rest` group is text that must follow: it counts for the reach and is left for the next token. */
  readonly pattern: RegExp;
  /** The token, or "" for text that is dropped; without it the text as it stands. */
  readonly token?: (text: string) => string;
}

const clitic = "['’](?:[msdMSD]|re|ve|ll|RE|VE|LL)";
const slashes = (text: string) => text.replaceAll("/", "\\/");
const nothing = () => "";

/** Abbreviations that keep their full stop: titles, places, months and days, states, firms, measures. */
const abbreviations = [
  "mrs? ms dr profs? capt col gen lt maj sgt rev gov sen rep pres jr sr esq bros hon adm",
  "ave blvd mt rd ste? univ dept",
  "jan feb mar apr jun jul aug sept? oct nov dec mon tues? wed thurs? fri",
  "ala ariz calif colo conn del fla ga ind kans? ky la md mich minn mo mont neb nev okla pa penn tenn tex va vt wis wyo",
  "inc co corp ltd assn intl no nos ph tel est ext sq ft al etc vs",
]
  .join(" ")
  .replaceAll(" ", "|");

/** Words that have their apostrophe in front, behind or inside. */
const apostropheWords =
  "['’](?:cause|em|twas|till?|n['’]?|[2-9]0s)|(?:[djl]|ol|somethin)['’]|c['’]mon|li['’]l|nor['’]easter|s['’]mores";

const part = "(?:[dDoOlL]['’‘][\\p{L}\\p{N}])?[\\p{L}\\p{N}]+";

const rules: readonly Rule[] = [
  { pattern: /\s+/y, token: nothing },
  { pattern: /can(?<rest>not)/iy },
  { pattern: /<\/?[A-Za-z!][^>]*>/y },
  { pattern: new RegExp(`\\p{L}+(?<rest>${clitic})`, "uy"), token: americanSpelling },
  { pattern: /[A-Za-z]*[A-MO-Za-mo-z](?<rest>[nN]['’‘][tT])/y },
  { pattern: /\p{L}+/uy, token: americanSpelling },
  { pattern: new RegExp(apostropheWords, "iy") },
  { pattern: /(?![IY])[A-Zn]['’‘]\p{L}{2,}|\p{L}+[aeiouyAEIOUY]['’‘][aeiouA-Z]\p{L}*/uy },
  { pattern: /y['’](?<rest>\p{L})/iuy },
  { pattern: /https?:\/\/[^\s"<>|()]+[^\s"<>|.!?(){},-]/iy, token: slashes },
  { pattern: /(?:www\.)?(?:[a-z0-9-]+\.)+(?:com|net|org|edu)(?:\/[^\s"<>|()]*[^\s"<>|.!?(){},-])?/iy, token: slashes },
  { pattern: /[a-zA-Z0-9][^\s"<>|()]*@(?:[^\s"<>|().]+\.)+[a-zA-Z]{2,4}/y },
  { pattern: new RegExp(`${clitic}(?<rest>[^A-Za-z]|$)`, "y") },
  { pattern: /[nN]['’‘][tT]/y },
  { pattern: /\d{1,2}[-/]\d{1,2}[-/]\d{2,4}/y, token: slashes },
  { pattern: /[-+]?(?:\d*(?:[.:,]\d+)+|\d+)/y },
  { pattern: /(?:\d{1,4}-)?\d{1,4}\/\d{1,4}/y, token: slashes },
  { pattern: /[A-Za-z0-9]+(?:-[A-Za-z]+){0,2}(?:\/[A-Za-z0-9]+(?:-[A-Za-z]+){0,2}){1,2}/y, token: slashes },
  { pattern: /[A-Z]*\$|#+/y },
  { pattern: /¢/y, token: () => "cents" },
  { pattern: /£/y, token: () => "#" },
  { pattern: /[¤€]/y, token: () => "$" },
  { pattern: /[A-Za-z](?:\.[A-Za-z])*\./y },
  { pattern: /[A-Za-z](?:\.[A-Za-z])+(?<rest>\s)/y },
  { pattern: new RegExp(`(?:${abbreviations})\\.`, "iy") },
  { pattern: /(?:Ark|Ill|Mass|Miss|Ore|Wash)\./y },
  { pattern: /\p{L}+\.(?<rest>[,;:])/uy },
  { pattern: /[A-Z]+(?:[+&][A-Z]+)+/y },
  { pattern: /[A-Za-z0-9][A-Za-z0-9.,]*(?:-[A-Za-z0-9]+)+/y },
  { pattern: new RegExp(`${part}(?:[-_‐‑]${part})*`, "uy") },
  { pattern: /\(/y, token: () => "-LRB-" },
  { pattern: /\)/y, token: () => "-RRB-" },
  { pattern: /\[/y, token: () => "-LSB-" },
  { pattern: /\]/y, token: () => "-RSB-" },
  { pattern: /\{/y, token: () => "-LCB-" },
  { pattern: /\}/y, token: () => "-RCB-" },
  { pattern: /-{3,4}|[–—―]/y, token: () => "--" },
  { pattern: /-+/y },
  { pattern: /\.{3,5}|(?:\. ){2,4}\.|…/y, token: () => "..." },
  { pattern: /[?!]+/y },
  { pattern: /@+|_+/y },
  { pattern: /\*+/y, token: (text) => text.replaceAll("*", "\\*") },
  { pattern: /\//y, token: slashes },
  { pattern: /"|[“”«»„`‘’‚‹›']+/y, token: nothing },
  { pattern: /[+%&~^=<>.,;:¡¿]/y },
  { pattern: /[§©®°±²³´µ¶·¹º×÷¼½¾†‡•′″℃℉™←-⋿☀-⛿]/y },
];

/** Tokens that are not words of a caption, from the official list; quotation marks never become tokens here. */
const punctuation = new Set([".", "?", "!", ",", ":", "-", "--", "...", ";"]);

/**
 * The lower-case words of a caption. Brackets stay as -lrb- and -rrb-: the official tool looks for them in capitals,
 * after it has made all letters small. A character that no rule knows, an emoji for instance, is dropped.
 */
export function ptbTokens(caption: string): string[] {
  const tokens: string[] = [];
  for (let at = 0; at < caption.length; ) {
    let farthest = 0;
    let length = 1;
    let token = "";
    for (const rule of rules) {
      rule.pattern.lastIndex = at;
      const match = rule.pattern.exec(caption);
      if (!match || match[0].length <= farthest) continue;
      farthest = match[0].length;
      length = farthest - (match.groups?.rest?.length ?? 0);
      const text = caption.slice(at, at + length);
      token = rule.token ? rule.token(text) : text;
    }
    at += length;
    if (token !== "") tokens.push(token.toLowerCase());
  }
  return tokens.filter((token) => !punctuation.has(token));
}
