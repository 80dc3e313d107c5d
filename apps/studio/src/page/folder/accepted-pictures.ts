// The accepted pictures of the folder, as exports take them.
import { detected, type ExportPicture, pixelsOf } from "../exports/export-picture.js";
import { openPicture } from "../picture/open-picture.js";
import { objectsOf, pictures, readLabel, readPicture } from "./folder.js";

export async function acceptedPictures(): Promise<ExportPicture[]> {
  const accepted = pictures.peek().filter(({ state }) => state === "accepted");
  const labels = await Promise.all(accepted.map(({ name }) => readLabel(name)));
  return labels.flatMap((label) => {
    if (!label?.image) return [];
    const { picture: file, image } = label;
    const pixels = async () => pixelsOf((await openPicture(await readPicture(file), file)).bitmap);
    return [{ file, ...image, objects: objectsOf(label).map(detected), record: { ...label }, pixels }];
  });
}
