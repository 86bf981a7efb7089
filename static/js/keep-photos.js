/* Sends a form in the background, so that chosen photos are still there when something has to be corrected.
   The server's answer is its usual page: the parts marked data-swap are taken over from it. */

import { fitPhotos, megabytes } from "./fit-photos.js";
import { showSummary, tellMissing } from "./missing-fields.js";

export async function sendKeepingPhotos(form) {
  if (tellMissing(form)) return;
  const { photos, sum, isTooMuch } = await fitPhotos([...form.querySelectorAll("input[type=file]:enabled")]);
  if (isTooMuch) {
    const { maxSum } = photos[0].input.dataset;
    const sentence = form.dataset.textTooLarge.replace("{n}", megabytes(sum)).replace("{most}", megabytes(maxSum));
    showSummary(form, sentence);
    return;
  }
  try {
    if (!(await isStillWelcome(form))) return;
    const answer = await post(form, withPhotos(new FormData(form), photos));
    await goOn(form, answer);
  } catch {
    // A body that is too large is refused while it is still being sent, which looks like a lost connection.
    showSummary(form, form.dataset.textFailed);
  }
}

/* Asks before megabytes are sent: a session may have ended while the form was filled in. Signing in gives another
   token against forged forms, which is taken over here. */
async function isStillWelcome(form) {
  const response = await fetch(window.location.href, { cache: "no-store" });
  if (new URL(response.url).pathname === form.dataset.signIn) {
    askToSignIn(form);
    return false;
  }
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const token = page.querySelector("form[data-keep-photos] [name=csrfmiddlewaretoken]");
  if (token) form.elements.csrfmiddlewaretoken.value = token.value;
  return true; // what else may have changed meanwhile, the answer says
}

function askToSignIn(form) {
  const link = document.createElement("a");
  link.href = `${form.dataset.signIn}?next=${encodeURIComponent(window.location.pathname)}`;
  link.target = "_blank";
  link.textContent = form.dataset.textSignIn;
  showSummary(form, `${form.dataset.textSignedOut} `, link);
}

function withPhotos(data, photos) {
  for (const { input } of photos) data.delete(input.name);
  for (const { input, file } of photos) data.append(input.name, file);
  return data;
}

/* Not by fetch, which tells nothing of how much has been sent. Leaving the page would end it, so the browser asks first;
   and a connection that is gone is said at once, where the request itself could wait for minutes. */
function post(form, data) {
  const bar = showProgress(form);
  const request = new XMLHttpRequest();
  const giveUp = () => request.abort();
  window.addEventListener("beforeunload", askBeforeLeaving);
  window.addEventListener("offline", giveUp);
  return new Promise((resolve, reject) => {
    request.upload.addEventListener("progress", ({ loaded, total }) => bar.tell(loaded, total));
    request.addEventListener("load", () => resolve(request));
    for (const name of ["error", "abort", "timeout"]) request.addEventListener(name, reject);
    request.open("POST", form.action);
    request.send(data);
  }).finally(() => {
    window.removeEventListener("beforeunload", askBeforeLeaving);
    window.removeEventListener("offline", giveUp);
    bar.remove();
  });
}

function askBeforeLeaving(event) {
  event.preventDefault();
}

function showProgress(form) {
  const place = document.createElement("div");
  const bar = document.createElement("progress");
  const words = document.createElement("p");
  place.className = "sending";
  words.className = "hint";
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", form.dataset.textBusy);
  place.append(bar, words);
  form.querySelector("button[type=submit]").closest(".actions").after(place);
  return {
    tell(loaded, total) {
      bar.value = loaded / total;
      const isSent = loaded >= total;
      if (isSent) bar.removeAttribute("value"); // the photos are being looked at, and nobody knows how long
      words.textContent = isSent
        ? form.dataset.textArrived
        : form.dataset.textSent.replace("{n}", megabytes(loaded)).replace("{most}", megabytes(total));
    },
    remove: () => place.remove(),
  };
}

async function goOn(form, answer) {
  if (answer.status < 400) {
    // Not to be gone back to: the form would come without its photos and names.
    window.location.replace(answer.responseURL);
    await new Promise(() => {}); // busy until the next page is here
  }
  const page = new DOMParser().parseFromString(answer.responseText, "text/html");
  const theirs = page.querySelector("form[data-keep-photos]");
  if (theirs) takeOverErrors(form, theirs);
  else showSummary(form, page.querySelector("main .lead")?.textContent.trim() || form.dataset.textFailed);
}

function takeOverErrors(form, theirs) {
  const wordsAgreedTo = wordsOf(form);
  for (const place of form.querySelectorAll("[data-swap]")) {
    const other = theirs.querySelector(`[data-swap="${CSS.escape(place.dataset.swap)}"]`);
    place.replaceChildren(...(other?.childNodes ?? []));
  }
  if (wordsOf(form) !== wordsAgreedTo) {
    for (const box of form.querySelectorAll("[data-consent] input[type=checkbox]")) box.checked = false;
  }
  for (const errors of form.querySelectorAll("details .errorlist")) errors.closest("details").open = true;
  form.querySelector("[data-without-script]")?.remove();
  form.querySelector("[data-focus]")?.focus();
}

function wordsOf(form) {
  return [...form.querySelectorAll("[name$=_version], [name=consent_language]")].map(({ value }) => value).join();
}
