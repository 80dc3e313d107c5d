// Pictures that come along, one click away.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { call } from "../server/client.js";
import { tell } from "../state/announce.js";
import { open } from "../state/studio.js";

const names = signal<readonly string[]>([]);

export async function openExample(name: string): Promise<void> {
  try {
    await open(await (await call(`studio/pictures/${encodeURIComponent(name)}`)).blob(), name);
  } catch (error) {
    tell((error as Error).message);
  }
}

export function ExamplePictures() {
  useEffect(() => {
    call("studio/pictures")
      .then((response) => response.json())
      .then((list) => {
        names.value = list.pictures;
      })
      .catch(() => {}); // without them the page is as useful
  }, []);
  if (names.value.length === 0) return null;
  return (
    <ul class="samples" aria-label="Pictures to try">
      {names.value.map((name) => (
        <li key={name}>
          <button type="button" onClick={() => openExample(name)}>
            <img src={`studio/pictures/${encodeURIComponent(name)}`} alt="" />
            {name.replace(/\.\w+$/, "").replaceAll("-", " ")}
          </button>
        </li>
      ))}
    </ul>
  );
}
