// The mail side: whose mailbox, its folders, the list, and the mail, draft or form that is open.
import { oneAtATime } from "./ask_server.js";
import { listDate } from "./dates.js";
import { fill, h, icon, keepList } from "./dom.js";
import { follow } from "./live.js";
import { composeForm, draftForm, isDirty, outsideForm } from "./mail_form.js";
import { actionButton, headerTable, joined, nameOf, outsideReply, ownReply, readView } from "./mail_view.js";
import * as play from "./play_mail.js";

const LABELS = { inbox: "Inbox", drafts: "Drafts", sent: "Sent", spam: "Spam" };
const SHAPES = { inbox: "inbox", drafts: "draft", sent: "sent", spam: "spam" };
const EMPTY = {
  inbox: ["No mail yet", "Write one to yourself, and it arrives here as from the internet."],
  drafts: ["No drafts", "Mailroom puts its drafts here before you approve them in Slack."],
  sent: ["Nothing sent", "What you approve in Slack, or send here by hand, ends up here."],
  spam: ["No spam", "Mail that is spam shows here."],
};
const PAGE = 100;

const lines = (text) => (text ?? "").replace(/\r\n/g, "\n");
const draftOf = (mail) => ({ to: joined(mail.to), cc: joined(mail.cc), subject: mail.subject ?? "", text: lines(mail.text) });
// Mail does not change once it has arrived; only where it lies does.
const placeOf = (mail) => JSON.stringify([mail.id, ...["INBOX", "SPAM"].filter((label) => mail.labels.includes(label))]);

export class Mailbox {
  constructor(page) {
    this.page = page;
    this.email = null;
    this.folder = "inbox";
    this.lists = { inbox: [], drafts: [], sent: [], spam: [] };
    this.shown = PAGE;
    this.open = null;
    this.refresh = oneAtATime(() => this.load());
    this.build();
  }

  build() {
    this.accountSelect = h("select", { class: "switch", testid: "account-switch", "aria-label": "Mailbox of", onchange: () => this.become(this.accountSelect.value) });
    const outside = h("button", { type: "button", class: "primary-button", testid: "outside-open", onclick: () => this.writeFromOutside() }, icon("mail"), "Write a mail to yourself");
    const compose = h("button", { type: "button", class: "quiet-button", testid: "compose-open", onclick: () => this.compose() }, icon("pen"), "Compose");
    this.folders = h("nav", { class: "folders", "aria-label": "Folders" });
    this.unconnected = h("span", { class: "unconnected", testid: "not-connected", title: "Send /mailroom connect in Slack", hidden: true }, "not connected");
    this.rows = h("ul", { class: "mail-rows" });
    this.empty = h("div", { class: "empty", testid: "mail-empty", hidden: true });
    this.more = h("button", { type: "button", class: "quiet-button more", hidden: true, onclick: () => this.showMore() });
    this.list = h("div", { class: "mail-list", tabindex: "-1" }, this.empty, this.rows, this.more);
    this.view = h("div", { class: "mail-view", testid: "mail-view", hidden: true });
    this.error = h("p", { class: "error-line", role: "alert", testid: "mail-error", hidden: true });
    this.node = h("section", { class: "mailbox", "aria-label": "Mailbox" },
      h("header", { class: "mail-bar" }, h("label", { class: "account" }, icon("mail"), this.accountSelect), h("div", { class: "mail-buttons" }, compose, outside)),
      h("div", { class: "folder-bar" }, this.folders, this.unconnected), this.error, this.list, this.view);
  }

  async start() {
    const users = await play.users();
    fill(this.accountSelect, users.map((user) => h("option", { value: user.email }, user.email)));
    await this.become(users[0]?.email);
    follow(play.EVENTS, { connected: this.page.connected, changed: ({ email }) => (email === undefined || email === this.email ? this.refresh() : null) });
  }

  async become(email) {
    this.email = email;
    this.accountSelect.value = email;
    this.openFolder("inbox");
    await this.refresh();
  }

  async load() {
    const email = this.email;
    try {
      const [users, ...lists] = await Promise.all([play.users(), ...play.FOLDERS.map((name) => play.folder(email, name))]);
      if (email !== this.email) return;
      this.take(users, Object.fromEntries(play.FOLDERS.map((name, index) => [name, lists[index]])));
      this.error.hidden = true;
      this.show();
      await this.refreshOpen();
    } catch (error) {
      this.error.textContent = error.message;
      this.error.hidden = false;
    }
  }

