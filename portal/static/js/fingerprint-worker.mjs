// Computes what is wanted of files, off the page's thread. In: {id, file, want: "digest", "picture" (its hash too) or
// "details" (its pieces alone)}. Out: {id, progress: 0 to 1} while working, then {id, result} or {id, failed: true}.

import { detailPicture, hashPicture, sha256 } from "./hash-file.mjs";

self.addEventListener("message", async ({ data: { id, file, want } }) => {
  const tell = (progress) => self.postMessage({ id, progress });
  try {
    self.postMessage({ id, result: want === "details" ? await detailPicture(file, tell) : await whole(file, want, tell) });
  } catch {
    self.postMessage({ id, failed: true });
  }
});

async function whole(file, want, tell) {
  const digest = await sha256(file, (done) => tell(done / 2));
  tell(0.5);
  const result = { sha256: digest, pdq: null, quality: null, width: 0, height: 0, frames: [] };
  if (want !== "picture") return result;
  try {
    return Object.assign(result, await hashPicture(file, (done) => tell(0.5 + done / 2)));
  } catch {
    return Object.assign(result, { unreadable: true }); // only exact copies can be found
  }
}
