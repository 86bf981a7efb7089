/* Sliders and selects whose picture follows. The form itself stays an ordinary one: it keeps the child. */

import { openLine } from "./studio-line.js";

const SPOKEN_AFTER_MS = 900; // when a slider has come to rest
const QUIET_MS = 350; // what is drawn sooner needs no word

const form = document.querySelector("[data-studio]");
const text = form.dataset;
const find = (name) => form.querySelector(`[data-${name}]`);
const fields = form.elements;
const earlierSeeds = [];
let speaking = null;
let saying = null;
let newestUrl = "";

const line = openLine({
  page: fields.page.value,
  previewUrl: text.previewUrl,
  pictureUrl: text.pictureUrl,
  socketPath: text.socket,
  onPreview: showPreview,
  onState: (state) => say(state === "slow" ? text.textSlow : text.textDrawing, state === "slow" ? 0 : QUIET_MS),
  onError: showError,
});

form.addEventListener("input", changed);
find("again").addEventListener("click", ask);
find("another").addEventListener("click", () => {
  earlierSeeds.push(fields.seed.value);
  drawWith(crypto.getRandomValues(new Uint32Array(1))[0]);
});
find("back").addEventListener("click", () => {
  if (earlierSeeds.length) drawWith(earlierSeeds.pop());
});
window.addEventListener("pageshow", begin); // a browser may bring back values of before
begin();

// On a slow line a slider may have been moved before there was anybody to hear it.
function begin() {
  showAge();
  if (!("begin" in text) && ![...fields].some(isMoved)) return;
  delete text.begin;
  ask();
}

function isMoved(field) {
  if (field.type === "range") return Number(field.value) !== Number(field.defaultValue);
  if (field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.type !== "select-one") return false;
  return field.value !== (field.querySelector("[selected]") ?? field.options[0]).value;
}

function drawWith(seed) {
  fields.seed.value = seed;
  if (earlierSeeds.length) find("back").removeAttribute("aria-disabled");
  else find("back").setAttribute("aria-disabled", "true");
  changed();
}

function changed() {
  showAge();
  // Another request is another child: the same value would bring the job of the last one.
  fields.submission.value = crypto.randomUUID?.() ?? "";
  ask();
}

function ask() {
  line.ask(new FormData(form));
}

function showAge() {
  const words = ageWords(Number(fields.age_years.value));
  fields.age_years.setAttribute("aria-valuetext", words);
  find("age").textContent = words;
}

function ageWords(years) {
  if (years === 0) return text.textNewborn;
  if (years === 0.5) return text.textHalf;
  if (years === 1) return text.textYear;
  return text.textYears.replace("{n}", years.toLocaleString(document.documentElement.lang));
}

function specWords(spec) {
  const expression = chipWords(spec, "expression").toLocaleLowerCase(document.documentElement.lang);
  const after = form.querySelector("[data-takes-after] output").textContent;
  return [chipWords(spec, "sex"), ageWords(Number(spec.get("age_years"))), expression, after].join(", ");
}

function chipWords(spec, name) {
  const chosen = form.querySelector(`[name=${name}][value="${CSS.escape(spec.get(name))}"]`);
  return chosen.closest("label").textContent.trim();
}

// Loaded first and shown then, so that nothing flickers on a slow line.
async function showPreview(url, spec) {
  newestUrl = url;
  const image = new Image();
  image.src = url;
  try {
    await image.decode();
  } catch {
    if (newestUrl === url) showError({ kind: "offline" });
    return;
  }
  if (newestUrl !== url) return;
  find("error").hidden = true;
  say("");
  const words = text.textShown.replace("{request}", specWords(spec));
  image.alt = words;
  find("picture").replaceChildren(image);
  clearTimeout(speaking);
  speaking = setTimeout(() => {
    find("live").textContent = words;
  }, SPOKEN_AFTER_MS);
}

function say(words, afterMs = 0) {
  clearTimeout(saying);
  const write = () => {
    find("state").textContent = words;
    form.classList.toggle("drawing", words !== "");
  };
  if (afterMs) saying = setTimeout(write, afterMs);
  else write();
}

function showError({ kind, words, seconds }) {
  say("");
  const known = { unavailable: text.textUnavailable, offline: text.textOffline, many: text.textMany, "signed-out": text.textSignedOut };
  find("error-text").textContent = (words || known[kind] || text.textUnavailable).replace("{n}", seconds);
  find("sign-in").hidden = kind !== "signed-out";
  find("again").hidden = kind === "many" || kind === "signed-out";
  find("error").hidden = false;
}
