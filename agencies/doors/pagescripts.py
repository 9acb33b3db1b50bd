"""What is run inside a strange page, in a world of its own that the page's scripts cannot reach."""

import json

# Words on buttons of age gates and cookie walls, and of "more", in the languages that we meet most.
YES = (
    r"^(yes|enter|continue|accept( all)?|agree|i agree|i am (over )?(18|21)|i'?m (over )?(18|21).*|18\+|over 18|ok|"
    r"ja|eintreten|akzeptieren|alle akzeptieren|oui|entrer|accepter|s[ií]|entrar|aceptar|"
    r"예|네|확인|동의|입장|입장하기|계속|만? ?(18|19)세 이상.*|성인.*|はい|同意する|入場|进入|同意|我已满18.*)$"
)
MORE = (
    r"^((load|show|view|see) (more|all).*|more|next|mehr( laden| anzeigen)?|weitere.*|voir plus|plus|ver m[aá]s|cargar m[aá]s|"
    r"더 ?보기|더보기.*|다음|もっと(見る|読む).*|さらに.*|加载更多|查看更多|更多)$"
)

STEP = r"""(() => {
  const word = new RegExp(%s, "iu");
  const done = globalThis.__done || (globalThis.__done = new Map());
  let clicked = 0;
  for (const each of Array.from(document.querySelectorAll(
      'button,[role=button],input[type=button],input[type=submit],a,summary,label')).slice(0, 3000)) {
    const text = ((each.innerText || each.value || each.getAttribute("aria-label") || "") + "").trim();
    if (!text || text.length > 40 || !word.test(text) || (done.get(each) || 0) >= %d) continue;
    const link = each.closest("a[href]");
    if (link && link.host !== location.host && !/^(javascript:|#)/.test(link.getAttribute("href"))) continue;
    if (link && link.pathname !== location.pathname && %s) continue;
    if (!each.getClientRects().length) continue;
    done.set(each, (done.get(each) || 0) + 1);
    try { each.click(); clicked += 1; } catch (error) {}
    if (clicked >= 2) break;
  }
  return clicked;
})()"""

SCROLL = r"""(() => {
  const root = document.scrollingElement || document.documentElement;
  const tall = root ? root.scrollHeight : 0;
  globalThis.scrollBy(0, Math.max(600, globalThis.innerHeight * 2));
  for (const each of Array.from(document.querySelectorAll('img[loading=lazy]')).slice(0, 2000)) each.loading = "eager";
  for (const each of Array.from(document.querySelectorAll('video')).slice(0, 20)) {
    each.muted = true; each.preload = "auto"; const playing = each.play(); if (playing) playing.catch(() => {});
  }
  return [tall, root ? root.scrollTop + globalThis.innerHeight >= tall - 4 : true, document.images.length];
})()"""

MARKUP = r"""(() => {
  const root = document.documentElement;
  return root ? [document.contentType, root.outerHTML.slice(0, %d)] : [document.contentType, ""];
})()"""

# Pictures and clips without an address: their bytes, as long as they fit, in base64. MediaSource gives none.
BLOBS = r"""(async () => {
  const found = [], names = new Set();
  let left = %d, streams = 0;
  for (const each of document.querySelectorAll('img,video,source')) {
    const name = each.currentSrc || each.src || "";
    if (!/^(blob|data):/.test(name) || names.has(name) || names.size > 200) continue;
    if (name.startsWith("data:") && name.length < 4000) continue;
    names.add(name);
    try {
      const blob = await (await fetch(name)).blob();
      if (blob.size > left) continue;
      left -= blob.size;
      const bytes = new Uint8Array(await blob.arrayBuffer());
      let text = "";
      for (let at = 0; at < bytes.length; at += 32768) text += String.fromCharCode(...bytes.subarray(at, at + 32768));
      found.push([blob.type, btoa(text)]);
    } catch (error) { streams += name.startsWith("blob:") ? 1 : 0; }
  }
  return [found, streams];
})()"""


def gates() -> str:
    """Clicks what says yes to an age gate or a cookie wall, each at most once; its value: how many clicks."""
    return STEP % (json.dumps(YES), 1, "false")


def more() -> str:
    """Clicks what shows more on the same page, each at most six times; its value: how many clicks."""
    return STEP % (json.dumps(MORE), 6, "true")
