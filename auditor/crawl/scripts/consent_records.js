// What the managers' own scripts on a page say of the visitor's choice, as JSON text. Runs in the page's own world:
// everything here may be the site's doing, so each question stands alone and nothing is taken on trust afterwards.
async () => {
  const told = {};
  const names = (list, most = 200) => Array.from(list || []).slice(0, most).map((name) => String(name).slice(0, 80));
  const ask = (manager, question) => {
    try {
      const answer = question();
      if (answer) told[manager] = answer;
    } catch { /* a manager that is not there, or of another version */ }
  };
  const within = (wait, work) => Promise.race([
    new Promise((done) => { try { work(done); } catch { done(null); } }),
    new Promise((done) => setTimeout(done, wait, null)),
  ]);

  ask("vanilla_cookieconsent", () => {
    const categories = CookieConsent.getConfig("categories");
    const all = Object.keys(categories);
    return { name: CookieConsent.getConfig("cookie")?.name, all: names(all),
      necessary: names(all.filter((name) => categories[name].readOnly)) };
  });
  ask("klaro", () => {
    const manager = klaro.getManager();
    const services = manager.config.services || manager.config.apps;
    return { name: manager.config.storageName || manager.config.cookieName, confirmed: !!manager.confirmed,
      necessary: names(services.filter((service) => service.required).map((service) => service.name)) };
  });
  ask("tarteaucitron", () => ({
    name: tarteaucitron.parameters?.cookieName,
    necessary: names(Object.keys(tarteaucitron.services).filter((name) => tarteaucitron.services[name].needConsent === false), 400),
  }));
  ask("orejime", () => {
    const config = window.orejimeConfig || window.orejime?.config;
    const flat = (purposes) => (purposes || []).flatMap((purpose) => [purpose, ...flat(purpose.purposes)]);
    return { name: config.cookie?.name || config.cookieName,
      necessary: names(flat(config.purposes || config.apps).filter((one) => one.isMandatory || one.required).map((one) => one.id || one.name)) };
  });
  ask("usercentrics", () => {
    const services = UC_UI.getServicesBaseInfo();
    const categories = {}, fixed = new Set(), free = new Set();
    for (const service of services.slice(0, 500)) {
      const name = String(service.categorySlug).slice(0, 60);
      (service.isEssential ? fixed : free).add(name);
      if (!service.isEssential) categories[name] = !!categories[name] || service.consent?.status === true;
    }
    return { categories, necessary: names(fixed).filter((name) => !free.has(name)), decided: !UC_UI.isConsentRequired() };
  });
  if (window.__ucCmp?.getConsentDetails) {
    const details = await within(300, (done) => __ucCmp.getConsentDetails().then(done, () => done(null)));
    ask("usercentrics", () => {
      const categories = {};
      for (const [name, held] of Object.entries(details.categories).slice(0, 30)) {
        if (!held.essential) categories[name] = held.state !== "ALL_DENIED";
      }
      return { categories, decided: !details.consent.required };
    });
  }
  ask("shopify", () => {
    const said = Shopify.customerPrivacy.currentVisitorConsent();
    return { analytics: said.analytics, marketing: said.marketing, preferences: said.preferences };
  });
  ask("osano", () => {
    const consent = {};
    for (const [name, state] of Object.entries(Osano.cm.getConsent()).slice(0, 20)) consent[name] = state;
    return { consent, decided: !!Osano.cm.storedConsent || undefined };
  });
  ask("consentmanager", () => {
    const data = __cmp("getCMPData");
    return data && { decided: data.userChoiceExists };
  });
  if (typeof window.__tcfapi === "function") {
    const data = await within(500, (done) => __tcfapi("addEventListener", 2, (data, good) => {
      if (data?.listenerId !== undefined) setTimeout(() => __tcfapi("removeEventListener", 2, () => {}, data.listenerId), 0);
      done(good === false ? null : data);
    }));
    ask("tcf", () => ({ text: String(data.tcString || "").slice(0, 16384), event: String(data.eventStatus), status: String(data.cmpStatus), applies: data.gdprApplies }));
  }

  ask("google", () => {
    const layers = new Set(["dataLayer"]);
    for (const element of Array.from(document.scripts).slice(0, 300)) {
      const layer = /(?:gtm|gtag\/js|gtm\/js)[^?]*\?(?:.*&)?l=([\w$]{1,40})/.exec(element.src);
      if (layer) layers.add(layer[1]);
    }
    const commands = [];
    const tag = (entry) => entry.event === "gtm.js" || entry["gtm.start"] !== undefined;
    for (const layer of layers) {
      for (const entry of Array.from(window[layer] || []).slice(0, 1000)) {
        if (!entry || typeof entry !== "object") continue;
        if (entry[0] === "consent" && (entry[1] === "default" || entry[1] === "update")) {
          const { region, ...signals } = entry[2] || {};
          const plain = {};
          for (const [name, value] of Object.entries(signals).slice(0, 20)) plain[name] = String(value).slice(0, 20);
          commands.push({ command: entry[1], signals: plain, region: region ? names([].concat(region), 300) : undefined });
        } else if (entry[0] === "config" || entry[0] === "event" || tag(entry)) {
          commands.push({ command: "tag" });
        }
      }
    }
    const states = {};
    const held = window.google_tag_data?.ics?.entries || {};
    for (const [name, entry] of Object.entries(held).slice(0, 20)) states[name] = { default: entry.default, update: entry.update };
    return { commands: commands.slice(0, 1000), states };
  });
  return JSON.stringify(told).slice(0, 262144);
}
