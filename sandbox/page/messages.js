// The message list of one Slack conversation: days, threads, private notes, and the line under a click that failed.
import { showBlocks, shownActions } from "./block_kit.js";
import { clock, dayKey, dayLabel, fullDateTime, ofTs } from "./dates.js";
import { appFace, avatar, button, fill, h, icon, keepList } from "./dom.js";
import { withEmoji } from "./emoji.js";
import { InputState } from "./input_state.js";
import { mrkdwn } from "./mrkdwn.js";

// Roots oldest first, each followed by its thread; a day line wherever the day changes.
function inReadingOrder(messages) {
  const byAge = [...messages].sort((one, other) => Number(one.ts) - Number(other.ts));
  const roots = new Set(byAge.filter((message) => isRoot(message)).map((message) => message.ts));
  const isReply = (message) => !isRoot(message) && roots.has(message.thread_ts);
  const lines = [];
  let day = null;
  for (const root of byAge.filter((message) => !isReply(message))) {
    const key = dayKey(ofTs(root.ts));
    if (key !== day) lines.push({ day: key, label: dayLabel(ofTs(root.ts)) });
    day = key;
    lines.push({ message: root, reply: false });
    const replies = byAge.filter((message) => isReply(message) && message.thread_ts === root.ts);
    lines.push(...replies.map((message) => ({ message, reply: true })));
  }
  return lines;
}

const withoutState = ({ message, ...line }) => ({ ...line, message: message && { ...message, state: null } });
const isRoot = (message) => !message.thread_ts || message.thread_ts === message.ts;
const keyOf = (message) => `${message.ts}${message.ephemeral ? "/private" : ""}`;

export class MessageList {
  // deps: act(message, action), confirm(question), reply(message); ctx(): people, rooms, me
  constructor(node, deps) {
    this.node = node;
    this.deps = deps;
    this.inputs = new Map();
    this.notices = new Map();
  }

  show(messages) {
    this.messages = messages;
    keepList(this.node, inReadingOrder(messages), {
      key: (line) => line.day ?? keyOf(line.message),
      signature: (line) => JSON.stringify([withoutState(line), this.notices.get(line.message && keyOf(line.message))]),
      create: (line) => (line.day ? dayLine(line) : this.update(frame(line.message, this.deps.ctx()), line)),
      update: (node, line) => (line.day ? fill(node, h("span", {}, line.label)) : this.update(node, line)),
    });
  }

  forget() {
    this.inputs.clear();
    this.notices.clear();
  }

  notice(message, text) {
    if (text) this.notices.set(keyOf(message), text);
    else this.notices.delete(keyOf(message));
    this.show(this.messages);
  }

  update(node, { message, reply }) {
    const ctx = this.deps.ctx();
    const [head, body, reactions, notice] = node.querySelector(".message-main").children;
    node.classList.toggle("reply", reply);
    node.classList.toggle("private", Boolean(message.ephemeral));
    fill(head, ...this.head(message, ctx));
    this.body(body, message, ctx);
    this.reactions(reactions, message);
    fill(notice, this.notices.get(keyOf(message)));
    notice.hidden = !this.notices.has(keyOf(message));
    return node;
  }

  head(message, ctx) {
    const when = ofTs(message.ts);
    return [
      h("span", { class: "author" }, authorName(message, ctx)),
      isBot(message) && h("span", { class: "app-badge" }, "App"),
      h("time", { datetime: when.toISOString(), title: fullDateTime(when) }, clock(when)),
      message.edited && h("span", { class: "edited" }, "(edited)"),
      message.streaming && h("span", { class: "edited", role: "status" }, "writing…"),
      message.ephemeral && h("span", { class: "only-you", testid: "only-you" }, icon("lock"), "Only visible to you"),
      !message.ephemeral && this.replyButton(message),
    ];
  }

  replyButton(message) {
    const node = button("reply-button", "reply-in-thread", () => this.deps.reply(message), icon("reply"));
    node.title = "Reply in thread";
    node.setAttribute("aria-label", node.title);
    return node;
  }

  body(node, message, ctx) {
    const blocks = message.blocks?.length ? message.blocks : null;
    const shown = blocks ?? [{ type: "section", block_id: "text", text: { type: "mrkdwn", text: message.text ?? "" } }];
    showBlocks(node, shown, this.blockContext(message, ctx, shown));
  }

  reactions(node, message) {
    const found = Object.entries(message.reactions ?? {});
    node.hidden = found.length === 0;
    const chip = ([name, users]) => h("span", { class: "chip" }, withEmoji(`:${name}:`), ` ${users.length}`);
    fill(node, found.map(chip));
  }

  blockContext(message, ctx, blocks) {
    const key = keyOf(message);
    const state = this.inputs.get(key) ?? new InputState(message.state ?? {});
    state.keepOnly(shownActions(blocks));
    this.inputs.set(key, state);
    const act = (action) => this.deps.act(message, action);
    return { ...ctx, state, scope: key, act, confirm: this.deps.confirm };
  }
}

const isBot = (message) => Boolean(message.bot || message.bot_id);

function authorName(message, ctx) {
  return ctx.people.get(message.user) ?? (isBot(message) ? "Mailroom" : message.user ?? "Someone");
}

function frame(message, ctx) {
  const notice = h("p", { class: "error-line", role: "alert", testid: "message-error", hidden: true });
  const reactions = h("div", { class: "chips reactions", hidden: true });
  const parts = [h("div", { class: "message-head" }), h("div", { class: "blocks" }), reactions, notice];
  const main = h("div", { class: "message-main" }, parts);
  return h("article", { class: "message", testid: "message", "data-ts": message.ts, "data-user": message.user },
    isBot(message) ? appFace() : avatar(authorName(message, ctx), message.user), main);
}

function dayLine({ label }) {
  return h("div", { class: "day-line", role: "separator" }, h("span", {}, label));
}

export function previewOf(message, limit = 60) {
  const text = mrkdwn(message.text ?? "", { people: new Map() }).textContent.replace(/\s+/g, " ").trim();
  return text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
}
