const lees = () => localStorage.getItem("mnb-consent");
const bewaar = (keuze) => localStorage.setItem("mnb-consent", keuze);
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
const again = document.getElementById("again");
if (again) again.onclick = () => (laagje.hidden = false);
if (lees()) pasToe(lees());
else laagje.hidden = false;
