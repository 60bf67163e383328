const lees = () => (document.cookie.match(/(?:^|; )cookiekeuze=([^;]*)/) || [])[1] || null;
const bewaar = (keuze) => {
  document.cookie = "cookiekeuze=" + keuze + "; path=/; max-age=15552000; SameSite=Lax";
};
function pasToe(keuze) {
  if (!keuze) return;
  if (keuze === "alles" || keuze.includes("statistiek")) startStatistiek();
  if (keuze === "alles" || keuze.includes("marketing")) startMarketing();
}
const balk = document.getElementById("cookiebalk");
function toonLaag(nummer) {
  for (const laag of balk.querySelectorAll(".laag")) laag.hidden = laag.dataset.laag !== nummer;
  balk.hidden = false;
}
document.getElementById("meer").addEventListener("click", () => toonLaag("2"));
document.getElementById("opnieuw").addEventListener("click", (event) => {
  event.preventDefault();
  toonLaag("1");
});
for (const knop of balk.querySelectorAll("[data-keuze]")) {
  knop.addEventListener("click", () => {
    bewaar(knop.dataset.keuze);
    balk.hidden = true;
    pasToe(knop.dataset.keuze);
  });
}
if (lees()) pasToe(lees());
else toonLaag("1");
