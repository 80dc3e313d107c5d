// What the things of scenes are called besides their names: words that people ask with, and that scenes never answer with.
import { pluralOf } from "../language/plural.js";
import type { ObjectName } from "../sample/annotated.js";

const list = `
  dog hound puppy, cat kitten kitty, horse pony, cow cattle, pig hog piglet, sheep lamb, rabbit bunny hare, duck duckling,
  frog toad, turtle tortoise, octopus squid, butterfly moth, bee bumblebee, hamburger burger cheeseburger,
  cake birthday-cake, donut doughnut, eggplant aubergine, mushroom toadstool, pizza pizza-slice, watermelon melon,
  car automobile, bus coach, truck lorry van, bicycle bike, train locomotive, airplane plane aeroplane, rocket spaceship,
  sailboat boat, house home building, castle fortress, sunflower flower, tree oak, umbrella parasol, guitar instrument,
  clock alarm-clock watch, ball football soccer-ball, hat top-hat, cup mug coffee-cup, book notebook, chair seat,
  person human pedestrian`;

const synonyms: ReadonlyMap<string, readonly ObjectName[]> = new Map(
  list.split(",").map((entry) => {
    const [name, ...words] = entry.trim().split(" ");
    const others = words.map((word) => word.replace("-", " "));
    return [name, others.map((other) => ({ name: other, plural: pluralOf(other) }))];
  }),
);

/** Other words for a thing of scenes; none where it has only one name. */
export function synonymsOf(name: string): readonly ObjectName[] {
  return synonyms.get(name) ?? [];
}
