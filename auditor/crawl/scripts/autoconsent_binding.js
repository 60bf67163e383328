// Runs in an isolated world of a frame, before autoconsent: the site sees none of it and can forge no message.
// Counts and names what is pressed, and makes sure that nothing is pressed once the auditor has stopped waiting.
(() => {
  const tell = globalThis["$BINDING"];
  const send = (message) => tell(JSON.stringify(message));
  const later = globalThis.setTimeout.bind(globalThis);
  const press = HTMLElement.prototype.click;
  let running = true;
  const words = (element) => {
    const text = element.innerText || element.textContent || element.getAttribute("aria-label") || element.getAttribute("title") || element.value;
    return String(text || "").replace(/\s+/g, " ").trim().slice(0, 120);
  };
  globalThis.setTimeout = (work, wait, ...more) => later(() => running && work(...more), wait);
  globalThis.requestIdleCallback = (work) => globalThis.setTimeout(work, 0);
  HTMLElement.prototype.click = function () {
    if (!running) return undefined;
    const box = this instanceof HTMLInputElement && ["checkbox", "radio"].includes(this.type);
    send({ type: "pressed", text: words(this), box });
    return press.call(this);
  };
  globalThis.autoconsentSendMessage = (message) => {
    if (running) send(message);
    return Promise.resolve();
  };
  globalThis.stopAutoconsent = () => {
    running = false;
  };
})();
