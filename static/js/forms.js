/* Every form marked data-once is sent once, however often its button is pressed. The summary of errors gets focus. */

import { sendKeepingPhotos } from "./keep-photos.js";
import { forgetWhatIsFilled } from "./missing-fields.js";
import "./takes-after.js";

const atRest = new Map(); // what a button says while its form is not being sent

for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => submitOnce(event, form));
  if ("keepPhotos" in form.dataset) forgetWhatIsFilled(form);
}

document.querySelector("[data-focus]")?.focus();

// A page that comes back from the browser's memory must be usable again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-once]")) setBusy(form, false);
});

function submitOnce(event, form) {
  if (form.dataset.busy) {
    event.preventDefault();
    return;
  }
  setBusy(form, true);
  if (!("keepPhotos" in form.dataset)) return;
  event.preventDefault();
  sendKeepingPhotos(form).finally(() => setBusy(form, false));
}

// aria-disabled, not disabled: the pressed button stays in focus and its name is sent along.
function setBusy(form, isBusy) {
  if (isBusy) form.dataset.busy = "yes";
  else delete form.dataset.busy;
  for (const button of form.querySelectorAll("button:not([type=button])")) {
    if (isBusy) {
      button.setAttribute("aria-disabled", "true");
      if (form.dataset.textBusy) {
        atRest.set(button, [...button.childNodes]);
        button.textContent = form.dataset.textBusy;
      }
    } else {
      button.removeAttribute("aria-disabled");
      if (atRest.has(button)) button.replaceChildren(...atRest.get(button));
      atRest.delete(button);
    }
  }
}
