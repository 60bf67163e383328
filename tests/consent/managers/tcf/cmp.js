// A small manager for the IAB's framework: one banner, all or nothing, kept in the cookie euconsent-v2.
import { CmpApi } from "@iabtcf/cmpapi";
import { GVL, TCModel, TCString } from "@iabtcf/core";

const list = await (await fetch("/assets/vendors.json")).json();
const api = new CmpApi(31, 3, true);
const banner = document.getElementById("tcf");

function kept() {
  const found = document.cookie.match(/(?:^|; )euconsent-v2=([^;]*)/);
  return found ? found[1] : "";
}
function apply(text) {
  const consent = TCString.decode(text);
  if (consent.purposeConsents.has(1) && consent.purposeConsents.has(8)) window.loadStatistics();
  if (consent.purposeConsents.has(4)) window.loadMarketing();
}
function choose(all) {
  const model = new TCModel(new GVL(list));
  model.cmpId = 31;
  model.cmpVersion = 3;
  model.isServiceSpecific = true;
  model.publisherCountryCode = "NL";
  model.consentLanguage = "NL";
  if (all) {
    model.setAllVendorConsents();
    model.setAllPurposeConsents();
  }
  const text = TCString.encode(model);
  document.cookie = "euconsent-v2=" + text + "; path=/; max-age=31536000; secure; samesite=lax";
  banner.hidden = true;
  api.update(text, false);
  apply(text);
}
function ask() {
  banner.hidden = false;
  api.update(kept(), true);
}
banner.querySelector(".yes").addEventListener("click", () => choose(true));
banner.querySelector(".no").addEventListener("click", () => choose(false));
document.querySelector("footer .again").addEventListener("click", ask);
if (kept()) {
  api.update(kept(), false);
  apply(kept());
} else {
  ask();
}
