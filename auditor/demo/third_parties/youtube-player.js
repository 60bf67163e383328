// Imitates an embedded player: keeps a device number and a request counter in the frame's own storage.
(function () {
  "use strict";
  if (/nocookie/.test(location.hostname)) return;
  var device = String(Math.floor(Math.random() * 1e16));
  localStorage.setItem("yt-remote-device-id", JSON.stringify({ data: device, creation: Date.now() }));
  localStorage.setItem("yt.innertube::nextId", JSON.stringify({ data: 1, creation: Date.now() }));
  sessionStorage.setItem("yt-remote-session-app", JSON.stringify({ data: "youtube-desktop", creation: Date.now() }));
})();
