/* Runs in the page of the live view before Solara starts.
 *
 * 1. Solara's own frame (banner, dialogs and overlays in English) is replaced by nothing but the
 *    place where the page goes.
 * 2. window.KuemmererConnection tells the client whether the server can be reached:
 *      KuemmererConnection.ok            true or false, now
 *      KuemmererConnection.onchange(f)   f(ok) is called whenever that changes
 *    The client says so in the language of the page.  Questions asked meanwhile are kept and sent
 *    when the connection is back; when the server was started anew, the page loads itself again:
 *    what the room has chosen stands in its address.
 */
"use strict";
(function () {
  const frame = document.getElementById("vue-app-template");
  if (frame)
    frame.textContent =
      '<div id="app"><jupyter-widget-mount-point v-if="!loading && !remounting" :key="remountKey" ' +
      'mount-id="solara-main"><span></span></jupyter-widget-mount-point></div>';

  const listeners = [];
  const connection = (window.KuemmererConnection = {
    ok: true,
    onchange(callback) {
      listeners.push(callback);
    },
  });
  const BEFORE_LOUD = 5000; // milliseconds for the first connection
  const server = document.documentElement.dataset.server;
  let asking = 0;

  function set(ok) {
    if (ok === connection.ok) return;
    connection.ok = ok;
    clearInterval(asking);
    if (!ok) {
      asking = setInterval(reach, 1000);
      reach();
    }
    for (const callback of listeners) callback(ok);
  }

  /* Is the server there, and is it still the same one? */
  async function reach() {
    let now;
    try {
      const answer = await fetch("/ready", { cache: "no-store", signal: AbortSignal.timeout(3000) });
      now = (await answer.json()).server;
    } catch {
      return;
    }
    if (now !== server) return location.reload();
    const kernel = window.solara.debug && window.solara.debug.kernel();
    if (!kernel || kernel.connectionStatus === "connected") return;
    if (kernel.isDisposed) return location.reload();
    kernel.reconnect().catch(() => {});
  }

  window.addEventListener("load", () => {
    const page = window.app;
    const look = () => set(page.connectionStatus === "connected");
    page.$watch("connectionStatus", () => (page.wasConnected ? look() : null));
    setTimeout(look, BEFORE_LOUD);
  });
})();
