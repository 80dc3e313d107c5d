// The 80 kinds of COCO in the order of a detector's classes, and what several of a kind are called.
const list = (names: string) => names.trim().split(/,\s*/);

export const cocoNames: readonly string[] = list(`
  person, bicycle, car, motorcycle, airplane, bus, train, truck, boat, traffic light, fire hydrant, stop sign,
  parking meter, bench, bird, cat, dog, horse, sheep, cow, elephant, bear, zebra, giraffe, backpack, umbrella, handbag, tie,
  suitcase, frisbee, skis, snowboard, sports ball, kite, baseball bat, baseball glove, skateboard, surfboard,
  tennis racket, bottle, wine glass, cup, fork, knife, spoon, bowl, banana, apple, sandwich, orange, broccoli, carrot,
  hot dog, pizza, donut, cake, chair, couch, potted plant, bed, dining table, toilet, tv, laptop, mouse, remote, keyboard,
  cell phone, microwave, oven, toaster, sink, refrigerator, book, clock, vase, scissors, teddy bear, hair drier,
  toothbrush`);

/** In the same order; a name twice where one and several are called alike. */
export const cocoPlurals: readonly string[] = list(`
  people, bicycles, cars, motorcycles, airplanes, buses, trains, trucks, boats, traffic lights, fire hydrants, stop signs,
  parking meters, benches, birds, cats, dogs, horses, sheep, cows, elephants, bears, zebras, giraffes, backpacks,
  umbrellas, handbags, ties, suitcases, frisbees, skis, snowboards, sports balls, kites, baseball bats, baseball gloves,
  skateboards, surfboards, tennis rackets, bottles, wine glasses, cups, forks, knives, spoons, bowls, bananas, apples,
  sandwiches, oranges, broccoli, carrots, hot dogs, pizzas, donuts, cakes, chairs, couches, potted plants, beds,
  dining tables, toilets, tvs, laptops, mice, remotes, keyboards, cell phones, microwaves, ovens, toasters, sinks,
  refrigerators, books, clocks, vases, scissors, teddy bears, hair driers, toothbrushes`);
