// What all pages share. Nothing here is needed to use a page: each has a plain form or link underneath.

import { initAll, isSupported } from "../vendor/govuk/govuk-frontend.min.js";

const live = document.getElementById("live");

function say(text) {
  if (!live || !text) return;
  live.textContent = "";
  requestAnimationFrame(() => { live.textContent = text; });
}

// ---- leaving (public pages): a link without JavaScript; with it the page vanishes at once and the address is replaced,
// so that Back does not return to this page. The history list of the browser stays; the page says so.

const SHIFT_WINDOW = 5000; // ms for three presses

function leave(address) {
  document.documentElement.classList.add("maru-gone");
  say(live?.dataset.leaving);
  window.location.replace(address);
}

function watchShift(address) {
  let presses = [];
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift") return;
    const now = Date.now();
    presses = [...presses.filter((time) => now - time < SHIFT_WINDOW), now];
    if (presses.length >= 3) leave(address);
    else if (presses.length === 2) say(live?.dataset.more);
  });
  // Shift used for typing a capital letter does not count.
  document.addEventListener("keydown", (event) => { if (event.key !== "Shift") presses = []; });
}

const exit = document.body.dataset.exit;
if (exit) {
  document.querySelectorAll("[data-leave]").forEach((link) => {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      leave(exit);
    });
  });
  watchShift(exit);
  // A page that the browser kept in memory is asked for again: the session may be over.
  window.addEventListener("pageshow", (event) => { if (event.persisted) window.location.reload(); });
}

// ---- small helpers for any page

document.addEventListener("click", async (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-copy], [data-print]") : null;
  if (!button) return;
  if ("print" in button.dataset) return void window.print();
  const source = document.getElementById(button.dataset.copy);
  if (!source) return;
  try {
    await navigator.clipboard.writeText(source.value ?? source.textContent.trim());
    say(button.dataset.done);
  } catch {
    window.getSelection()?.selectAllChildren(source); // no permission: at least it is marked
  }
});

document.addEventListener("toggle", (event) => {
  if (!event.target.matches?.(".maru-menu[open]")) return;
  document.querySelectorAll(".maru-menu[open]").forEach((menu) => { if (menu !== event.target) menu.open = false; });
}, true);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector(".maru-menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

// ---- the design system, also for parts that htmx puts in later

if (isSupported()) initAll();

document.body.addEventListener("htmx:afterSettle", (event) => {
  const part = event.detail.elt;
  if (isSupported()) initAll({ scope: part });
  part.querySelector?.(".govuk-error-summary")?.focus();
});

// A whole page that came by redirect (signed out, for example) must not end up inside a part of this one.
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, pathInfo } = event.detail;
  const moved = xhr.responseURL && new URL(xhr.responseURL).pathname !== new URL(pathInfo.finalRequestPath, document.baseURI).pathname;
  if (!moved || !xhr.responseText.trimStart().toLowerCase().startsWith("<!doctype html")) return;
  event.detail.shouldSwap = false;
  window.location.assign(xhr.responseURL);
});

function failed() {
  live?.classList.remove("govuk-visually-hidden");
  say(live?.dataset.failed);
  setTimeout(() => live?.classList.add("govuk-visually-hidden"), 8000);
}
document.body.addEventListener("htmx:responseError", failed);
document.body.addEventListener("htmx:sendError", failed);
