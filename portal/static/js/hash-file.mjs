// Digest, perceptual hash and details of one chosen file, in a worker or, where a browser lacks something there, in the
// page. The picture is drawn upright and in sRGB on black, in strips, and only hashes are kept.

import { registered, reducer } from "./patches.mjs";
import { Hasher } from "./pdq.mjs";
import { Sha256 } from "./sha256.mjs";

const STRIP = 256; // rows; Safari refuses canvases above 16.7 million px
const WHOLE = 256 * 1024 * 1024; // bytes that are digested in one piece
const PIECE = 4 * 1024 * 1024; // bytes

// SHA-256 of a file, lower-case hex. `progress` gets 0 to 1.
export async function sha256(file, progress = () => {}) {
  if (globalThis.crypto?.subtle && file.size <= WHOLE) {
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()));
    return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }
  const digest = new Sha256();
  for (let at = 0; at < file.size; at += PIECE) {
    digest.update(new Uint8Array(await file.slice(at, at + PIECE).arrayBuffer()));
    progress(at / file.size);
  }
  return digest.hex();
}

// {pdq, quality, width, height} of a picture file. Throws if this browser cannot read it.
export async function hashPicture(file, progress = () => {}) {
  return drawn(file, (bitmap) => ({
    ...hashDrawn(bitmap, bitmap.width, bitmap.height, progress),
    width: bitmap.width,
    height: bitmap.height,
  }));
}

// [{pdq, quality}], the pieces of a picture file (patches.mjs). Throws if this browser cannot read it.
export async function detailPicture(file, progress = () => {}) {
  return drawn(file, (bitmap) => {
    const smaller = reducer(bitmap.width, bitmap.height);
    eachStrip(bitmap, bitmap.width, bitmap.height, (rgba) => smaller.pushRgba(rgba), progress);
    return registered(smaller.finish());
  });
}

async function drawn(file, look) {
  const bitmap = await createImageBitmap(file); // applies orientation and colour profile; the first frame if it moves
  try {
    return look(bitmap);
  } finally {
    bitmap.close();
  }
}

// {pdq, quality} of anything that a canvas can draw.
export function hashDrawn(source, width, height, progress = () => {}) {
  const hasher = new Hasher(width, height);
  eachStrip(source, width, height, (rgba) => hasher.pushRgba(rgba), progress);
  const { hex, quality } = hasher.finish();
  return { pdq: hex, quality };
}

// Gives the rows from top to bottom, some at a time, as RGBA bytes: a large picture is never held twice.
function eachStrip(source, width, height, push, progress) {
  const canvas = newCanvas(width, Math.min(STRIP, height));
  try {
    const context = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
    if (!context) throw new Error("no canvas");
    for (let top = 0; top < height; top += STRIP) {
      const rows = Math.min(STRIP, height - top);
      context.fillStyle = "#000";
      context.fillRect(0, 0, width, rows);
      context.drawImage(source, 0, top, width, rows, 0, 0, width, rows);
      push(context.getImageData(0, 0, width, rows).data);
      progress(Math.min(1, (top + rows) / height));
    }
  } finally {
    canvas.width = canvas.height = 1; // Safari frees the memory only then
  }
}

function newCanvas(width, height) {
  if (typeof OffscreenCanvas === "function") return new OffscreenCanvas(width, height);
  const canvas = document.createElement("canvas"); // throws in a worker: the page then does it
  canvas.width = width;
  canvas.height = height;
  return canvas;
}
