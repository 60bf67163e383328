(function () {
  var banner = window.ReactCookieConsent;
  function apply() { loadStatistics(); loadMarketing(); }
  function App() {
    var again = React.useState(0);
    React.useEffect(function () {
      if (banner.getCookieConsentValue() === "true") apply();
      document.querySelector("footer .again").addEventListener("click", function () {
        banner.resetCookieConsentValue();
        again[1](function (count) { return count + 1; });
      });
    }, []);
    return React.createElement(banner.default || banner.CookieConsent, {
      key: again[0],
      enableDeclineButton: true,
      onAccept: apply,
    }, "This website uses cookies to measure visits and to advertise elsewhere.");
  }
  ReactDOM.createRoot(document.getElementById("app")).render(React.createElement(App));
})();
