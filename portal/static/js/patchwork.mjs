// From the points of a picture to the hashes of the pieces around them, the same as cases/fingerprints/patchwork.py:
// direction, canonical square, gate, PDQ. Rounded as scalespace.mjs says.

import { DCT } from "./pdq.mjs";
import { BLUR, CONTRAST, LEVELS, octaves, points } from "./scalespace.mjs";

const f = Math.fround;

export const SPAN = 12; // times the blur of its point, the side of a piece
const WINDOW = 2.5; // times the same blur, the reach of the gradients that decide the direction
const GRID = 27; // x GRID gradients are looked at
const BINS = 36;
const SECOND = f(0.8); // of the strongest direction, from which on another one gives a piece too
const DIRECTIONS = 2; // at most, for one point
export const LEAST_QUALITY = 50;
// What a piece needs: the contrast of its point (grey levels) and its quality.
export const CLEAR = { contrast: CONTRAST, quality: LEAST_QUALITY };
export const FAINT = { contrast: f(0.6), quality: 0 };
const PLAIN = 2; // grey levels around the commonest one
const MOST_PLAIN = f(0.45); // of a piece
const MARGIN = Math.trunc((SPAN * BLUR * 1.2) / 2); // px
const REACH = 31.5;
const SIDE = 64;
const BASE = 16;
const SHARE = f(100 / 255);
const PER_RADIAN = f(BINS / (2 * Math.PI));
const PER_BIN = f((2 * Math.PI) / BINS);
const GRID_STEP = f(5 / (GRID - 1));
const DCT32 = Float32Array.from(DCT);

// Every piece of a picture (see scalespace.mjs) that passes the gate, best contrast first:
// {x, y, blur (px of the picture), contrast, tones (the share of its variance that two shades leave unexplained), quality,
// bits: Uint32Array of 8, the lowest frequencies first}.
export function pieces(picture, gate = CLEAR) {
  const found = [];
  let sharp = picture;
  octaves(picture, 4).forEach((levels, octave) => {
    for (const point of points(levels, MARGIN, gate.contrast)) {
      describe(levels, sharp, octave ? 2 : 1, point, 1 << octave, gate.quality, found);
    }
    sharp = levels[0];
  });
  return found.sort((one, other) => other.contrast - one.contrast);
}

const square = new Float32Array(SIDE * SIDE);

function describe(levels, sharp, finer, { x, y, level, contrast }, scale, least, found) {
  const blur = f(f(BLUR) * f(2 ** f(level / LEVELS)));
  const span = f(blur * SPAN);
  if (!isInside(levels[0], x, y, f(span * 0.5))) return;
  const image = levels[Math.trunc(f(level + 0.5))];
  for (const theta of directions(image, x, y, f(blur * WINDOW))) {
    if (!sample(sharp, f(x * finer), f(y * finer), f(span * finer), theta)) continue;
    const quality = qualityOf();
    if (quality < least) continue;
    count(quality < LEAST_QUALITY);
    if (plain() > MOST_PLAIN) continue;
    const place = { x: f(x * scale), y: f(y * scale), blur: f(blur * scale) };
    found.push({ ...place, contrast, tones: tonesOf(), quality, bits: hash() });
  }
}

function isInside({ width, height }, x, y, reach) {
  return f(x - reach) >= 0 && f(y - reach) >= 0 && f(x + reach) <= width - 1 && f(y + reach) <= height - 1;
}

// The strongest directions of the gradients around a place, best first.
function directions({ width, height, data }, x, y, sigma) {
  const bins = new Float32Array(BINS);
  const step = f(sigma * GRID_STEP);
  const area = f(sigma * sigma);
  for (let row = 0; row < GRID; row++) {
    const v = (row - (GRID >> 1)) * step; // double precision, as on the server
    const yy = Math.floor(y + v + 0.5);
    if (yy < 1 || yy > height - 2) continue;
    for (let column = 0; column < GRID; column++) {
      const u = (column - (GRID >> 1)) * step;
      const xx = Math.floor(x + u + 0.5);
      const far = (u * u + v * v) / area;
      if (xx < 1 || xx > width - 2 || far > 6.25) continue;
      const at = yy * width + xx;
      const gx = f(data[at + 1] - data[at - 1]);
      const gy = f(data[at + width] - data[at - width]);
      const weight = f(f(Math.exp(-far * 0.5)) * f(Math.sqrt(f(f(gx * gx) + f(gy * gy)))));
      let angle = f(f(Math.atan2(gy, gx)) * PER_RADIAN);
      if (angle < 0) angle = f(angle + BINS);
      const low = angle | 0;
      const part = f(angle - low);
      bins[low % BINS] += f(weight * f(1 - part));
      bins[(low + 1) % BINS] += f(weight * part);
    }
  }
  return peaks(smooth(smooth(bins)));
}

function smooth(bins) {
  return bins.map((value, at) => {
    const [before, after] = [bins[(at + BINS - 1) % BINS], bins[(at + 1) % BINS]];
    return f(f(f(before + f(2 * value)) + after) * 0.25);
  });
}

