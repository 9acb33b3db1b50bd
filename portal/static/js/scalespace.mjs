// The scale space of a picture and the points in it that stand out, the same numbers as cases/fingerprints/scalespace.py
// (which names the sources). A plane is {width, height, data: Float32Array}. Every product and every sum is rounded to
// single precision, in that module's order: a product by Math.fround, a sum by being stored in a Float32Array.

const LEVELS = 3; // scales in one octave that points are looked for in
const BLUR = 1.6; // px, the blur of the first level of each octave
const BLUR_BEFORE = 0.5; // px, what a picture is taken to have when it comes
const EDGE = Math.fround((11 * 11) / 10); // ratio of the two curvatures from which on a point is an edge
const CONTRAST = Math.fround(1.2); // grey levels by which a point stands out from around it, at least
const SMALLEST = 24; // px
const MOST_POINTS = 4096; // of one octave
const STEPS = 4; // of the search for the exact place

const f = Math.fround;

export { BLUR, CONTRAST, LEVELS };

export function plane(width, height) {
  return { width, height, data: new Float32Array(width * height) };
}

// Takes the rows of a picture from top to bottom, in strips of any height, and scales it with a tent as wide as two of
// the coarser pixels. Only the rows that are being summed up are held.
export class Scaler {
  constructor(width, height, columns, rows) {
    this.width = width;
    this.across = tents(width, columns);
    this.down = tents(height, rows);
    this.result = plane(columns, rows);
    this.values = new Float32Array(width);
    this.lines = new Map(); // row of the result -> its sums so far, as wide as the source
    this.row = 0;
    this.next = 0; // the first row of the result that still needs rows
  }

  // As long as `side` px at the longer side.
  static fitting(width, height, side) {
    const longest = Math.max(width, height);
    const fitted = (length) => Math.max(1, Math.floor((2 * length * side + longest) / (2 * longest)));
    return new Scaler(width, height, fitted(width), fitted(height));
  }

  // The rows of a strip as RGBA bytes; alpha is not looked at.
  pushRgba(rgba) {
    for (let from = 0; from < rgba.length; ) {
      for (let at = 0; at < this.width; at++, from += 4) {
        this.values[at] = (299 * rgba[from] + 587 * rgba[from + 1] + 114 * rgba[from + 2]) / 1000;
      }
      this.push(this.values);
    }
  }

  // The rows of a strip as brightness 0 to 255.
  pushLuma(values) {
    for (let from = 0; from < values.length; from += this.width) this.push(values.subarray(from, from + this.width));
  }

  push(values) {
    const { first, weights, taps } = this.down;
    const row = this.row++;
    for (let to = this.next; to < this.result.height && first[to] <= row; to++) {
      const tap = row - first[to];
      const weight = tap < taps ? weights[to * taps + tap] : 0;
      if (weight !== 0) addTo(this.line(to), values, weight);
    }
    while (this.next < this.result.height && first[this.next] + taps <= row + 1) this.finishRow(this.next++);
  }

  line(to) {
    if (!this.lines.has(to)) this.lines.set(to, new Float32Array(this.width));
    return this.lines.get(to);
  }

  finishRow(row) {
    const { first, weights, taps } = this.across;
    const source = this.line(row);
    const { width, data } = this.result;
    for (let column = 0; column < width; column++) {
      let total = 0;
      for (let tap = 0; tap < taps; tap++) total = f(total + f(weights[column * taps + tap] * source[first[column] + tap]));
      data[row * width + column] = total;
    }
    this.lines.delete(row);
  }

  finish() {
    if (this.next !== this.result.height) throw new Error("rows are missing");
    return this.result;
  }
}

export function scaled(picture, columns, rows) {
  const scaler = new Scaler(picture.width, picture.height, columns, rows);
  scaler.pushLuma(picture.data);
  return scaler.finish();
}

