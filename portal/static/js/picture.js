// Picture on demand: the server sends small grey pictures, one step less covered for as long as somebody holds. This module
// keeps none of them: the one that is shown is replaced, and gone with the look. Without it the form still works.

const STEP = 700; // ms between two steps while it is held; the server covers by itself after two seconds without one
const NOTHING = 254, END = 255;

const form = document.querySelector("form[data-picture]");
const place = document.querySelector("[data-picture-place]");
const status = document.querySelector("[data-picture-status]");
if (form && place && status) wire();

function wire() {
  const image = document.createElement("img"); // there is no picture on the page until somebody asked
  image.className = "maru-picture__image";
  image.alt = place.dataset.alt;
  image.width = image.height = 224;
  image.draggable = false;
  const hold = place.querySelector("[data-picture-hold]");
  const toggle = place.querySelector("[data-picture-toggle]");
  let look = null; // addresses of the look that is going on
  let level = 0;
  let timer = 0;

  const token = () => new URLSearchParams(new FormData(form)).get("csrfmiddlewaretoken");
  const tell = (name, ...values) => {
    status.textContent = values.reduce((text, value) => text.replace("%s", value), form.dataset[name] ?? "");
  };
  function post(address, values) {
    const body = new URLSearchParams({ ...values, csrfmiddlewaretoken: token() });
    return fetch(address, { method: "POST", body, keepalive: true, credentials: "same-origin" }).catch(() => null);
  }
  function show(bytes) {
    const before = image.src;
    if (!image.isConnected) place.prepend(image);
    image.src = URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }));
    if (before.startsWith("blob:")) URL.revokeObjectURL(before);
  }
  function forget() {
    cover();
    if (image.src.startsWith("blob:")) URL.revokeObjectURL(image.src);
    image.removeAttribute("src");
    image.remove();
    place.hidden = true;
    look = null;
  }
  function uncover() {
    if (!look || timer) return;
    const step = () => { level += 1; post(look.hold, { level }); };
    step();
    timer = window.setInterval(step, STEP);
  }
  function cover() {
    toggle.setAttribute("aria-pressed", "false");
    if (!timer) return;
    window.clearInterval(timer);
    timer = 0;
    level = 0;
    if (look) post(look.hold, { level: 0 });
  }
  function end() {
    if (!look) return;
    post(look.end, {});
    forget();
    tell("shown");
    form.querySelector("button").focus();
  }

  async function read(address) {
    const answer = await fetch(address, { credentials: "same-origin", cache: "no-store" });
    if (!answer.ok || !answer.body) return "failed";
    const reader = answer.body.getReader();
    let held = new Uint8Array(0);
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return "failed";
      const joined = new Uint8Array(held.length + value.length);
      joined.set(held);
      joined.set(value, held.length);
      held = joined;
      while (held.length >= 5) {
        const size = new DataView(held.buffer, held.byteOffset).getUint32(1);
        if (held.length < 5 + size) break;
        const [kind, content] = [held[0], held.slice(5, 5 + size)];
        held = held.slice(5 + size);
        if (kind === END) return JSON.parse(new TextDecoder().decode(content)).outcome;
        if (kind === NOTHING) continue;
        show(content);
        if (place.hidden) { place.hidden = false; hold.focus(); }
        if (kind) tell("uncovered", kind); else tell("covered");
      }
    }
  }

  async function ask() {
    if (look) return;
    tell("waiting");
    const answer = await fetch(form.action, {
      method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin",
      headers: { Accept: "application/json" },
    }).catch(() => null);
    const found = answer ? await answer.json().catch(() => ({})) : {};
    if (!answer?.ok || !found.stream) {
      status.textContent = found.error ?? form.dataset.failed;
      return;
    }
    look = found;
    const outcome = await read(found.stream).catch(() => "failed");
    if (look !== found) return; // ended here meanwhile
    forget();
    tell(outcome === "shown" || outcome === "gone" ? outcome : "failed");
  }

  form.addEventListener("submit", (event) => { event.preventDefault(); ask(); });
  hold.addEventListener("pointerdown", uncover);
  for (const name of ["pointerup", "pointercancel", "pointerleave", "blur"]) hold.addEventListener(name, cover);
  hold.addEventListener("contextmenu", (event) => event.preventDefault());
  hold.addEventListener("keydown", (event) => {
    if (event.key !== " " && event.key !== "Enter") return;
    event.preventDefault();
    uncover();
  });
  hold.addEventListener("keyup", cover);
  toggle.addEventListener("click", () => {
    const on = toggle.getAttribute("aria-pressed") === "true";
    if (on) return cover();
    uncover();
    toggle.setAttribute("aria-pressed", "true");
  });
  toggle.addEventListener("blur", cover);
  place.querySelector("[data-picture-end]").addEventListener("click", end);
  window.addEventListener("blur", cover);
  window.addEventListener("pagehide", end);
  document.addEventListener("visibilitychange", () => { if (document.hidden) cover(); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") cover();
  });
}
