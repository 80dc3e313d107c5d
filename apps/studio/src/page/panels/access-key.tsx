// Asks for a key where the server wants one.
import { key } from "../server/client.js";
import { meet } from "../state/studio.js";

export function AccessKey() {
  return (
    <form
      class="access"
      onSubmit={(event) => {
        event.preventDefault();
        key.value = String(new FormData(event.currentTarget).get("key"));
        void meet();
      }}
    >
      <label>
        This server asks for a key
        <input name="key" type="password" autocomplete="off" required />
      </label>
      <button type="submit">Use it</button>
    </form>
  );
}
