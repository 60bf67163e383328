const lees = () => localStorage.getItem("boog_cookietoestemming");
const bewaar = (keuze) => localStorage.setItem("boog_cookietoestemming", keuze);
function pasToe(keuze) {
  if (!keuze) return;
  if (keuze === "alles" || keuze.includes("statistiek")) startStatistiek();
  if (keuze === "alles" || keuze.includes("marketing")) startMarketing();
}
const plek = document.getElementById("plek");
const schaduw = plek.attachShadow({ mode: "closed" });
function sluit(keuze) {
  bewaar(keuze);
  schaduw.innerHTML = "";
  pasToe(keuze);
}
function vraag() {
  schaduw.innerHTML = `<style>.v{position:fixed;left:1rem;bottom:1rem;max-width:28rem;background:#fff;border:1px solid #bbb;border-radius:8px;padding:1.2rem;font-family:sans-serif;z-index:1000}button{font:inherit;padding:.5rem 1rem;margin:.3rem .4rem 0 0}</style><div class="v" role="alertdialog" aria-label="Cookies">
    <p>Ons kantoor gebruikt graag cookies voor statistieken en voor advertenties. Staat u dat toe?</p>
    <button class="a">Toestaan</button><button class="b">Weigeren</button></div>`;
  schaduw.querySelector(".a").addEventListener("click", () => sluit("alles"));
  schaduw.querySelector(".b").addEventListener("click", () => sluit("geen"));
}
document.getElementById("voorkeur").addEventListener("click", (event) => {
  event.preventDefault();
  vraag();
});
if (lees()) pasToe(lees());
else vraag();
