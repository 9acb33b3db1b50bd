// Run by tests/hashing/test_browser_module.py: node --test, with FIXTURES naming a folder of raw RGBA made by Python.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { Hasher, luma, pdqFromLuma, pdqFromRgba } from "../../portal/static/js/pdq.mjs";
import { Sha256 } from "../../portal/static/js/sha256.mjs";

const folder = process.env.FIXTURES;
const cases = JSON.parse(readFileSync(join(folder, "expected.json"), "utf8"));

for (const { file, width, height, pdq, quality, sha256 } of cases) {
  const rgba = readFileSync(join(folder, file));

  test(`it hashes ${file} as Python does`, () => {
    assert.deepEqual(pdqFromRgba(rgba, width, height), { hex: pdq, quality });
  });

  test(`it hashes ${file} from brightness and in strips as in one piece`, () => {
    assert.deepEqual(pdqFromLuma(luma(rgba), width, height), { hex: pdq, quality });
    const hasher = new Hasher(width, height);
    for (let row = 0; row < height; row += 7) hasher.pushRgba(rgba.subarray(row * width * 4, (row + 7) * width * 4));
    assert.deepEqual(hasher.finish(), { hex: pdq, quality });
  });

  test(`it digests ${file} as Python does`, () => {
    const digest = new Sha256();
    for (let at = 0; at < rgba.length; at += 1001) digest.update(rgba.subarray(at, at + 1001));
    assert.equal(digest.hex(), sha256);
  });
}

test("it refuses a hash of half a picture", () => {
  assert.throws(() => new Hasher(8, 8).finish());
});
