// The folders of a mailbox and the list of the one that is open.
import { listDate } from "./dates.js";
import { button, fill, h, icon, keepList } from "./dom.js";
import { joined, nameOf } from "./mail_view.js";

// Gmail gives snippets with HTML's escapes in them.
const unescaped = (snippet) => new DOMParser().parseFromString(snippet ?? "", "text/html").documentElement.textContent;

const PAGE = 100;
const FOLDERS = [
  { name: "inbox", label: "Inbox", shape: "inbox", mark: "INBOX" },
  { name: "drafts", label: "Drafts", shape: "draft", mark: "DRAFT" },
  { name: "sent", label: "Sent", shape: "sent", mark: "SENT" },
  { name: "spam", label: "Spam", shape: "spam", mark: "SPAM" },
];
const EMPTY = {
  inbox: ["No mail yet", "Write one to yourself, and it arrives here as from the internet."],
  drafts: ["No drafts", "Mailroom puts its drafts here before you approve them in Slack."],
  sent: ["Nothing sent", "What you approve in Slack, or send here by hand, ends up here."],
  spam: ["No spam", "Mail that is spam shows here."],
};

export const labelOf = (folder) => FOLDERS.find(({ name }) => name === folder).label;
// The folder that shows a mail, undefined for one that is archived or in the bin.
export const folderOf = ({ labels }) => FOLDERS.find(({ mark }) => labels.includes(mark))?.name;

const BETWEEN = /,(?=(?:[^"]*"[^"]*")*[^"]*$)/; // addresses: a comma within quotes is of a name

export class MailList {
  // deps: openFolder(name), openMail(row)
  constructor(deps) {
    this.deps = deps;
    this.shown = PAGE;
    this.folders = h("nav", { class: "folders", "aria-label": "Folders" });
    this.rows = h("ul", { class: "mail-rows" });
    this.empty = h("div", { class: "empty", testid: "mail-empty", hidden: true });
    this.more = button("quiet-button more", "mail-more", () => this.showMore());
    this.node = h("div", { class: "mail-list", tabindex: "-1" }, this.empty, this.rows, this.more);
  }

  startAt(folder) {
    this.folder = folder;
    this.shown = PAGE;
    this.node.scrollTop = 0;
  }

  showMore() {
    this.shown += PAGE;
    this.show(this.lists);
  }

  show(lists) {
    this.lists = lists;
    this.showFolders(lists);
    const mails = lists[this.folder];
    const key = (mail) => mail.draftId ?? mail.id;
    keepList(this.rows, mails.slice(0, this.shown), { key, create: (mail) => this.row(mail) });
    const [title, words] = EMPTY[this.folder];
    const { shape } = FOLDERS.find(({ name }) => name === this.folder);
    this.empty.hidden = mails.length > 0;
    fill(this.empty, icon(shape), h("h3", {}, title), h("p", {}, words));
    this.more.hidden = mails.length <= this.shown;
    fill(this.more, `Show ${Math.min(PAGE, Math.max(0, mails.length - this.shown))} more of ${mails.length}`);
  }

  showFolders(lists) {
    const counted = (name) => (name === "inbox" ? lists.inbox.filter((mail) => mail.unread) : lists[name]).length;
    const items = FOLDERS.map((one) => ({ ...one, count: counted(one.name), current: one.name === this.folder }));
    keepList(this.folders, items, { key: ({ name }) => name, create: (one) => this.folderButton(one) });
  }

  folderButton({ name, label, shape, count, current }) {
    const badge = h("span", { class: name === "inbox" ? "count unread" : "count", testid: `count-${name}` }, count);
    const open = () => this.deps.openFolder(name);
    const node = button("folder", `folder-${name}`, open, icon(shape), h("span", {}, label), count > 0 && badge);
    node.dataset.focus = name;
    if (current) node.setAttribute("aria-current", "true");
    return node;
  }

  row(mail) {
    const outgoing = this.folder === "drafts" || this.folder === "sent";
    const to = joined(mail.to).split(BETWEEN).map(nameOf).join(", ") || "nobody yet";
    const node = button(mail.unread ? "mail-row unread" : "mail-row", "mail-row", () => this.deps.openMail(mail), [
      h("span", { class: "row-who" }, outgoing ? `To: ${to}` : nameOf(mail.from)),
      h("time", { class: "row-date" }, listDate(mail.date)),
      h("span", { class: "row-subject" }, mail.subject || "(no subject)"),
      h("span", { class: "row-snippet" }, unescaped(mail.snippet)),
    ]);
    Object.assign(node.dataset, { id: mail.id, focus: mail.draftId ?? mail.id });
    if (mail.draftId) node.dataset.draftId = mail.draftId;
    return h("li", {}, node);
  }
}