  take(users, lists) {
    const known = new Set(this.lists.inbox.map(({ id }) => id));
    const fresh = lists.inbox.some(({ id }) => !known.has(id));
    if (fresh && this.loaded === this.email) this.page.unread();
    this.loaded = this.email;
    this.lists = lists;
    this.unconnected.hidden = users.find(({ email }) => email === this.email)?.connected !== false;
  }

  counts() {
    const { inbox, drafts, sent, spam } = this.lists;
    return { inbox: inbox.filter((mail) => mail.unread).length || null, drafts: drafts.length || null, sent: sent.length || null, spam: spam.length || null };
  }

  show() {
    const counts = this.counts();
    keepList(this.folders, play.FOLDERS.map((name) => ({ name, count: counts[name], current: name === this.folder })), {
      key: ({ name }) => name,
      create: ({ name, count, current }) => h("button", { type: "button", class: "folder", testid: `folder-${name}`, "data-focus": name, "aria-current": current ? "true" : null, onclick: () => this.openFolder(name) },
        icon(SHAPES[name]), h("span", {}, LABELS[name]), count && h("span", { class: name === "inbox" ? "count unread" : "count", testid: `count-${name}` }, count)),
    });
    const mails = this.lists[this.folder];
    keepList(this.rows, mails.slice(0, this.shown), { key: (mail) => mail.draftId ?? mail.id, create: (mail) => this.row(mail) });
    this.empty.hidden = mails.length > 0;
    fill(this.empty, icon(SHAPES[this.folder]), h("h3", {}, EMPTY[this.folder][0]), h("p", {}, EMPTY[this.folder][1]));
    this.more.hidden = mails.length <= this.shown;
    fill(this.more, `Show ${Math.min(PAGE, mails.length - this.shown)} more of ${mails.length}`);
  }

  row(mail) {
    const outgoing = this.folder === "drafts" || this.folder === "sent";
    const who = outgoing ? `To: ${joined(mail.to).split(",").map(nameOf).join(", ") || "nobody yet"}` : nameOf(mail.from);
    return h("li", {}, h("button", { type: "button", class: mail.unread ? "mail-row unread" : "mail-row", testid: "mail-row", "data-id": mail.id, "data-draft-id": mail.draftId, "data-focus": mail.draftId ?? mail.id, onclick: () => this.openMail(mail) },
      h("span", { class: "row-who" }, who), h("time", { class: "row-date" }, listDate(mail.date)),
      h("span", { class: "row-subject" }, mail.subject || "(no subject)"), h("span", { class: "row-snippet" }, mail.snippet)));
  }

  openFolder(name) {
    this.folder = name;
    this.shown = PAGE;
    this.closeView();
    this.show();
    this.list.scrollTop = 0;
  }

  showMore() {
    this.shown += PAGE;
    this.show();
  }

  closeView() {
    this.open = null;
    this.view.hidden = true;
    this.list.hidden = false;
    fill(this.view);
  }

  present(open, ...content) {
    this.open = open;
    this.list.hidden = true;
    this.view.hidden = false;
    fill(this.view, content);
    this.view.scrollTop = 0;
  }

  backButton() {
    return h("button", { type: "button", class: "back", testid: "mail-back", onclick: () => this.closeView() }, icon("back"), LABELS[this.folder]);
  }

  async openMail(row) {
    const mail = await this.fetched(row);
    if (!mail) return;
    if (row.draftId) this.presentDraft(row, mail);
    else this.present({ kind: "mail", id: row.id, mark: placeOf(mail) }, this.backButton(), readView(mail, this.mailButtons(mail)));
    if (row.unread) await this.moved(mail, [], ["UNREAD"]);
  }

  async moved(mail, add, remove, note) {
    try {
      await play.relabel(this.email, mail.id, add, remove);
      if (note) this.closeView();
      if (note) this.page.say(note);
      await this.refresh();
    } catch (error) {
      this.page.say(error.message);
    }
  }

  async fetched(row) {
    try {
      return await play.message(this.email, row.id);
    } catch (error) {
      this.page.say(error.message);
      return null;
    }
  }

