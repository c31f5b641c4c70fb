// Texts told as words: which words there are is unpacked once; graphx/render/words.py has made their code.
(function () {
  "use strict";
  const graphx = window.graphxHelpers, MARK = "\u0001";
  let known = null;

  function load() {
    if (!known) {
      known = graphx.unpack("words").then(function (text) {
        const words = text.split("\u0000");
        return { many: words.shift().split(" ").map(Number), words: words };
      });
    }
    return known;
  }

  // So many texts of a chunk, in order.
  graphx.textsOf = async function (id, count) {
    const bytes = await graphx.bytes(id), code = await load(), many = code.many, words = code.words, texts = [];
    let bit = 0, text = [], afterWord = false;
    while (texts.length < count) {
      let value = 0, first = 0, at = 0, length = 1;
      for (; length < many.length; length++) {
        value = (value << 1) | ((bytes[bit >> 3] >> (7 - (bit & 7))) & 1);
        bit++;
        first <<= 1;
        if (value - first < many[length]) break;
        at += many[length];
        first += many[length];
      }
      if (length === many.length || bit > 8 * bytes.length) throw new Error("the file is damaged");
      const word = words[at + value - first], isWord = word[0] !== MARK;
      if (word === MARK) {
        texts.push(text.join(""));
        text = [];
      } else text.push(isWord && afterWord ? " " + word : isWord ? word : word.slice(1));
      afterWord = isWord;
    }
    return texts;
  };
})();
