const lees = () => localStorage.getItem("tijs-cookies");
const bewaar = (keuze) => localStorage.setItem("tijs-cookies", keuze);
function pasToe(keuze) {
  if (!keuze) return;
  if (keuze === "alles" || keuze.includes("statistiek")) startStatistiek();
  if (keuze === "alles" || keuze.includes("marketing")) startMarketing();
}
const melding = document.querySelector(".melding");
function kies(keuze) {
  return function (event) {
    event.preventDefault();
    bewaar(keuze);
    melding.style.display = "none";
    pasToe(keuze);
  };
}
document.querySelector(".melding .ja").onclick = kies("alles");
document.querySelector(".melding .nee").onclick = kies("geen");
document.querySelector(".herzie").onclick = function (event) {
  event.preventDefault();
  melding.style.display = "block";
};
if (lees() === null) melding.style.display = "block";
pasToe(lees());
