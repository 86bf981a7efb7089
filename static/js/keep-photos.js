/* Sends a form in the background, so that chosen photos are still there when something has to be corrected.
   The server's answer is its usual page: the parts marked data-swap are taken over from it. */

export async function sendKeepingPhotos(form) {
  let response;
  try {
    response = await fetch(form.action, { method: "POST", body: new FormData(form) });
  } catch {
    // A body that is too large is refused while it is still being sent, which looks like a lost connection.
    showProblem(form, form.dataset.textFailed);
    return;
  }
  if (response.redirected) {
    window.location.assign(response.url);
    await new Promise(() => {}); // busy until the next page is here
  }
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  const theirs = page.querySelector("form[data-keep-photos]");
  if (theirs) takeOverErrors(form, theirs);
  else if (response.status === 413) showProblem(form, form.dataset.textTooLarge);
  else showProblem(form, page.querySelector("main .lead")?.textContent.trim() || form.dataset.textFailed);
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

function showProblem(form, sentence) {
  const box = document.createElement("div");
  box.className = "notice error error-summary";
  box.setAttribute("role", "alert");
  box.tabIndex = -1;
  box.textContent = sentence;
  form.querySelector('[data-swap="summary"]').replaceChildren(box);
  box.focus();
}
