// Only a convenience: without it the report is complete. Each bar hides what does not hold its words or is not of its
// kind. What stands in <noscript> is our own markup, kept as text until it is asked for, so that a long report opens fast.
const pause = () => new Promise((resume) => setTimeout(resume));
const SLICE = 40; // milliseconds of work before the page may answer again
const MOST_OPENED = 100; // with so few that fit, the pieces that hold them are opened

// The pieces of a long list: taken apart out of sight, and put in place when they are opened.
const chunks = [...document.querySelectorAll("details.chunk")];
const keptIn = (chunk) => chunk.querySelector(":scope > noscript");
const held = new WeakMap();
const rootOf = (chunk) => {
  const kept = keptIn(chunk);
  if (!kept) return chunk;
  if (!held.has(chunk)) {
    const holder = document.createElement("template");
    holder.innerHTML = kept.textContent;
    held.set(chunk, holder.content);
  }
  return held.get(chunk);
};
const place = (chunk) => {
  const root = rootOf(chunk);
  keptIn(chunk)?.replaceWith(root);
};
for (const chunk of chunks) chunk.addEventListener("toggle", () => place(chunk));
addEventListener("beforeprint", () => chunks.forEach(place));

// A link may lead into a piece that is not in place yet.
const reveal = () => {
  const name = decodeURIComponent(location.hash.slice(1));
  if (!name || document.getElementById(name)) return;
  const chunk = chunks.find((one) => rootOf(one).querySelector(`#${CSS.escape(name)}`));
  if (!chunk) return;
  place(chunk);
  chunk.open = true;
  document.getElementById(name).scrollIntoView();
};
addEventListener("hashchange", reveal);
reveal();

for (const bar of document.querySelectorAll(".filter[data-entries]")) {
  const scope = document.getElementById(bar.dataset.scope);
  const box = bar.querySelector("input[type=search]");
  const picks = [...bar.querySelectorAll("select[data-key]")];
  const status = bar.querySelector("[role=status]");
  const texts = new WeakMap();
  const opened = new Set();
  const textOf = (entry) => {
    if (!texts.has(entry)) texts.set(entry, entry.textContent.toLowerCase());
    return texts.get(entry);
  };
  let current = 0;
  let timer = 0;
  bar.hidden = false;

  const apply = async () => {
    const run = ++current;
    let since = performance.now();
    const late = () => performance.now() - since > SLICE;
    const overtaken = async () => {
      await pause();
      since = performance.now();
      return run !== current;
    };
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    const kinds = picks.filter((pick) => pick.value).map((pick) => [pick.dataset.key, pick.value]);
    const active = words.length + kinds.length > 0;
    const pieces = chunks.filter((chunk) => scope.contains(chunk));
    const entries = [...scope.querySelectorAll(bar.dataset.entries)];
    for (const piece of pieces.filter(keptIn)) {
      if (active || held.has(piece)) entries.push(...rootOf(piece).querySelectorAll(bar.dataset.entries));
      if (late() && (await overtaken())) return;
    }
    let shown = 0;
    for (const entry of entries) {
      const fits =
        kinds.every(([key, value]) => (entry.dataset[key] ?? "").split(" ").includes(value)) &&
        words.every((word) => textOf(entry).includes(word));
      if (entry.hidden === fits) entry.hidden = !fits;
      if (fits) shown += 1;
      if (late() && (await overtaken())) return;
    }
    const holds = (root) => !active || root.querySelector(`:is(${bar.dataset.entries}):not([hidden])`) !== null;
    for (const piece of pieces) {
      piece.hidden = !holds(rootOf(piece));
      const opens = active && !piece.hidden && shown <= MOST_OPENED;
      if (opens) place(piece);
      if (opens || opened.has(piece)) piece.open = opens;
      if (opens) opened.add(piece);
      if (late() && (await overtaken())) return;
    }
    for (const group of scope.querySelectorAll(".group")) {
      const inside = pieces.filter((piece) => group.contains(piece));
      group.hidden = !holds(group) && inside.every((piece) => piece.hidden);
    }
    status.textContent = active ? `${shown} / ${entries.length}` : "";
  };
  const soon = () => {
    clearTimeout(timer);
    timer = setTimeout(apply, 120);
  };
  box.addEventListener("input", soon);
  for (const pick of picks) pick.addEventListener("change", soon);
}
