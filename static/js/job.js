/* Follows one job: over a socket, or by asking every few seconds while the socket is away. */

import { followState } from "./follow-state.js";
import { offerSound, tellNews } from "./job-news.js";

const SPOKEN_EVERY_MS = 8000;

const root = document.querySelector("[data-job]");
const text = root.dataset;
const find = (name) => root.querySelector(`[data-${name}]`);
let lastSeq = -1;
let spokenAt = 0;

offerSound(find("sound-choice"));
const following = followState({
  socketPath: text.socket,
  stateUrl: text.stateUrl,
  onState: show,
  onGone: () => window.location.assign(text.goneUrl),
  onOnline: (isOnline) => {
    find("offline").hidden = isOnline;
  },
});

function show(state) {
  if (state.seq < lastSeq) return; // an answer that was overtaken by a newer one
  lastSeq = state.seq;
  if (!["queued", "running"].includes(state.state)) {
    leave(state);
    return;
  }
  find("message").textContent = state.message;
  find("left").textContent = timeLeft(state);
  find("cancel").hidden = !state.cancellable;
  showFaces(state);
  speak(state);
}

// The faces stay until somebody looks; then comes the result, or the server's words for how it ended.
async function leave(state) {
  following.stop();
  find("cancel").hidden = true;
  find("left").textContent = "";
  showFaces(state);
  const news = { done: text.newsDone, failed: text.newsFailed, waiting: text.newsWaiting }[state.state];
  if (news) {
    find("message").textContent = news;
    find("live").textContent = news;
    await tellNews(news);
  }
  if (state.result_url) window.location.replace(state.result_url);
  else window.location.reload();
}

function showFaces(state) {
  showPercent(state.percent);
  // Of a film's job, the page shows the child instead.
  for (const person of root.querySelectorAll("[data-person]")) {
    const slot = person.dataset.person;
    person.classList.toggle("at-work", state.state === "running" && state.slot === slot);
    if (state.previews[slot]) showPreview(slot, state.previews[slot]);
    showAdvice(slot, state.advice[slot]);
  }
}

function showAdvice(slot, advice) {
  const place = root.querySelector(`[data-advice="${slot}"]`);
  const words = JSON.stringify(advice);
  if (place.dataset.told === words) return;
  place.dataset.told = words;
  place.replaceChildren(
    ...advice.map(({ message }) => {
      const item = document.createElement("li");
      item.textContent = message;
      return item;
    }),
  );
}

function showPercent(percent) {
  find("bar").setAttribute("aria-valuenow", percent);
  find("bar").querySelector("rect").setAttribute("width", percent);
  find("percent").textContent = `${percent}%`;
}

function timeLeft(state) {
  if (state.queue_position === 1) return text.textNext;
  if (state.queue_position) return text.textQueue.replace("{n}", state.queue_position);
  if (state.eta_seconds === null) return "";
  if (state.eta_seconds < 50) return text.textSeconds;
  const minutes = Math.round(state.eta_seconds / 60);
  return minutes <= 1 ? text.textMinute : text.textMinutes.replace("{n}", minutes);
}

// Loaded first and shown then, so that nothing flickers; the older one goes when the newer one covers it.
function showPreview(slot, url) {
  const place = root.querySelector(`[data-preview="${slot}"]`);
  if ((place.dataset.shown ?? place.querySelector("img")?.getAttribute("src")) === url) return;
  place.dataset.shown = url;
  const image = new Image();
  image.alt = place.dataset.alt;
  image.className = "coming";
  image.src = url;
  image
    .decode()
    .then(() => {
      if (place.dataset.shown !== url) return;
      const older = [...place.children];
      place.append(image);
      requestAnimationFrame(() => image.classList.remove("coming"));
      setTimeout(() => older.forEach((element) => element.remove()), 1000);
    })
    .catch(() => {
      if (place.dataset.shown === url) delete place.dataset.shown;
    });
}

function speak(state) {
  const now = Date.now();
  if (now - spokenAt < SPOKEN_EVERY_MS) return;
  spokenAt = now;
  const parts = [state.message, text.textPercent.replace("{n}", state.percent), timeLeft(state)];
  find("live").textContent = parts.filter(Boolean).join(" · ");
}
