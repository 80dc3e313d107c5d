// The page: header, tools, stage, and the side on which one asks and reads.
import { useEffect } from "preact/hooks";
import { AccessKey } from "./panels/access-key.js";
import { Header } from "./panels/header.js";
import { OpenArea } from "./panels/open-area.js";
import { Side } from "./panels/side.js";
import { Toolbar } from "./panels/toolbar.js";
import { pictureAmong } from "./picture/open-picture.js";
import { onKey } from "./shortcuts.js";
import { Stage } from "./stage/stage.js";
import { hint, said } from "./state/announce.js";
import { conversation, needsKey, open } from "./state/studio.js";

export function Studio() {
  const talk = conversation.value;
  useEffect(() => {
    const paste = (event: ClipboardEvent) => openFirst(event.clipboardData);
    document.addEventListener("keydown", onKey);
    document.addEventListener("paste", paste);
    return () => {
      document.removeEventListener("keydown", onKey);
      document.removeEventListener("paste", paste);
    };
  }, []);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pictures may be dropped anywhere; there is a button, too
    <div
      class="studio"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        openFirst(event.dataTransfer);
      }}
    >
      <Header />
      <main class="workplace">
        <Toolbar />
        {talk ? <Stage key={talk} talk={talk} /> : <OpenArea />}
        <Side />
      </main>
      {needsKey.value && <AccessKey />}
      {hint.value && (
        <p class="hint" aria-hidden="true">
          {hint.value}
        </p>
      )}
      <div class="unseen" role="log" aria-live="polite">
        {said.value.map(({ id, text }) => (
          <p key={id}>{text}</p>
        ))}
      </div>
    </div>
  );
}

function openFirst(data: DataTransfer | null): void {
  const [file] = pictureAmong(data);
  if (file) void open(file, file.name || "pasted picture");
}
