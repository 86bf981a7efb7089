/* What is asked for in the studio: read from its form and from the page's address, and written to both. */

const NOT_OF_THE_SPEC = ["csrfmiddlewaretoken", "page", "submission"];
const REMEMBERED_AFTER_MS = 400; // browsers refuse more than some three changes of an address in a second
let remembering = null;

export function readSpec(form) {
  const spec = Object.fromEntries(new FormData(form));
  for (const name of NOT_OF_THE_SPEC) delete spec[name];
  return spec;
}

/* Whoever listens to the sliders hears of it as if they had been moved. */
export function writeSpec(form, spec) {
  for (const [name, value] of Object.entries(spec)) form.elements[name].value = value;
  form.elements.dominance.dispatchEvent(new Event("input", { bubbles: true }));
}

/* A reload, “Back” and a bookmark lead to this very child. */
export function keepInAddress(form) {
  const remember = () => {
    clearTimeout(remembering);
    remembering = null;
    const address = new URL(window.location.href);
    for (const [name, value] of Object.entries(readSpec(form))) {
      if (value) address.searchParams.set(name, value);
      else address.searchParams.delete(name);
    }
    window.history.replaceState(window.history.state, "", address);
  };
  window.addEventListener("pagehide", () => remembering && remember());
  return () => {
    remembering ??= setTimeout(remember, REMEMBERED_AFTER_MS);
  };
}
