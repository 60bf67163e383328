const lees = () => (document.cookie.match(/(?:^|; )hei_cookies=([^;]*)/) || [])[1] || null;
const bewaar = (keuze) => {
  document.cookie = "hei_cookies=" + keuze + "; path=/; max-age=15552000; SameSite=Lax";
};
function pasToe(keuze) {
  if (!keuze) return;
  if (keuze === "alles" || keuze.includes("statistiek")) startStatistiek();
  if (keuze === "alles" || keuze.includes("marketing")) startMarketing();
}
const houder = document.getElementById("toestemming");
if (lees()) {
  houder.remove();
  pasToe(lees());
} else {
  for (const knop of houder.shadowRoot.querySelectorAll("button")) {
    knop.addEventListener("click", () => {
      bewaar(knop.id);
      houder.remove();
      pasToe(knop.id);
    });
  }
}