  mailButtons(mail) {
    const [other] = joined(mail.to).split(",");
    const button = (label, shape, testid, act) => actionButton(label, shape, testid, act);
    if (mail.labels.includes("SENT")) {
      return [button(`Answer as ${nameOf(other)}`, "reply", "answer-as-other", () => this.writeFromOutside(outsideReply(mail, other.trim())))];
    }
    const inInbox = mail.labels.includes("INBOX");
    return [
      button("Reply", "reply", "mail-reply", () => this.compose(ownReply(mail))),
      inInbox && button("Archive", "archive", "mail-archive", () => this.moved(mail, [], ["INBOX"], "Archived")),
      inInbox && button("Spam", "spam", "mail-spam", () => this.moved(mail, ["SPAM"], ["INBOX"], "Moved to Spam")),
      mail.labels.includes("SPAM") && button("Not spam", "inbox", "mail-not-spam", () => this.moved(mail, ["INBOX"], ["SPAM"], "Moved to the inbox")),
    ];
  }

  presentDraft(row, mail) {
    const draft = draftOf(mail);
    const id = row.draftId;
    const done = (task, note) => async (changes) => {
      await task(changes);
      this.closeView();
      this.page.say(note);
      await this.refresh();
    };
    const save = async (changes) => {
      if (Object.keys(changes).length) await play.editDraft(this.email, id, changes);
      this.open.fresh = true;
      this.page.say("Draft saved");
      await this.refresh();
    };
    const send = async (changes) => {
      if (Object.keys(changes).length) await play.editDraft(this.email, id, changes);
      await play.sendDraft(this.email, id);
    };
    const form = draftForm({ draft, save, send: done(send, "Sent by hand"), remove: done(() => play.deleteDraft(this.email, id), "Draft deleted") });
    this.present({ kind: "draft", draftId: id, id: row.id, mark: JSON.stringify(draft), draft, form }, this.backButton(), form, headerTable(mail));
  }

  // What is open follows what happens: a draft that Mailroom rewrote shows its new text, unless one is typing in it.
  async refreshOpen() {
    const { open } = this;
    if (!open || open.kind === "form") return;
    const row = Object.values(this.lists).flat().find((mail) => (open.draftId ? mail.draftId === open.draftId : mail.id === open.id));
    if (!row && open.kind === "draft") this.draftIsGone();
    if (!row) return;
    const mail = await this.fetched(row);
    if (!mail || this.open !== open) return;
    if (open.kind === "draft") this.redrawDraft(open, row, mail);
    else if (open.mark !== placeOf(mail)) this.openMail(row);
  }

  redrawDraft(open, row, mail) {
    const now = JSON.stringify(draftOf(mail));
    if (now === open.mark && !open.fresh) return;
    if (open.fresh || !isDirty(open.form, open.draft)) {
      this.presentDraft(row, mail);
      return;
    }
    this.warn("This draft has changed meanwhile.", "Show the new text", () => this.presentDraft(row, mail));
  }

  draftIsGone() {
    if (isDirty(this.open.form, this.open.draft)) this.warn("This draft is gone: it was sent or deleted.", "Back to the list", () => this.closeView());
    else this.closeView();
  }

  warn(text, label, act) {
    this.view.querySelector(".changed")?.remove();
    const button = h("button", { type: "button", class: "quiet-button", onclick: act }, label);
    this.view.prepend(h("p", { class: "changed", role: "status", testid: "draft-changed" }, text, " ", button));
  }

  compose(initial = {}) {
    const submit = async (mail) => {
      await play.send(this.email, mail);
      this.closeView();
      this.page.say("Sent");
      await this.refresh();
    };
    this.present({ kind: "form" }, composeForm({ account: this.email, initial, close: () => this.closeView(), submit }));
    this.view.querySelector(initial.to ? "textarea" : "[name=to]").focus();
  }

  writeFromOutside(initial = {}) {
    const submit = async (mail) => {
      await play.deliver(mail);
      this.openFolder("inbox");
      this.page.say("Delivered");
      await this.refresh();
    };
    this.present({ kind: "form" }, outsideForm({ account: this.email, initial, close: () => this.closeView(), submit }));
    this.view.querySelector("[name=subject]").focus();
  }
}
