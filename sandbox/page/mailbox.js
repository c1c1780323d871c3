// The mail side: whose mailbox, its folders, the list, and the mail, draft or form that is open.
import { oneAtATime } from "./ask_server.js";
import { button, fill, h, icon } from "./dom.js";
import { follow } from "./live.js";
import { composeForm, draftForm, isDirty, outsideForm, read } from "./mail_form.js";
import { MailList, folderOf, labelOf } from "./mail_list.js";
import { headerTable, joined, nameOf, outsideReply, ownReply, readView } from "./mail_view.js";
import * as play from "./play_mail.js";

const lines = (text) => (text ?? "").replace(/\r\n/g, "\n");

function draftOf({ to, cc, subject, text }) {
  return { to: joined(to), cc: joined(cc), subject: subject ?? "", text: lines(text) };
}

// Mail does not change once it has arrived; only where it lies does.
function placeOf({ id, labels }) {
  return JSON.stringify([id, labels.includes("INBOX"), labels.includes("SPAM")]);
}

export class Mailbox {
  constructor(page) {
    this.page = page;
    this.email = null;
    this.folder = "inbox";
    this.lists = { inbox: [], drafts: [], sent: [], spam: [] };
    this.open = null;
    this.refresh = oneAtATime(() => this.load());
    this.build();
  }

  build() {
    const switched = () => this.become(this.accountSelect.value);
    const look = { class: "switch", testid: "account-switch", "aria-label": "Mailbox of" };
    this.accountSelect = h("select", { ...look, onchange: switched });
    this.list = new MailList({ openFolder: (name) => this.openFolder(name), openMail: (row) => this.openMail(row) });
    const note = { class: "unconnected", testid: "not-connected", title: "Send /mailroom connect in Slack" };
    this.unconnected = h("span", { ...note, hidden: true }, "not connected");
    this.view = h("div", { class: "mail-view", testid: "mail-view", hidden: true });
    this.error = h("p", { class: "error-line", role: "alert", testid: "mail-error", hidden: true });
    this.node = h("section", { class: "mailbox", "aria-label": "Mailbox" }, [
      this.buildBar(),
      h("div", { class: "folder-bar" }, this.list.folders, this.unconnected),
      this.error,
      this.list.node,
      this.view,
    ]);
  }

  buildBar() {
    const compose = button("quiet-button", "compose-open", () => this.compose(), icon("pen"), "Compose");
    const fromOutside = () => this.writeFromOutside();
    const outside = button("primary-button", "outside-open", fromOutside, icon("mail"), "Write a mail to yourself");
    return h("header", { class: "mail-bar" }, [
      h("label", { class: "account" }, icon("mail"), this.accountSelect),
      h("div", { class: "mail-buttons" }, compose, outside),
    ]);
  }

  async start() {
    const users = await play.users();
    fill(this.accountSelect, users.map((user) => h("option", { value: user.email }, user.email)));
    await this.become(users[0]?.email);
    const changed = ({ email }) => {
      if (email !== undefined && email !== this.email) return;
      this.page.changed();
      this.refresh();
    };
    follow(play.EVENTS, { changed, connected: this.page.connected });
  }

  async become(email) {
    this.email = email;
    this.accountSelect.value = email;
    this.page.changed();
    this.openFolder("inbox");
    await this.refresh();
  }

