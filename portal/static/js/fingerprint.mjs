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
// -frames ({count}), -weak, -unreadable, -failed, -twice, -full, -remove ({name}), -wait, -details ({count}), -detailing
// ({number}, {count}), -again, -without. What is written into the field is described in cases/fingerprints/digest.py. No
// request is made, no file name, date or picture is kept or shown.
//
// Details of pictures (patches.mjs) are computed only while data-fingerprint-detail allows it: "yes", or what must be
// answered in the same form, as in "age_band=adult purposes=detection". They are gone from the field as soon as it is not
// answered so any more. The chosen files are held until the page is left, as such an answer may come after them; without
// that attribute they are let go of at once.

import { details, fingerprint, startWorker } from "./hash-jobs.mjs";
import { LOWEST_QUALITY } from "./pdq.mjs";

const MAX_ITEMS = 200;
const MAX_BYTES = 1_700_000; // of the field as it is sent; the server takes 2.6 MB of a form, typed text included

// How many bytes a form that is sent by POST needs for an item.
function weightOf(item) {
  return encodeURIComponent(JSON.stringify(item)).length + 3;
}

function lacksDetails(item) {
  return item.media === "image" && item.pdq && !item.patches;
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
    this.files = new Map(); // digest -> file
    this.looked = new Set(); // digests of those whose details were looked for
    this.queue = [];
    this.busy = false;
    this.input.addEventListener("change", () => this.add([...this.input.files]));
    const form = this.input.form;
    form?.addEventListener("submit", (event) => this.submit(event));
    form?.addEventListener("change", () => this.reconsider());
    form?.addEventListener("reset", () => setTimeout(() => this.reconsider()));
    window.addEventListener("pageshow", () => this.reconsider());
    this.show();
    this.reconsider();
  }

  submit(event) {
    this.reconsider();
    if (!this.busy) return;
    event.preventDefault();
    this.say("wait");
  }

  // Whether details may be computed and sent, as the form is filled in now.
  get detailed() {
    const when = this.root.dataset.fingerprintDetail ?? "";
    if (when === "" || when === "yes") return when === "yes";
    if (!this.input.form) return false;
    const given = new FormData(this.input.form);
    return when.split(" ").every((pair) => given.getAll(pair.split("=")[0]).includes(pair.split("=")[1]));
  }

  // After each answer: look for the details that may be computed now, or take them out again.
  reconsider() {
    const [before, now] = [this.before, this.detailed];
    this.before = now;
    if (now) {
      if (!before) this.show();
      return void this.work();
    }
    this.looked.clear();
    const known = this.items.filter((item) => item.patches);
    for (const item of known) delete item.patches;
    if (before || known.length) this.show();
    if (known.length && !this.busy) this.say("without");
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

  add(files) {
    this.input.value = "";
    this.queue.push(...files);
    this.work();
  }

  async work() {
    if (this.busy || !(this.queue.length || this.bare().length)) return;
    this.busy = true;
    let told = "done";
    while (this.queue.length || this.bare().length) {
      for (const outcome of [await this.hashAll(), await this.detailAll()]) if (outcome !== "done") told = outcome;
    }
    this.busy = false;
    if (this.bar) this.bar.hidden = true;
    this.say(told);
  }

  async hashAll() {
    let told = "done";
    for (let number = 1; this.queue.length; number++) {
      const outcome = await this.step("working", number, this.queue.length, (done) => this.one(this.queue.shift(), done));
      if (outcome !== "done") told = outcome;
    }
    return told;
  }

  async detailAll() {
    let told = "done";
    for (let number = 1; this.bare().length; number++) {
      const outcome = await this.step("detailing", number, this.bare().length, (done) => this.detail(this.bare()[0], done));
      if (outcome !== "done") told = outcome;
    }
    return told;
  }

  async step(text, number, left, run) {
    const count = number + left - 1;
    this.say(text, { number, count });
    this.advance((number - 1) / count);
    const outcome = await run((done) => this.advance((number - 1 + done) / count));
    this.show();
    return outcome;
  }

  async one(file, progress) {
    if (this.items.length >= MAX_ITEMS) return "full";
    try {
      const item = await fingerprint(file, progress);
      if (this.root.dataset.fingerprintDetail) this.files.set(item.sha256, file);
      if (this.items.some((known) => known.sha256 === item.sha256)) return "twice";
      const { sha256: digest, media, pdq, quality, width, height, frames } = item;
      return this.fits({ sha256: digest, media, pdq, quality, width, height, frames }, (kept) => this.items.push(kept));
    } catch {
      return "failed";
    }
  }

  // The pictures whose details may be looked for now.
  bare() {
    const open = (item) => lacksDetails(item) && this.files.has(item.sha256) && !this.looked.has(item.sha256);
    return this.detailed ? this.items.filter(open) : [];
  }

  async detail(item, progress) {
    this.looked.add(item.sha256);
    const patches = await details(this.files.get(item.sha256), progress);
    if (!this.detailed) return "done"; // taken back meanwhile
    return patches.length ? this.fits({ patches }, (kept) => Object.assign(item, kept)) : "done";
  }

  // "full" instead of keeping what would make the form too large to be sent.
  fits(more, keep) {
    const weight = this.items.reduce((sum, item) => sum + weightOf(item), weightOf(more));
    if (weight > MAX_BYTES) return "full";
    keep(more);
    return "done";
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
    if (item.patches) add("span", this.text("details", { count: item.patches.length }));
    else if (this.detailed && lacksDetails(item) && !this.files.has(item.sha256)) add("span", this.text("again"));
    if (best === null || best < 0) add("span", this.text("unreadable"));
    else if (best < LOWEST_QUALITY) add("span", this.text("weak"));
    const remove = add("button", this.text("remove", { name }));
    remove.type = "button";
    remove.addEventListener("click", () => {
      this.items.splice(this.items.indexOf(item), 1);
      this.files.delete(item.sha256);
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
