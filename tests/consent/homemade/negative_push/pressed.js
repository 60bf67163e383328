// Reports anything that is pressed, by hand or by script, to the server and in the title.
addEventListener(
  "click",
  () => {
    navigator.sendBeacon("/pressed");
    document.title += " (pressed)";
  },
  true,
);
