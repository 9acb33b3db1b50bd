// Patches: small pieces of a picture by which an altered copy of it is recognised; the registered side of
// cases/fingerprints/patches.py and choice.py. Plain arithmetic without the DOM. Where the pieces lie is not given out.

import { CLEAR, FAINT, LEAST_QUALITY, SPAN, pieces } from "./patchwork.mjs";
import { Scaler, blurred, scaled } from "./scalespace.mjs";

const f = Math.fround;

export const ALGORITHM = "patch-3";
export const SIDE = 480; // px, the longer side that pieces are looked for at
const MOST = 48; // pieces of a picture
const AGAIN = 32; // bits within which a piece counts as found again in a changed version of its own picture
const TWO_TONED = 0.12; // of the variance left unexplained by two shades, up to which a piece is not registered
const TWICE = 70; // bits within which a piece repeats another one of its picture, in any form
const FORMS = [0, 0x0000ffff, 0xaaaa5555, 0xaaaaaaaa]; // of each word: as it is, mirrored, inverted, both (agreeing.py)
const SAME_PLACE = 0.35; // of the side of a piece: centres closer than this show the same spot
const SAME_SIZE = f(1.5); // if their sides differ by less than this factor

// What takes the rows of a picture (pushRgba or pushLuma) and gives at `finish` what `registered` wants.
export function reducer(width, height) {
  return Scaler.fitting(width, height, SIDE);
}

// [{pdq, quality}]: up to 48 pieces of a picture as `reducer` made it, ascending by value.
export function registered(picture) {
  const listed = lasting(picture).map(({ bits, quality }) => ({ pdq: hexOf(bits), quality }));
  return listed.sort((one, other) => (one.pdq < other.pdq ? -1 : one.pdq > other.pdq ? 1 : 0));
}

// The clear ones; where they are few, fainter ones too.
function lasting(picture) {
  const found = chosen(picture, CLEAR);
  return found.length < MOST ? chosen(picture, FAINT) : found;
}

// Those that are the picture's own, clear ones and those that are found again in changed versions of it first, one of
// each spot.
function chosen(picture, gate) {
  const found = pieces(picture, gate);
  if (!found.length) return found;
  const scores = new Map(found.map((piece) => [piece, 0]));
  for (const changed of changes(picture)) {
    const others = pieces(changed, gate);
    for (const piece of found) scores.set(piece, scores.get(piece) + Math.max(0, AGAIN - nearest(piece.bits, others)));
  }
  const kept = [];
  const isFaint = ({ quality }) => Number(quality < LEAST_QUALITY);
  const order = (one, other) => isFaint(one) - isFaint(other) || scores.get(other) - scores.get(one);
  for (const piece of [...found].sort(order)) {
    if (kept.length === MOST) break;
    if (piece.tones <= TWO_TONED || kept.some((leader) => isSameSpot(leader, piece)) || isRepeated(piece, found)) continue;
    kept.push(piece);
  }
  return kept;
}

// The picture half as large, blurred, and a little wider.
function* changes(picture) {
  const { width, height } = picture;
  yield scaled(scaled(picture, (width + 1) >> 1, (height + 1) >> 1), width, height);
  yield blurred(picture, 2);
  yield scaled(picture, Math.trunc(width * 1.1), height);
}

function nearest(bits, others) {
  let best = 256;
  for (const other of others) {
    let apart = 0;
    for (let word = 0; word < 8 && apart < best; word++) apart += ones(bits[word] ^ other.bits[word]);
    if (apart < best) best = apart;
  }
  return best;
}

function ones(word) {
  word -= (word >>> 1) & 0x55555555;
  word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
  return Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

// Whether a piece nearly equals one elsewhere in the picture: as it is, mirrored, with inverted colours, or both.
function isRepeated(piece, found) {
  return found.some((other) => isElsewhere(piece, other) && FORMS.some((form) => isTwice(piece.bits, other.bits, form)));
}

function isElsewhere(one, other) {
  const [dx, dy] = [f(one.x - other.x), f(one.y - other.y)];
  const reach = f(0.5 * Math.max(f(one.blur * SPAN), f(other.blur * SPAN)));
  return f(f(dx * dx) + f(dy * dy)) >= f(reach * reach);
}

function isTwice(one, other, form) {
  let apart = 0;
  for (let word = 0; word < 8 && apart <= TWICE; word++) apart += ones(one[word] ^ other[word] ^ form);
  return apart <= TWICE;
}

function isSameSpot(leader, { x, y, blur }) {
  const [dx, dy] = [f(leader.x - x), f(leader.y - y)];
  const reach = f(f(SAME_PLACE * SPAN) * Math.min(leader.blur, blur));
  const ratio = f(leader.blur / blur);
  return f(f(dx * dx) + f(dy * dy)) < f(reach * reach) && ratio < SAME_SIZE && ratio > f(1 / 1.5);
}

function hexOf(bits) {
  return Array.from(bits, (word) => word.toString(16).padStart(8, "0"))
    .reverse()
    .join("");
}
