// Tells the page that it is being left: what it sends and stores then belongs to the visit, and the browser does not
// report it any more once the page is really going. The recorder keeps the real events that follow from the page, so
// that it does not send twice.
() => {
  for (const [name, value] of [["visibilityState", "hidden"], ["hidden", true]]) {
    Object.defineProperty(document, name, { configurable: true, get: () => value });
  }
  document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
  dispatchEvent(new PageTransitionEvent("pagehide", { persisted: false }));
  dispatchEvent(new Event("unload"));
}
