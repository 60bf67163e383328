if (document.documentElement.dataset.toestemming === "ja") {
  startStatistiek();
  startMarketing();
}
