// Scrolls once through the page and back, to wake what loads only when it comes into view.
async () => {
  const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
  const root = document.scrollingElement;
  if (!root) return;
  const height = Math.min(root.scrollHeight, 20000);
  const steps = Math.min(8, Math.ceil(height / innerHeight));
  for (let step = 1; step <= steps; step += 1) {
    scrollTo({ top: (height * step) / steps, behavior: "instant" });
    await pause(40);
  }
  scrollTo({ top: 0, behavior: "instant" });
}
