// The README's example: where is the dog, and what else is there?
import { RefVlm } from "refvlm";

const vlm = await RefVlm.load("nano");
const answer = await vlm.ask("street.png", "where is the dog?");
console.log(answer.text, answer.instances[0]?.box);
for await (const event of vlm.stream("street.png", "detect all objects."))
  if (event.type === "unit") console.log(event.unit.phrase, event.unit.box, event.unit.score);
await vlm.dispose();