function peaks(bins) {
  const least = f(SECOND * Math.max(...bins));
  const found = [];
  bins.forEach((value, at) => {
    const [before, after] = [bins[(at + BINS - 1) % BINS], bins[(at + 1) % BINS]];
    if (value <= before || value < after || value < least || value <= 0) return;
    const offset = f(f(0.5 * f(before - after)) / f(f(f(before + after) - value) - value));
    found.push({ value, angle: f(f(at + offset) * PER_BIN) });
  });
  found.sort((one, other) => other.value - one.value);
  return found.slice(0, DIRECTIONS).map(({ angle }) => angle);
}

// Fills the turned square at 64 x 64 places between the pixels; false if a corner lies outside the picture.
function sample({ width, height, data }, x, y, side, theta) {
  const step = f(side / SIDE);
  const cosine = f(f(Math.cos(theta)) * step);
  const sine = f(f(Math.sin(theta)) * step);
  const far = f(f(Math.abs(cosine) + Math.abs(sine)) * REACH);
  if (!isInside({ width, height }, x, y, far)) return false;
  for (let row = 0, to = 0; row < SIDE; row++) {
    const v = row - REACH;
    const [down, across] = [f(v * sine), f(v * cosine)];
    for (let column = 0; column < SIDE; column++) {
      const u = column - REACH;
      const px = f(f(x + f(u * cosine)) - down);
      const py = f(f(y + f(u * sine)) + across);
      const left = Math.min(px | 0, width - 2);
      const top = Math.min(py | 0, height - 2);
      const fx = f(px - left);
      const fy = f(py - top);
      const at = top * width + left;
      const above = f(data[at] + f(fx * f(data[at + 1] - data[at])));
      const below = f(data[at + width] + f(fx * f(data[at + width + 1] - data[at + width])));
      square[to++] = f(above + f(fy * f(below - above)));
    }
  }
  return true;
}

// As PDQ's: the steps of at least 1 % between neighbours.
function qualityOf() {
  let total = 0;
  for (let at = 0; at < SIDE * SIDE; at++) {
    if (at < SIDE * SIDE - SIDE) total += f(Math.abs(f(square[at + SIDE] - square[at])) * SHARE) | 0;
    if (at % SIDE < SIDE - 1) total += f(Math.abs(f(square[at + 1] - square[at])) * SHARE) | 0;
  }
  return Math.min(100, Math.floor(total / 90));
}

const counts = new Int32Array(256);

// How many places of the square have each of 256 grey levels; of a faint one stretched to all of them.
function count(isFaint) {
  const low = isFaint ? Math.min(...square) : 0;
  const step = isFaint ? f(255 / Math.max(f(Math.max(...square) - low), 1)) : 1;
  counts.fill(0);
  for (let at = 0; at < SIDE * SIDE; at++) {
    counts[Math.min(Math.max(f(f(f(square[at] - low) * step) + 0.5) | 0, 0), 255)]++;
  }
}

// The share of the square within PLAIN grey levels of its commonest one.
function plain() {
  let best = 0;
  for (let middle = 0; middle < 256; middle++) {
    let total = 0;
    for (let at = Math.max(0, middle - PLAIN); at <= Math.min(255, middle + PLAIN); at++) total += counts[at];
    best = Math.max(best, total);
  }
  return best / (SIDE * SIDE);
}

// The least variance inside two shades as a share of the whole variance, in double precision; 0 if there is none.
function tonesOf() {
  let [whole, squares, between, number, total] = [0, 0, 0, 0, 0];
  for (let level = 0; level < 256; level++) {
    whole += counts[level] * level;
    squares += counts[level] * level * level;
  }
  for (let level = 0; level < 255; level++) {
    number += counts[level];
    total += counts[level] * level;
    if (number === 0 || number === SIDE * SIDE) continue;
    const rest = whole - total;
    between = Math.max(between, (total * total) / number + (rest * rest) / (SIDE * SIDE - number));
  }
  const variance = squares - (whole * whole) / (SIDE * SIDE);
  return variance > 0 ? (squares - between) / variance : 0;
}

const work = new Float32Array(BASE * SIDE);
const flat = new Float32Array(BASE * BASE);

function hash() {
  work.fill(0);
  for (let frequency = 0; frequency < BASE; frequency++) {
    for (let row = 0; row < SIDE; row++) {
      const weight = DCT32[frequency * SIDE + row];
      for (let column = 0, to = frequency * SIDE, from = row * SIDE; column < SIDE; column++) {
        work[to++] += f(weight * square[from++]);
      }
    }
  }
  for (let down = 0; down < BASE; down++) {
    for (let across = 0; across < BASE; across++) {
      let total = 0;
      for (let at = 0; at < SIDE; at++) total = f(total + f(work[down * SIDE + at] * DCT32[across * SIDE + at]));
      flat[down * BASE + across] = total;
    }
  }
  const median = Float32Array.from(flat).sort()[127];
  const bits = new Uint32Array(8);
  flat.forEach((value, bit) => {
    if (value > median) bits[bit >> 5] |= 1 << (bit & 31);
  });
  return bits;
}
