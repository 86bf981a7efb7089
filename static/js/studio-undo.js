/* “Undo”: what was asked for before, step by step. A slider that is moved by several keys in a row is one step. */

const ONE_STEP_MS = 1000;

export function makeUndo({ button, read, write }) {
  const earlier = [];
  let current = read();
  let last = { field: "", at: 0 };

  /* field: what was changed, or "" for a step of its own. */
  function note(field = "") {
    const next = read();
    if (JSON.stringify(next) === JSON.stringify(current)) return;
    const isSameStep = field && field === last.field && Date.now() - last.at < ONE_STEP_MS;
    if (!isSameStep) earlier.push(current);
    current = next;
    last = { field, at: Date.now() };
    show();
  }

  // aria-disabled, not disabled: the button that was pressed stays in focus.
  function show() {
    if (earlier.length) button.removeAttribute("aria-disabled");
    else button.setAttribute("aria-disabled", "true");
  }

  button.addEventListener("click", () => {
    if (!earlier.length) return;
    current = earlier.pop();
    last = { field: "", at: 0 };
    show();
    write(current);
  });
  show();
  return { note };
}
