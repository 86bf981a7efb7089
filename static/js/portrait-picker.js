/* Choosing, dropping, pasting or taking photos, with an instant preview. The plain file field stays what is sent. */

import { megabytes } from "./fit-photos.js";

const pickers = [...document.querySelectorAll("[data-portrait]")].map(setUp);

let pasted = Promise.resolve(); // one after the other: where the next goes depends on the one before

document.addEventListener("paste", (event) => {
  const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => !type.startsWith("text/"));
  if (!file) return;
  event.preventDefault();
  pasted = pasted.then(() => pickerForPaste().take(file));
});

// A photo dropped beside a picker must not replace the page.
for (const name of ["dragover", "drop"]) {
  window.addEventListener(name, (event) => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  });
}

function setUp(root) {
  const input = root.querySelector('input[type="file"]');
  const picture = root.querySelector("[data-picture]");
  const picker = { root, input, most: Number(input.dataset.most), urls: [], last: [] };
  picker.take = (...files) => take(picker, files);
  root.classList.add("ready");
  root.classList.toggle("touch", navigator.maxTouchPoints > 0); // elsewhere `capture` means nothing
  root.querySelector("[data-choose]").addEventListener("click", () => input.click());
  picture.addEventListener("click", () => input.click());
  root.querySelector("[data-camera]").addEventListener("click", () => ask("image/*", { capture: "user" }, picker.take));
  const add = (...files) => take(picker, [...input.files, ...files]);
  root.querySelector("[data-add]").addEventListener("click", () => ask(input.accept, { multiple: true }, add));
  root.querySelector("[data-remove]").addEventListener("click", () => remove(picker));
  input.addEventListener("change", () => check(picker));
  // Reached by the button instead: a field that is not seen must not hold the focus.
  input.tabIndex = -1;
  input.addEventListener("focus", () => root.querySelector("[data-choose]").focus());
  acceptDrops(picker);
  nameConsent(root);
  if (input.files.length) show(picker);
  return picker;
}

// A dialogue of its own: the field's would forget what was chosen before.
function ask(accept, options, take) {
  const dialogue = Object.assign(document.createElement("input"), { type: "file", accept, ...options });
  dialogue.addEventListener("change", () => dialogue.files.length && take(...dialogue.files));
  dialogue.click();
}

function acceptDrops(picker) {
  const { root } = picker;
  root.addEventListener("dragover", () => root.classList.add("over"));
  root.addEventListener("dragleave", (event) => {
    if (!root.contains(event.relatedTarget)) root.classList.remove("over");
  });
  root.addEventListener("drop", (event) => {
    root.classList.remove("over");
    if (event.dataTransfer.files.length) picker.take(...event.dataTransfer.files);
  });
}

// One file that is no picture leaves what was chosen before in place.
async function take(picker, files) {
  const areAll = (await Promise.all(files.map(isPicture))).every(Boolean);
  if (!areAll) {
    put(picker, picker.last);
    say(picker.root, picker.root.dataset.textNotPicture, true);
    return;
  }
  put(picker, files.slice(0, picker.most));
  show(picker);
  if (files.length > picker.most) {
    say(picker.root, picker.root.dataset.textMost.replace("{n}", picker.most), true);
  }
}

// What the browser's own dialogue chose.
function check(picker) {
  take(picker, [...picker.input.files]);
}

function remove(picker) {
  put(picker, []);
  show(picker);
  picker.root.querySelector("[data-choose]").focus();
}

function put(picker, files) {
  const transfer = new DataTransfer();
  for (const file of files) transfer.items.add(file);
  picker.input.files = transfer.files;
}

function show(picker) {
  const { root, input } = picker;
  const [main, ...others] = [...input.files];
  picker.urls.forEach((url) => URL.revokeObjectURL(url));
  picker.urls = [];
  picker.last = [...input.files];
  const place = root.querySelector("[data-picture]");
  place.querySelector("img")?.remove();
  root.querySelector("[data-more-photos]").replaceChildren(...others.map((file) => pictureOf(picker, file)));
  root.querySelector("[data-remove]").hidden = !main;
  root.querySelector("[data-add]").hidden = !main || input.files.length >= picker.most;
  if (!main) {
    say(root, root.dataset.textNone);
    return;
  }
  input.dispatchEvent(new Event("filled", { bubbles: true }));
  place.append(pictureOf(picker, main));
  const sentence = others.length ? root.dataset.textSeveral : root.dataset.textChosen;
  const bytes = picker.last.reduce((sum, file) => sum + file.size, 0);
  say(
    root,
    sentence.replace("{name}", main.name).replace("{n}", others.length).replace("{size}", megabytes(bytes)),
  );
}

function pictureOf(picker, file) {
  const { root } = picker;
  const url = URL.createObjectURL(file);
  picker.urls.push(url);
  const image = new Image();
  image.alt = "";
  image.addEventListener("error", () => {
    if (!picker.urls.includes(url)) return; // something else was chosen since
    image.remove();
    // Most browsers cannot show what iPhones take, and older ones no AVIF either. The server may read it.
    say(root, root.dataset.textUnseen.replace("{name}", file.name));
  });
  image.src = url;
  return image;
}

function say(root, sentence, isBad = false) {
  const status = root.querySelector("[data-status]");
  status.textContent = sentence;
  status.classList.toggle("bad", isBad);
}

// By its first bytes: names and types differ from phone to phone for the same file.
async function isPicture(file) {
  let start;
  try {
    start = String.fromCharCode(...new Uint8Array(await file.slice(0, 12).arrayBuffer()));
  } catch {
    return file.type.startsWith("image/"); // it lies in a cloud, say, and comes when it is sent
  }
  const isOfHeifKind = start.slice(4, 8) === "ftyp" && !/^(video|audio)\//.test(file.type);
  const isWebp = start.startsWith("RIFF") && start.slice(8) === "WEBP";
  return start.startsWith("\xff\xd8\xff") || start.startsWith("\x89PNG") || isWebp || isOfHeifKind;
}

// The picker one is in, else the first without a photo, else the last.
function pickerForPaste() {
  return (
    pickers.find(({ root }) => root.contains(document.activeElement) || root.matches(":hover")) ??
    pickers.find(({ input }) => !input.files.length && !input.disabled) ??
    pickers.at(-1)
  );
}

// "First parent" above what is asked of them becomes the name as soon as it is known.
function nameConsent(root) {
  const titles = [...document.querySelectorAll(`[data-name="${root.dataset.portrait}"]`)];
  const field = root.querySelector('input[type="text"]');
  if (!titles.length || !field) return;
  const fallback = titles[0].textContent;
  const copy = () => {
    for (const title of titles) title.textContent = field.value.trim() || fallback;
  };
  field.addEventListener("input", copy);
  copy();
}
