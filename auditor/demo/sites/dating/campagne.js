// Counts visits for advertising campaigns: a frame of the advertising network, at the end of the page.
(function () {
  "use strict";
  var frame = document.createElement("iframe");
  frame.width = frame.height = 1;
  frame.style.display = "none";
  frame.src = "https://4711208.fls.doubleclick.net/activityi;src=4711208;type=leden0;cat=bezoek0;ord=" +
    Math.floor(Math.random() * 1e13) + "?";
  document.body.appendChild(frame);
})();
