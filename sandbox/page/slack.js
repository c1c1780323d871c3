// The Slack side: holds what is on show, asks /play/slack for it, and carries out what the person does.
import { oneAtATime } from "./ask_server.js";
import { Dialogs } from "./dialogs.js";
import { button, fill, h, icon } from "./dom.js";
import { HomeTab } from "./home_tab.js";
import { follow } from "./live.js";
import { MessagePanel } from "./message_panel.js";
import * as play from "./play_slack.js";
import { SlackSide } from "./slack_side.js";

export class Slack {
  // page: connected(ok), unread() when something new came, say(text) for a passing notice
  constructor(page) {
    this.page = page;
    this.users = [];
    this.me = null;
    this.rooms = [];
    this.room = null;
    this.tab = "messages";
    this.refresh = oneAtATime(() => this.load());
    this.build();
  }

  build() {
    const ctx = () => this.ctx();
    const confirm = (question) => this.dialogs.confirm(question);
    this.side = new SlackSide({ become: (user) => this.become(user), enter: (room) => this.enter(room) });
    this.home = new HomeTab({ ctx, confirm, act: (view, action) => this.clickedInHome(view, action) });
    this.panel = new MessagePanel({
      ctx,
      confirm,
      act: (message, action) => this.clicked(message, action),
      message: (said) => this.said(play.say, said),
      command: (said) => this.said(play.command, said),
      stop: (threadTs) => this.stop(threadTs),
      unread: this.page.unread,
    });
    this.conversation = this.buildConversation();
    this.dialogs = new Dialogs([this.side.node, this.conversation], {
      ctx,
      act: (view, action) => this.clickedInView(view, action),
      submit: (view, values) => this.submitted(view, values),
      close: (view) => this.closed(view),
    });
    const parts = [this.side.node, this.conversation, this.dialogs.node];
    this.node = h("section", { class: "slack", "aria-label": "Slack" }, parts);
  }

  buildConversation() {
    this.title = h("h2", {});
    const tabs = [this.tabButton("messages", "Messages", "chat"), this.tabButton("home", "Home", "home")];
    this.tabs = h("div", { class: "tabs", role: "tablist" }, tabs);
    this.error = h("p", { class: "error-line", role: "alert", testid: "slack-error", hidden: true });
    const head = h("header", { class: "room-head" }, this.title, this.tabs);
    return h("div", { class: "conversation" }, head, this.panel.node, this.home.node, this.error);
  }

  tabButton(name, label, shape) {
    const node = button("tab", `tab-${name}`, () => this.openTab(name), icon(shape), label);
    node.setAttribute("role", "tab");
    node.setAttribute("aria-selected", String(name === this.tab));
    return node;
  }

  async start() {
    this.users = await play.users();
    this.side.showPeople(this.users);
    await this.become(this.users[0].id);
    document.addEventListener("room-wanted", ({ detail }) => this.enter(this.rooms.find(({ id }) => id === detail)));
    const changed = ({ user }) => (user === undefined || user === this.me ? this.refresh() : null);
    follow(play.EVENTS, { changed, connected: this.page.connected });
  }

  ctx() {
    const apps = this.panel.messages.filter(({ bot }) => bot).map(({ user }) => [user, play.APP_NAME]);
    const people = new Map([play.SLACKBOT, ...this.users.map(({ id, name }) => [id, name]), ...apps]);
    return { me: this.me, people, rooms: new Map(this.rooms.map(({ id, name }) => [id, name])) };
  }

  async become(user) {
    this.me = user;
    this.side.showMe(user, this.ctx().people.get(user));
    await this.enter(null);
  }

  async enter(room) {
    this.room = room;
    this.panel.startAfresh();
    await this.arrive();
  }

  // Slack tells the app that somebody looks at it; that is when an app greets, or draws its Home tab.
  async arrive() {
    this.fail(null);
    await this.refresh();
    this.panel.toBottom();
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
    const [rooms, views, home] = await Promise.all([play.rooms(me), play.views(me), play.home(me)]);
    const room = rooms.find(({ id }) => id === this.room?.id) ?? rooms.find(({ im }) => im) ?? rooms[0] ?? null;
    const messages = room ? await play.messages(me, room.id) : [];
    if (me !== this.me) return;
    Object.assign(this, { rooms, room });
    this.showRooms();
    this.panel.show(messages, room);
    this.home.show(home);
    this.dialogs.show(views);
  }

  showRooms() {
    this.side.showRooms(this.rooms, this.room);
    fill(this.title, this.room ? [this.room.im ? null : icon("hash"), this.room.name] : "No conversation yet");
    this.tabs.hidden = Boolean(this.room) && !this.room.im;
    if (this.tabs.hidden && this.tab !== "messages") this.openTab("messages");
  }

  openTab(name) {
    this.tab = name;
    const chosen = `tab-${name}`;
    for (const tab of this.tabs.children) tab.setAttribute("aria-selected", String(tab.dataset.testid === chosen));
    this.panel.node.hidden = name !== "messages";
    this.home.node.hidden = name !== "home";
    return this.arrive();
  }

  fail(text) {
    this.error.textContent = text ?? "";
    this.error.hidden = !text;
  }

  async clicked(message, action) {
    this.panel.list.notice(message, null);
    const error = await play.click(this.me, { channel: this.room.id, message_ts: message.ts }, action);
    await this.refresh();
    if (error) this.panel.list.notice(message, error);
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

  async said(how, said) {
    const error = await how(this.me, { channel: this.room.id, ...said });
    await this.refresh();
    this.panel.toEnd(said.thread_ts);
    return error;
  }

  async stop(threadTs) {
    const error = await play.stop(this.me, this.room.id, threadTs);
    if (error) this.page.say(error);
    await this.refresh();
  }
}
