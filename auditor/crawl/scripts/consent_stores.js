// The entries of this frame's storage whose names may be those of consent records. Runs in an isolated world.
(() => {
  const wanted = new RegExp("$NAMES", "i");
  const read = (storage) => {
    const found = {};
    try {
      const held = storage();
      for (let index = 0, kept = 0; index < Math.min(held.length, 2000) && kept < 100; index += 1) {
        const name = held.key(index);
        if (name.length > 200 || !wanted.test(name)) continue;
        const value = held.getItem(name);
        if (value.length <= 65536) { found[name] = value; kept += 1; }
      }
    } catch { /* no storage here */ }
    return found;
  };
  return JSON.stringify({ url: location.href, local: read(() => localStorage), session: read(() => sessionStorage) });
})()
