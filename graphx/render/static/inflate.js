// For browsers that cannot inflate by themselves: what zlib deflated (RFC 1950 and 1951), bit by bit.
(function () {
  "use strict";
  const graphx = window.graphxHelpers;
  const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
  const LONGEST = 15, END = 256;

  // The first length and how many bits choose among the next ones; the same for distances.
  const lengths = [], distances = [];
  for (let k = 0, from = 3; k < 28; k++) {
    const bits = k < 8 ? 0 : (k >> 2) - 1;
    lengths.push([from, bits]);
    from += 1 << bits;
  }
  lengths.push([258, 0]);
  for (let k = 0, from = 1; k < 30; k++) {
    const bits = k < 4 ? 0 : (k >> 1) - 1;
    distances.push([from, bits]);
    from += 1 << bits;
  }

  function codeOf(sizes) {
    const count = new Uint16Array(LONGEST + 1), next = new Uint16Array(LONGEST + 1), symbols = new Uint16Array(sizes.length);
    sizes.forEach(function (size) { if (size) count[size]++; });
    for (let size = 1; size < LONGEST; size++) next[size + 1] = next[size] + count[size];
    sizes.forEach(function (size, symbol) { if (size) symbols[next[size]++] = symbol; });
    return { count: count, symbols: symbols };
  }
  function repeated(value, times) { return new Array(times).fill(value); }
  const FIXED = [
    codeOf(repeated(8, 144).concat(repeated(9, 112), repeated(7, 24), repeated(8, 8))), codeOf(repeated(5, 30)),
  ];

  graphx.inflate = function (bytes) {
    let place = 2, held = 0, holds = 0, out = new Uint8Array(bytes.length * 4 + 1024), size = 0;
    function bits(count) {
      while (holds < count) {
        if (place >= bytes.length) throw new Error("the file is not whole");
        held |= bytes[place++] << holds;
        holds += 8;
      }
      const value = held & ((1 << count) - 1);
      held >>>= count;
      holds -= count;
      return value;
    }
    function symbol(code) {
      let value = 0, first = 0, at = 0;
      for (let length = 1; length <= LONGEST; length++) {
        value |= bits(1);
        const count = code.count[length];
        if (value - count < first) return code.symbols[at + value - first];
        at += count;
        first = (first + count) << 1;
        value <<= 1;
      }
      throw new Error("the file is damaged");
    }
    function put(byte) {
      if (size === out.length) {
        const larger = new Uint8Array(size * 2);
        larger.set(out);
        out = larger;
      }
      out[size++] = byte;
    }
    function stored() {
      held = holds = 0;
      const count = bytes[place] | (bytes[place + 1] << 8);
      place += 4;
      for (let k = 0; k < count; k++) put(bytes[place++]);
    }
    function codes() {
      const many = bits(5) + 257, far = bits(5) + 1, told = bits(4) + 4, sizes = repeated(0, 19), all = [];
      for (let k = 0; k < told; k++) sizes[ORDER[k]] = bits(3);
      const code = codeOf(sizes);
      while (all.length < many + far) {
        const next = symbol(code);
        if (next < 16) all.push(next);
        else {
          const value = next === 16 ? all[all.length - 1] : 0, times = next === 16 ? 3 + bits(2) : next === 17 ? 3 + bits(3) : 11 + bits(7);
          for (let k = 0; k < times; k++) all.push(value);
        }
      }
      return [codeOf(all.slice(0, many)), codeOf(all.slice(many))];
    }
    function block(pair) {
      for (let next = symbol(pair[0]); next !== END; next = symbol(pair[0])) {
        if (next < END) { put(next); continue; }
        const length = lengths[next - END - 1], count = length[0] + bits(length[1]);
        const distance = distances[symbol(pair[1])], back = distance[0] + bits(distance[1]);
        for (let k = 0; k < count; k++) put(out[size - back]);
      }
    }
    for (let last = 0; !last;) {
      last = bits(1);
      const kind = bits(2);
      if (kind === 0) stored();
      else block(kind === 1 ? FIXED : codes());
    }
    return out.subarray(0, size);
  };
})();
