// The `markdown` block: the plain part of Markdown that Slack draws. HTML stays text, and a picture becomes a link.
import { append, h } from "./dom.js";
import { emoji } from "./emoji.js";
import { emojiNode, link } from "./inline.js";

const FENCE = /^```(\w*)\s*$/;
const ITEM = /^(\s*)([-*+]|\d+[.)])\s+(.*)$/;
const RULE = /^(?:-{3,}|\*{3,}|_{3,})\s*$/;
const ROW = /^\s*\|.*\|\s*$/;

const INLINE = [
  [/^\\([\\`*_{}[\]()#+\-.!~>|])/, (m) => m[1]],
  [/^`([^`\n]+)`/, (m) => h("code", {}, m[1])],
  [/^!?\[([^\]\n]*)\]\(([^()\s]+)(?:\s+"[^"]*")?\)/, (m) => link(m[2], m[1] || m[2])],
  [/^<(https?:\/\/[^\s<>]+)>/, (m) => link(m[1])],
  [/^\*\*(?=\S)([^\n]+?)(?<=\S)\*\*/, (m) => h("strong", {}, spans(m[1]))],
  [/^__(?=\S)([^\n]+?)(?<=\S)__(?!\w)/, (m) => h("strong", {}, spans(m[1]))],
  [/^~~(?=\S)([^\n]+?)(?<=\S)~~/, (m) => h("s", {}, spans(m[1]))],
  [/^\*(?=\S)([^*\n]+?)(?<=\S)\*/, (m) => h("em", {}, spans(m[1]))],
  [/^_(?=\S)([^_\n]+?)(?<=\S)_(?!\w)/, (m) => h("em", {}, spans(m[1]))],
  [/^https?:\/\/[^\s<>()]+[^\s<>().,;:!?'"]/, (m) => link(m[0])],
  [/^:([a-z0-9_+'-]+):/i, (m) => (emoji(m[1]) ? emojiNode(m[1]) : m[0])],
];

function spans(text) {
  const nodes = [];
  let plain = "";
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    const inWord = /\w$/.test(plain) && /^[_h:]/.test(rest);
    const hit = inWord ? null : INLINE.map(([pattern, draw]) => [pattern.exec(rest), draw]).find(([match]) => match);
    if (!hit) {
      plain += text[at];
      at += 1;
      continue;
    }
    if (plain) nodes.push(plain);
    plain = "";
    nodes.push(hit[1](hit[0]));
    at += hit[0][0].length;
  }
  return plain ? [...nodes, plain] : nodes;
}

function takeWhile(lines, start, test) {
  let end = start;
  while (end < lines.length && test(lines[end])) end += 1;
  return [lines.slice(start, end), end];
}

function fence(lines, at) {
  const [body, end] = takeWhile(lines, at + 1, (line) => !/^```\s*$/.test(line));
  return [h("pre", {}, body.join("\n")), end + 1];
}

function quote(lines, at) {
  const [body, end] = takeWhile(lines, at, (line) => line.startsWith(">"));
  return [append(h("blockquote"), blocks(body.map((line) => line.replace(/^> ?/, "")))), end];
}

function list(lines, at) {
  const [body, end] = takeWhile(lines, at, (line) => ITEM.test(line));
  const ordered = /\d/.test(ITEM.exec(body[0])[2]);
  const items = body.map((line) => {
    const [, indent, , text] = ITEM.exec(line);
    return h("li", { class: `indent-${Math.min(Math.floor(indent.length / 2), 8)}` }, spans(text));
  });
  const start = ordered ? { start: parseInt(body[0].trim(), 10) } : {};
  return [h(ordered ? "ol" : "ul", { class: "rich-list", ...start }, items), end];
}

function table(lines, at) {
  const [body, end] = takeWhile(lines, at, (line) => ROW.test(line));
  const cells = (line) => line.trim().slice(1, -1).split("|").map((cell) => cell.trim());
  const rows = body.filter((line) => !/^[\s|:-]+$/.test(line)).map(cells);
  const drawn = rows.map((row, index) => h("tr", {}, row.map((cell) => h(index ? "td" : "th", {}, spans(cell)))));
  return [h("table", { class: "slack-table" }, drawn), end];
}

function paragraph(lines, at) {
  const [body, end] = takeWhile(lines, at, (line) => line.trim() && !starter(line));
  return [h("p", {}, spans((body.length ? body : [lines[at]]).join("\n"))), Math.max(end, at + 1)];
}

function heading(lines, at) {
  const [, marks, text] = /^(#{1,6})\s+(.*)$/.exec(lines[at]);
  return [h(`h${Math.min(marks.length + 2, 6)}`, {}, spans(text)), at + 1];
}

function starter(line) {
  if (FENCE.test(line)) return fence;
  if (/^#{1,6}\s+\S/.test(line)) return heading;
  if (line.startsWith(">")) return quote;
  if (RULE.test(line)) return (_, at) => [h("hr"), at + 1];
  if (ITEM.test(line)) return list;
  return ROW.test(line) ? table : null;
}

function blocks(lines) {
  const nodes = [];
  for (let at = 0; at < lines.length; ) {
    if (!lines[at].trim()) {
      at += 1;
      continue;
    }
    const [node, next] = (starter(lines[at]) ?? paragraph)(lines, at);
    nodes.push(node);
    at = next;
  }
  return nodes;
}

export function markdown(text) {
  return append(h("div", { class: "mrkdwn markdown" }), blocks(String(text ?? "").split("\n")));
}
