// `refvlm setup`: finds libtorch and builds the engine against it, where npm's installation did not.
import type { Command } from "commander";

export function addSetup(program: Command): void {
  program
    .command("setup")
    .description("build the engine against this machine's libtorch, or say what is missing")
    .action(async () => {
      const { setUpEngine } = await import("@refvlm/torch");
      const { libtorch, addon } = await setUpEngine({ mayInstall: true });
      console.log(`ready: libtorch ${libtorch.version} from ${libtorch.source}\n${addon}`);
    });
}
