/* Keeping a child: it is asked for at once, and drawn large behind the page, which goes on following the sliders. */

import { followState } from "./follow-state.js";

const KEY_HEADER = "Idempotency-Key";

/* Resolves to the job. Rejects with { kind, words } as the studio's errors are. */
export async function requestChild({ url, spec, key, token }) {
  const chosen = Object.fromEntries(Object.entries(spec).filter(([, value]) => value));
  const headers = { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token };
  const response = await fetch(url, {
    method: "POST",
    headers: key ? { ...headers, [KEY_HEADER]: key } : headers,
    body: JSON.stringify(chosen),
  }).catch(() => {
    throw { kind: "offline" };
  });
  if (response.status === 404) window.location.reload(); // the family has gone: the server says so
  if (response.status === 403) throw { kind: "signed-out" };
  const answer = await response.json().catch(() => null);
  if (!response.ok) throw { kind: "refused", words: answer?.error?.message };
  return answer;
}

/* Calls onState(words) while it is drawn, onDone(childId, pageUrl), or onEnd(words, pageUrl) if there is no child. */
export function followChild({ job, text, onState, onDone, onEnd }) {
  const pageUrl = `/jobs/${job.id}/`;
  let lastSeq = -1;
  const following = followState({
    socketPath: `/ws${pageUrl}`,
    stateUrl: `${pageUrl}state/`,
    onState: show,
    onOnline: () => {},
    onGone: () => end(text.textGone),
  });
  show(job);

  function show(state) {
    if (state.seq < lastSeq) return;
    lastSeq = state.seq;
    if (state.child_ids.length) {
      following.stop();
      onDone(state.child_ids[0], state.result_url);
    } else if (state.state === "queued") {
      onState(text.textKeepingLine.replace("{n}", state.queue_position ?? 1));
    } else if (state.state === "running") {
      onState(text.textKeepingPercent.replace("{n}", state.percent));
    } else {
      end(state.message);
    }
  }

  function end(words) {
    following.stop();
    onEnd(words, pageUrl);
  }
}
