const lees = () => (document.cookie.match(/(?:^|; )kwast_melding=([^;]*)/) || [])[1] || null;
const bewaar = (keuze) => {
  document.cookie = "kwast_melding=" + keuze + "; path=/; max-age=15552000; SameSite=Lax";
};
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
startStatistiek();
if (!lees()) laagje.hidden = false;
