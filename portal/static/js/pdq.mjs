// PDQ, the perceptual hash of a picture, the same to the bit as cases/fingerprints/pdq.py (which names the sources).
// Plain arithmetic without the DOM, so that Node's test runner reads this file too. Rows may come in strips: a
// picture of any size needs only 64 x 64 numbers of memory. Sums are doubles, rounded to floats at one named place,
// so that both languages, which add in different orders, end on the same numbers.

export const ALGORITHM = "pdq-1";
export const LOWEST_QUALITY = 50; // below this a hash is noise: only exact copies can be found

const SIDE = 64;
const BASE = 16;
const SMALLEST_SIDE = 5; // px
const FEWEST_ONES = 96; // of 256
const COEFFICIENT_STEPS = 65536;
const ZERO = { hex: "0".repeat(64), quality: 0 };

// For each of the 64 points along a side of `length` px: the first pixel in reach and the weight of each from there.
// Two passes of a running mean whose window loses, at the edges, the pixels outside.
export function supports(length) {
  const window = Math.floor((length + 127) / 128);
  const right = Math.floor((window + 2) / 2) - 1;
  const left = window - right - 1;
  const low = (at) => Math.max(at - left, 0);
  const high = (at) => Math.min(at + right, length - 1);
  const points = [];
  for (let point = 0; point < SIDE; point++) {
    const centre = Math.floor(((2 * point + 1) * length) / (2 * SIDE));
    const [start, end] = [low(centre), high(centre)];
    const first = low(start);
    const weights = new Float64Array(high(end) + 1 - first);
    for (let mean = start; mean <= end; mean++) {
      const share = 1 / (high(mean) - low(mean) + 1);
      for (let at = low(mean); at <= high(mean); at++) weights[at - first] += share;
    }
    for (let at = 0; at < weights.length; at++) weights[at] /= end - start + 1;
    points.push({ first, weights });
  }
  return points;
}

// Brightness 0 to 255 of each pixel of RGBA bytes. Alpha is not looked at: draw on black first.
export function luma(rgba) {
  const values = new Float32Array(rgba.length / 4);
  for (let at = 0, from = 0; at < values.length; at++, from += 4) {
    values[at] = (299 * rgba[from] + 587 * rgba[from + 1] + 114 * rgba[from + 2]) / 1000;
  }
  return values;
}

// Takes the rows of a picture from top to bottom, in strips of any height, and gives {hex, quality} at the end.
export class Hasher {
  constructor(width, height) {
    this.width = width;
    this.height = height;
    this.row = 0;
    this.usable = Math.min(width, height) >= SMALLEST_SIDE;
    this.points = new Float64Array(SIDE * SIDE);
    this.line = new Float64Array(SIDE);
    if (!this.usable) return;
    this.across = supports(width);
    this.down = supports(height);
    this.values = new Float64Array(width);
    this.next = 0; // the first point down that still needs rows
  }

  // The rows of a strip as RGBA bytes.
  pushRgba(rgba) {
    const rows = rgba.length / 4 / this.width;
    for (let row = 0, from = 0; this.usable && row < rows; row++) {
      for (let at = 0; at < this.width; at++, from += 4) {
        this.values[at] = 299 * rgba[from] + 587 * rgba[from + 1] + 114 * rgba[from + 2];
      }
      this.push(this.values, 1000);
    }
  }

  // The rows of a strip as brightness 0 to 255.
  pushLuma(values) {
    for (let from = 0; this.usable && from < values.length; from += this.width) {
      this.push(values.subarray(from, from + this.width), 1);
    }
  }

  push(values, scale) {
    const row = this.row++;
    while (this.next < SIDE && row >= this.down[this.next].first + this.down[this.next].weights.length) this.next++;
    let summed = false;
    for (let point = this.next; point < SIDE && row >= this.down[point].first; point++) {
      const weight = this.down[point].weights[row - this.down[point].first];
      if (weight === undefined) continue;
      if (!summed) this.sumLine(values);
      summed = true;
      const share = weight / scale;
      for (let column = 0, at = point * SIDE; column < SIDE; column++, at++) this.points[at] += share * this.line[column];
    }
  }

  sumLine(values) {
    for (let column = 0; column < SIDE; column++) {
      const { first, weights } = this.across[column];
      let sum = 0;
      for (let at = 0; at < weights.length; at++) sum += weights[at] * values[first + at];
      this.line[column] = sum;
    }
  }

  finish() {
    if (!this.usable) return { ...ZERO };
    if (this.row !== this.height) throw new Error("rows are missing");
    return hashOf(Float32Array.from(this.points));
  }
}

// {hex, quality} of a picture as brightness 0 to 255.
export function pdqFromLuma(values, width, height) {
  const hasher = new Hasher(width, height);
  hasher.pushLuma(values);
  return hasher.finish();
}

// {hex, quality} of a picture as RGBA bytes.
export function pdqFromRgba(rgba, width, height) {
  const hasher = new Hasher(width, height);
  hasher.pushRgba(rgba);
  return hasher.finish();
}

function hashOf(small) {
  const coefficients = frequencies(small);
  const median = Float64Array.from(coefficients).sort()[127];
  let hex = "";
  let ones = 0;
  for (let digit = 63; digit >= 0; digit--) {
    let value = 0;
    for (let bit = 3; bit >= 0; bit--) value = value * 2 + (coefficients[digit * 4 + bit] > median ? 1 : 0);
    ones += [0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4][value];
    hex += value.toString(16);
  }
  return { hex, quality: ones >= FEWEST_ONES ? qualityOf(small) : 0 };
}

function qualityOf(small) {
  const step = (one, other) => {
    const difference = Math.fround(Math.fround(one - other) * 100);
    return Math.abs(Math.trunc(Math.fround(difference / 255)));
  };
  let total = 0;
  for (let row = 0; row < SIDE; row++) {
    for (let column = 0; column < SIDE; column++) {
      const at = row * SIDE + column;
      if (row + 1 < SIDE) total += step(small[at], small[at + SIDE]);
      if (column + 1 < SIDE) total += step(small[at], small[at + 1]);
    }
  }
  return Math.min(100, Math.floor(total / 90));
}

export const DCT = new Float64Array(BASE * SIDE);
for (let row = 0; row < BASE; row++) {
  for (let column = 0; column < SIDE; column++) {
    DCT[row * SIDE + column] = Math.sqrt(2 / SIDE) * Math.cos((Math.PI / (2 * SIDE)) * (row + 1) * (2 * column + 1));
  }
}

// The 16 x 16 lowest frequencies without the constant ones, in steps that hide the order of additions.
function frequencies(small) {
  const half = new Float64Array(BASE * SIDE);
  for (let row = 0; row < BASE; row++) {
    for (let from = 0; from < SIDE; from++) {
      const weight = DCT[row * SIDE + from];
      for (let column = 0; column < SIDE; column++) half[row * SIDE + column] += weight * small[from * SIDE + column];
    }
  }
  const result = new Float64Array(BASE * BASE);
  for (let row = 0; row < BASE; row++) {
    for (let column = 0; column < BASE; column++) {
      let sum = 0;
      for (let at = 0; at < SIDE; at++) sum += half[row * SIDE + at] * DCT[column * SIDE + at];
      result[row * BASE + column] = Math.round(sum * COEFFICIENT_STEPS);
    }
  }
  return result;
}
