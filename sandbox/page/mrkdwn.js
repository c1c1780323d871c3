// Slack's mrkdwn: read into a small tree as Slack reads it, then drawn. Entities are decoded last: `&lt;!channel&gt;`
// is text.
import { append, h } from "./dom.js";
import { emoji } from "./emoji.js";
import { broadcast, channelMention, dateNode, emojiNode, link, userMention } from "./inline.js";

const MARKS = { "*": "bold", _: "italic", "~": "strike" };
const TAGS = { bold: "strong", italic: "em", strike: "s" };
const WORD = /[\p{L}\p{N}]/u;
const QUOTE = /^(?:>|&gt;)(?!(?:>|&gt;){2}) ?/;
const LONG_QUOTE = /(^|\n)(?:>>>|&gt;&gt;&gt;) ?/;

function decode(text) {
  return text.replace(/&(amp|lt|gt);/g, (_, name) => ({ amp: "&", lt: "<", gt: ">" })[name]);
}

export function parse(text) {
  const parts = text.split(/```([\s\S]+?)```/);
  return parts.flatMap((part, index) => (index % 2 ? [pre(part)] : part === "" ? [] : passages(part, index > 0)));
}

function pre(body) {
  return { type: "pre", text: decode(plainTokens(body.replace(/^\n/, "").replace(/\n$/, ""))) };
}

function passages(text, afterFence) {
  const body = afterFence ? text.replace(/^\n/, "") : text;
  const long = LONG_QUOTE.exec(body);
  if (!long) return lines(body);
  const before = body.slice(0, long.index);
  return [
    ...(before ? lines(before) : []),
    { type: "quote", children: inline(body.slice(long.index + long[0].length)) },
  ];
}

function lines(text) {
  const groups = [];
  for (const line of text.split("\n")) {
    const quoted = QUOTE.test(line);
    const last = groups.at(-1);
    if (last && last.quoted === quoted) last.lines.push(line.replace(quoted ? QUOTE : /^$/, ""));
    else groups.push({ quoted, lines: [line.replace(quoted ? QUOTE : /^$/, "")] });
  }
  return groups.flatMap(({ quoted, lines: body }) => {
    const children = inline(body.join("\n"));
    return quoted ? [{ type: "quote", children }] : [{ type: "lines", children }];
  });
}

export function inline(text) {
  const nodes = [];
  let plain = "";
  let at = 0;
  const flush = () => {
    if (plain) nodes.push({ type: "text", text: decode(plain) });
    plain = "";
  };
  while (at < text.length) {
    const found = piece(text, at);
    if (!found) {
      plain += text[at];
      at += 1;
      continue;
    }
    flush();
    nodes.push(found.node);
    at = found.end;
  }
  flush();
  return nodes;
}

function piece(text, at) {
  const letter = text[at];
  if (letter === "<") return angled(text, at);
  if (letter === "`") return code(text, at);
  if (MARKS[letter]) return marked(text, at);
  if (letter === ":") return shortName(text, at);
  if (letter === "h") return bareLink(text, at);
  return null;
}

function angled(text, at) {
  const close = text.indexOf(">", at);
  if (close < 0 || close === at + 1) return null;
  const body = text.slice(at + 1, close);
  if (body.includes("<") || body.includes("\n")) return null;
  return { node: token(body), end: close + 1 };
}

function token(body) {
  const bar = body.indexOf("|");
  const head = bar < 0 ? body : body.slice(0, bar);
  const label = bar < 0 ? null : decode(body.slice(bar + 1));
  if (head.startsWith("@")) return { type: "user", id: head.slice(1), label };
  if (head.startsWith("#")) return { type: "channel", id: head.slice(1), label };
  if (head.startsWith("!")) return special(head.slice(1), label);
  return { type: "link", url: decode(head), label };
}

function special(head, label) {
  if (["channel", "here", "everyone"].includes(head)) return { type: "broadcast", range: head };
  if (head.startsWith("subteam^")) return { type: "broadcast", range: label?.replace(/^@/, "") ?? head.slice(8) };
  const [kind, timestamp, format, url] = head.split("^");
  if (kind === "date" && /^\d+$/.test(timestamp ?? "") && format) {
    return {
      type: "date",
      timestamp: Number(timestamp),
      format: decode(format),
      url: url && decode(url),
      fallback: label,
    };
  }
  return { type: "text", text: label ?? `<!${head}>` };
}

function code(text, at) {
  const close = text.indexOf("`", at + 1);
  if (close <= at + 1) return null;
  const body = text.slice(at + 1, close);
  return body.includes("\n") ? null : { node: { type: "code", text: decode(plainTokens(body)) }, end: close + 1 };
}

// Inside code nothing is live: a token shows its words only.
function plainTokens(text) {
  return text.replace(/<([^<>\n|]+)(?:\|([^<>\n]*))?>/g, (_, head, label) => label ?? head);
}

// As in Slack, a mark counts only on the edge of a word, around text that does not start or end with a space.
function marked(text, at) {
  const mark = text[at];
  if (at > 0 && (WORD.test(text[at - 1]) || text[at - 1] === mark)) return null;
  if (!text[at + 1] || /\s/.test(text[at + 1]) || text[at + 1] === mark) return null;
  const close = closing(text, at, mark);
  if (close < 0) return null;
  return { node: { type: MARKS[mark], children: inline(text.slice(at + 1, close)) }, end: close + 1 };
}

function closing(text, at, mark) {
  for (let index = at + 1; index < text.length && text[index] !== "\n"; index += 1) {
    const skipped = text[index] === "<" ? angled(text, index) : text[index] === "`" ? code(text, index) : null;
    if (skipped) index = skipped.end - 1;
    else if (text[index] === mark && !/\s/.test(text[index - 1]) && !WORD.test(text[index + 1] ?? " ")) return index;
  }
  return -1;
}

function shortName(text, at) {
  const match = /^:([a-z0-9_+'-]+):/i.exec(text.slice(at, at + 60));
  return match && emoji(match[1]) ? { node: { type: "emoji", name: match[1] }, end: at + match[0].length } : null;
}

function bareLink(text, at) {
  if (at > 0 && WORD.test(text[at - 1])) return null;
  const match = /^https?:\/\/[^\s<>|]+/.exec(text.slice(at));
  if (!match) return null;
  const url = match[0].replace(/(?:&gt;|&lt;).*$/, "").replace(/[.,;:!?)'"*_~]+$/, "");
  return { node: { type: "link", url: decode(url), label: null }, end: at + url.length };
}

const DRAW = {
  text: (node) => node.text,
  code: (node) => h("code", {}, node.text),
  pre: (node) => h("pre", {}, node.text),
  quote: (node, ctx) => h("blockquote", {}, drawAll(node.children, ctx)),
  lines: (node, ctx) => h("span", { class: "lines" }, drawAll(node.children, ctx)),
  link: (node) => link(node.url, node.label || node.url.replace(/^mailto:/, "")),
  user: (node, ctx) => userMention(node.id, ctx, node.label),
  channel: (node, ctx) => channelMention(node.id, ctx, node.label),
  broadcast: (node) => broadcast(node.range),
  date: (node) => dateNode(node),
  emoji: (node) => emojiNode(node.name),
};

function drawAll(nodes, ctx) {
  return nodes.map((node) => {
    if (TAGS[node.type]) return h(TAGS[node.type], {}, drawAll(node.children, ctx));
    return DRAW[node.type](node, ctx);
  });
}

export function mrkdwn(text, ctx) {
  return append(h("div", { class: "mrkdwn" }), drawAll(parse(String(text ?? "")), ctx));
}
