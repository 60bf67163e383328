for (const knop of document.querySelectorAll("button")) {
  knop.addEventListener("click", () => parent.postMessage({ cookiekeuze: knop.dataset.keuze }, location.origin));
}
