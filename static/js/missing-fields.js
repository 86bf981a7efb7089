/* Names everything that is still missing at once, as the server's answer would, before photos are sent in vain. */

export function tellMissing(form) {
  const invalid = [...form.elements].filter((field) => field.willValidate && !field.validity.valid);
  const missing = [...new Map(invalid.map((field) => [field.name, field])).values()]; // a choice has many fields
  for (const list of form.querySelectorAll("[data-swap] .errorlist")) list.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  if (!missing.length) return false;
  for (const field of missing) {
    field.setAttribute("aria-invalid", "true");
    form.querySelector(`[data-swap="${CSS.escape(field.name)}"]`)?.replaceChildren(errorsOf(field));
  }
  const title = document.createElement("h2");
  title.textContent = form.dataset.textMissing;
  showSummary(form, title, listOf(missing.map(linkTo)));
  return true;
}

/* Takes errors away as soon as their field is filled in, or not asked any more. What was wrong otherwise may still be:
   the next press says so. */
export function forgetWhatIsFilled(form) {
  for (const name of ["input", "change", "filled"]) {
    form.addEventListener(name, ({ target, type }) => {
      if (target.type === "file" && type !== "filled") return; // whether it is a picture, portrait-picker.js says
      const told = [...form.querySelectorAll("[aria-invalid]")].filter((field) => field.disabled || !field.required);
      for (const field of new Set([target, ...told])) if (field.validity?.valid) forget(form, field);
    });
  }
}

function forget(form, field) {
  form.querySelector(`[data-swap="${CSS.escape(field.name)}"] .errorlist`)?.remove();
  for (const one of form.querySelectorAll(`[name="${CSS.escape(field.name)}"]`)) one.removeAttribute("aria-invalid");
  const summary = form.querySelector(".error-summary");
  summary?.querySelector(`a[href="#${CSS.escape(addressOf(field))}"]`)?.closest("li").remove();
  if (summary?.querySelector("ul") && !summary.querySelector("li")) summary.remove();
}

export function showSummary(form, ...contents) {
  const box = document.createElement("div");
  box.className = "notice error error-summary";
  box.setAttribute("role", "alert");
  box.tabIndex = -1;
  box.append(...contents);
  form.querySelector('[data-swap="summary"]').replaceChildren(box);
  box.focus();
}

function sentenceOf(field) {
  return field.validity.valueMissing && field.dataset.missing ? field.dataset.missing : field.validationMessage;
}

function linkTo(field) {
  const link = document.createElement("a");
  link.href = `#${addressOf(field)}`;
  link.textContent = [titleOf(field), sentenceOf(field)].filter(Boolean).join(": ");
  return link;
}

function addressOf(field) {
  return field.closest("[role=radiogroup]")?.id ?? field.id;
}

function titleOf(field) {
  if (field.type === "file") return field.labels[0]?.textContent.trim();
  return field.closest("fieldset")?.querySelector("legend").textContent.trim();
}

function errorsOf(field) {
  const list = listOf([sentenceOf(field)]);
  list.className = "errorlist";
  return list;
}

function listOf(contents) {
  const list = document.createElement("ul");
  for (const content of contents) {
    const item = document.createElement("li");
    item.append(content);
    list.append(item);
  }
  return list;
}
