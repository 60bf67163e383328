// The video comes from outside only after the visitor presses its button.
document.addEventListener("click", function (event) {
  "use strict";
  var button = event.target.closest("[data-video]");
  if (!button) return;
  var frame = document.createElement("iframe");
  frame.src = button.dataset.video;
  frame.title = "Een dag bij Noorderbit";
  button.parentElement.replaceChildren(frame);
});
