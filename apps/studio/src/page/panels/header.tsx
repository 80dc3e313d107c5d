// The head of the page: what is open, which model answers, light or dark.
import { signal } from "@preact/signals";
import { about, conversation } from "../state/studio.js";
import { OpenButton } from "./open-area.js";

const themes = ["auto", "light", "dark"] as const;
type Theme = (typeof themes)[number];
const theme = signal<Theme>(themes.find((each) => each === localStorage.getItem("refvlm-theme")) ?? "auto");
theme.subscribe((value) => {
  localStorage.setItem("refvlm-theme", value);
  document.documentElement.dataset.theme = value;
});

export function Header() {
  const picture = conversation.value?.picture;
  const next = themes[(themes.indexOf(theme.value) + 1) % themes.length]!;
  return (
    <header class="head">
      <h1>refvlm studio</h1>
      <OpenButton />
      {picture && (
        <p class="open-name" title={picture.name}>
          <bdi>{picture.name}</bdi>{" "}
          <span class="quiet">
            {picture.width} × {picture.height}
          </span>
        </p>
      )}
      <span class="spring" />
      {about.value && (
        <p class="quiet" title={`version ${about.value.version ?? "unknown"}; units: ${about.value.units.join(", ")}`}>
          {about.value.name}
        </p>
      )}
      <button
        type="button"
        class="plain"
        aria-label={`Colours: ${theme.value}. Change to ${next}`}
        title={`Colours: ${theme.value}`}
        onClick={() => {
          theme.value = next;
        }}
      >
        {theme.value === "auto" ? "◐" : theme.value === "light" ? "○" : "●"}
      </button>
    </header>
  );
}
