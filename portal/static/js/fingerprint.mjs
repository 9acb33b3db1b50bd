// Fingerprints the files that a person chooses, on her own device; only the codes go into the form.
//
//   <div data-fingerprint data-fingerprint-field="NAME" data-text-…="…">
//     <input type="file" multiple accept="…">            without a name, so that the form never sends a file
//     <progress hidden max="1"></progress>
//     <p data-fingerprint-status role="status"></p>
//     <ul data-fingerprint-list></ul>
//     <textarea name="NAME" hidden></textarea>
//   </div>
//
// Texts come translated from the server: data-text-working ({number}, {count}), -done, -picture and -video ({number}),
// -frames ({count}), -weak, -unreadable, -failed, -twice, -full, -remove ({name}), -wait. What is written into the field
// is described in cases/fingerprints/digest.py. No request is made, no file name, date or picture is kept or shown.

import { hashDrawn, hashPicture, sha256 } from "./hash-file.mjs";
import { LOWEST_QUALITY } from "./pdq.mjs";

const MAX_ITEMS = 200;
const MAX_FRAMES = 1500;
const FRAME_STEP = 0.2; // s; a registered clip is sampled densely, so that a piece of it still meets several frames
const FRAME_BEAT = 1; // s after which a frame is kept although it is the one before once more
const FOLD = 6; // bits up to which it is
const VIDEO_SECONDS = 60; // that sampling may take; a slow device takes fewer frames, spread over the whole clip
const EVENT_SECONDS = 15;
const MAX_SIDE = 4096; // px of a drawn video frame

let worker = null;
let jobs = 0;
const waiting = new Map();

// Started with the page and not with the first file: from then on there is no request at all.
function startWorker() {
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

function inWorker(file, picture, progress) {
  if (!worker) return Promise.resolve(null);
  return new Promise((resolve, reject) => {
    const id = ++jobs;
    waiting.set(id, { resolve, reject, progress });
    worker.postMessage({ id, file, picture });
  });
}

async function inPage(file, picture, progress) {
  const result = { sha256: await sha256(file, progress), pdq: null, quality: null, width: 0, height: 0, frames: [] };
  if (!picture) return result;
  try {
    return Object.assign(result, await hashPicture(file, progress));
  } catch {
    return Object.assign(result, { unreadable: true });
  }
}

async function fingerprint(file, progress) {
  const video = file.type.startsWith("video/");
  let result = await inWorker(file, !video, (done) => progress(video ? done * 0.3 : done));
  if (!result || (result.unreadable && typeof OffscreenCanvas !== "function")) result = await inPage(file, !video, progress);
  if (!video) return { media: "image", ...result };
  try {
    return { media: "video", ...result, ...(await sampleVideo(file, (done) => progress(0.3 + done * 0.7))) };
  } catch {
    return { media: "video", ...result, unreadable: true };
  }
}

function happened(target, name) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("too slow")), EVENT_SECONDS * 1000);
    const end = (settle) => () => {
      clearTimeout(timer);
      settle();
    };
    target.addEventListener(name, end(resolve), { once: true });
    target.addEventListener("error", end(() => reject(new Error("unreadable video"))), { once: true });
  });
}

async function seek(video, seconds) {
  const there = happened(video, "seeked");
  video.currentTime = seconds;
  await there;
}

// Up to five frames a second, fewer of a long video or on a slow device, by seeking a video element that is never shown.
async function sampleVideo(file, progress) {
  const video = document.createElement("video");
  const address = URL.createObjectURL(file);
  video.muted = video.playsInline = true;
  video.preload = "auto";
  try {
    const loaded = happened(video, "loadeddata");
    video.src = address;
    await loaded;
    if (!Number.isFinite(video.duration)) await seek(video, 1e7); // recorded in a browser: the end must be looked for
    const seconds = Number.isFinite(video.duration) ? video.duration : video.currentTime;
    const { videoWidth: width, videoHeight: height } = video;
    if (!width || !height) throw new Error("no picture in it");
    return { width, height, frames: await sampleFrames(video, seconds, width, height, progress) };
  } finally {
    video.removeAttribute("src");
    video.load();
    URL.revokeObjectURL(address);
  }
}

async function sampleFrames(video, seconds, width, height, progress) {
  const frames = [];
  const began = performance.now();
  let best = null;
  for (let t = 0, looked = 1; frames.length < MAX_FRAMES && (t < seconds || looked === 1); looked++) {
    if (t > 0 || video.currentTime > 0) {
      try {
        await seek(video, t + 0.002); // a frame may begin a hair after the time that it is written to
      } catch (error) {
        if (!best) throw error;
        break; // the rest of it cannot be read: what there is finds copies too
      }
    }
    const frame = { t: Math.round(t * 1000) / 1000, ...hashFrame(video, width, height) };
    if (!best || frame.quality > best.quality) best = frame;
    if (frame.quality >= LOWEST_QUALITY && isNew(frame, frames.at(-1))) frames.push(frame);
    progress(Math.min(1, t / seconds));
    const spent = (performance.now() - began) / 1000;
    const left = Math.max(1, ((VIDEO_SECONDS - spent) * looked) / spent); // frames that there is time for
    t += Math.max(FRAME_STEP, seconds / MAX_FRAMES, (seconds - t) / left);
  }
  return frames.length ? frames : [best];
}

