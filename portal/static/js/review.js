// Keys of the review desk, and the sign of life of a page that is used. Nothing here is needed: every key presses a button, or opens a part, that is on the page.
// A key works only while no field has the focus, and not at all when the reader switched them off (WCAG 2.1.4).

const KEYS = "acdefghjklnorstuvx1234?"; // keys.html lists them
const KOREAN = Object.fromEntries([...KEYS].filter((key) => /[a-z]/.test(key)).map((key) => [`Key${key.toUpperCase()}`, key])); // the same keys while Hangul is typed
const FIELDS = "input, select, textarea, [contenteditable], dialog";

const home = document.querySelector("[data-keys]");
const live = document.getElementById("live");

function keyOf(event) {
  if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return "";
  if (event.target instanceof Element && event.target.closest(FIELDS)) return "";
  return /^[a-z1-4?]$/i.test(event.key) ? event.key.toLowerCase() : KOREAN[event.code] ?? "";
}

function press(target) {
  const details = target.closest("summary")?.parentElement;
  if (details) {
    details.open = true;
    (details.querySelector("select, textarea") ?? target).focus();
    details.scrollIntoView({ block: "nearest" });
  } else if (target instanceof HTMLLabelElement) { // an answer of a list: chosen and sent
    target.control.checked = true;
    target.control.form.requestSubmit();
  } else if (target.matches("button, a[href]:not([href^='#'])")) {
    target.click();
  } else {
    const place = target.matches("a") ? document.querySelector(target.getAttribute("href")) : target;
    place?.scrollIntoView({ block: "start" });
    (place?.querySelector("[tabindex]") ?? place)?.focus({ preventScroll: true });
  }
}

// j and k go through the packages of the list.
function step(by) {
  const lines = [...document.querySelectorAll("[data-line]")].filter((line) => line.checkVisibility());
  const at = lines.indexOf(document.activeElement);
  const next = lines[at < 0 ? (by > 0 ? 0 : lines.length - 1) : at + by];
  next?.focus();
  return Boolean(next);
}

if (home?.dataset.keys !== "off") {
  document.addEventListener("keydown", (event) => {
    const key = keyOf(event);
    if (!key || !KEYS.includes(key)) return;
    if (key === "j" || key === "k") {
      if (step(key === "j" ? 1 : -1)) event.preventDefault();
      return;
    }
    const target = document.querySelector(`[data-key="${key}"]`);
    if (target) {
      event.preventDefault();
      press(target);
    } else if (home && live) {
      live.textContent = home.dataset.nothing;
    }
  });
}

// Turning down takes as few keys as approving: Enter on a chosen reason does it.
for (const reason of document.querySelectorAll("form[data-enter] select")) {
  reason.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.repeat || !reason.value || home?.dataset.keys === "off") return;
    event.preventDefault();
    reason.form.requestSubmit();
  });
}

// A package is held longer while its page is open and used; a page that nobody touches lets the hold end.
const USED = 5 * 60_000; // ms
const beating = document.querySelector("[data-beat]");
if (beating) {
  let used = Date.now();
  for (const sign of ["keydown", "pointerdown", "pointermove", "scroll"]) {
    document.addEventListener(sign, () => { used = Date.now(); }, { passive: true });
  }
  setInterval(() => {
    if (!document.hidden && Date.now() - used < USED) beating.dispatchEvent(new Event("beat"));
  }, 1000 * Number(beating.dataset.beat));
}

// The queue is folded on a phone and open beside the package.
const wide = window.matchMedia("(min-width: 56em)");
function unfold() {
  document.querySelectorAll("details[data-wide-open]").forEach((part) => { part.open = wide.matches; });
}
wide.addEventListener("change", unfold);
unfold();
