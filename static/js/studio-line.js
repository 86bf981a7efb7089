/* The line to the worker that renders: one request under way at a time, the newest waits, and all between them are dropped. */

import { keepSocket } from "./follow-state.js";

const PATIENCE_MS = 15_000;
const SLOW_MS = 3000;
const GAP_MS = 260; // a little below the site's limit of four a second
const ASK_EVERY_MS = 700;

/* Calls onPreview(url, spec) for what was drawn, onState("drawing" | "slow"), and onError({ kind, words, seconds }). */
export function openLine({ page, previewUrl, pictureUrl, socketPath, onPreview, onState, onError }) {
  let underWay = null; // { spec, number, timers }
  let lastSent = null;
  let waiting = null;
  let sentAt = 0;
  let pause = null;
  let lastTold = null; // what the socket said may come before the number that it is about
  // Once nobody may listen any more, the next request is answered with why.
  const socket = keepSocket({ path: socketPath, onMessage: (told) => told.type === "studio.preview" && hear(told) });

  function ask(spec) {
    waiting = spec;
    if (!underWay && !pause) next();
  }

  function next() {
    if (!waiting) return;
    const rest = sentAt + GAP_MS - Date.now();
    if (rest > 0) {
      hold(rest);
      return;
    }
    const spec = waiting;
    waiting = null;
    send(spec);
  }

  function hold(milliseconds) {
    pause = setTimeout(() => {
      pause = null;
      if (!underWay) next();
    }, milliseconds);
  }

  async function send(spec) {
    const mine = { spec, number: null, timers: [] };
    underWay = lastSent = mine;
    lastTold = null;
    sentAt = Date.now();
    onState("drawing");
    mine.timers.push(setTimeout(() => onState("slow"), SLOW_MS));
    mine.timers.push(setTimeout(() => fail(mine, { kind: "unavailable" }), PATIENCE_MS));
    let response;
    try {
      response = await fetch(previewUrl, { method: "POST", body: spec, headers: { Accept: "application/json" } });
    } catch {
      fail(mine, { kind: "offline" });
      return;
    }
    if (underWay !== mine) return;
    if (response.status !== 202) {
      await refuse(mine, response);
      return;
    }
    mine.number = (await response.json()).number;
    if (lastTold?.number === mine.number) hear(lastTold);
    else mine.timers.push(setTimeout(() => askForPicture(mine), ASK_EVERY_MS));
  }

  async function refuse(mine, response) {
    if (response.status === 404) {
      window.location.reload(); // the family has gone: the server says so
      return;
    }
    if (response.status === 403) {
      fail(mine, { kind: "signed-out" });
      return;
    }
    if (response.status === 429) {
      const seconds = Number(response.headers.get("Retry-After")) || 5;
      waiting ??= mine.spec;
      fail(mine, { kind: "many", seconds });
      return;
    }
    const answer = await response.json().catch(() => null);
    fail(mine, { kind: response.status === 503 ? "unavailable" : "refused", words: answer?.error?.message });
  }

  function hear(told) {
    if (told.page !== page) return;
    lastTold = told;
    if (told.number !== lastSent?.number) return; // overtaken
    const mine = lastSent; // perhaps given up already, and still the newest
    if (told.error) {
      fail(mine, { kind: "refused", words: told.error });
      return;
    }
    end(mine);
    onPreview(told.url, mine.spec);
    if (!pause) next();
  }

  // While the socket is away the picture itself is asked for until it is there.
  async function askForPicture(mine) {
    if (underWay !== mine) return;
    mine.timers.push(setTimeout(() => askForPicture(mine), ASK_EVERY_MS));
    if (socket.isOpen()) return;
    const url = `${pictureUrl}?v=${mine.number}`;
    const response = await fetch(url, { cache: "no-store" }).catch(() => null);
    if (response?.ok) hear({ page, number: mine.number, url });
  }

  function fail(mine, error) {
    if (underWay !== mine) return;
    end(mine);
    onError(error);
    if (error.seconds) hold(error.seconds * 1000);
    else if (waiting) next();
  }

  function end(mine) {
    mine.timers.forEach(clearTimeout);
    underWay = null;
  }

  return { ask };
}
