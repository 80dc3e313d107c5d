// The tools at the picture's side, with undo and the width of the brush.
import { correcting, objects } from "../folder/folder.js";
import { beginAnother, brush, current, prompts, take, tool } from "../state/drawing.js";
import { tools } from "../tools/index.js";
import { icons } from "./icons.js";

export function Toolbar() {
  const steps = correcting.value ? objects : prompts;
  return (
    <div class="tools" role="toolbar" aria-label="Tools" aria-orientation="vertical">
      {tools.map((each) => (
        <button
          key={each.name}
          type="button"
          class="tool"
          aria-pressed={tool.value === each}
          aria-label={each.label}
          title={`${each.label} (${each.key}). ${each.hint}`}
          onClick={() => take(each)}
        >
          {icons[each.name]}
        </button>
      ))}
      <hr />
      <button
        type="button"
        class="tool"
        aria-label="Undo"
        title="Undo (Ctrl+Z)"
        disabled={!steps.canUndo.value}
        onClick={() => steps.undo()}
      >
        {icons.undo}
      </button>
      <button
        type="button"
        class="tool"
        aria-label="Redo"
        title="Redo (Ctrl+Shift+Z)"
        disabled={!steps.canRedo.value}
        onClick={() => steps.redo()}
      >
        {icons.redo}
      </button>
      <button
        type="button"
        class="tool"
        aria-label="Begin another prompt"
        title="Begin another prompt (N)"
        disabled={current.value === null}
        onClick={beginAnother}
      >
        {icons.another}
      </button>
      <label class="width" title="Width of brush and scribble in pixels of the picture ([ and ])">
        <span class="unseen">Width of brush and scribble</span>
        <input
          type="number"
          min="1"
          max="1000"
          value={brush.value}
          onInput={({ currentTarget }) => {
            brush.value = Math.min(1000, Math.max(1, Number(currentTarget.value) || 1));
          }}
        />
      </label>
    </div>
  );
}