  async load() {
    const email = this.email;
    try {
      const folders = play.FOLDERS.map((name) => play.folder(email, name));
      const [users, ...lists] = await Promise.all([play.users(), ...folders]);
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

  show() {
    this.list.show(this.lists);
  }

  openFolder(name) {
    this.folder = name;
    this.closeView();
    this.list.startAt(name);
    this.show();
  }

  closeView() {
    this.open = null;
    this.view.hidden = true;
    this.list.node.hidden = false;
    fill(this.view);
  }

  present(open, ...content) {
    this.open = open;
    this.list.node.hidden = true;
    this.view.hidden = false;
    fill(this.view, content);
    this.view.scrollTop = 0;
  }

  backButton() {
    return button("back", "mail-back", () => this.closeView(), icon("back"), labelOf(this.folder));
  }

  async openMail(row) {
    const mail = await this.fetched(row);
    if (!mail) return;
    if (row.draftId) this.presentDraft(row, mail);
    else this.presentMail(mail);
    if (row.unread) await this.moved(mail, [], ["UNREAD"]);
  }

  // Shows a mail that was looked up elsewhere, of whichever mailbox and in whatever folder it lies.
  async reveal(email, mail) {
    if (this.open?.form && isDirty(this.open.form, this.open.draft)) {
      this.page.say("First send or close what you are writing in the mailbox.");
      return;
    }
    if (email !== this.email) await this.become(email);
    this.openFolder(folderOf(mail) ?? "inbox");
    await this.openMail(mail);
    this.view.querySelector("button")?.focus();
  }

  presentMail(mail) {
    const article = readView(mail, this.mailButtons(mail));
    const nowhere = mail.labels.includes("TRASH") ? "This mail is in the bin." : "This mail is archived.";
    const note = folderOf(mail) ? null : h("p", { class: "form-note", testid: "mail-nowhere" }, nowhere);
    this.present({ kind: "mail", id: mail.id, mark: placeOf(mail) }, this.backButton(), note, article);
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
    const act = (label, shape, testid, onclick) => button("quiet-button", testid, onclick, icon(shape), label);
    const move = (add, remove, note) => () => this.moved(mail, add, remove, note);
    const has = (label) => mail.labels.includes(label);
    const [other] = joined(mail.to).split(",");
    const answer = () => this.writeFromOutside(outsideReply(mail, other.trim()));
    if (has("SENT")) return [act(`Answer as ${nameOf(other)}`, "reply", "answer-as-other", answer)];
    return [
      act("Reply", "reply", "mail-reply", () => this.compose(ownReply(mail))),
      has("INBOX") && act("Archive", "archive", "mail-archive", move([], ["INBOX"], "Archived")),
      has("INBOX") && act("Spam", "spam", "mail-spam", move(["SPAM"], ["INBOX"], "Moved to Spam")),
      has("SPAM") && act("Not spam", "inbox", "mail-not-spam", move(["INBOX"], ["SPAM"], "Moved to the inbox")),
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
    const remove = done(() => play.deleteDraft(this.email, id), "Draft deleted");
    const form = draftForm({ draft, save, send: done(send, "Sent by hand"), remove });
    const open = { kind: "draft", draftId: id, id: row.id, mark: JSON.stringify(draft), draft, form };
    this.present(open, this.backButton(), form, headerTable(mail));
  }

  // What is open follows what happens: a draft that Mailroom rewrote shows its new text, unless one is typing in it.
  async refreshOpen() {
    const { open } = this;
    if (!open || open.kind === "form") return;
    const isOpen = (mail) => (open.draftId ? mail.draftId === open.draftId : mail.id === open.id);
    const row = Object.values(this.lists).flat().find(isOpen);
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
    const back = () => this.closeView();
    if (!isDirty(this.open.form, this.open.draft)) back();
    else this.warn("This draft is gone: it was sent or deleted.", "Back to the list", back);
  }

  warn(text, label, act) {
    this.view.querySelector(".changed")?.remove();
    const way = button("quiet-button", "draft-changed-act", act, label);
    this.view.prepend(h("p", { class: "changed", role: "status", testid: "draft-changed" }, text, " ", way));
  }

  presentForm(form) {
    this.present({ kind: "form", form, draft: read(form) }, form);
  }

  compose(initial = {}) {
    const submit = async (mail) => {
      await play.send(this.email, mail);
      this.closeView();
      this.page.say("Sent");
      await this.refresh();
    };
    const close = () => this.closeView();
    this.presentForm(composeForm({ account: this.email, initial, close, submit }));
    this.view.querySelector(initial.to ? "textarea" : "[name=to]").focus();
  }

  writeFromOutside(initial = {}) {
    const submit = async (mail) => {
      await play.deliver(mail);
      this.openFolder("inbox");
      this.page.say("Delivered");
      await this.refresh();
    };
    const close = () => this.closeView();
    this.presentForm(outsideForm({ account: this.email, initial, close, submit }));
    this.view.querySelector("[name=subject]").focus();
  }
}
