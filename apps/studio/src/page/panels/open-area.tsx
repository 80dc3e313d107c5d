// Where a picture is opened: a button, and a place to drop one where none is open.
import { useRef } from "preact/hooks";
import { open } from "../state/studio.js";
import { ExamplePictures } from "./example-pictures.js";

export function OpenButton() {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button type="button" onClick={() => input.current!.click()}>
        Open a picture
      </button>
      <input
        ref={input}
        class="unseen"
        type="file"
        accept="image/*"
        tabIndex={-1}
        aria-label="Picture file"
        onChange={({ currentTarget }) => {
          const [file] = currentTarget.files ?? [];
          if (file) void open(file, file.name);
          currentTarget.value = ""; // the same file may be opened again
        }}
      />
    </>
  );
}

export function OpenArea() {
  return (
    <div class="stage vacant">
      <p>
        Drop a picture here, paste one, or <OpenButton />
      </p>
      <ExamplePictures />
    </div>
  );
}
