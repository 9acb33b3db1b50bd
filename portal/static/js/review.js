// Keys of the review desk. Nothing here is needed: every key presses a button, or opens a part, that is on the page.
// A key works only while no field has the focus, and not at all when the reader switched them off (WCAG 2.1.4).

const KOREAN = { KeyA: "a", KeyR: "r", KeyE: "e", KeyN: "n", KeyC: "c" }; // the same keys while Hangul is typed
const FIELDS = "input, select, textarea, [contenteditable], dialog";

const home = document.querySelector("[data-keys]");
const live = document.getElementById("live");

function keyOf(event) {
  if (event.repeat || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return "";
  if (event.target instanceof Element && event.target.closest(FIELDS)) return "";
  return /^[a-z?]$/i.test(event.key) ? event.key.toLowerCase() : KOREAN[event.code] ?? "";
}

function press(target) {
  const details = target.closest("summary")?.parentElement;
  if (!details) return void target.click();
  details.open = true;
  (details.querySelector("select, textarea") ?? target).focus();
  details.scrollIntoView({ block: "nearest" });
}

if (home?.dataset.keys !== "off") {
  document.addEventListener("keydown", (event) => {
    const key = keyOf(event);
    if (!"arenc?".includes(key) || !key) return;
    const target = document.querySelector(`[data-key="${key}"]`);
    if (target) {
      event.preventDefault();
      press(target);
    } else if (home && live) {
      live.textContent = home.dataset.nothing;
    }
  });
}

// The queue is folded on a phone and open beside the package.
const wide = window.matchMedia("(min-width: 56em)");
function unfold() {
  document.querySelectorAll("details[data-wide-open]").forEach((part) => { part.open = wide.matches; });
}
wide.addEventListener("change", unfold);
unfold();