function isNew(frame, last) {
  return !last || frame.t - last.t >= FRAME_BEAT - 0.001 || bitsApart(frame.pdq, last.pdq) > FOLD;
}

function bitsApart(one, other) {
  let count = 0;
  for (let at = 0; at < one.length; at += 8) {
    let bits = parseInt(one.slice(at, at + 8), 16) ^ parseInt(other.slice(at, at + 8), 16);
    for (; bits; bits &= bits - 1) count++;
  }
  return count;
}

function hashFrame(video, width, height) {
  if (Math.max(width, height) <= MAX_SIDE) return hashDrawn(video, width, height);
  const scale = MAX_SIDE / Math.max(width, height);
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
  return hashDrawn(canvas, canvas.width, canvas.height);
}

class Widget {
  constructor(root) {
    this.root = root;
    this.input = root.querySelector('input[type="file"]');
    this.list = root.querySelector("[data-fingerprint-list]");
    this.bar = root.querySelector("progress");
    this.status = root.querySelector("[data-fingerprint-status]");
    this.field = root.querySelector("textarea");
    if (!this.field) this.field = root.appendChild(document.createElement("textarea"));
    this.field.name = root.dataset.fingerprintField;
    this.field.hidden = true;
    this.input.removeAttribute("name");
    this.items = this.restore();
    this.queue = [];
    this.busy = false;
    this.input.addEventListener("change", () => this.add([...this.input.files]));
    this.input.form?.addEventListener("submit", (event) => {
      if (!this.busy) return;
      event.preventDefault();
      this.say("wait");
    });
    this.show();
  }

  // After an error elsewhere in the form the server sends the field back as it was.
  restore() {
    try {
      const items = JSON.parse(this.field.value || "[]");
      return Array.isArray(items) ? items : [];
    } catch {
      return [];
    }
  }

  text(name, values = {}) {
    const text = this.root.dataset[`text${name[0].toUpperCase()}${name.slice(1)}`] ?? "";
    return text.replace(/\{(\w+)\}/g, (whole, key) => values[key] ?? whole);
  }

  say(name, values) {
    if (this.status) this.status.textContent = this.text(name, values);
  }

  async add(files) {
    this.input.value = ""; // the chosen files are let go of as soon as they are hashed
    this.queue.push(...files);
    if (this.busy) return;
    this.busy = true;
    let told = "done";
    for (let number = 1; this.queue.length; number++) {
      const count = number + this.queue.length - 1;
      this.say("working", { number, count });
      this.advance((number - 1) / count);
      const outcome = await this.one(this.queue.shift(), (done) => this.advance((number - 1 + done) / count));
      if (outcome !== "done") told = outcome;
      this.show();
    }
    this.busy = false;
    if (this.bar) this.bar.hidden = true;
    this.say(told);
  }

  async one(file, progress) {
    if (this.items.length >= MAX_ITEMS) return "full";
    try {
      const item = await fingerprint(file, progress);
      if (this.items.some((known) => known.sha256 === item.sha256)) return "twice";
      const { sha256: digest, media, pdq, quality, width, height, frames } = item;
      this.items.push({ sha256: digest, media, pdq, quality, width, height, frames });
      return "done";
    } catch {
      return "failed";
    }
  }

  advance(done) {
    if (!this.bar) return;
    this.bar.hidden = false;
    this.bar.max = 1;
    this.bar.value = done;
  }

  show() {
    this.field.value = this.items.length ? JSON.stringify(this.items) : "";
    this.list?.replaceChildren(...this.items.map((item, at) => this.line(item, at)));
    this.root.dispatchEvent(new CustomEvent("fingerprint:change", { bubbles: true, detail: this.items.length }));
  }

  line(item, at) {
    const line = document.createElement("li");
    const add = (tag, text) => {
      const part = line.appendChild(document.createElement(tag));
      part.textContent = text;
      return part;
    };
    const name = this.text(item.media === "video" ? "video" : "picture", { number: at + 1 });
    add("strong", name);
    add("code", item.pdq ?? item.sha256);
    if (item.frames.length) add("span", this.text("frames", { count: item.frames.length }));
    const best = item.media === "video" ? Math.max(-1, ...item.frames.map((frame) => frame.quality)) : item.quality;
    if (best === null || best < 0) add("span", this.text("unreadable"));
    else if (best < LOWEST_QUALITY) add("span", this.text("weak"));
    const remove = add("button", this.text("remove", { name }));
    remove.type = "button";
    remove.addEventListener("click", () => {
      this.items.splice(this.items.indexOf(item), 1);
      this.show();
      this.input.focus();
    });
    return line;
  }
}

// Makes every [data-fingerprint] inside `scope` work; once each.
export function enhance(scope = document) {
  for (const root of scope.querySelectorAll("[data-fingerprint]:not([data-fingerprint-ready])")) {
    startWorker();
    root.dataset.fingerprintReady = "";
    new Widget(root);
  }
}

enhance();
document.body.addEventListener("htmx:afterSettle", (event) => enhance(event.detail.elt));
