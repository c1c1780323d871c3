// Slack's rich_text block: sections, lists, quotes and preformatted text with their inline elements.
import { cannotDraw } from "./cannot_draw.js";
import { h } from "./dom.js";
import { broadcast, channelMention, dateNode, emojiNode, link, userMention } from "./inline.js";

const STYLES = [["bold", "strong"], ["italic", "em"], ["strike", "s"], ["underline", "u"], ["code", "code"]];

function styled(node, style) {
  return STYLES.reduce((inner, [name, tag]) => (style?.[name] ? h(tag, {}, inner) : inner), node);
}

const INLINE = {
  text: (element) => element.text,
  link: (element) => link(element.url, element.text),
  user: (element, ctx) => userMention(element.user_id, ctx),
  channel: (element, ctx) => channelMention(element.channel_id, ctx),
  usergroup: (element) => broadcast(element.usergroup_id),
  broadcast: (element) => broadcast(element.range),
  date: (element) => dateNode(element),
  emoji: (element) => emojiNode(element.name, element.unicode),
  color: (element) => h("code", {}, element.value),
};

function inlineElement(element, ctx) {
  const draw = INLINE[element.type];
  return draw ? styled(draw(element, ctx), element.style) : cannotDraw(`rich_text element ${element.type}`);
}

const inlines = (element, ctx) => (element.elements ?? []).map((child) => inlineElement(child, ctx));

function list(element, ctx) {
  const items = (element.elements ?? []).map((item) => h("li", {}, part(item, ctx)));
  const depth = Math.min(element.indent ?? 0, 8);
  const start = element.offset ? { start: element.offset + 1 } : {};
  return h(element.style === "ordered" ? "ol" : "ul", { class: `rich-list indent-${depth}`, ...start }, items);
}

const PARTS = {
  rich_text_section: (element, ctx) => h("div", { class: "lines" }, inlines(element, ctx)),
  rich_text_list: list,
  rich_text_quote: (element, ctx) => h("blockquote", {}, inlines(element, ctx)),
  rich_text_preformatted: (element, ctx) => h("pre", {}, inlines(element, ctx)),
};

function part(element, ctx) {
  const draw = PARTS[element.type];
  return draw ? draw(element, ctx) : cannotDraw(element.type);
}

export function richText(block, ctx) {
  return h("div", { class: "mrkdwn rich" }, (block.elements ?? []).map((element) => part(element, ctx)));
}
