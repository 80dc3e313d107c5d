// The American spellings that Stanford's tokeniser puts in place of British ones; medicine's are left out.

/** Stems before -our- with the endings in use; a bare -our or -ours follows a rule of its own. */
const our =
  "arm:ed col:ed,ing,ful discol:ed,ing endeav:ed,ing fav:ed,ing,ite,ites flav:ed,ing hon:ed,ing,able hum:ed,ing " +
  "lab:ed,ing neighb:hood,hoods rum:ed,ing sav:ed,ing";
const ise =
  "capital:e,ed,ation final:e,ed,ing local:e,ed maxim:e,ed,ing minim:e,ed,ing modern:e,ed,ing organ:ation,ations " +
  "penal:e,ed popular:e,ed,es,ing pressur:e,ed,es,ing real:e,ed,es,ing recogn:e,ed,es,ing";
const single =
  "anaesthetic:anesthetic analogue:analog analogues:analogs analyse:analyze analysed:analyzed analysing:analyzing " +
  "cancelled:canceled cancelling:canceling centre:center defence:defense Defence:Defense " +
  "encyclopaedia:encyclopedia fibre:fiber fibres:fibers grey:gray kerb:curb " +
  "labelled:labeled labelling:labeling leant:leaned learnt:learned manoeuvre:maneuver manoeuvres:maneuvers " +
  "meagre:meager practise:practice practised:practiced theatre:theater " +
  "theatres:theaters travelled:traveled travelling:traveling Labour:Labor";

const words: ReadonlyMap<string, string> = new Map([
  ...endings(our, "our", "or"),
  ...endings(ise, "is", "iz"),
  ...single.split(" ").map((pair) => pair.split(":") as [string, string]),
]);

/** Words on -our in American English, too. */
const ourInAmerican =
  /(?:bonjour|carrefour|contour|detour|devour|downpour|flour|glamour|outpour|paramour|pompadour|tambour|troubadour|velour)s?$/;

/** The American spelling of a word; other words come back as they are. */
export function americanSpelling(word: string): string {
  const known = words.get(word);
  if (known !== undefined) return known;
  if (/^programmes?$/.test(word)) return word.replace("mme", "m");
  return ourInAmerican.test(word) ? word : word.replace(/^([a-z]{3,})our(s?)$/, "$1or$2");
}

function endings(list: string, british: string, american: string): [string, string][] {
  return list.split(" ").flatMap((each) => {
    const [stem, suffixes] = each.split(":") as [string, string];
    return suffixes.split(",").map((end): [string, string] => [stem + british + end, stem + american + end]);
  });
}
