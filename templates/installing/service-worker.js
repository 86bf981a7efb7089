/* Shows a page of its own where there is no connection. Stores that page, its style and its icon, and nothing else. */

const PAGE = {{ page|safe }};
const FILES = {{ files|safe }};
const CACHE = {{ cache|safe }};

self.addEventListener("install", (event) => event.waitUntil(store()));
self.addEventListener("activate", (event) => event.waitUntil(dropOlder()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname, search } = new URL(request.url);
  const isPart = origin === self.location.origin && FILES.includes(pathname + search);
  if (request.method !== "GET" || (request.mode !== "navigate" && !isPart)) return; // as if there were no worker
  event.respondWith(fetch(request).catch(() => stored(isPart ? pathname + search : PAGE)));
});

async function store() {
  const cache = await caches.open(CACHE);
  // Without cookies: what is stored is what anybody gets.
  await cache.addAll(FILES.map((file) => new Request(file, { credentials: "omit", cache: "reload" })));
  await self.skipWaiting();
}

async function dropOlder() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== CACHE).map((name) => caches.delete(name)));
}

async function stored(file) {
  const cache = await caches.open(CACHE);
  return (await cache.match(file)) ?? Response.error();
}
