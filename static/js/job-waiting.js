/* A job that waits for an answer: the page is drawn afresh when somebody answered or stopped it elsewhere. */

import { followState } from "./follow-state.js";

const { socket, stateUrl, goneUrl, seq } = document.querySelector("[data-waiting]").dataset;

followState({
  socketPath: socket,
  stateUrl,
  onState: (state) => {
    if (state.seq > Number(seq)) window.location.reload();
  },
  onOnline: () => {},
  onGone: () => window.location.assign(goneUrl),
});
