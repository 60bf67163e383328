let gekozen = null;
const lees = () => gekozen;
const bewaar = (keuze) => { gekozen = keuze; };
function pasToe(keuze) {
  if (!keuze) return;
  if (keuze === "alles" || keuze.includes("statistiek")) startStatistiek();
  if (keuze === "alles" || keuze.includes("marketing")) startMarketing();
}
const laagje = document.getElementById("laagje");
function kies(keuze) {
  bewaar(keuze);
  laagje.hidden = true;
  pasToe(keuze);
}
for (const knop of laagje.querySelectorAll("[data-kies]")) {
  knop.addEventListener("click", () => kies(knop.dataset.kies));
}
if (lees()) pasToe(lees());
else laagje.hidden = false;
