/* The page of an invitee follows the work: every few seconds it asks, and is drawn afresh when there is something new. */

const AT_WORK_MS = 3000;
const RESTING_MS = 15_000;

const root = document.querySelector("[data-invitee]");
const find = (name) => root.querySelector(`[data-${name}]`);

async function ask() {
  let wait = RESTING_MS;
  try {
    if (!document.hidden) wait = await follow();
  } catch {
    // The connection is away: asked again later.
  }
  setTimeout(ask, wait);
}

async function follow() {
  const { mark, stateUrl } = root.dataset;
  const response = await fetch(stateUrl, { headers: { Accept: "application/json" }, cache: "no-store" });
  const state = response.ok ? await response.json() : null;
  // Missing: withdrawn by either of the two, or no longer this browser's.
  if (response.status === 404 || (state && state.mark !== mark)) {
    window.location.reload();
    return RESTING_MS;
  }
  if (!state?.is_at_work) return RESTING_MS;
  find("message").textContent = state.message;
  find("percent").textContent = `${state.percent}%`;
  find("bar").setAttribute("aria-valuenow", state.percent);
  find("bar").querySelector("rect").setAttribute("width", state.percent);
  return AT_WORK_MS;
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) follow().catch(() => {});
});
setTimeout(ask, AT_WORK_MS);
