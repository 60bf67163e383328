const lees = () => {
  const ruw = localStorage.getItem("zwier");
  return ruw ? JSON.parse(ruw).keuze : null;
};
const bewaar = (keuze) => localStorage.setItem("zwier", JSON.stringify({ keuze, tijd: Date.now(), versie: 2 }));
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
const panelen = laagje.querySelector(".panelen");
laagje.querySelector(".zelf").onclick = () => (panelen.hidden = false);
laagje.querySelector(".bewaar").onclick = () =>
  kies([...panelen.querySelectorAll("input:checked")].map((vak) => vak.name).join(".") || "geen");
document.getElementById("weer").onclick = (event) => {
  event.preventDefault();
  laagje.hidden = false;
};
if (lees()) pasToe(lees());
else laagje.hidden = false;
