// A small ActivityPub server for tests, made with fedify: one account, three posts with pictures, an outbox of two pages.
// node fediverse.mjs HOST PORT; copied beside node_modules by the test.
import { createFederation, MemoryKvStore, Create, Document, Image, Note, Person, PUBLIC_COLLECTION } from "@fedify/fedify";
import { Temporal } from "@js-temporal/polyfill";
import { createServer } from "node:http";

const [host, port] = process.argv.slice(2);
const base = `http://${host}:${port}`;
const POSTS = [3, 2, 1].map((number) => ({ number, words: ["A bridge in fog", "Two cats", "Coffee"][number - 1] }));
const federation = createFederation({ kv: new MemoryKvStore(), allowPrivateAddress: true });

federation.setActorDispatcher("/users/{identifier}", (context, identifier) => identifier !== "ana" ? null : new Person({
  id: context.getActorUri(identifier), preferredUsername: identifier, name: "Ana", summary: "Bridges and cats",
  url: new URL(`${base}/@ana`), inbox: context.getInboxUri(identifier), outbox: context.getOutboxUri(identifier),
  image: new Image({ url: new URL(`${base}/pictures/header.jpg`), mediaType: "image/jpeg" }),
}));
federation.setInboxListeners("/users/{identifier}/inbox");

function note(context, { number, words }) {
  return new Note({
    id: context.getObjectUri(Note, { identifier: "ana", number: String(number) }), attribution: context.getActorUri("ana"),
    to: PUBLIC_COLLECTION, url: new URL(`${base}/@ana/${number}`), mediaType: "text/html",
    content: `<p>${words}, more <a href="https://elsewhere.example/${number}">here</a></p>`,
    published: Temporal.Instant.from(`2026-03-0${number}T10:00:00Z`),
    attachments: [new Document({ url: new URL(`${base}/pictures/${number}.jpg`), mediaType: "image/jpeg", name: words })],
  });
}
federation.setObjectDispatcher(Note, "/users/{identifier}/posts/{number}", (context, { number }) => {
  const post = POSTS.find((each) => String(each.number) === number);
  return post ? note(context, post) : null;
});
federation.setOutboxDispatcher("/users/{identifier}/outbox", (context, identifier, cursor) => {
  const from = Number(cursor ?? "0");
  const items = POSTS.slice(from, from + 2).map((post) => new Create({
    id: new URL(`${base}/activities/${post.number}`), actor: context.getActorUri(identifier), to: PUBLIC_COLLECTION,
    object: note(context, post),
  }));
  return { items, nextCursor: from + 2 < POSTS.length ? String(from + 2) : null };
}).setFirstCursor(() => "0").setCounter(() => POSTS.length);

createServer(async (incoming, outgoing) => {
  const url = new URL(incoming.url, base);
  if (url.pathname === "/@ana") {
    outgoing.setHeader("content-type", "text/html; charset=utf-8");
    outgoing.end(`<html><head><link rel="alternate" type="application/activity+json" href="${base}/users/ana"></head><body>Ana</body></html>`);
    return;
  }
  const answer = await federation.fetch(new Request(url, { headers: incoming.headers }), { contextData: null });
  outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
  outgoing.end(Buffer.from(await answer.arrayBuffer()));
}).listen(Number(port), host, () => console.log("ready"));
