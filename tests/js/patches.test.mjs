// Run by tests/hashing/test_browser_module.py: node --test, with FIXTURES naming a folder of raw RGBA made by Python.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import { ALGORITHM, reducer, registered } from "../../portal/static/js/patches.mjs";

const folder = process.env.FIXTURES;
const { algorithm, pictures } = JSON.parse(readFileSync(join(folder, "expected.json"), "utf8"));

function apart(one, other) {
  let count = 0;
  for (let bits = BigInt(`0x${one}`) ^ BigInt(`0x${other}`); bits; bits &= bits - 1n) count++;
  return count;
}

function found(file, width, height, rows) {
  const rgba = readFileSync(join(folder, file));
  const smaller = reducer(width, height);
  for (let at = 0; at < rgba.length; at += rows * width * 4) smaller.pushRgba(rgba.subarray(at, at + rows * width * 4));
  return registered(smaller.finish());
}

test("it is the server's algorithm", () => assert.equal(ALGORITHM, algorithm));

for (const { file, width, height, patches } of pictures) {
  test(`it finds the details of ${file} that the server finds`, () => {
    const own = found(file, width, height, 53);
    const known = new Set(patches.map(([pdq, quality]) => `${pdq} ${quality}`));
    const others = own.filter(({ pdq, quality }) => !known.has(`${pdq} ${quality}`));
    assert.ok(Math.abs(own.length - patches.length) <= 1, `${own.length} instead of ${patches.length}`);
    assert.ok(others.length <= own.length * 0.05, `${others.length} are not the same`);
    for (const { pdq } of others) assert.ok(patches.some(([other]) => apart(pdq, other) <= 4), pdq);
    assert.deepEqual(own, own.toSorted((one, other) => (one.pdq < other.pdq ? -1 : 1)));
  });
}

test("it refuses half a picture", () => assert.throws(() => reducer(8, 8).finish()));
