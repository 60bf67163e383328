// What a site of the matrix does in the browser: it shows the banner, keeps the choice in a cookie, and runs what
// belongs to the choice that holds. Data: <script type="application/json" data-site> in the head of each page:
//   {acts: {state: [act, …]}, banner: markup or null, clears: [name, …]}; the states are before, rejected, accepted,
//   revoked (after accepting) and gpc, and "always", which runs in each
//   act: {tag, url} | {cookie, seconds, plain} | {key, storage, plain}
// Buttons: data-choose="accepted|rejected|settings|selected|close"; boxes: data-purpose; the way back: data-consent-open.
(function () {
  "use strict";
  var site = JSON.parse(document.querySelector("script[data-site]").textContent);
  var COOKIE = "cookie_choice";
  var domain = location.hostname.split(".").slice(-2).join(".");
  var banner = null;

  function stored(name) {
    var pair = document.cookie.split("; ").find(function (one) { return one.indexOf(name + "=") === 0; });
    return pair ? pair.slice(name.length + 1) : null;
  }
  function random() {
    var bytes = crypto.getRandomValues(new Uint8Array(26));
    return Array.prototype.map.call(bytes, function (byte, place) {
      return place % 3 ? String.fromCharCode(97 + byte % 26) : String(byte % 10);
    }).join("");
  }
  function write(name, value, seconds, whole) {
    var until = seconds === null ? "" : "; Max-Age=" + seconds;
    document.cookie = name + "=" + value + "; path=/" + (whole ? "; domain=" + domain : "") + until + "; Secure; SameSite=Lax";
  }
  function embed(act) {
    var element = document.createElement(act.tag);
    if (act.tag === "link") element.rel = "stylesheet";
    element[act.tag === "link" ? "href" : "src"] = act.url;
    (act.tag === "script" || act.tag === "link" ? document.head : document.querySelector("main")).appendChild(element);
  }
  function run(state) {
    (site.acts[state] || []).forEach(function (act) {
      if (act.tag) return embed(act);
      if (act.cookie) return write(act.cookie, stored(act.cookie) || (act.plain ? "aan" : random()), act.seconds, true);
      var storage = act.storage === "session" ? sessionStorage : localStorage;
      storage.setItem(act.key, storage.getItem(act.key) || (act.plain ? "aan" : random()));
    });
  }
  function erase() {
    site.clears.forEach(function (name) {
      write(name, "", 0, true);
      localStorage.removeItem(name);
      sessionStorage.removeItem(name);
    });
  }
  function decide(answer) {
    var before = stored(COOKIE);
    var taken_back = before === "accepted" && answer === "rejected";
    write(COOKIE, taken_back ? "revoked" : answer, 180 * 86400, false);
    banner.remove();
    document.body.classList.remove("locked");
    if (answer !== "accepted") erase();
    if (before) location.reload();
    else run(answer);
  }
  function ticked() {
    return Array.prototype.some.call(banner.querySelectorAll("[data-purpose]"), function (box) { return box.checked; });
  }
  function show() {
    document.body.insertAdjacentHTML("afterbegin", site.banner);
    banner = document.body.firstElementChild;
    document.body.classList.toggle("locked", banner.matches(".wall"));
  }
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-choose], [data-consent-open]");
    if (!button) return;
    event.preventDefault();
    if (button.matches("[data-consent-open]")) {
      if (!banner || !banner.isConnected) show();
      return;
    }
    var chosen = button.dataset.choose;
    if (chosen === "settings") banner.querySelector("[data-settings]").hidden = false;
    else decide(chosen === "selected" ? (ticked() ? "accepted" : "rejected") : chosen);
  });

  var choice = stored(COOKIE);
  run("always");
  run(choice || (navigator.globalPrivacyControl ? "gpc" : "before"));
  if (site.banner && !choice) show();
})();
