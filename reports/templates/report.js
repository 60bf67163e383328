// Only a convenience: without it the report is complete. Each search box hides what does not hold its words.
for (const box of document.querySelectorAll("input[data-filter]")) {
  const bar = box.closest(".filter");
  const status = bar.querySelector("[role=status]");
  bar.hidden = false;
  let entries = null;
  let timer = 0;
  const apply = () => {
    entries ??= [...document.querySelectorAll(box.dataset.filter)].map((element) => [element, element.textContent.toLowerCase()]);
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [element, text] of entries) {
      const fits = words.every((word) => text.includes(word));
      element.hidden = !fits;
      if (fits) shown += 1;
    }
    status.textContent = words.length ? `${shown} / ${entries.length}` : "";
  };
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(apply, 120);
  });
}
