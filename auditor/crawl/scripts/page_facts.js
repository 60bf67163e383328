// What a page is at a glance: its language and those it offers, whether it has a form and content, and its links with where they stand.
() => {
  const MOST_LINKS = 3000;
  const links = [];
  const regionWords = [
    ["banner", /cookie|consent|gdpr|cmp\b|privacy-?(bar|notice|popup)|onetrust|cybot/i],
    ["footer", /footer|colophon|bottom-?bar/i],
    ["header", /(^|[^a-z])header|top-?bar|masthead/i],
    ["nav", /(^|[^a-z])nav(bar|igation)?([^a-z]|$)|menu/i],
  ];
  const tagRegions = { FOOTER: "footer", HEADER: "header", NAV: "nav" };
  const roleRegions = { contentinfo: "footer", banner: "header", navigation: "nav", menu: "nav", dialog: "banner", alertdialog: "banner" };
  const own = (element) => {
    const role = roleRegions[element.getAttribute("role")];
    if (role) return role;
    if (tagRegions[element.tagName]) return tagRegions[element.tagName];
    if (element.tagName === "BODY" || element.tagName === "HTML") return null;
    const words = `${element.id} ${element.getAttribute("class") ?? ""}`.slice(0, 300);
    const found = regionWords.find(([, pattern]) => pattern.test(words));
    return found ? found[0] : null;
  };
  const rank = { banner: 0, footer: 1, header: 2, nav: 3, body: 4 };
  const walk = (root, region) => {
    for (const element of root.children) {
      const mine = own(element);
      const here = mine && (region === "body" || rank[mine] < rank[region]) ? mine : region;
      if (element.tagName === "A" && element.hasAttribute("href") && links.length < MOST_LINKS) {
        const image = element.querySelector("img[alt]");
        const label = element.textContent.trim() || element.getAttribute("aria-label") || element.title || (image ? image.alt : "");
        links.push({ url: String(element.href).slice(0, 2000), text: label.replace(/\s+/g, " ").trim().slice(0, 200), region: here });
      }
      if (element.shadowRoot) walk(element.shadowRoot, here);
      walk(element, here);
    }
  };
  if (document.documentElement) walk(document.documentElement, "body");
  // Laying out a huge page takes many seconds; there the raw text will do.
  const raw = document.body ? document.body.textContent : "";
  const text = document.body && raw.length < 500000 ? document.body.innerText ?? raw : raw.slice(0, 500000);
  const things = document.querySelectorAll("img,svg,canvas,video,iframe,embed,object,form,button,picture").length;
  const fields = "form input:not([type=hidden]):not([type=search]):not([type=submit]):not([type=button]):not([type=image]):not([type=reset]), form textarea";
  const forms = [...document.querySelectorAll(fields)].some((field) => {
    const form = field.closest("form");
    return form && form.getAttribute("role") !== "search" && !/^(q|s|query|search|zoek.*)$/i.test(field.name || "");
  });
  const alternates = [...document.querySelectorAll("link[rel~=alternate][hreflang],a[hreflang]")].slice(0, 100);
  return {
    hreflangs: alternates.map((element) => (element.getAttribute("hreflang") ?? "").slice(0, 20)),
    title: document.title.slice(0, 300),
    language: (document.documentElement.lang || "").slice(0, 20) || null,
    has_form: forms,
    text_length: text.trim().length,
    text_start: text.trim().slice(0, 1500),
    markup_start: raw.length < 100000 ? document.documentElement.outerHTML.slice(0, 40000) : "",
    things,
    links,
  };
}
