// A picture that the user opened: its file as it is for the server, its pixels for the screen.

export interface OpenPicture {
  readonly name: string;
  readonly file: Blob;
  /** Turned as its EXIF says; the whole picture, whatever is shown of it. */
  readonly bitmap: ImageBitmap;
  readonly width: number;
  readonly height: number;
}

/** @throws Error for a file that is no picture which this browser reads */
export async function openPicture(file: Blob, name: string): Promise<OpenPicture> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    throw new Error(`“${name}” is no picture that this browser can read: take a PNG, JPEG, WebP, AVIF or GIF`);
  }
  return { name, file, bitmap, width: bitmap.width, height: bitmap.height };
}

/** The file as a data URL, as requests carry it. */
export function dataUrl({ file }: OpenPicture): Promise<string> {
  return new Promise((done, fail) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result as string);
    reader.onerror = () => fail(new Error("the picture's file cannot be read any more"));
    reader.readAsDataURL(file);
  });
}

/** The first picture among what was dropped or pasted. */
export function pictureAmong(data: DataTransfer | null): File[] {
  return [...(data?.files ?? [])].filter(({ type }) => type.startsWith("image/"));
}
