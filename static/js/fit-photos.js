/* Photos that are too large, alone or together, are drawn smaller before they are sent. All others go as they are. */

const LONGEST_SIDE = 4096; // a face that fills a quarter of it still has the resolution that faces are drawn at
const LOOK_INSIDE_BYTES = 4_000_000; // a smaller file hardly holds more pixels than can be read

/* The files of each field as they are to be sent, and their bytes together. */
export async function fitPhotos(inputs) {
  const { maxBytes, maxPixels, maxSum } = Object.fromEntries(
    Object.entries(inputs[0]?.dataset ?? {}).map(([name, value]) => [name, Number(value)]),
  );
  const photos = inputs.flatMap((input) => [...input.files].map((file) => ({ input, file })));
  const sum = () => photos.reduce((bytes, { file }) => bytes + file.size, 0);
  for (const photo of photos) {
    if (photo.file.size > maxBytes || (await pixelsOf(photo.file)) > maxPixels) photo.file = await smaller(photo.file);
  }
  for (const photo of [...photos].sort((one, other) => other.file.size - one.file.size)) {
    if (sum() > maxSum) photo.file = await smaller(photo.file);
  }
  return { photos, sum: sum(), isTooMuch: sum() > maxSum };
}

async function pixelsOf(file) {
  if (file.size < LOOK_INSIDE_BYTES) return 0;
  const image = new Image();
  const url = URL.createObjectURL(file);
  try {
    await new Promise((resolve, reject) => Object.assign(image, { onload: resolve, onerror: reject, src: url }));
    return image.naturalWidth * image.naturalHeight;
  } catch {
    return 0; // this browser cannot show it; the server may read it all the same
  } finally {
    URL.revokeObjectURL(url);
  }
}

async function smaller(file) {
  try {
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.92));
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], file.name.replace(/(\.\w+)?$/, ".jpg"), { type: blob.type });
  } catch {
    return file;
  }
}

/* In the reader's way to write numbers: 12.3. */
export function megabytes(bytes) {
  return Math.max(bytes / 2 ** 20, 0.1).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
}
