const lees = () => localStorage.getItem("oever-cookies");
const bewaar = (keuze) => localStorage.setItem("oever-cookies", keuze);
function pasToe(keuze) {
  if (!keuze) return;
  if (keuze === "alles" || keuze.includes("statistiek")) startStatistiek();
  if (keuze === "alles" || keuze.includes("marketing")) startMarketing();
}
const onder = document.getElementById("onder");
for (const knop of onder.querySelectorAll("[data-k]")) {
  knop.addEventListener("click", () => {
    bewaar(knop.dataset.k);
    onder.hidden = true;
    pasToe(knop.dataset.k);
  });
}
document.getElementById("open").addEventListener("click", (event) => {
  event.preventDefault();
  onder.hidden = false;
});
if (lees()) pasToe(lees());
else onder.hidden = false;
