const lees = () => {
  const ruw = localStorage.getItem("dk_toestemming");
  return ruw ? JSON.parse(ruw).keuze : null;
};
const bewaar = (keuze) => localStorage.setItem("dk_toestemming", JSON.stringify({ keuze, tijd: Date.now(), versie: 2 }));
function pasToe(keuze) {
  if (!keuze) return;
  if (keuze === "alles" || keuze.includes("statistiek")) startStatistiek();
  if (keuze === "alles" || keuze.includes("marketing")) startMarketing();
}
const pop = document.getElementById("pop");
function klaar(keuze) {
  bewaar(keuze);
  pop.classList.remove("open", "voorkeuren");
  pasToe(keuze);
}
document.getElementById("ja").onclick = () => klaar("alles");
document.getElementById("pas").onclick = () => pop.classList.add("voorkeuren");
document.getElementById("klaar").onclick = () => {
  const aan = [...pop.querySelectorAll("input[name]:checked")].map((vak) => vak.name);
  klaar(aan.join(".") || "geen");
};
document.getElementById("rond").onclick = () => pop.classList.add("open", "voorkeuren");
if (lees()) pasToe(lees());
else pop.classList.add("open");
