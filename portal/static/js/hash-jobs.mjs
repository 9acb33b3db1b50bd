// What is computed of a chosen file: in a worker, or in the page where a browser lacks something there.

import { detailPicture, hashPicture, sha256 } from "./hash-file.mjs";
import { sampleVideo } from "./video-frames.mjs";

let worker = null;
let jobs = 0;
const waiting = new Map();

// Started with the page and not with the first file: from then on there is no request at all.
export function startWorker() {
  if (worker || typeof Worker !== "function") return;
  try {
    worker = new Worker(new URL("./fingerprint-worker.mjs", import.meta.url), { type: "module" });
  } catch {
    return;
  }
  worker.addEventListener("message", ({ data }) => {
    const job = waiting.get(data.id);
    if ("progress" in data) return void job?.progress(data.progress);
    waiting.delete(data.id);
    if (data.failed) job?.reject(new Error("unreadable file"));
    else job?.resolve(data.result);
  });
  worker.addEventListener("error", () => {
    worker = null;
    waiting.forEach((job) => job.resolve(null));
    waiting.clear();
  });
}

// null without a worker.
function inWorker(file, want, progress) {
  if (!worker) return Promise.resolve(null);
  return new Promise((resolve, reject) => {
    const id = ++jobs;
    waiting.set(id, { resolve, reject, progress });
    worker.postMessage({ id, file, want });
  });
}

async function inPage(file, want, progress) {
  const result = { sha256: await sha256(file, progress), pdq: null, quality: null, width: 0, height: 0, frames: [] };
  if (want !== "picture") return result;
  try {
    return Object.assign(result, await hashPicture(file, progress));
  } catch {
    return Object.assign(result, { unreadable: true });
  }
}

// {sha256, media, pdq, quality, width, height, frames} as digest.py describes them; `unreadable` if only exact copies can
// be found. Throws if the file cannot be read at all. `progress` gets 0 to 1.
export async function fingerprint(file, progress) {
  const video = file.type.startsWith("video/");
  const want = video ? "digest" : "picture";
  let result = await inWorker(file, want, (done) => progress(video ? done * 0.3 : done));
  if (!result || (result.unreadable && typeof OffscreenCanvas !== "function")) result = await inPage(file, want, progress);
  if (!video) return { media: "image", ...result };
  try {
    return { media: "video", ...result, ...(await sampleVideo(file, (done) => progress(0.3 + done * 0.7))) };
  } catch {
    return { media: "video", ...result, unreadable: true };
  }
}

// [{pdq, quality}] of the pieces of a picture (patches.mjs); none of one that cannot be read. About a second's work.
export async function details(file, progress) {
  try {
    return (await inWorker(file, "details", progress)) ?? (await detailPicture(file, progress));
  } catch {
    if (typeof OffscreenCanvas === "function") return [];
    return detailPicture(file, progress).catch(() => []);
  }
}
