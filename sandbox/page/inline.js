// The small pieces inside a line of Slack text: links, mentions, dates. Used by mrkdwn, rich text and Markdown alike.
import { slackDate } from "./dates.js";
import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { sourceOf, wantSource } from "./sources.js";

const SAFE_LINK = /^(https?:\/\/|mailto:)/i;

// A link goes out only as http, https or mailto. Anything else (javascript:, data:) is shown, never followed.
// The source of an answer keeps its real address, where the sample things are not: a click shows them on this page.
export function link(url, label) {
  if (!SAFE_LINK.test(url)) return h("span", { class: "dead-link" }, label ?? url);
  const source = sourceOf(url);
  const here = source && ((event) => {
    event.preventDefault();
    wantSource(source);
  });
  const title = source ? `${source.note}; in Slack it leads to ${url}` : url;
  return h("a", { href: url, target: "_blank", rel: "noopener noreferrer", title, onclick: here }, label ?? url);
}

export function userMention(id, ctx, label) {
  const mine = id === ctx.me ? " mine" : "";
  return h("span", { class: `mention${mine}`, "data-user": id }, `@${ctx.people?.get(id) ?? label ?? id}`);
}

export function channelMention(id, ctx, label) {
  return h("span", { class: "mention", "data-channel": id }, `#${label || ctx.rooms?.get(id) || id}`);
}

// A mention of everyone is the one thing that no mail may ever cause: it is drawn so that nobody can miss it.
export function broadcast(range) {
  return h("strong", { class: "broadcast", role: "alert", testid: "broadcast" }, `@${range}`);
}

export function dateNode({ timestamp, format, url, fallback }) {
  const text = slackDate(timestamp, format) ?? fallback ?? String(timestamp);
  const node = h(
    "time",
    { class: "slack-date", datetime: new Date(timestamp * 1000).toISOString(), title: fallback },
    text,
  );
  return url ? link(url, node) : node;
}

export function emojiNode(name, unicode) {
  const drawn = unicode ? String.fromCodePoint(...unicode.split("-").map((part) => parseInt(part, 16))) : emoji(name);
  return drawn ? h(
    "span",
    { class: "emoji", title: `:${name}:`, role: "img", "aria-label": name },
    drawn,
  ) : `:${name}:`;
}
