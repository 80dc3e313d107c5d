// COCO's 80 things by category id, for files that use the ids without the list (cocodataset.org/#explore).
import { pluralOf } from "../../language/plural.js";
import type { CocoCategory } from "./coco-file.js";

/** In the order of their ids; the ids of eleven names that COCO never labelled are left empty. */
const names = `person,bicycle,car,motorcycle,airplane,bus,train,truck,boat,traffic light,fire hydrant,,stop sign,
parking meter,bench,bird,cat,dog,horse,sheep,cow,elephant,bear,zebra,giraffe,,backpack,umbrella,,,handbag,tie,suitcase,
frisbee,skis,snowboard,sports ball,kite,baseball bat,baseball glove,skateboard,surfboard,tennis racket,bottle,,
wine glass,cup,fork,knife,spoon,bowl,banana,apple,sandwich,orange,broccoli,carrot,hot dog,pizza,donut,cake,chair,couch,
potted plant,bed,,dining table,,,toilet,,tv,laptop,mouse,remote,keyboard,cell phone,microwave,oven,toaster,sink,
refrigerator,,book,clock,vase,scissors,teddy bear,hair drier,toothbrush`;

/** Category ids 1 to 90. */
export const cocoThings: ReadonlyMap<number, CocoCategory> = new Map(
  names.split(/,\n?/).flatMap((name, i) => {
    const category = { id: i + 1, name, plural: pluralOf(name), thing: true };
    return name ? [[category.id, category] as const] : [];
  }),
);

/** The names of all 80. */
export const cocoNames: readonly string[] = [...cocoThings.values()].map(({ name }) => name);
