// A small consent banner. The choice is kept in a cookie; what waits for consent stands in <template> elements.
//
//   <div data-consent-banner data-cookie="site_toestemming" data-days="180" data-clears="_ga _ga_*" hidden> …
//     <button data-choose="all">   <button data-choose="none">   <button data-choose="selected">
//     <button data-choose="settings">  shows  <div data-consent-settings hidden> with
//     <input type="checkbox" data-purpose="statistics">
//   <template data-needs="statistics"> … scripts … </template>      runs once that purpose is agreed to
//   <button data-consent-open>                                      the way back, anywhere on the page
(function () {
  "use strict";
  var banner = document.querySelector("[data-consent-banner]");
  var cookie = banner.dataset.cookie;
  var boxes = Array.prototype.slice.call(banner.querySelectorAll("[data-purpose]"));
  var settings = banner.querySelector("[data-consent-settings]");

  function chosen() {
    var found = document.cookie.match(new RegExp("(?:^|; )" + cookie + "=([^;]*)"));
    return found ? found[1].split(".") : null;
  }
  function purposes() {
    var named = document.querySelectorAll("template[data-needs]");
    var all = Array.prototype.map.call(named, function (part) { return part.dataset.needs; });
    return all.filter(function (purpose, index) { return all.indexOf(purpose) === index; });
  }
  function run(template) {
    Array.prototype.forEach.call(template.content.querySelectorAll("script"), function (inert) {
      var script = document.createElement("script");
      Array.prototype.forEach.call(inert.attributes, function (attribute) {
        script.setAttribute(attribute.name, attribute.value);
      });
      script.textContent = inert.textContent;
      document.head.appendChild(script);
    });
    template.remove();
  }
  function start(agreed) {
    Array.prototype.forEach.call(document.querySelectorAll("template[data-needs]"), function (template) {
      if (agreed.indexOf(template.dataset.needs) >= 0) run(template);
    });
  }
  function erase() {
    var patterns = (banner.dataset.clears || "").split(" ").filter(Boolean).map(function (name) {
      return new RegExp("^" + name.replace(/[.]/g, "\\.").replace("*", ".*") + "$");
    });
    var domain = location.hostname.split(".").slice(-2).join(".");
    document.cookie.split("; ").forEach(function (pair) {
      var name = pair.split("=")[0];
      if (!patterns.some(function (pattern) { return pattern.test(name); })) return;
      document.cookie = name + "=; path=/; Max-Age=0";
      document.cookie = name + "=; path=/; Max-Age=0; domain=." + domain;
    });
  }
  function decide(agreed) {
    var before = chosen() || [];
    var taken_back = before.some(function (purpose) { return purpose !== "none" && agreed.indexOf(purpose) < 0; });
    var value = agreed.length ? agreed.join(".") : "none";
    document.cookie = cookie + "=" + value + "; path=/; Max-Age=" + banner.dataset.days * 86400 + "; Secure; SameSite=Lax";
    banner.hidden = true;
    if (taken_back) {
      erase();
      location.reload();
    } else {
      start(agreed);
    }
  }
  function picked() {
    return boxes.filter(function (box) { return box.checked; }).map(function (box) { return box.dataset.purpose; });
  }
  var all = purposes();
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-choose], [data-consent-open]");
    if (!button) return;
    event.preventDefault();
    if (button.matches("[data-consent-open]")) {
      boxes.forEach(function (box) { box.checked = (chosen() || []).indexOf(box.dataset.purpose) >= 0; });
      banner.hidden = false;
      return;
    }
    if (button.dataset.choose === "settings") settings.hidden = !settings.hidden;
    if (button.dataset.choose === "all") decide(all);
    if (button.dataset.choose === "none") decide([]);
    if (button.dataset.choose === "selected") decide(picked());
  });
  var present = chosen();
  if (present) start(present);
  else banner.hidden = false;
})();
