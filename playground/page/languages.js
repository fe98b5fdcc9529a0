/**
 * Colours for generated code: comments, strings, keywords and keys, line by line.
 */
import { StreamLanguage } from "@codemirror/language";

/**
 * @param {{ comment: RegExp, string: RegExp, keywords: string, key: RegExp }} syntax
 */
function defineLanguage({ comment, string, keywords, key }) {
  const keyword = new RegExp(`^(?:${keywords})\\b`);
  return StreamLanguage.define({
    token(stream) {
      if (stream.eatSpace()) return null;
      if (stream.match(comment)) return "comment";
      if (stream.match(key)) return "propertyName";
      if (stream.match(string)) return "string";
      if (stream.match(keyword)) return "keyword";
      if (stream.match(/^(?:true|false|null)\b|^-?\d+(?:\.\d+)?\b/)) return "number";
      if (stream.match(/^[\w.]+/)) return null;
      stream.next();
      return "punctuation";
    },
  });
}

export const bicep = defineLanguage({
  comment: /^\/\/.*/,
  string: /^'(?:[^'\\]|\\.)*'/,
  keywords: "targetScope|param|var|resource|module|output|existing|if|for|in|import|type|func|metadata|using|string|int|bool|object|array",
  key: /^(?:'(?:[^'\\]|\\.)*'|\w+)(?=:(?:\s|$))/,
});

export const terraform = defineLanguage({
  comment: /^#.*/,
  string: /^"(?:[^"\\]|\\.)*"/,
  keywords: "terraform|required_providers|provider|resource|data|variable|output|locals|module|moved|import|for|in|if|dynamic|lifecycle|depends_on|each|var|local|string|number|bool|list|map|object|set|optional",
  key: /^(?:"(?:[^"\\]|\\.)*"|[\w-]+)(?=\s+=\s)/,
});

export const json = defineLanguage({
  comment: /^\/\/.*/,
  string: /^"(?:[^"\\]|\\.)*"/,
  keywords: "(?!)",
  key: /^"(?:[^"\\]|\\.)*"(?=\s*:)/,
});
