/* Choosing, dropping, pasting or taking a photo, with an instant preview. The plain file field stays what is sent. */

const ACCEPTED = /^image\/(jpeg|png|webp|heic|heif|avif)$/;
const ACCEPTED_NAMES = /\.(jpe?g|png|webp|hei[cf]|avif)$/i; // some systems give HEIC no type

const pickers = [...document.querySelectorAll("[data-portrait]")].map(setUp);

document.addEventListener("paste", (event) => {
  const file = [...(event.clipboardData?.files ?? [])].find(isPicture);
  if (!file) return;
  event.preventDefault();
  pickerForPaste().take(file);
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
  const picker = { root, input, take: (file) => take(picker, file), url: null, last: null };
  root.classList.add("ready");
  root.classList.toggle("touch", navigator.maxTouchPoints > 0); // elsewhere `capture` means nothing
  root.querySelector("[data-choose]").addEventListener("click", () => input.click());
  picture.addEventListener("click", () => input.click());
  root.querySelector("[data-camera]").addEventListener("click", () => openCamera(picker));
  root.querySelector("[data-remove]").addEventListener("click", () => remove(picker));
  input.addEventListener("change", () => check(picker));
  // Reached by the button instead: a field that is not seen must not hold the focus.
  input.tabIndex = -1;
  input.addEventListener("focus", () => root.querySelector("[data-choose]").focus());
  input.addEventListener("invalid", () => say(root, input.validationMessage, true));
  acceptDrops(picker);
  nameConsent(root);
  if (input.files.length) show(picker);
  return picker;
}

function openCamera(picker) {
  const camera = document.createElement("input");
  camera.type = "file";
  camera.accept = "image/*";
  camera.capture = "user";
  camera.addEventListener("change", () => camera.files[0] && picker.take(camera.files[0]));
  camera.click();
}

function acceptDrops(picker) {
  const { root } = picker;
  root.addEventListener("dragover", () => root.classList.add("over"));
  root.addEventListener("dragleave", (event) => {
    if (!root.contains(event.relatedTarget)) root.classList.remove("over");
  });
  root.addEventListener("drop", (event) => {
    root.classList.remove("over");
    const file = event.dataTransfer.files[0];
    if (file) picker.take(file);
  });
}

function take(picker, file) {
  if (!isPicture(file)) {
    say(picker.root, picker.root.dataset.textNotPicture, true);
    return;
  }
  put(picker, file);
  show(picker);
}

// What the browser's own dialogue chose. A file that is no picture leaves the photo before it in place.
function check(picker) {
  const file = picker.input.files[0];
  if (!file || isPicture(file)) {
    show(picker);
    return;
  }
  put(picker, picker.last);
  say(picker.root, picker.root.dataset.textNotPicture, true);
}

function remove(picker) {
  put(picker, null);
  show(picker);
  picker.root.querySelector("[data-choose]").focus();
}

function put(picker, file) {
  const transfer = new DataTransfer();
  if (file) transfer.items.add(file);
  picker.input.files = transfer.files;
}

function show(picker) {
  const { root, input } = picker;
  const file = input.files[0];
  if (picker.url) URL.revokeObjectURL(picker.url);
  picker.url = null;
  const place = root.querySelector("[data-picture]");
  place.querySelector("img")?.remove();
  picker.last = file ?? null;
  root.querySelector("[data-remove]").hidden = !file;
  if (!file) {
    say(root, root.dataset.textNone);
    return;
  }
  root.querySelector('[data-swap^="photo"] .errorlist')?.remove();
  picker.url = URL.createObjectURL(file);
  const image = new Image();
  image.alt = "";
  image.addEventListener("error", () => {
    image.remove();
    if (mayBeUnseen(file)) {
      say(root, root.dataset.textUnseen.replace("{name}", file.name));
      return;
    }
    put(picker, null);
    show(picker);
    say(root, root.dataset.textNotPicture, true);
  });
  image.src = picker.url;
  place.append(image);
  say(root, root.dataset.textChosen.replace("{name}", file.name));
}

function say(root, sentence, isBad = false) {
  const status = root.querySelector("[data-status]");
  status.textContent = sentence;
  status.classList.toggle("bad", isBad);
}

function isPicture(file) {
  return ACCEPTED.test(file.type) || (!file.type && ACCEPTED_NAMES.test(file.name));
}

// Most browsers cannot show what iPhones take, and older ones no AVIF either.
function mayBeUnseen(file) {
  return /(hei[cf]|avif)$/i.test(file.type || file.name);
}

// The picker one is in, else the first without a photo, else the last.
function pickerForPaste() {
  return (
    pickers.find(({ root }) => root.contains(document.activeElement) || root.matches(":hover")) ??
    pickers.find(({ input }) => !input.files.length) ??
    pickers.at(-1)
  );
}

// "First parent" above the consent becomes the name as soon as it is known.
function nameConsent(root) {
  const title = document.querySelector(`[data-name="${root.dataset.portrait}"]`);
  const field = root.querySelector('input[type="text"]');
  if (!title || !field) return;
  const fallback = title.textContent;
  const copy = () => {
    title.textContent = field.value.trim() || fallback;
  };
  field.addEventListener("input", copy);
  copy();
}
