/* Sliders and selects whose picture follows. Without a script, the page shows an ordinary form instead. */

import { followChild, requestChild } from "./studio-keep.js";
import { openLine } from "./studio-line.js";
import { keepInAddress, readSpec, writeSpec } from "./studio-spec.js";
import { makeUndo } from "./studio-undo.js";

const SPOKEN_AFTER_MS = 900; // when a slider has come to rest
const QUIET_MS = 350; // what is drawn sooner needs no word
const SKETCH_SIZE = 96;

const form = document.querySelector("[data-studio]");
const text = form.dataset;
const find = (name) => form.querySelector(`[data-${name}]`);
const fields = form.elements;
let speaking = null;
let saying = null;
let newestUrl = "";

const remember = keepInAddress(form);
const undo = makeUndo({ button: find("undo"), read: () => readSpec(form), write: (spec) => writeSpec(form, spec) });
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
form.addEventListener("change", (event) => undo.note(event.target.name));
form.addEventListener("submit", keep);
find("again").addEventListener("click", ask);
find("another").addEventListener("click", () => {
  fields.seed.value = crypto.getRandomValues(new Uint32Array(1))[0];
  changed();
  undo.note();
});
window.addEventListener("pageshow", begin); // a browser may bring back values of before
begin();

// On a slow line a slider may have been moved before there was anybody to hear it.
function begin() {
  showAge();
  if (!("begin" in text) && ![...fields].some(isMoved)) return;
  delete text.begin;
  remember();
  ask();
}

function isMoved(field) {
  if (field.type === "range") return Number(field.value) !== Number(field.defaultValue);
  if (field.type === "radio") return field.checked !== field.defaultChecked;
  if (field.type !== "select-one") return false;
  return field.value !== (field.querySelector("[selected]") ?? field.options[0]).value;
}

function changed() {
  showAge();
  // Another request is another child: the same value would bring the job of the last one.
  fields.submission.value = crypto.randomUUID?.() ?? "";
  find("keep").removeAttribute("aria-disabled");
  remember();
  ask();
}

function ask() {
  line.ask(new FormData(form));
}

async function keep(event) {
  event.preventDefault();
  if (find("keep").hasAttribute("aria-disabled")) return;
  find("keep").setAttribute("aria-disabled", "true"); // until something is changed
  find("error").hidden = true;
  const key = fields.submission.value;
  const words = specWords(new FormData(form));
  const row = addKept(words);
  try {
    const job = await requestChild({
      url: text.keepUrl,
      spec: readSpec(form),
      key,
      token: fields.csrfmiddlewaretoken.value,
    });
    row.link.href = `/jobs/${job.id}/`;
    followChild({
      job,
      text,
      onState: (state) => row.say(state),
      onDone: (childId, url) => {
        row.link.href = url;
        row.say(text.textKept);
        if (fields.submission.value === key) sharpen(text.imageUrl.replace(text.noChild, childId), words);
      },
      onEnd: (why) => row.say(why),
    });
  } catch (error) {
    row.remove();
    find("keep").removeAttribute("aria-disabled");
    if (!error.kind) throw error;
    showError({ ...error, isFinal: true });
  }
}

// The sketch that was shown, beside how far the large picture is.
function addKept(words) {
  const place = find("kept");
  const item = place.querySelector("template").content.cloneNode(true).firstElementChild;
  const [link, canvas, status] = ["a", "canvas", "[role=status]"].map((part) => item.querySelector(part));
  const sketch = find("picture").querySelector("img");
  canvas.width = canvas.height = SKETCH_SIZE;
  if (sketch?.naturalWidth) canvas.getContext("2d").drawImage(sketch, 0, 0, SKETCH_SIZE, SKETCH_SIZE);
  canvas.setAttribute("aria-label", words);
  status.textContent = text.textKeeping;
  place.prepend(item);
  place.hidden = false;
  const remove = () => {
    item.remove();
    place.hidden = !place.querySelector("li");
  };
  return { link, remove, say: (state) => (status.textContent = state) };
}

async function sharpen(url, words) {
  const image = await load(url).catch(() => null);
  if (!image) return;
  newestUrl = url;
  put(image, words);
}

function put(image, words) {
  image.alt = words;
  find("picture").replaceChildren(image);
  form.classList.remove("unseen");
}

async function load(url) {
  const image = new Image();
  image.src = url;
  await image.decode();
  return image;
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
  const image = await load(url).catch(() => null);
  if (newestUrl !== url) return;
  if (!image) {
    showError({ kind: "offline" });
    return;
  }
  find("error").hidden = true;
  say("");
  const words = text.textShown.replace("{request}", specWords(spec));
  put(image, words);
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

/* isFinal: nothing would be drawn by trying again. */
function showError({ kind, words, seconds, isFinal = false }) {
  say("");
  const known = { unavailable: text.textUnavailable, offline: text.textOffline, many: text.textMany, "signed-out": text.textSignedOut };
  find("error-text").textContent = (words || known[kind] || text.textUnavailable).replace("{n}", seconds);
  find("sign-in").hidden = kind !== "signed-out";
  find("sign-in").search = new URLSearchParams({ next: window.location.pathname + window.location.search });
  find("again").hidden = isFinal || kind === "many" || kind === "signed-out";
  find("error").hidden = false;
}
