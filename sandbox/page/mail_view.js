// One mail, read: who, to whom, when, the text, and the headers for those who want to see what went over the wire.
import { fullDateTime } from "./dates.js";
import { avatar, h } from "./dom.js";

export function nameOf(address) {
  const match = /^\s*"?([^"<]*?)"?\s*<([^>]+)>\s*$/.exec(address ?? "");
  return match ? match[1].trim() || match[2] : String(address ?? "").trim();
}

function emailOf(address) {
  return /<([^>]+)>/.exec(address ?? "")?.[1] ?? String(address ?? "").trim();
}

export const joined = (addresses) => (Array.isArray(addresses) ? addresses.join(", ") : addresses ?? "");

const FIRST = [
  "Message-ID",
  "In-Reply-To",
  "References",
  "Reply-To",
  "Date",
  "From",
  "To",
  "Cc",
  "Subject",
  "Content-Type",
];

function orderedHeaders(headers) {
  const pairs = Object.entries(headers ?? {});
  const rank = (name) => {
    const index = FIRST.findIndex((known) => known.toLowerCase() === name.toLowerCase());
    return index < 0 ? FIRST.length : index;
  };
  return pairs.sort(([one], [other]) => rank(one) - rank(other));
}

export function header(mail, wanted) {
  return orderedHeaders(mail.headers).find(([name]) => name.toLowerCase() === wanted.toLowerCase())?.[1] ?? "";
}

export function headerTable(mail) {
  const rows = orderedHeaders(mail.headers).map(([name, value]) =>
    h(
      "tr",
      { testid: "header-row", "data-header": name.toLowerCase() },
      h("th", { scope: "row" }, name),
      h("td", {}, joined(value)),
    ));
  return h(
    "details",
    { class: "headers" },
    h("summary", { testid: "show-headers" }, "Show headers"),
    h("table", {}, rows),
  );
}

// Only the words of an HTML mail: a parsed document that is never shown runs no script and fetches no picture.
function wordsOf(html) {
  const parsed = new DOMParser().parseFromString(html, "text/html");
  for (const node of parsed.querySelectorAll("script, style, head")) node.remove();
  return parsed.body.textContent.replace(/[ \t]+/g, " ").replace(/\n\s*\n\s*/g, "\n\n").trim();
}

function quoteDepth(line) {
  return Math.min(/^(?:> ?)*/.exec(line)[0].replace(/ /g, "").length, 3);
}

function body(mail) {
  const text = mail.text || (mail.html ? wordsOf(mail.html) : "");
  const groups = [];
  for (const line of text.replace(/\r\n/g, "\n").split("\n")) {
    const depth = quoteDepth(line);
    if (groups.length && groups.at(-1).depth === depth) groups.at(-1).lines.push(line);
    else groups.push({ depth, lines: [line] });
  }
  const passages = groups.map(({ depth, lines }) => h("div", { class: `quote-${depth}` }, lines.join("\n")));
  return h("div", { class: "mail-text", testid: "mail-text" }, passages);
}

function attachments(mail) {
  const found = mail.attachments ?? [];
  if (!found.length) return null;
  const chip = ({ name, size }) => h("li", { class: "chip" }, `${name || "attachment"} · ${Math.ceil(size / 1024)} KB`);
  return h("ul", { class: "chips attachments", "aria-label": "Attachments" }, found.map(chip));
}

export function head(mail) {
  const row = (label, value, testid) => h("div", { class: "who-line" }, h("dt", {}, label), h("dd", { testid }, value));
  const line = (label, value, testid) => (value ? row(label, value, testid) : null);
  const who = [
    line("From", joined(mail.from), "mail-from"),
    line("To", joined(mail.to), "mail-to"),
    line("Cc", joined(mail.cc), "mail-cc"),
    line("Date", fullDateTime(mail.date), "mail-date"),
  ];
  return h("header", { class: "mail-head" },
    h("h3", { testid: "mail-subject" }, mail.subject || "(no subject)"),
    h("div", { class: "who" }, avatar(nameOf(mail.from), emailOf(mail.from)),
      h("dl", {}, who)));
}

export function readView(mail, buttons) {
  const parts = [
    head(mail),
    body(mail),
    attachments(mail),
    h("div", { class: "form-actions" }, buttons),
    headerTable(mail),
  ];
  return h("article", { class: "mail-read" }, parts);
}

const replySubject = (subject) => (/^re:/i.test(subject ?? "") ? subject : `Re: ${subject ?? ""}`);

function quoted(mail) {
  const old = (mail.text ?? "").trimEnd().split("\n").map((line) => `> ${line}`).join("\n");
  return `\n\nOn ${fullDateTime(mail.date)}, ${nameOf(mail.from)} wrote:\n${old}`;
}


// The owner answers with the mailbox's help; somebody outside must thread by headers, as the real world does.
export function ownReply(mail) {
  const to = header(mail, "Reply-To") || joined(mail.from);
  return { to, subject: replySubject(mail.subject), text: quoted(mail), thread: { replyTo: mail.id } };
}

export function outsideReply(mail, from) {
  const id = header(mail, "Message-ID");
  const references = [header(mail, "References"), id].filter(Boolean).join(" ");
  return { from, subject: replySubject(mail.subject), text: quoted(mail), thread: { inReplyTo: id, references } };
}
