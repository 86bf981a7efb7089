/* The newest state of something, whatever happens to the connection: over a socket, or asked for every few seconds. */

const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
const ASK_EVERY_MS = 3000;
const NOT_FOUND = 4404;

/* A socket that comes back whenever it was cut off, until the server says that there is nothing (any more), or `close`. */
export function keepSocket({ path, onMessage, onOpen = () => {}, onGone = () => {} }) {
  let wait = FIRST_WAIT_MS;
  let socket = null;
  let isOver = false;

  function connect() {
    if (isOver) return;
    const scheme = window.location.protocol === "https:" ? "wss:" : "ws:";
    socket = new WebSocket(`${scheme}//${window.location.host}${path}`);
    socket.addEventListener("open", () => {
      wait = FIRST_WAIT_MS;
      onOpen();
    });
    socket.addEventListener("message", (event) => {
      onMessage(JSON.parse(event.data));
    });
    socket.addEventListener("close", (event) => {
      socket = null;
      if (event.code === NOT_FOUND) {
        onGone();
        return;
      }
      // A little chance in it: pages that a restart cut off should not all come back in the same moment.
      setTimeout(connect, wait * (0.75 + Math.random() / 2));
      wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    });
  }

  window.addEventListener("online", () => {
    if (!socket) wait = FIRST_WAIT_MS;
  });
  connect();
  return {
    isOpen: () => socket?.readyState === WebSocket.OPEN,
    close: () => {
      isOver = true;
      socket?.close();
    },
  };
}

// onGone: signed out or deleted; unless a page knows better, the server says which page that is.
export function followState({ socketPath, stateUrl, onState, onOnline, onGone = () => window.location.reload() }) {
  let asking = null;
  let isOver = false;
  const socket = keepSocket({ path: socketPath, onMessage: onState, onOpen: () => onOnline(true), onGone });

  async function ask() {
    clearTimeout(asking);
    if (isOver) return;
    // Behind an open socket too, but seldom: a hint may get lost between the worker and the web server.
    asking = setTimeout(ask, socket.isOpen() ? ASK_EVERY_MS * 4 : ASK_EVERY_MS);
    if (socket.isOpen() && document.hidden) return;
    try {
      const response = await fetch(stateUrl, { headers: { Accept: "application/json" }, cache: "no-store" });
      if (response.status === 404) {
        clearTimeout(asking);
        onGone();
        return;
      }
      if (isOver) return;
      if (!response.ok) throw new Error(`The server answered ${response.status}.`);
      onState(await response.json());
      onOnline(true);
    } catch {
      onOnline(navigator.onLine && socket.isOpen());
    }
  }

  function stop() {
    isOver = true;
    clearTimeout(asking);
    socket.close();
  }

  // A socket takes half a minute to notice that the network has gone; the browser knows at once.
  window.addEventListener("offline", () => onOnline(false));
  window.addEventListener("online", ask);
  asking = setTimeout(ask, ASK_EVERY_MS);
  return { stop };
}
