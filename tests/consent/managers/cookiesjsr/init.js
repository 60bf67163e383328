document.cookiesjsr = {apiUrl: "", configQuery: "/assets/settings.json"};
document.addEventListener("cookiesjsrUserConsent", function (event) {
  var services = event.detail.services || event.detail || {};
  if (services.meten) loadStatistics();
  if (services.pixel) loadMarketing();
});
