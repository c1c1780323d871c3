// The Slack side: who one is, the conversations, the Messages and Home tabs, and every request to /play/slack.
import { oneAtATime } from "./ask_server.js";
import { showBlocks, shownActions } from "./block_kit.js";
import { Composer } from "./composer.js";
import { Dialogs } from "./dialogs.js";
import { appFace, avatar, fill, h, icon, keepList, stickToBottom } from "./dom.js";
import { InputState } from "./input_state.js";
import { follow } from "./live.js";
import { MessageList } from "./messages.js";
import * as play from "./play_slack.js";

export class Slack {
  // page: connected(ok), unread() when something new came, say(text) for a passing notice
  constructor(page) {
    this.page = page;
    this.users = [];
    this.me = null;
    this.rooms = [];
    this.room = null;
    this.tab = "messages";
    this.messages = [];
    this.refresh = oneAtATime(() => this.load());
    this.build();
  }

  build() {
    this.userSelect = h("select", { class: "switch", testid: "user-switch", "aria-label": "You are", onchange: () => this.become(this.userSelect.value) });
    this.face = h("span", { class: "face" });
    this.roomList = h("nav", { class: "rooms", "aria-label": "Conversations" });
    this.teamName = h("strong", {}, "Fernhill Instruments");
    this.side = h("aside", { class: "slack-side" }, h("div", { class: "team" }, this.teamName, h("small", {}, "a stand-in for Slack")),
      h("label", { class: "you" }, this.face, h("span", { class: "you-label" }, "You are"), this.userSelect), this.roomList);
    this.list = new MessageList(h("div", { class: "message-list" }), {
      act: (message, action) => this.clicked(message, action),
      confirm: (question) => this.dialogs.confirm(question),
      reply: (message) => this.composer.inThread(message),
      ctx: () => this.ctx(),
      names: () => this.users.length,
    });
    this.composer = new Composer({ message: (said) => this.sayMessage(said), command: (said) => this.sayCommand(said) });
    this.node = h("section", { class: "slack", "aria-label": "Slack" }, this.side, this.buildConversation());
    this.dialogs = new Dialogs([this.side, this.conversation], {
      act: (view, action) => this.clickedInView(view, action),
      submit: (view, values) => this.submitted(view, values),
      close: (view) => this.closed(view),
      ctx: () => this.ctx(),
    });
    this.node.append(this.dialogs.node);
  }

  buildConversation() {
    this.title = h("h2", {});
    this.tabs = h("div", { class: "tabs", role: "tablist" }, this.tabButton("messages", "Messages", "chat"), this.tabButton("home", "Home", "home"));
    this.typing = h("div", { class: "typing", role: "status", testid: "typing", hidden: true });
    this.prompts = h("div", { class: "chips prompts", role: "group", "aria-label": "Suggestions", hidden: true });
    this.empty = h("div", { class: "empty", testid: "slack-empty", hidden: true });
    this.newer = h("button", { type: "button", class: "newer", hidden: true, onclick: () => this.toBottom() }, icon("down"), "New messages");
    this.scroller = h("div", { class: "messages", role: "log", "aria-label": "Messages", tabindex: "0", onscroll: () => this.scrolled() }, this.empty, this.list.node);
    this.home = h("div", { class: "home blocks", role: "tabpanel", testid: "home", tabindex: "0", hidden: true });
    this.error = h("p", { class: "error-line", role: "alert", testid: "slack-error", hidden: true });
    this.homeInputs = new InputState();
    this.panel = h("div", { class: "message-panel", role: "tabpanel" }, this.scroller, this.newer, this.typing, this.prompts, this.composer.node);
    this.conversation = h("div", { class: "conversation" }, h("header", { class: "room-head" }, this.title, this.tabs), this.panel, this.home, this.error);
    return this.conversation;
  }

  tabButton(name, label, shape) {
    return h("button", { type: "button", role: "tab", class: "tab", testid: `tab-${name}`, "aria-selected": String(name === "messages"), onclick: () => this.openTab(name) }, icon(shape), label);
  }

  async start() {
    this.users = await play.users();
    fill(this.userSelect, this.users.map((user) => h("option", { value: user.id }, user.name)));
    await this.become(this.users[0].id);
    const changed = ({ user }) => (user === undefined || user === this.me ? this.refresh() : null);
    follow(play.EVENTS, { changed, connected: this.page.connected });
  }

  ctx() {
    const apps = this.messages.filter(({ bot }) => bot).map(({ user }) => [user, "Mailroom"]);
    const people = new Map([...this.users.map(({ id, name }) => [id, name]), ...apps]);
    return { me: this.me, people, rooms: new Map(this.rooms.map(({ id, name }) => [id, name])) };
  }

  async become(user) {
    this.me = user;
    this.userSelect.value = user;
    const name = this.ctx().people.get(user);
    fill(this.face, avatar(name, user));
    this.room = null;
    this.startAfresh();
    await this.arrive();
  }

  startAfresh() {
    this.composer.startAfresh();
    this.list.forget();
    this.fail(null);
  }

  // Slack tells the app that somebody looks at it; that is when an app greets, or draws its Home tab.
  async arrive() {
    await this.refresh();
    this.toBottom();
    if (!this.room?.im) return;
    this.fail(await play.openApp(this.me, this.tab));
    await this.refresh();
  }

  async load() {
    try {
      await this.loadAll(this.me);
    } catch (error) {
      this.fail(error.message);
    }
  }

