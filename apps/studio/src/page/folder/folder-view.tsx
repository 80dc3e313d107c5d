// The folder at the side: one question of all, the pictures with how far each is, the open one's objects, export.
import { FormatButtons } from "../exports/export.js";
import { question } from "../state/studio.js";
import { acceptedPictures } from "./accepted-pictures.js";
import { askAll, left, run, stopAsking } from "./ask-all.js";
import { folderName, opened, pictures } from "./folder.js";
import { ObjectList } from "./object-list.js";
import { openInFolder } from "./open-in-folder.js";

const marks = { answered: "answered", accepted: "accepted ✓", failed: "failed" };

export function FolderView() {
  const list = pictures.value;
  const accepted = list.filter(({ state }) => state === "accepted").length;
  return (
    <div class="panel folder">
      <h2>
        {folderName.value}{" "}
        <span class="quiet small">
          {accepted} of {list.length} accepted
        </span>
      </h2>
      <AskAll />
      <ObjectList />
      <ol class="pictures" aria-label="Pictures of the folder">
        {list.map(({ name, state }) => (
          <li key={name}>
            <button
              type="button"
              class="line-plain"
              aria-current={opened.value === name ? "true" : undefined}
              onClick={() => openInFolder(name)}
            >
              <bdi>{name}</bdi>
              <span class={state === "failed" ? "failure" : "quiet"}>{state ? marks[state] : "–"}</span>
            </button>
          </li>
        ))}
      </ol>
      {accepted > 0 && (
        <section>
          <h2>Export what is accepted</h2>
          <FormatButtons pictures={acceptedPictures} name={folderName.value ?? "labels"} />
        </section>
      )}
    </div>
  );
}

function AskAll() {
  const now = run.value;
  const open = pictures.value.filter(({ state }) => state === null || state === "failed").length;
  if (now)
    return (
      <div class="asking-all">
        <progress max={now.all} value={now.done} aria-label="Pictures answered" />
        <span class="quiet small">
          {now.done} of {now.all}
          {left.value !== null && `, about ${writtenTime(left.value)} left`}
        </span>
        <button type="button" onClick={stopAsking}>
          Stop
        </button>
      </div>
    );
  if (open === 0) return <p class="quiet small">Every picture has an answer.</p>;
  return (
    <p class="quiet small">
      <button
        type="button"
        disabled={question.value.trim() === ""}
        title={question.value.trim() === "" ? "Write the question below first" : ""}
        onClick={() => askAll(question.value.trim())}
      >
        Ask of {open === pictures.value.length ? "all" : `the ${open} left`}
      </button>{" "}
      {question.value.trim() === "" ? "the question that you write below" : `“${question.value.trim()}”`}
    </p>
  );
}

function writtenTime(seconds: number): string {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}