// For each of `count` new pixels the first old one and the weights from there on, filled up with zeros.
function tents(length, count) {
  const step = length / count;
  const reach = Math.max(1, step);
  const most = Math.ceil(2 * reach) + 1;
  const taps = Math.min(most, length);
  const first = new Int32Array(count);
  const weights = new Float32Array(count * taps);
  for (let number = 0; number < count; number++) {
    const centre = (number + 0.5) * step - 0.5;
    const start = Math.max(0, Math.floor(centre - reach) + 1);
    const end = Math.min(length, Math.ceil(centre + reach));
    first[number] = Math.min(start, Math.max(0, length - most));
    let total = 0;
    for (let at = start; at < end; at++) total += 1 - Math.abs(at - centre) / reach;
    for (let at = start; at < end; at++) {
      weights[number * taps + at - first[number]] = (1 - Math.abs(at - centre) / reach) / total;
    }
  }
  return { first, weights, taps };
}

function addTo(line, values, weight) {
  for (let at = 0; at < line.length; at++) line[at] += f(weight * values[at]);
}

function gauss(sigma) {
  const reach = Math.ceil(3 * sigma);
  const weights = [];
  for (let at = -reach; at <= reach; at++) weights.push(Math.exp(-(at * at) / (2 * sigma * sigma)));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return Float32Array.from(weights, (weight) => weight / total);
}

const SIGMAS = Array.from({ length: LEVELS + 3 }, (_, level) => BLUR * 2 ** (level / LEVELS));
const FIRST = gauss(Math.sqrt(BLUR * BLUR - BLUR_BEFORE * BLUR_BEFORE));
const NEXT = SIGMAS.slice(1).map((sigma, at) => gauss(Math.sqrt(sigma * sigma - SIGMAS[at] * SIGMAS[at])));

// The picture blurred by `sigma` px; its edges go on as they end.
export function blurred(picture, sigma) {
  return blur(picture, gauss(sigma));
}

function blur({ width, height, data }, kernel) {
  const reach = kernel.length >> 1;
  const result = plane(width, height);
  const line = new Float32Array(width + 2 * reach);
  const middle = line.subarray(reach, reach + width);
  for (let row = 0; row < height; row++) {
    middle.fill(0);
    for (let tap = 0; tap < kernel.length; tap++) {
      const source = Math.min(Math.max(row + tap - reach, 0), height - 1) * width;
      addTo(middle, data.subarray(source, source + width), kernel[tap]);
    }
    line.fill(middle[0], 0, reach);
    line.fill(middle[width - 1], reach + width);
    const out = result.data.subarray(row * width, (row + 1) * width);
    for (let tap = 0; tap < kernel.length; tap++) addTo(out, line.subarray(tap, tap + width), kernel[tap]);
  }
  return result;
}

// For each octave its LEVELS + 3 blurred versions of the picture; those too small for a point are left out.
export function octaves(picture, count) {
  const result = [];
  for (let base = blur(picture, FIRST); result.length < count && Math.min(base.width, base.height) >= SMALLEST; ) {
    const levels = [base];
    for (const kernel of NEXT) levels.push(blur(levels.at(-1), kernel));
    result.push(levels);
    base = halved(levels[LEVELS]);
  }
  return result;
}

function halved({ width, height, data }) {
  const half = plane((width + 1) >> 1, (height + 1) >> 1);
  for (let y = 0, to = 0; y < height; y += 2) for (let x = 0; x < width; x += 2) half.data[to++] = data[y * width + x];
  return half;
}

// The points of one octave, at least `margin` px from its edges: {x, y (octave px), level, contrast}.
export function points(levels, margin, least = CONTRAST) {
  const { width, height } = levels[0];
  const low = f(f(0.8) * least);
  const dogs = levels.slice(1).map((level, at) => difference(level.data, levels[at].data));
  const found = [];
  for (let level = 1; level < dogs.length - 1; level++) {
    const here = dogs[level];
    for (let y = margin; y < height - margin; y++) {
      for (let x = margin, at = y * width + x; x < width - margin; x++, at++) {
        if (!(here[at] > low || here[at] < -low) || found.length >= MOST_POINTS) continue;
        if (!isExtremum(dogs, level, at, width)) continue;
        const point = settle(dogs, level, y, x, width, height, least);
        if (point) found.push(point);
      }
    }
  }
  return found;
}

