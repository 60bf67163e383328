const lees = () => (document.cookie.match(/(?:^|; )kuip_cookies=([^;]*)/) || [])[1] || null;
const bewaar = (keuze) => {
  document.cookie = "kuip_cookies=" + keuze + "; path=/; max-age=15552000; SameSite=Lax";
};
function pasToe(keuze) {
  if (!keuze) return;
  if (keuze === "alles" || keuze.includes("statistiek")) startStatistiek();
  if (keuze === "alles" || keuze.includes("marketing")) startMarketing();
}
class CookieVraag extends HTMLElement {
  connectedCallback() {
    if (!lees()) this.toon();
  }
  toon() {
    const schaduw = this.shadowRoot || this.attachShadow({ mode: "open" });
    schaduw.innerHTML = `<style>:host{position:fixed;left:1rem;bottom:1rem;max-width:28rem;background:#fff;border:1px solid #bbb;border-radius:8px;padding:1.2rem;font-family:sans-serif;z-index:1000}button{font:inherit;padding:.5rem 1rem;margin:.3rem .4rem 0 0}</style>
      <p>Proost! Wij gebruiken cookies om ons publiek te leren kennen en voor advertenties op sociale media.</p>
      <button id="ja">Alles accepteren</button><button id="min">Alleen analytisch</button>`;
    this.style.display = "block";
    schaduw.getElementById("ja").onclick = () => this.kies("alles");
    schaduw.getElementById("min").onclick = () => this.kies("statistiek");
  }
  kies(keuze) {
    bewaar(keuze);
    this.style.display = "none";
    pasToe(keuze);
  }
}
class CookieKnop extends HTMLElement {
  connectedCallback() {
    this.attachShadow({ mode: "open" }).innerHTML = `<style>button{position:fixed;right:1rem;bottom:1rem;width:48px;height:48px;border-radius:50%;border:0;background:#fde8d4;font-size:24px}</style>
      <button title="Cookie-instellingen aanpassen">🍪</button>`;
    this.shadowRoot.querySelector("button").onclick = () => document.querySelector("cookie-vraag").toon();
  }
}
customElements.define("cookie-vraag", CookieVraag);
customElements.define("cookie-knop", CookieKnop);
if (lees()) pasToe(lees());
