// Taking answers away: as files of other tools, and as code that asks the same.
import { signal } from "@preact/signals";
import { promptToJson } from "@refvlm/vision";
import { useEffect, useState } from "preact/hooks";
import { key } from "../server/client.js";
import { shownThings } from "../stage/shown-things.js";
import { announce, tell } from "../state/announce.js";
import { minScore } from "../state/looking.js";
import { about, conversation } from "../state/studio.js";
import type { Conversation, Turn } from "../talk/conversation.js";
import { download } from "./download.js";
import { detected, type ExportPicture, pixelsOf, stem } from "./export-picture.js";
import { type Format, formats } from "./formats.js";
import { asCurl, asTypeScript } from "./snippets.js";

export function Export() {
  const talk = conversation.value;
  const turn = talk?.shown.value;
  const whole = turn?.answer.whole.value;
  if (!talk || !turn || !whole) return <p class="panel quiet">Ask something: its answer can be taken away here.</p>;
  return (
    <div class="panel exports">
      <section>
        <h2>Files</h2>
        <p class="quiet small">What is shown of this answer, as far as the score filter lets it through.</p>
        <FormatButtons pictures={() => [shownPicture(talk, turn)]} name={stem(talk.picture.name)} />
      </section>
      <Snippet talk={talk} turn={turn} />
    </div>
  );
}

/** A button for each format. @param pictures asked when one is pressed */
export function FormatButtons({
  pictures,
  name,
}: {
  pictures(): readonly ExportPicture[] | Promise<readonly ExportPicture[]>;
  name: string;
}) {
  const write = async ({ files, label }: Format) => {
    try {
      const made = await files(await pictures());
      if (Object.keys(made).length === 0) return tell(`There is nothing for ${label} in this answer.`);
      download(made, name);
      announce(`${label} written`);
    } catch (error) {
      tell(`${label} could not be written: ${(error as Error).message}`);
    }
  };
  return (
    <div class="formats">
      {formats.map((format) => (
        <button key={format.name} type="button" data-format={format.name} onClick={() => write(format)}>
          {format.label}
        </button>
      ))}
    </div>
  );
}

function shownPicture(talk: Conversation, { words, prompts, answer }: Turn): ExportPicture {
  const { picture } = talk;
  const { explanation: _, picture: __, ...whole } = answer.whole.peek()!;
  const pointed = prompts.length > 0 ? { prompts: prompts.map(({ visual }) => promptToJson(visual)) } : {};
  const shown = shownThings.peek();
  const keys = new Set(shown.map((thing) => thing.key));
  const instances = whole.instances.filter(({ triplet, index }) => keys.has(`${triplet}.${index}`));
  return {
    file: picture.name,
    width: picture.width,
    height: picture.height,
    objects: shown.map(detected),
    record: { picture: picture.name, question: words, ...pointed, ...whole, instances },
    pixels: async () => pixelsOf(picture.bitmap),
  };
}

const languages = ["cURL", "TypeScript", "JSON"] as const;
const language = signal<(typeof languages)[number]>("cURL");

function Snippet({ talk, turn }: { talk: Conversation; turn: Turn }) {
  const [code, setCode] = useState("");
  const chosen = language.value;
  const least = minScore.value;
  useEffect(() => {
    let isWanted = true;
    void talk.bodyOf(turn, about.value?.name ?? "", least).then((body) => {
      if (!isWanted) return;
      const { picture } = talk;
      const place = {
        origin: location.origin,
        file: picture.name,
        type: picture.file.type || "image/png",
        needsKey: key.value !== "",
      };
      const { explanation: _, ...whole } = turn.answer.whole.value!;
      const written = {
        cURL: () => asCurl(body, place),
        TypeScript: () => asTypeScript(body, place),
        JSON: () => JSON.stringify(whole, null, 1),
      };
      setCode(written[chosen]());
    });
    return () => {
      isWanted = false;
    };
  }, [talk, turn, chosen, least]);
  return (
    <section class="snippet">
      <h2>Copy as</h2>
      <div class="formats">
        {languages.map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={chosen === each}
            onClick={() => {
              language.value = each;
            }}
          >
            {each}
          </button>
        ))}
        <span class="spring" />
        <button type="button" class="accent" onClick={() => copy(code)}>
          Copy
        </button>
      </div>
      <textarea
        class="code"
        readOnly
        aria-label={`This question as ${chosen}`}
        value={code}
        rows={14}
        spellcheck={false}
      />
    </section>
  );
}

async function copy(code: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(code);
    tell("Copied.");
  } catch {
    tell("This browser lets no page copy: select the text and copy it yourself.");
  }
}
