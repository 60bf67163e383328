const lees = () => localStorage.getItem("enzian");
const bewaar = (keuze) => localStorage.setItem("enzian", keuze);
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
document.getElementById("wahl").onclick = () => {
  laagje.querySelector(".eins").hidden = true;
  laagje.querySelector(".zwei").hidden = false;
};
for (const schalter of laagje.querySelectorAll("[role=switch]")) {
  schalter.onclick = () => schalter.setAttribute("aria-checked", String(schalter.getAttribute("aria-checked") !== "true"));
}
document.getElementById("sichern").onclick = () => {
  const an = [...laagje.querySelectorAll("[data-zweck][aria-checked=true]")].map((schalter) => schalter.dataset.zweck);
  kies(an.join(".") || "geen");
};
document.getElementById("nochmal").onclick = (event) => {
  event.preventDefault();
  for (const schalter of laagje.querySelectorAll("[data-zweck]")) {
    const an = lees() === "alles" || (lees() || "").includes(schalter.dataset.zweck);
    schalter.setAttribute("aria-checked", String(an));
  }
  laagje.hidden = false;
  document.getElementById("wahl").click();
};
if (lees()) pasToe(lees());
else laagje.hidden = false;
