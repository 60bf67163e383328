// Runs in every frame and worker before the page's own scripts. Tells which script writes what, and which timers are due.
// The functions are wrapped in proxies, so that they keep their names, lengths and behaviour.
(() => {
  const tell = globalThis["$BINDING"];
  if (typeof tell !== "function") return;
  delete globalThis["$BINDING"];
  const { apply } = Reflect;
  const stringify = JSON.stringify;
  const caught = Promise.prototype.catch;
  const then = Promise.prototype.then;
  const now = performance.now.bind(performance);
  const ErrorClass = Error;
  const MOST_REPORTS = 3000;
  const LONGEST_VALUE = 65536;
  let reports = 0;

  const report = (message) => {
    if (reports++ > MOST_REPORTS) return;
    try {
      const sent = tell(stringify(message));
      if (sent && sent.catch) apply(caught, sent, [() => {}]);
    } catch {}
  };

  const stack = () => {
    const own = Object.getOwnPropertyDescriptor(ErrorClass, "prepareStackTrace");
    const limit = ErrorClass.stackTraceLimit;
    try {
      if (own) ErrorClass.prepareStackTrace = undefined;
      ErrorClass.stackTraceLimit = 40;
      return String(new ErrorClass().stack).slice(0, 8000);
    } catch {
      return "";
    } finally {
      try {
        ErrorClass.stackTraceLimit = limit;
        if (own) Object.defineProperty(ErrorClass, "prepareStackTrace", own);
      } catch {}
    }
  };

  // Frames without an address of their own (about:srcdoc) act under that of their maker.
  const place = () => {
    try {
      const frame = location.href.startsWith("http") || !globalThis.document ? location.href : document.baseURI;
      return { frame, origin: globalThis.origin };
    } catch {
      return {};
    }
  };

  // wrap(holder, name, make): replaces holder[name] by a proxy whose call is handled by make(target, self, args).
  const wrap = (holder, name, call) => {
    const descriptor = holder && Object.getOwnPropertyDescriptor(holder, name);
    if (!descriptor || typeof descriptor.value !== "function") return;
    const value = new Proxy(descriptor.value, { apply: (target, self, args) => call(target, self, args) });
    try {
      Object.defineProperty(holder, name, { ...descriptor, value });
    } catch {}
  };

  const cookie = globalThis.Document && Object.getOwnPropertyDescriptor(Document.prototype, "cookie");
  if (cookie && cookie.set) {
    const set = new Proxy(cookie.set, {
      apply(target, self, args) {
        if (!args.length) return apply(target, self, args);
        const line = typeof args[0] === "string" ? args[0] : `${args[0]}`;
        const trace = stack();
        const result = apply(target, self, [line]);
        try {
          const pair = line.split(";", 1)[0].trim();
          const kept = `; ${apply(cookie.get, self, [])}; `.includes(`; ${pair}; `);
          report({ kind: "document.cookie", line: line.slice(0, 8192), kept, stack: trace, ...place() });
        } catch {}
        return result;
      },
    });
    Object.defineProperty(Document.prototype, "cookie", { ...cookie, set });
  }

  if (globalThis.CookieStore) {
    const options = (args) => (typeof args[0] === "object" && args[0] ? args[0] : { name: `${args[0]}`, value: `${args[1]}` });
    for (const name of ["set", "delete"]) {
      wrap(CookieStore.prototype, name, (target, self, args) => {
        const trace = stack();
        const promise = apply(target, self, args);
        try {
          const { domain, path, expires, sameSite, partitioned, value, name: key } = options(args);
          const message = {
            kind: "cookieStore", deletes: name === "delete", name: String(key), value: String(value ?? "").slice(0, 8192),
            domain: domain ?? null, path: path ?? "/", expires: expires == null ? null : Number(expires),
            sameSite: sameSite ?? "strict", partitioned: !!partitioned, stack: trace, ...place(),
          };
          apply(then, promise, [() => report({ ...message, kept: true }), () => report({ ...message, kept: false })]);
        } catch {}
        return promise;
      });
    }
  }

  const area = (self) => {
    try {
      return self === localStorage ? "local" : "session";
    } catch {
      return "session";
    }
  };
  const written = new Map();
  if (globalThis.Storage) {
    wrap(Storage.prototype, "setItem", (target, self, args) => {
      const result = apply(target, self, args);
      try {
        const kind = area(self);
        const key = `${args[0]}`;
        const times = (written.get(kind + key) ?? 0) + 1;
        written.set(kind + key, times);
        if (times <= 3) {
          const value = `${args[1]}`;
          report({ kind, key: key.slice(0, 1024), value: value.slice(0, LONGEST_VALUE), length: value.length, stack: stack(), ...place() });
        }
      } catch {}
      return result;
    });
  }

  const noteOpening = (holder, method, kind) => {
    if (!holder) return;
    wrap(holder.prototype, method, (target, self, args) => {
      const trace = stack();
      const result = apply(target, self, args);
      try {
        report({ kind, key: String(args[0]).slice(0, 1024), stack: trace, ...place() });
      } catch {}
      return result;
    });
  };
  noteOpening(globalThis.IDBFactory, "open", "indexed_db");
  noteOpening(globalThis.CacheStorage, "open", "cache");
  noteOpening(globalThis.ServiceWorkerContainer, "register", "service_worker");

  // After the goodbye of depart.js, which is no trusted event, the real one comes to nobody.
  let departed = false;
  for (const name of globalThis.document && globalThis === top ? ["pagehide", "unload", "visibilitychange"] : []) {
    addEventListener(name, (event) => {
      if (!event.isTrusted) departed ||= name === "pagehide";
      else if (departed) event.stopImmediatePropagation();
    }, true);
  }

  // Timers that will run soon hold the page open; those that come again and again do not.
  const SOONEST = 250;
  const LATEST = 6000;
  const seen = new Map();
  const announced = new Map();
  for (const name of ["setTimeout", "setInterval"]) {
    wrap(globalThis, name, (target, self, args) => {
      const id = apply(target, self, args);
      const delay = Number(args[1]);
      if (delay >= SOONEST && delay <= LATEST) {
        try {
          const text = `${delay} ${String(args[0]).slice(0, 300)}`;
          const times = (seen.get(text) ?? 0) + 1;
          seen.set(text, times);
          if (times <= 2 && seen.size < 300) {
            announced.set(id, text);
            report({ kind: "timer", id, delay, text, at: now() });
          }
        } catch {}
      }
      return id;
    });
  }
  for (const name of ["clearTimeout", "clearInterval"]) {
    wrap(globalThis, name, (target, self, args) => {
      if (announced.delete(args[0])) report({ kind: "timer_cleared", id: args[0] });
      return apply(target, self, args);
    });
  }
})();
