// Hashes files off the page's thread. In: {id, file, picture: whether to hash it as a picture}.
// Out: {id, progress: 0 to 1} while working, then {id, result} or {id, failed: true}.

import { hashPicture, sha256 } from "./hash-file.mjs";

self.addEventListener("message", async ({ data: { id, file, picture } }) => {
  const tell = (progress) => self.postMessage({ id, progress });
  try {
    const digest = await sha256(file, (done) => tell(done / 2));
    tell(0.5);
    const result = { sha256: digest, pdq: null, quality: null, width: 0, height: 0, frames: [] };
    if (picture) {
      try {
        Object.assign(result, await hashPicture(file, (done) => tell(0.5 + done / 2)));
      } catch {
        result.unreadable = true; // only exact copies can be found
      }
    }
    self.postMessage({ id, result });
  } catch {
    self.postMessage({ id, failed: true });
  }
});
