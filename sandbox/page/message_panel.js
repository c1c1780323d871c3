// One conversation on show: its messages, what the app is busy with, suggestions, and the composer below.
import { Composer } from "./composer.js";
import { button, fill, h, icon, stickToBottom } from "./dom.js";
import { MessageList } from "./messages.js";

const NEAR_BOTTOM = 48;

export class MessagePanel {
  // deps: those of MessageList (act, confirm, ctx), and message(said), command(said), stop(threadTs), unread()
  constructor(deps) {
    this.deps = deps;
    this.messages = [];
    const reply = (message) => this.composer.inThread(message);
    this.list = new MessageList(h("div", { class: "message-list" }), { ...deps, reply });
    this.composer = new Composer(deps);
    this.empty = h("div", { class: "empty", testid: "slack-empty", hidden: true });
    this.typing = h("div", { class: "typing", role: "status", testid: "typing", hidden: true });
    this.prompts = h("div", { class: "chips prompts", role: "group", "aria-label": "Suggestions", hidden: true });
    this.newer = button("newer", "newer", () => this.toEnd(this.newerIn));
    this.newer.hidden = true;
    const log = { class: "messages", role: "log", "aria-label": "Messages", tabindex: "0" };
    this.scroller = h("div", { ...log, onscroll: () => this.scrolled() }, this.empty, this.list.node);
    const framed = h("div", { class: "messages-frame" }, this.scroller, this.newer);
    const parts = [framed, this.typing, this.prompts, this.composer.node];
    this.node = h("div", { class: "message-panel", role: "tabpanel" }, parts);
  }

  startAfresh() {
    this.composer.startAfresh();
    this.list.forget();
  }

  show(messages, room) {
    const known = new Set(this.messages.map(({ ts }) => ts));
    const fresh = messages.some(({ ts }) => !known.has(ts));
    const thread = rootOf(this.composer.thread);
    const [before, atEnd] = thread ? [markOf(this.newestIn(thread)), this.placeOf(thread).end] : [];
    this.messages = messages;
    const stuck = stickToBottom(this.scroller, () => {
      this.list.show(messages);
      this.empty.hidden = messages.length > 0;
      fill(this.empty, teach(room));
      this.showProgress(room ?? {}); // what stands below takes its room from the list
      this.showPrompts(room?.prompts ?? []);
    });
    const answered = thread && markOf(this.newestIn(thread)) !== before; // an answer comes as a line that then grows
    if (answered && atEnd) this.toEnd(thread);
    else if (answered) this.tellOfNewer(thread);
    else if (fresh && !stuck) this.tellOfNewer(null);
    if (fresh) this.deps.unread();
    this.composer.input.disabled = !room;
  }

  showProgress({ statuses = [], running = [] }) {
    const stop = (ts) => button("slack-button plain small", "stop-session", () => this.deps.stop(ts), "Stop");
    this.typing.hidden = statuses.length + running.length === 0;
    fill(this.typing, h("span", {}, `Mailroom ${statuses.at(-1) ?? "is working…"}`), running.map(stop));
  }

  showPrompts(prompts) {
    const chip = ({ title, message }) => button("chip", "prompt", () => this.deps.message({ text: message }), title);
    this.prompts.hidden = prompts.length === 0;
    fill(this.prompts, prompts.map(chip));
  }

  // Who reads elsewhere keeps the place, and is shown the way to the end of the thread, or without one of all.
  tellOfNewer(thread) {
    const { above, seen } = this.placeOf(thread);
    if (seen) return;
    this.newerIn = thread;
    fill(this.newer, icon(above ? "up" : "down"), thread ? `New answer ${above ? "above" : "below"}` : "New messages");
    this.newer.hidden = false;
  }

  // The end of a thread, or without one of all.
  toEnd(thread) {
    if (!thread) {
      this.toBottom();
      return;
    }
    this.nodeOf(this.newestIn(thread))?.scrollIntoView({ block: "nearest" });
    this.newer.hidden = true;
  }

  newestIn(thread) {
    const ours = this.messages.filter((message) => rootOf(message) === thread);
    return ours.reduce((newest, one) => (newest && newest.ts > one.ts ? newest : one), null);
  }

  nodeOf(message) {
    return this.list.node.querySelector(`[data-ts="${CSS.escape(message?.ts ?? "")}"]`);
  }

  // Where the newest message of a thread, or without one the end of all, stands to what is on show.
  placeOf(thread) {
    const shown = this.scroller.getBoundingClientRect();
    const node = thread ? this.nodeOf(this.newestIn(thread)) : this.list.node;
    const { top, bottom } = node?.getBoundingClientRect() ?? shown;
    const above = bottom <= shown.top;
    const end = !above && bottom - shown.bottom < NEAR_BOTTOM;
    return { above, end, seen: thread ? !above && top < shown.bottom : end };
  }

  toBottom() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.newer.hidden = true;
  }

  scrolled() {
    if (this.placeOf(this.newerIn).seen) this.newer.hidden = true;
  }
}

const markOf = (message) => JSON.stringify({ ...message, state: null });

const rootOf = (message) => message && (message.thread_ts ?? message.ts);

function teach(room) {
  const say = (title, ...more) => [icon(room && !room.im ? "hash" : "inbox"), h("h3", {}, title), more];
  if (!room) return say("No conversation yet", h("p", {}, "Mailroom opens one as soon as it has something to say."));
  if (!room.im) return say("Nothing here yet");
  return say(
    "Nothing here yet",
    h("p", {}, "No mail yet: write one to yourself in the mailbox, and Mailroom’s card appears here."),
    h("p", {}, "Not connected? Send ", h("code", {}, "/mailroom connect"), " below."),
  );
}
