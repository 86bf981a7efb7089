/* Takes away what a page shows of a family that has gone, perhaps because a parent took their consent back. */

import { followState } from "./follow-state.js";

const root = document.querySelector("[data-families-here]");
const shown = () => [...document.querySelectorAll("[data-family]")];

if (shown().length) {
  followState({
    socketPath: "/ws/families/",
    stateUrl: root.dataset.familiesHere,
    onState: ({ families }) => takeAway(shown().filter((element) => !families.includes(element.dataset.family))),
    onOnline: () => {},
  });
}

function takeAway(gone) {
  if (gone.length === 0) return;
  const notice = document.querySelector("[data-family-gone]");
  gone.forEach((element) => element.remove());
  if (notice) notice.hidden = false;
  else window.location.assign(root.dataset.familiesList); // the page was about that family alone
}
