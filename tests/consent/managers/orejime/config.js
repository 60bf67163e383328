window.orejimeConfig = {
  privacyPolicyUrl: "/privacy",
  purposes: [
    {id: "statistics", title: "Statistieken", description: "Bezoek meten.", cookies: [/^_ga/]},
    {id: "marketing", title: "Reclame", description: "Aanbiedingen elders.", cookies: ["_fbp"]},
  ],
};
