const lees = () => localStorage.getItem("spil:cookies");
const bewaar = (keuze) => localStorage.setItem("spil:cookies", keuze);
function pasToe(keuze) {
  if (!keuze) return;
  if (keuze === "alles" || keuze.includes("statistiek")) startStatistiek();
  if (keuze === "alles" || keuze.includes("marketing")) startMarketing();
}
const balk = document.createElement("div");
balk.className = "cookie-melding";
balk.innerHTML = `<p>Om deze website goed te laten werken en om u beter van dienst te zijn gebruiken wij cookies, ook voor marketing.</p>
  <span><button type="button" class="ja">Cookies accepteren</button><button type="button" class="nee">Cookies niet accepteren</button></span>`;
function kies(keuze) {
  bewaar(keuze);
  balk.remove();
  pasToe(keuze);
}
balk.querySelector(".ja").addEventListener("click", () => kies("alles"));
balk.querySelector(".nee").addEventListener("click", () => kies("geen"));
if (lees()) pasToe(lees());
else window.addEventListener("load", () => document.body.append(balk));
for (const plek of document.querySelectorAll(".cookies-opnieuw")) {
  plek.addEventListener("click", (event) => {
    event.preventDefault();
    document.body.append(balk);
  });
}