function difference(one, other) {
  const result = new Float32Array(one.length);
  for (let at = 0; at < result.length; at++) result[at] = one[at] - other[at];
  return result;
}

function isExtremum(dogs, level, at, width) {
  const value = dogs[level][at];
  const sign = value > 0 ? 1 : -1;
  for (let dl = -1; dl <= 1; dl++) {
    const plane = dogs[level + dl];
    for (let from = at - width - 1; from <= at + width - 1; from += width) {
      for (let other = from; other < from + 3; other++) {
        if ((plane[other] - value) * sign >= 0 && (dl || other !== at)) return false;
      }
    }
  }
  return true;
}

// Where the parabola through the neighbours has its top; null if it runs away, is faint, or is an edge.
function settle(dogs, level, y, x, width, height, least) {
  for (let step = 0; step < STEPS; step++) {
    const at = y * width + x;
    const [below, same, above] = [dogs[level - 1], dogs[level], dogs[level + 1]];
    const gx = f(f(same[at + 1] - same[at - 1]) * 0.5);
    const gy = f(f(same[at + width] - same[at - width]) * 0.5);
    const gs = f(f(above[at] - below[at]) * 0.5);
    const { xx, yy, ss, xy, xs, ys } = curvature(below, same, above, at, width);
    const a = minus(yy, ss, ys, ys);
    const b = minus(xs, ys, xy, ss);
    const c = minus(xy, ys, xs, yy);
    const determinant = sum3(xx, a, xy, b, xs, c);
    if (determinant === 0) return null;
    const d = minus(xy, xs, xx, ys);
    const dx = f(-sum3(gx, a, gy, b, gs, c) / determinant);
    const dy = f(-sum3(gx, b, gy, minus(xx, ss, xs, xs), gs, d) / determinant);
    const ds = f(-sum3(gx, c, gy, d, gs, minus(xx, yy, xy, xy)) / determinant);
    if (Math.abs(dx) <= 0.5 && Math.abs(dy) <= 0.5 && Math.abs(ds) <= 0.5) {
      const contrast = Math.abs(f(same[at] + f(0.5 * sum3(gx, dx, gy, dy, gs, ds))));
      const flat = minus(xx, yy, xy, xy);
      const round = f(xx + yy);
      if (contrast < least || flat <= 0 || f(round * round) >= f(EDGE * flat)) return null;
      return { x: f(x + dx), y: f(y + dy), level: f(level + ds), contrast };
    }
    x += stepOf(dx);
    y += stepOf(dy);
    level += stepOf(ds);
    if (level < 1 || level > dogs.length - 2 || x < 1 || y < 1 || x > width - 2 || y > height - 2) return null;
  }
  return null;
}

function curvature(below, same, above, at, width) {
  const twice = f(same[at] + same[at]);
  const bend = (one, other) => f(f(one + other) - twice);
  const cross = (a, b, c, d) => f(f(f(f(a - b) - c) + d) * 0.25);
  return {
    xx: bend(same[at + 1], same[at - 1]),
    yy: bend(same[at + width], same[at - width]),
    ss: bend(above[at], below[at]),
    xy: cross(same[at + width + 1], same[at + width - 1], same[at - width + 1], same[at - width - 1]),
    xs: cross(above[at + 1], above[at - 1], below[at + 1], below[at - 1]),
    ys: cross(above[at + width], above[at - width], below[at + width], below[at - width]),
  };
}

const minus = (a, b, c, d) => f(f(a * b) - f(c * d));
const sum3 = (a, b, c, d, e, g) => f(f(f(a * b) + f(c * d)) + f(e * g));
const stepOf = (shift) => (shift > 0.5 ? 1 : shift < -0.5 ? -1 : 0);