  async loadAll(me) {
    const [rooms, views] = await Promise.all([play.rooms(me), play.views(me)]);
    const room = rooms.find(({ id }) => id === this.room?.id) ?? rooms.find(({ im }) => im) ?? rooms[0] ?? null;
    const messages = room ? await play.messages(me, room.id) : [];
    const home = await play.home(me);
    if (me !== this.me) return;
    Object.assign(this, { rooms, room });
    this.showRooms();
    this.showMessages(messages);
    this.showHome(home);
    this.dialogs.show(views);
  }

  showRooms() {
    keepList(this.roomList, this.rooms, {
      key: ({ id }) => id,
      signature: (room) => JSON.stringify([room, room.id === this.room?.id]),
      create: (room) => h("button", { type: "button", class: "room", testid: "room", "data-focus": room.id, "data-channel": room.id,
        "aria-current": room.id === this.room?.id ? "true" : null, onclick: () => this.enter(room) }, roomFace(room), h("span", {}, room.name)),
    });
    fill(this.title, this.room ? [this.room.im ? null : icon("hash"), this.room.name] : "No conversation yet");
    this.tabs.hidden = Boolean(this.room) && !this.room.im;
    this.composer.input.disabled = !this.room;
    if (this.tabs.hidden && this.tab !== "messages") this.openTab("messages");
    this.showPrompts();
  }

  async enter(room) {
    this.room = room;
    this.startAfresh();
    await this.arrive();
  }

  showMessages(messages) {
    const known = new Set(this.messages.map(({ ts }) => ts));
    const fresh = messages.some(({ ts }) => !known.has(ts));
    this.messages = messages;
    const stuck = stickToBottom(this.scroller, () => this.list.show(messages));
    if (fresh && !stuck) this.newer.hidden = false;
    if (fresh) this.page.unread();
    this.empty.hidden = messages.length > 0;
    fill(this.empty, teach(this.room));
    this.showProgress();
  }

  showProgress() {
    const { statuses = [], running = [] } = this.room ?? {};
    const stop = (ts) => h("button", { type: "button", class: "slack-button plain small", testid: "stop-session", onclick: () => this.stop(ts) }, "Stop");
    this.typing.hidden = statuses.length + running.length === 0;
    fill(this.typing, h("span", {}, `Mailroom ${statuses.at(-1) ?? "is working…"}`), running.map(stop));
  }

  showPrompts() {
    const prompts = this.room?.prompts ?? [];
    this.prompts.hidden = prompts.length === 0;
    const chip = ({ title, message }) => h("button", { type: "button", class: "chip", testid: "prompt", onclick: () => this.sayMessage({ text: message }) }, title);
    fill(this.prompts, prompts.map(chip));
  }

  async stop(ts) {
    const error = await play.stop(this.me, this.room.id, ts);
    if (error) this.page.say(error);
    await this.refresh();
  }

  showHome(view) {
    const blocks = view?.blocks ?? [];
    if (!blocks.length) {
      showBlocks(this.home, [{ type: "section", block_id: "empty", text: { type: "plain_text", text: "Mailroom has not drawn its Home tab yet." } }], this.ctx());
      return;
    }
    this.homeInputs.keepOnly(shownActions(blocks));
    const act = (action) => this.clickedInHome(view, action);
    showBlocks(this.home, blocks, { ...this.ctx(), state: this.homeInputs, scope: view.id ?? "home", act, confirm: (question) => this.dialogs.confirm(question) });
  }

  openTab(name) {
    this.tab = name;
    for (const tab of this.tabs.children) tab.setAttribute("aria-selected", String(tab.dataset.testid === `tab-${name}`));
    this.panel.hidden = name !== "messages";
    this.home.hidden = name !== "home";
    return this.arrive();
  }

  fail(text) {
    this.error.textContent = text ?? "";
    this.error.hidden = !text;
  }

  toBottom() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.newer.hidden = true;
  }

  scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.scroller;
    if (scrollHeight - scrollTop - clientHeight < 48) this.newer.hidden = true;
  }

  async clicked(message, action) {
    this.list.notice(message, null);
    const error = await play.click(this.me, { channel: this.room.id, message_ts: message.ts }, action);
    await this.refresh();
    if (error) this.list.notice(message, error);
  }

  async clickedInView(view, action) {
    this.dialogs.fail(view, null);
    const error = await play.click(this.me, { view_id: view.id }, action);
    await this.refresh();
    if (error) this.dialogs.fail(view, error);
  }

  async clickedInHome(view, action) {
    this.fail(await play.click(this.me, { view_id: view.id }, action));
    await this.refresh();
  }

  async submitted(view, values) {
    const result = await play.submit(this.me, view.id, values);
    await this.refresh();
    return result;
  }

  async closed(view) {
    const error = await play.close(this.me, view.id);
    if (error) this.page.say(error);
    await this.refresh();
  }

  async sayMessage(said) {
    const error = await play.say(this.me, { channel: this.room.id, ...said });
    await this.refresh();
    this.toBottom();
    return error;
  }

  async sayCommand(said) {
    const error = await play.command(this.me, { channel: this.room.id, ...said });
    await this.refresh();
    this.toBottom();
    return error;
  }
}

function roomFace(room) {
  if (!room.im) return icon("hash");
  return room.name === "Mailroom" ? appFace() : avatar(room.name, room.id);
}

function teach(room) {
  if (!room) return [h("h3", {}, "No conversation yet"), h("p", {}, "Mailroom opens one as soon as it has something to say.")];
  const mail = h("p", {}, "No mail yet: write one to yourself on the right, and Mailroom's card appears here.");
  const connect = h("p", {}, "Not connected? Send ", h("code", {}, "/mailroom connect"), " below.");
  return room.im ? [icon("inbox"), h("h3", {}, "Nothing here yet"), mail, connect] : [icon("hash"), h("h3", {}, "Nothing here yet")];
}
